#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/catalog/call_frame.hpp"
#include "core/catalog/workload.hpp"
#include "core/plugin/plugin_library.hpp"
#include "core/study/design_point.hpp"
#include "plugins/abi/assay_plugin.h"

namespace assay::run {

/// Loads a backend in this process, with a folder of the user's cache for what it compiles; without one where it cannot
/// be made. Errors: as LoadedPlugin::load.
[[nodiscard]] Result<plugin::LoadedPlugin> loadBackend(const plugin::PluginManifest &manifest);

/// What a plugin is told of a design point: assay_session_config with all it points to. Workload, point and tensors
/// must outlive it.
class SessionConfig {
public:
    /// `tensors` in manifest order: residents may have data. `deviceId` is the plugin's; `nativeLibrary` is the path
    /// offered for implementations of kind "native", `hardware` the catalogue's entry of an emulated device ("": none).
    SessionConfig(const catalog::Workload &workload, const study::DesignPoint &point, std::string deviceId,
                  const std::vector<catalog::Tensor> &tensors, std::uint32_t slots, const std::string &nativeLibrary,
                  std::string hardware);
    SessionConfig(const SessionConfig &) = delete;
    SessionConfig &operator=(const SessionConfig &) = delete;

    [[nodiscard]] const assay_session_config &view() const { return m_config; }

private:
    void addImplementations(const catalog::Workload &workload, const study::DesignPoint &point,
                            const std::string &nativeLibrary);

    catalog::AbiParameters m_workloadParameters, m_backendParameters;
    std::string m_deviceId, m_hardware;
    std::vector<std::string> m_texts;
    std::vector<assay_implementation> m_implementations;
    std::vector<assay_tensor> m_tensors;
    assay_session_config m_config{};
};

} // namespace assay::run
