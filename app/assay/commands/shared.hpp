#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/study/result.hpp"

namespace assay::app {

/// "Examples:" with one line each, for the foot of --help.
[[nodiscard]] std::string examples(const std::vector<std::string> &lines);

/// The result with this number; the error lists which numbers there are.
[[nodiscard]] Result<const study::ResultRecord *> findResult(const std::vector<study::ResultRecord> &results,
                                                             std::int64_t number);

/// The results with these numbers, in their order; the error as of findResult.
[[nodiscard]] Result<std::vector<const study::ResultRecord *>>
findResults(const std::vector<study::ResultRecord> &results, const std::vector<std::int64_t> &numbers);

/// Fails with a suggestion when no listed metric has this id.
[[nodiscard]] Status checkMetric(const std::string &id);

/// The folders given with an option ("--plugin-dir"). One that is not there is an error: what it was to add would be
/// missing without a word. `content` says what such a folder holds.
[[nodiscard]] Result<std::vector<std::filesystem::path>>
existingFolders(std::string_view option, const std::vector<std::string> &folders, std::string_view content);
inline constexpr std::string_view kWorkloadFolder = "workloads, each in a folder of its own with a workload.toml";
inline constexpr std::string_view kPluginFolder = "plugins, each a library with its manifest (.json) beside it";

} // namespace assay::app
