#include "core/base/paths.hpp"

#include <cstdlib>
#include <string>

namespace assay::paths {
namespace {

std::filesystem::path fromEnvironment(const char *name, const std::filesystem::path &belowHome)
{
    const char *value = std::getenv(name);
    if (value != nullptr && *value == '/')
        return value;
    const char *home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr && *home != '\0' ? home : "/") / belowHome;
}

std::vector<std::filesystem::path> searchPath(const std::filesystem::path &beside, const char *variable,
                                              const std::filesystem::path &user)
{
    std::vector<std::filesystem::path> folders{prefix() / beside};
    const char *value = std::getenv(variable);
    std::string rest = value != nullptr ? value : "";
    while (!rest.empty()) {
        const std::size_t colon = rest.find(':');
        if (colon != 0)
            folders.emplace_back(rest.substr(0, colon));
        rest = colon == std::string::npos ? "" : rest.substr(colon + 1);
    }
    folders.push_back(user);
    return folders;
}

} // namespace

std::filesystem::path executable()
{
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/exe", error);
}

// Test programs lie in <build>/tests: they see the same tree as programs in <build>/bin.
std::filesystem::path prefix()
{
    return executable().parent_path().parent_path();
}

std::filesystem::path userData()
{
    return fromEnvironment("XDG_DATA_HOME", ".local/share") / "assay";
}
std::filesystem::path userCache()
{
    return fromEnvironment("XDG_CACHE_HOME", ".cache") / "assay";
}

std::vector<std::filesystem::path> pluginFolders()
{
    return searchPath("lib/assay/plugins", "ASSAY_PLUGIN_PATH", userData() / "plugins");
}
std::vector<std::filesystem::path> workloadFolders()
{
    return searchPath("share/assay/workloads", "ASSAY_WORKLOAD_PATH", userData() / "workloads");
}
std::vector<std::filesystem::path> workloadLibraryFolders()
{
    return searchPath("lib/assay/workloads", "ASSAY_WORKLOAD_LIB_PATH", userCache() / "workloads");
}

std::vector<std::filesystem::path> hardwareFolders()
{
    return searchPath("share/assay/hardware", "ASSAY_HARDWARE_PATH", userData() / "hardware");
}

std::vector<std::filesystem::path> assumptionFolders()
{
    return searchPath("share/assay/assumptions", "ASSAY_ASSUMPTIONS_PATH", userData() / "assumptions");
}

std::vector<std::filesystem::path> publishedFolders()
{
    return searchPath("share/assay/published", "ASSAY_PUBLISHED_PATH", userData() / "published");
}

std::filesystem::path runnerProgram()
{
    const char *value = std::getenv("ASSAY_RUNNER");
    return value != nullptr && *value != '\0' ? std::filesystem::path(value) : prefix() / "bin" / "assay-runner";
}

} // namespace assay::paths
