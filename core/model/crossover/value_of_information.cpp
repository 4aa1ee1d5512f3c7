#include "core/model/crossover/value_of_information.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>

#include "core/base/random.hpp"
#include "core/model/crossover/draws.hpp"

namespace assay::model {
namespace {

constexpr std::size_t kGroups = 20;

using Costs = std::vector<std::vector<double>>; ///< [option][draw]

/// Mean over the groups of the least mean cost, where the draws are grouped in this order.
double meanOfLeast(const Costs &costs, std::span<const std::uint32_t> order)
{
    double sum = 0;
    for (std::size_t group = 0; group < kGroups; ++group) {
        const std::size_t from = order.size() * group / kGroups, to = order.size() * (group + 1) / kGroups;
        double least = 0;
        for (std::size_t option = 0; option < costs.size(); ++option) {
            double total = 0;
            for (std::size_t i = from; i < to; ++i)
                total += costs[option][order[i]];
            least = option == 0 ? total : std::min(least, total);
        }
        sum += least;
    }
    return sum / static_cast<double>(order.size());
}

std::vector<std::uint32_t> anyOrder(std::size_t count, Random &random)
{
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    for (std::size_t i = count; i > 1; --i)
        std::swap(order[i - 1], order[random.below(i)]);
    return order;
}

/// What grouping by chance seems to save: the largest of some groupings at random.
double luck(const Costs &costs, double chosenMean, std::size_t count, std::uint64_t seed)
{
    Random random(seed);
    double most = 0;
    for (int time = 0; time < 8; ++time)
        most = std::max(most, chosenMean - meanOfLeast(costs, anyOrder(count, random)));
    return most;
}

double mean(const std::vector<double> &values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

} // namespace

InformationValue informationValue(const Decision &decision, std::size_t draws)
{
    const Draws drawn = drawKnobs(decision.knobs, draws, decision.seed);
    Costs costs(decision.options.size(), std::vector<double>(draws));
    Decision current = decision;
    for (std::size_t draw = 0; draw < draws; ++draw) {
        drawn.apply(current, draw);
        for (std::size_t option = 0; option < costs.size(); ++option)
            costs[option][draw] = totalCost(current.conditions, current.options[option].numbers);
    }

    InformationValue found;
    std::vector<double> means;
    for (const std::vector<double> &option : costs)
        means.push_back(mean(option));
    found.chosen = static_cast<std::size_t>(std::ranges::min_element(means) - means.begin());
    for (std::size_t draw = 0; draw < draws; ++draw) {
        double least = costs[0][draw];
        for (const std::vector<double> &option : costs)
            least = std::min(least, option[draw]);
        const double regret = costs[found.chosen][draw] - least;
        found.expectedRegret += regret / static_cast<double>(draws);
        found.wrong += regret > 0 ? 1 / static_cast<double>(draws) : 0;
    }

    const double byLuck = luck(costs, means[found.chosen], draws, decision.seed);
    for (std::size_t i = 0; i < drawn.knobs.size(); ++i) {
        std::vector<std::uint32_t> order(draws);
        std::iota(order.begin(), order.end(), 0U);
        std::ranges::sort(order, {}, [&](std::uint32_t draw) { return drawn.values[i][draw]; });
        const double saves = means[found.chosen] - meanOfLeast(costs, order) - byLuck;
        if (saves > 1e-9 * means[found.chosen])
            found.items.push_back({drawn.knobs[i], std::min(saves, found.expectedRegret)});
    }
    std::ranges::stable_sort(found.items, [](const auto &a, const auto &b) { return a.saves > b.saves; });
    return found;
}

} // namespace assay::model
