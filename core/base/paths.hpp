#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

namespace assay {

/// Where Assay's parts lie. Build tree equals install tree: bin/, lib/assay/{plugins,workloads,rtl}, share/assay/.
/// Searched in this order: beside the executable, the environment variable (colon-separated), the user's data folder.
namespace paths {

[[nodiscard]] std::filesystem::path executable();
[[nodiscard]] std::filesystem::path prefix();                     ///< the folder above bin/
[[nodiscard]] std::filesystem::path userData();                   ///< $XDG_DATA_HOME/assay or ~/.local/share/assay
[[nodiscard]] std::filesystem::path userCache();                  ///< $XDG_CACHE_HOME/assay or ~/.cache/assay
[[nodiscard]] std::vector<std::filesystem::path> pluginFolders(); ///< lib/assay/plugins, ASSAY_PLUGIN_PATH, user
[[nodiscard]] std::vector<std::filesystem::path>
workloadFolders(); ///< share/assay/workloads, ASSAY_WORKLOAD_PATH, user
[[nodiscard]] std::vector<std::filesystem::path>
workloadLibraryFolders(); ///< lib/assay/workloads, ASSAY_WORKLOAD_LIB_PATH, user cache
/// share/assay/hardware, ASSAY_HARDWARE_PATH, user; here the later overrides the earlier
[[nodiscard]] std::vector<std::filesystem::path> hardwareFolders();
/// share/assay/assumptions, ASSAY_ASSUMPTIONS_PATH, user; the later replaces the earlier
[[nodiscard]] std::vector<std::filesystem::path> assumptionFolders();
/// share/assay/published, ASSAY_PUBLISHED_PATH, user; the later replaces the earlier
[[nodiscard]] std::vector<std::filesystem::path> publishedFolders();
[[nodiscard]] std::filesystem::path runnerProgram(); ///< bin/assay-runner, or ASSAY_RUNNER

} // namespace paths
} // namespace assay
