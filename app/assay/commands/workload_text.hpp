#pragma once

#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/catalog/workload.hpp"
#include "core/plugin/plugin_library.hpp"

namespace assay::app {

[[nodiscard]] std::vector<std::string> implementationKinds(const catalog::Workload &workload);

/// Everything a student needs to know of one workload, in at most 100 columns, the summary in 80; in less where the
/// terminal has only `columns` (0: any width).
[[nodiscard]] std::string workloadText(const catalog::Workload &workload, const plugin::PluginList &plugins, bool bold,
                                       std::size_t columns);

/// {id, title, kind, tags, bundled, implementations: [kind …]}.
[[nodiscard]] Json workloadSummaryJson(const catalog::Workload &workload);
/// The summary's fields, and parameters, implementations with theirs and those of the backends that take them, tensors
/// and work at the defaults.
[[nodiscard]] Json workloadJson(const catalog::Workload &workload, const plugin::PluginList &plugins);

} // namespace assay::app
