#include "core/model/crossover/draws.hpp"

#include <utility>

#include "core/base/random.hpp"

namespace assay::model {
namespace {

std::vector<double> shuffledQuantiles(const Range &range, std::size_t count, Random random)
{
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i)
        values[i] = range.quantile((static_cast<double>(i) + random.uniform()) / static_cast<double>(count));
    for (std::size_t i = count; i > 1; --i)
        std::swap(values[i - 1], values[random.below(i)]);
    return values;
}

} // namespace

void Draws::apply(Decision &decision, std::size_t draw) const
{
    for (std::size_t i = 0; i < knobs.size(); ++i)
        decision.turn(*knobs[i], values[i][draw]);
}

Draws drawKnobs(std::span<const Knob> knobs, std::size_t count, std::uint64_t seed, const Knob *without)
{
    Draws draws;
    draws.count = count;
    SplitMix64 seeds(seed);
    for (const Knob &knob : knobs) {
        // Every knob takes a seed, used or not: what one is drawn as does not hang on which others have a range.
        const std::uint64_t own = seeds.next();
        if (knob.range.isFixed() || (without != nullptr && knob.id == without->id))
            continue;
        draws.knobs.push_back(&knob);
        draws.values.push_back(shuffledQuantiles(knob.range, count, Random(own)));
    }
    return draws;
}

} // namespace assay::model
