#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay::catalog {

/// Named sets of assumptions from files (resources/assumptions/README.md): region presets and a user's own. Each is a
/// JSON object as model::Assumptions::fromJson reads it, which also checks the ids and values.
struct AssumptionSets {
    std::vector<Json> sets;    ///< by name; a later file with the same name replaces the earlier
    std::vector<Error> errors; ///< files that were left out, each with file, line and reason

    /// Null when there is none.
    [[nodiscard]] const Json *find(std::string_view name) const;
};

/// Reads all *.toml of the folders, in their order.
[[nodiscard]] AssumptionSets readAssumptionSets(const std::vector<std::filesystem::path> &folders);
/// Of paths::assumptionFolders(): this installation's, those of ASSAY_ASSUMPTIONS_PATH, the user's own.
[[nodiscard]] AssumptionSets loadAssumptionSets();

} // namespace assay::catalog
