#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/model/economics/decision.hpp"

namespace assay::model {

/// A part of an axis on which one option is the cheapest; empty where several cost the same, or where the effort of
/// telling was used up (Crossings::exact).
struct Stretch {
    double from = 0, to = 0; ///< holds above `from` up to and including `to`, as counts of devices step
    std::optional<std::size_t> cheapest;
};

/// Who is cheapest along an axis, all else typical.
struct Crossings {
    std::vector<Stretch> stretches; ///< in order, without gaps, neighbours differ
    bool exact = true;              ///< false: more steps than could be followed; some stretches are left open
    bool equivalent = false;        ///< all options stay within ±5 % of each other over the whole axis

    /// Values at which the cheapest changes.
    [[nodiscard]] std::vector<double> points() const;
};

/// All changes of the cheapest option for a knob from `from` to `to` (from < to, both possible values of it; a decision
/// has at least one option). Costs rise or fall with each knob alone, and between two counts of devices they are
/// straight lines: pieces whose ends prove a winner are not looked into, others are halved until the counts no longer
/// change inside, where the lines' crossings are exact.
[[nodiscard]] Crossings crossings(const Decision &decision, const Knob &axis, double from, double to);

} // namespace assay::model
