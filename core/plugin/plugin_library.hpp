#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/catalog/parameter.hpp"
#include "core/measure/metric.hpp"
#include "plugins/abi/assay_plugin.h"

namespace assay::plugin {

/// The manifest beside a plugin library, `<stem>.json`; read without running plugin code.
///   {"schema": "assay.plugin/1", "id": "opencl", "name": "OpenCL", "version": "1.0", "abi_major": 1,
///    "library": "opencl.so", "implementations": ["opencl"], "description": "…", "shares_host_cpu": true}
struct PluginManifest {
    std::filesystem::path manifestPath;
    std::filesystem::path libraryPath;
    std::string id, name, version, description;
    std::uint32_t abiMajor = 0;
    std::vector<std::string> implementations; ///< kinds it takes: "native", "opencl" …
    bool sharesHostCpu = true; ///< its timed runs never overlap with others
    std::string hash;          ///< SHA-256 of the library
};

struct PluginList {
    std::vector<PluginManifest> plugins; ///< by id; the first folder that has an id wins
    std::vector<Error> errors;
    [[nodiscard]] const PluginManifest *find(std::string_view id) const;
};
/// Searches paths::pluginFolders() and `extraFolders`.
[[nodiscard]] PluginList findPlugins(const std::vector<std::filesystem::path> &extraFolders = {});

/// A device as a backend reported it: assay_device with owned strings.
struct Device {
    std::string id, name, kind, vendor, driver, pciAddress, link, healthText;
    std::uint32_t computeUnits = 0, maxSlots = 1, clockMhz = 0;
    std::uint64_t memoryBytes = 0;
    bool sameCpu = false, emulated = false;
    std::uint32_t health = ASSAY_HEALTH_OK;
    Boundary boundary = Boundary::HostCall;
    [[nodiscard]] Json toJson() const;
    [[nodiscard]] static Device fromJson(const Json &json);
};

/// A loaded plugin; only assay-runner (and the validator) may load one. Checks the symbol, abi_major, struct_size,
/// required calls and that the id equals the manifest's. The library is never unloaded (drivers do not survive it).
class LoadedPlugin {
public:
    [[nodiscard]] static Result<LoadedPlugin> load(const PluginManifest &manifest, const std::filesystem::path &cacheFolder);
    [[nodiscard]] const assay_plugin &table() const { return *m_table; }
    /// Empty with the plugin's reason in the error (ErrorCode::Unsupported) when it has no device.
    [[nodiscard]] Result<std::vector<Device>> devices() const;
    /// Calls shutdown(); call it once, after all sessions are closed.
    void shutdown();

private:
    const assay_plugin *m_table = nullptr;
    std::shared_ptr<assay_host> m_host;
    std::shared_ptr<std::string> m_cacheText;
};

/// Error code for a plugin's status: Unsupported, InvalidInput, Failed …
[[nodiscard]] Error toError(const assay_error &error);

} // namespace assay::plugin
