#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/model/economics/decision.hpp"

namespace assay::model {

/// What not knowing costs, USD over the life. From draws of all ranges; deciding by expected cost.
struct InformationValue {
    std::size_t chosen = 0; ///< cheapest on the average
    double expectedRegret =
        0;            ///< mean of cost(chosen) − cost(the cheapest of each draw): what knowing everything would save
    double wrong = 0; ///< part of the draws in which another one is cheaper

    struct Item {
        const Knob *knob = nullptr;
        double saves = 0; ///< part of the regret that knowing this number alone would save; at most expectedRegret
    };
    std::vector<Item> items; ///< the most worthwhile first; those that save nothing are left out
};

/// Expected value of perfect information, in all and of single numbers (partial, by the mean costs in groups of draws
/// with nearly the same value of the number: Strong and Oakley 2013, there by regression). What a group saves by chance
/// alone is estimated from groups made at random and taken off. `draws` at least 1000. Two options at least. Items
/// belong to the decision's knobs.
[[nodiscard]] InformationValue informationValue(const Decision &decision, std::size_t draws = 10'000);

} // namespace assay::model
