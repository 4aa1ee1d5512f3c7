#include "core/model/crossover/crossover_curve.hpp"

#include <algorithm>
#include <cmath>

#include "core/model/crossover/draws.hpp"

namespace assay::model {
namespace {

CrossoverCurve::Cost summary(std::vector<double> &values)
{
    const auto at = [&](double part) {
        const auto rank = std::lround(part * static_cast<double>(values.size() - 1));
        std::nth_element(values.begin(), values.begin() + rank, values.end());
        return values[static_cast<std::size_t>(rank)];
    };
    return {at(0.05), at(0.5), at(0.95)};
}

/// Adds 1 to the cheapest option's tally, shared between those that cost the same.
void countWinner(std::span<const double> costs, std::vector<double> &tally)
{
    const double least = *std::ranges::min_element(costs);
    const auto winners = static_cast<double>(std::ranges::count(costs, least));
    for (std::size_t option = 0; option < costs.size(); ++option)
        if (costs[option] == least)
            tally[option] += 1 / winners;
}

} // namespace

std::vector<CrossoverCurve::Region> CrossoverCurve::undecided(double sure) const
{
    std::vector<Region> regions;
    bool open = false;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const bool decided =
            std::ranges::any_of(cheapest, [&](const std::vector<double> &option) { return option[i] >= sure; });
        if (!decided && !open)
            regions.push_back({x[i], x[i]});
        else if (!decided)
            regions.back().to = x[i];
        open = !decided;
    }
    return regions;
}

CrossoverCurve crossoverCurve(const Decision &decision, const Knob &axis, std::span<const double> x, std::size_t draws)
{
    const std::size_t options = decision.options.size();
    CrossoverCurve curve;
    curve.x.assign(x.begin(), x.end());
    curve.draws = draws;
    curve.seed = decision.seed;
    curve.costs.assign(options, std::vector<CrossoverCurve::Cost>(x.size()));
    curve.cheapest.assign(options, std::vector<double>(x.size()));

    const Draws drawn = drawKnobs(decision.knobs, draws, decision.seed, &axis);
    std::vector<std::vector<double>> samples(x.size() * options, std::vector<double>(draws));
    std::vector<double> costs(options);
    std::vector<std::vector<double>> tallies(x.size(), std::vector<double>(options));
    Decision current = decision;
    for (std::size_t draw = 0; draw < draws; ++draw) {
        drawn.apply(current, draw);
        for (std::size_t i = 0; i < x.size(); ++i) {
            current.turn(axis, x[i]);
            for (std::size_t option = 0; option < options; ++option) {
                costs[option] = totalCost(current.conditions, current.options[option].numbers);
                samples[i * options + option][draw] = costs[option];
            }
            countWinner(costs, tallies[i]);
        }
    }
    for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t option = 0; option < options; ++option) {
            curve.costs[option][i] = summary(samples[i * options + option]);
            curve.cheapest[option][i] = tallies[i][option] / static_cast<double>(draws);
        }
    return curve;
}

std::vector<double> axisValues(double from, double to, std::size_t count)
{
    const bool byRatio = from > 0 && to > 8 * from;
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        const double part = static_cast<double>(i) / static_cast<double>(count - 1);
        values[i] = byRatio ? from * std::pow(to / from, part) : std::lerp(from, to, part);
    }
    values.back() = to;
    return values;
}

} // namespace assay::model
