#include "core/model/crossover/regime_map.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/model/crossover/draws.hpp"

namespace assay::model {
namespace {

std::optional<std::size_t> possibleCheapest(const Decision &decision)
{
    std::optional<std::size_t> best;
    double least = std::numeric_limits<double>::max();
    for (std::size_t option = 0; option < decision.options.size(); ++option) {
        const OptionNumbers &numbers = decision.options[option].numbers;
        if (numbers.deployment != Deployment::Managed && !(numbers.capacity > 0))
            continue;
        const double cost = totalCost(decision.conditions, numbers);
        if (cost < least) {
            least = cost;
            best = option;
        }
    }
    return best;
}

} // namespace

MapAxis mapAxis(const Knob &knob, std::vector<double> values)
{
    return {knob.id, knob.name, knob.unit, std::move(values),
            [knob](Decision &decision, double value) { decision.turn(knob, value); }};
}

RegimeMap regimeMap(const Decision &decision, const MapAxis &x, const MapAxis &y, std::size_t draws)
{
    RegimeMap map{x.values, y.values, {}, draws, decision.seed};
    const Draws drawn = drawKnobs(decision.knobs, draws, decision.seed);
    std::vector<std::size_t> wins(decision.options.size());
    for (const double up : y.values) {
        auto &row = map.cells.emplace_back();
        for (const double across : x.values) {
            std::ranges::fill(wins, 0U);
            for (std::size_t draw = 0; draw < draws; ++draw) {
                Decision current = decision;
                drawn.apply(current, draw);
                x.set(current, across);
                y.set(current, up);
                if (const auto winner = possibleCheapest(current))
                    ++wins[*winner];
            }
            const auto most = std::ranges::max_element(wins);
            RegimeMap::Cell cell;
            if (*most > 0) {
                cell.cheapest = static_cast<std::size_t>(most - wins.begin());
                cell.share = static_cast<double>(*most) / static_cast<double>(draws);
            }
            row.push_back(cell);
        }
    }
    return map;
}

} // namespace assay::model
