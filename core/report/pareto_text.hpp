#pragma once

#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/model/pareto/candidates.hpp"

namespace assay::report {

/// Each front with its members, the rest with how likely they are on it, and who takes no part and why.
[[nodiscard]] std::string describe(const model::FrontAnswer &answer,
                                   const std::vector<model::FrontObjective> &objectives, bool bold,
                                   std::size_t columns = 0);
[[nodiscard]] Json frontJson(const model::FrontAnswer &answer, const std::vector<model::FrontObjective> &objectives);

} // namespace assay::report
