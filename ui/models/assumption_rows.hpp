#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/model/assumptions/assumptions.hpp"
#include "ui/models/core_model.hpp"
#include "ui/models/view_state.hpp"

namespace assay::ui {

/// An assumption as the panel shows it.
struct AssumptionRow {
    std::string id, unit, meaning;
    model::Range range;
    double least = 0, most = 0; ///< what it may be
    bool whole = false;
    bool known = true;    ///< false: nobody said anything, and something cannot be priced without it
    bool changed = false; ///< moved away from the set's value
    bool locked = false;
    std::string source; ///< with its quality and date
    bool unverified = false, stale = false;

    /// Sliders of what spans decades move in equal ratios.
    [[nodiscard]] bool isLogarithmic() const;
    /// Ends of its slider: a hundredth to a hundred times the value or its range, within what it may be.
    [[nodiscard]] double sliderLow() const;
    [[nodiscard]] double sliderHigh() const;
};

/// The set's assumptions with what the user moved. What cannot be set is left out (an id of another study's target).
[[nodiscard]] model::Assumptions inForce(const model::Assumptions &set, const WhatIfView &view);

/// First those that all options share, in their standard order, then those of each option's target that its price rests
/// on or that it lacks.
[[nodiscard]] std::vector<AssumptionRow> assumptionRows(const model::Assumptions &set, const WhatIfView &view,
                                                        const std::vector<model::OptionDraft> &drafts);

} // namespace assay::ui
