#pragma once

#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/model/batching.hpp"

namespace assay::report {

/// "What a batch of B takes (modelled …): …", a line each; empty without lines.
[[nodiscard]] std::string batchingText(const std::vector<model::BatchLine> &lines);

/// The same as a list, in seconds.
[[nodiscard]] Json batchingJson(const std::vector<model::BatchLine> &lines);

} // namespace assay::report
