#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/measure/metric.hpp"
#include "core/model/assumptions/assumptions.hpp"
#include "core/model/economics/cost.hpp"

namespace assay::model {

/// One choice: a result's target with what it costs.
struct Option {
    std::string name;                          ///< "#2 on rtl:alveo-u50"
    std::int64_t result = 0;                   ///< number of the result in the study file; 0 for none
    OptionNumbers numbers;                     ///< typical values
    Evidence performance = Evidence::Modelled; ///< weakest of what its speed rests on; power has its own, in the knobs
    bool unverifiedPrice = false;              ///< a price without a source, or one of quality C
    std::string cannotWin; ///< "quick" or "unchecked": what such a result says names no winner; "" when it may
};

/// A number of the decision that is known to a range, or that somebody may ask "what if" of.
struct Knob {
    std::string id;   ///< "price.electricity", "target.cpu:native.hourly"
    std::string name; ///< in words
    std::string unit;
    Range range;
    Origin origin;
    Evidence evidence = Evidence::Modelled; ///< of the number itself: measured for a measured capacity
    double least = 0, most = 0;

    double Conditions::*common = nullptr; ///< the one it sets, or …
    double OptionNumbers::*own = nullptr; ///< … that of some options:
    std::vector<std::size_t> options;     ///< one; more when they run on the same target
};

/// Choices for the same workload under the same conditions, and the numbers they hang on.
struct Decision {
    Conditions conditions;
    std::vector<Option> options;
    std::vector<Knob> knobs;
    std::uint64_t seed = 1;

    /// With the knob at this value; everything else typical.
    void turn(const Knob &knob, double value);
    [[nodiscard]] double at(const Knob &knob) const;
    /// USD over the life of each option.
    [[nodiscard]] std::vector<double> costs() const;
    /// Null when there is none.
    [[nodiscard]] const Knob *find(std::string_view id) const;
};

/// The knobs of the conditions, with the ranges of the set.
[[nodiscard]] std::vector<Knob> commonKnobs(const Assumptions &assumptions);

/// Least and highest value of a function of the decision over the ranges of the knobs, together with the typical one;
/// for functions that rise or fall with each knob alone: the knobs are taken to that end that lowers (raises) it.
struct Extremes {
    double typical = 0, low = 0, high = 0;
};
template <class Function>
[[nodiscard]] Extremes extremes(const Decision &decision, std::span<const Knob> knobs, Function function)
{
    Extremes found;
    found.typical = function(decision);
    Decision lowest = decision, highest = decision;
    const auto move = [&](Decision &corner, const Knob &knob, bool down) {
        Decision atLow = corner, atHigh = corner;
        atLow.turn(knob, knob.range.low);
        atHigh.turn(knob, knob.range.high);
        const double low = function(atLow), high = function(atHigh);
        if (low != high)
            corner = (low < high) == down ? atLow : atHigh;
    };
    // Twice: where counts of devices step, a knob may matter only after another one has moved.
    for (int pass = 0; pass < 2; ++pass)
        for (const Knob &knob : knobs) {
            move(lowest, knob, true);
            move(highest, knob, false);
        }
    found.low = std::min(found.typical, function(lowest));
    found.high = std::max(found.typical, function(highest));
    return found;
}

} // namespace assay::model
