#pragma once

#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/model/economics/derived.hpp"

namespace assay::report {

/// What a set of assumptions makes of some results.
struct WhatIf {
    model::Assumptions assumptions;
    std::vector<model::OptionDraft> drafts;
    std::vector<std::vector<model::Derived>> derived; ///< of each draft, in the order of derivedInfos()
};

/// One line for each number, one column for each option; then what is absent and why. With `formulas`, each number with
/// its formula and the values put in.
[[nodiscard]] std::string describe(const WhatIf &found, bool formulas, bool bold, std::size_t columns = 0);
[[nodiscard]] Json whatIfJson(const WhatIf &found);

} // namespace assay::report
