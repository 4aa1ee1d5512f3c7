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
///    "library": "opencl.so", "implementations": ["opencl"], "description": "…", "shares_host_cpu": true,
///    "parameters": [{"name": "effort", "type": "text", "default": "auto", "choices": ["auto", "route"], "meaning":
///    "…"}]}
/// `parameters` hold for all implementations this backend takes, beside those of the implementation; optional.
struct PluginManifest {
    std::filesystem::path manifestPath;
    std::filesystem::path libraryPath;
    std::string id, name, version, description;
    std::uint32_t abiMajor = 0;
    std::vector<std::string> implementations; ///< kinds it takes: "native", "opencl" …
    std::vector<ParameterSpec> parameters;    ///< of the backend itself
    bool sharesHostCpu = true;                ///< its timed runs never overlap with others
    std::string hash;                         ///< SHA-256 of the library
};

struct PluginList {
    std::vector<PluginManifest> plugins; ///< by id; the first folder that has an id wins
    std::vector<Error> errors;
    [[nodiscard]] const PluginManifest *find(std::string_view id) const;
};
/// Searches `extraFolders` (what the user named comes first), then paths::pluginFolders(). A wrong manifest is listed
/// in `errors` with file, key and reason and hides no other; so is an extra folder that does not exist. Reads and
/// checks one manifest and hashes its library.
[[nodiscard]] Result<PluginManifest> readPluginManifest(const std::filesystem::path &file);
[[nodiscard]] PluginList findPlugins(const std::vector<std::filesystem::path> &extraFolders = {});

/// A device as a backend reported it: assay_device with owned strings (UTF-8); empty and 0 mean unknown.
struct Device {
    std::string id, name, kind, vendor, driver, pciAddress, link, healthText;
    std::uint32_t computeUnits = 0, maxSlots = 1, clockMhz = 0;
    std::uint64_t memoryBytes = 0;
    bool sameCpu = false, emulated = false;
    std::uint32_t health = ASSAY_HEALTH_OK;
    Boundary boundary = Boundary::HostCall;
    /// Unknown values are left out.
    [[nodiscard]] Json toJson() const;
    /// Throws Json::exception when a value has the wrong type.
    [[nodiscard]] static Device fromJson(const Json &json);
};

/// A loaded plugin; only assay-runner (and the validator) may load one. The library is never unloaded (drivers do not
/// survive it).
class LoadedPlugin {
public:
    /// Checks the symbol, abi_major, struct_size, required calls and that the id equals the manifest's, then calls
    /// init(). Errors name the library and what is wrong with it: Unsupported before init(), then what init() says.
    /// What the plugin logs goes to stderr; entries of the hardware catalogue that name this backend go to the plugin.
    [[nodiscard]] static Result<LoadedPlugin> load(const PluginManifest &manifest,
                                                   const std::filesystem::path &cacheFolder);
    /// A whole table of this ABI version: calls that an older plugin does not know are NULL.
    [[nodiscard]] const assay_plugin &table() const { return *m_table; }
    /// The extension's table, or null when the plugin has none (or an older, smaller one).
    template <class Extension> [[nodiscard]] const Extension *extension(const char *id) const
    {
        const auto *found = static_cast<const Extension *>(rawExtension(id));
        return found != nullptr && found->struct_size >= sizeof(Extension) ? found : nullptr;
    }
    /// Unsupported with the plugin's reason when it has no device; Failed when ids are not legal or not unique.
    [[nodiscard]] Result<std::vector<Device>> devices() const;
    /// The catalogue's entry of an emulated device, as JSON text; empty when there is none.
    [[nodiscard]] std::string hardwareOf(const std::string &deviceId) const;
    /// Calls shutdown(); call it once, after all sessions are closed.
    void shutdown();

private:
    LoadedPlugin() = default;
    [[nodiscard]] const void *rawExtension(const char *id) const;

    std::shared_ptr<const assay_plugin> m_table;
    std::shared_ptr<assay_host> m_host;
    std::shared_ptr<std::string> m_cacheText;
    Json m_hardware;
    std::shared_ptr<std::string> m_hardwareText;
    std::shared_ptr<std::string> m_id;
};

/// A zeroed error struct, ready to be passed to a plugin.
[[nodiscard]] assay_error emptyError();
/// Error code for a plugin's status (Unsupported, InvalidInput, Failed) with its text; the kind of failure is put in
/// front of the text where the status says more than the code ("device lost: …").
[[nodiscard]] Error toError(const assay_error &error);

} // namespace assay::plugin
