#include "core/model/crossover/regime_map.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "core/model/crossover/draws.hpp"

namespace assay::model {
namespace {

/// Adds 1 to the cheapest possible option's tally, shared between those that cost the same.
void countCheapest(const Decision &decision, std::vector<double> &wins)
{
    std::vector<std::size_t> cheapest;
    double least = std::numeric_limits<double>::max();
    for (std::size_t option = 0; option < decision.options.size(); ++option) {
        const OptionNumbers &numbers = decision.options[option].numbers;
        if (numbers.deployment != Deployment::Managed && !(numbers.capacity > 0))
            continue;
        const double cost = totalCost(decision.conditions, numbers);
        if (cost < least)
            cheapest.clear();
        if (cost <= least)
            cheapest.push_back(option);
        least = std::min(least, cost);
    }
    for (const std::size_t option : cheapest)
        wins[option] += 1 / static_cast<double>(cheapest.size());
}

RegimeMap::Cell cellOf(const std::vector<double> &wins, std::size_t draws)
{
    const auto most = std::ranges::max_element(wins);
    RegimeMap::Cell cell;
    if (!(*most > 0))
        return cell;
    cell.cheapest = static_cast<std::size_t>(most - wins.begin());
    cell.share = *most / static_cast<double>(draws);
    cell.tied = std::ranges::count_if(wins, [&](double each) { return *most - each < 1e-9; }) > 1;
    return cell;
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
    std::vector<double> wins(decision.options.size());
    for (const double up : y.values) {
        auto &row = map.cells.emplace_back();
        for (const double across : x.values) {
            std::ranges::fill(wins, 0.0);
            for (std::size_t draw = 0; draw < draws; ++draw) {
                Decision current = decision;
                drawn.apply(current, draw);
                x.set(current, across);
                y.set(current, up);
                countCheapest(current, wins);
            }
            row.push_back(cellOf(wins, draws));
        }
    }
    return map;
}

} // namespace assay::model
