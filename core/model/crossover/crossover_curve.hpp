#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/model/economics/decision.hpp"

namespace assay::model {

/// What the ranges of all knobs do to the costs along an axis.
struct CrossoverCurve {
    std::vector<double> x;
    struct Cost {
        double low = 0, median = 0, high = 0; ///< 5 %, 50 %, 95 % of the draws, USD over the life
    };
    std::vector<std::vector<Cost>> costs; ///< [option][x]
    std::vector<std::vector<double>>
        cheapest; ///< [option][x]: part of the draws in which it is the cheapest; ties share
    std::size_t draws = 0;
    std::uint64_t seed = 0;

    /// Where no option is the cheapest in at least `sure` of the draws: the crossover is somewhere in there.
    struct Region {
        double from = 0, to = 0;
    };
    [[nodiscard]] std::vector<Region> undecided(double sure = 0.95) const;
};

/// `x` rising, at least one value; all ranges of the decision's knobs but the axis' are drawn, `draws` > 0 times, from
/// the decision's seed.
[[nodiscard]] CrossoverCurve crossoverCurve(const Decision &decision, const Knob &axis, std::span<const double> x,
                                            std::size_t draws = 10'000);

/// Values from `from` to `to`, evenly by ratio where both are above zero and far apart, else evenly. count >= 2.
[[nodiscard]] std::vector<double> axisValues(double from, double to, std::size_t count);

} // namespace assay::model
