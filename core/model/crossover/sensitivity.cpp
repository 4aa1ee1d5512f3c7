#include "core/model/crossover/sensitivity.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/model/crossover/crossings.hpp"

namespace assay::model {
namespace {

/// The nearest stretch of an axis in which another option is the cheapest; `up` away from the typical value.
void look(const Decision &decision, std::size_t chosen, bool up, Flip &flip)
{
    const Knob &knob = *flip.knob;
    const double end = up ? knob.most : knob.least;
    if (up ? end <= flip.typical : end >= flip.typical)
        return;
    const Crossings found = crossings(decision, knob, std::min(flip.typical, end), std::max(flip.typical, end));
    const auto consider = [&](const Stretch &stretch) {
        if (!stretch.cheapest || *stretch.cheapest == chosen)
            return false;
        const double at = up ? stretch.from : stretch.to;
        if (!flip.at || std::abs(at - flip.typical) < std::abs(*flip.at - flip.typical)) {
            flip.at = at;
            flip.instead = stretch.cheapest;
        }
        return true;
    };
    if (up)
        (void)std::ranges::any_of(found.stretches, consider);
    else
        (void)std::any_of(found.stretches.rbegin(), found.stretches.rend(), consider);
}

} // namespace

double advantage(const Decision &decision, std::size_t chosen)
{
    const std::vector<double> costs = decision.costs();
    double best = std::numeric_limits<double>::max();
    for (std::size_t option = 0; option < costs.size(); ++option)
        if (option != chosen)
            best = std::min(best, costs[option]);
    return best - costs[chosen];
}

std::size_t cheapestOption(const Decision &decision)
{
    const std::vector<double> costs = decision.costs();
    return static_cast<std::size_t>(std::ranges::min_element(costs) - costs.begin());
}

std::vector<Swing> tornado(const Decision &decision, std::size_t chosen)
{
    std::vector<Swing> swings;
    for (const Knob &knob : decision.knobs) {
        if (knob.range.isFixed())
            continue;
        Decision turned = decision;
        Swing swing{&knob};
        turned.turn(knob, knob.range.low);
        swing.atLow = advantage(turned, chosen);
        turned.turn(knob, knob.range.high);
        swing.atHigh = advantage(turned, chosen);
        swing.flips = swing.atLow < 0 || swing.atHigh < 0;
        if (swing.width() > 0)
            swings.push_back(swing);
    }
    std::ranges::stable_sort(swings, [](const Swing &a, const Swing &b) { return a.width() > b.width(); });
    return swings;
}

std::optional<double> Flip::change() const
{
    if (!at || std::abs(typical) < kLeastNumber)
        return std::nullopt;
    return (*at - typical) / std::abs(typical);
}

std::vector<Flip> decisionStability(const Decision &decision, std::size_t chosen)
{
    std::vector<Flip> flips;
    for (const Knob &knob : decision.knobs) {
        Flip flip{&knob, decision.at(knob), {}, {}, false};
        look(decision, chosen, true, flip);
        look(decision, chosen, false, flip);
        flip.withinRange = flip.at && *flip.at >= knob.range.low && *flip.at <= knob.range.high;
        flips.push_back(flip);
    }
    // By ratio: twice and half are equally far.
    const auto distance = [](const Flip &flip) {
        if (!flip.at)
            return std::numeric_limits<double>::max();
        if (!(flip.typical > 0) || !(*flip.at > 0))
            return std::numeric_limits<double>::max() / 2;
        return std::abs(std::log(*flip.at / flip.typical));
    };
    std::ranges::stable_sort(flips, [&](const Flip &a, const Flip &b) { return distance(a) < distance(b); });
    return flips;
}

} // namespace assay::model
