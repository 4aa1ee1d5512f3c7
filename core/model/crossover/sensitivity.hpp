#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/model/economics/decision.hpp"

namespace assay::model {

/// How much dearer the best other option is than the chosen one, USD over the life; negative while the chosen one is
/// not the cheapest. Two options at least.
[[nodiscard]] double advantage(const Decision &decision, std::size_t chosen);
/// The cheapest option with everything typical; the first one of several.
[[nodiscard]] std::size_t cheapestOption(const Decision &decision);

/// What one knob's range does to the advantage while all others are typical. Ignores that knobs may go together.
struct Swing {
    const Knob *knob = nullptr;
    double atLow = 0, atHigh = 0; ///< advantage with the knob at the ends of its range
    bool flips = false;           ///< somebody else is cheapest at one of the ends

    [[nodiscard]] double width() const { return atHigh > atLow ? atHigh - atLow : atLow - atHigh; }
};
/// The bars of a tornado diagram, widest first; knobs without a range or without a swing are left out. They belong to
/// the decision's knobs.
[[nodiscard]] std::vector<Swing> tornado(const Decision &decision, std::size_t chosen);

/// The smallest change of one knob that flips the choice, all others typical.
struct Flip {
    const Knob *knob = nullptr;
    double typical = 0;
    std::optional<double> at;           ///< empty: no possible value of the knob flips it
    std::optional<std::size_t> instead; ///< who is cheapest beyond
    bool withinRange = false;           ///< the change is within what is thought possible

    /// Part of the typical value by which it has to change; empty when nothing flips, and when the typical value is
    /// next to nothing, of which no change is a part.
    [[nodiscard]] std::optional<double> change() const;
};
/// Of every knob that can flip the choice, the nearest first; then those that cannot.
[[nodiscard]] std::vector<Flip> decisionStability(const Decision &decision, std::size_t chosen);

} // namespace assay::model
