#include "core/run/session_config.hpp"

#include "core/base/paths.hpp"

namespace assay::run {

Result<plugin::LoadedPlugin> loadBackend(const plugin::PluginManifest &manifest)
{
    const std::filesystem::path folder = paths::userCache() / manifest.id;
    std::error_code unwritable;
    std::filesystem::create_directories(folder, unwritable);
    return plugin::LoadedPlugin::load(manifest, unwritable ? std::filesystem::path() : folder);
}

SessionConfig::SessionConfig(const catalog::Workload &workload, const study::DesignPoint &point, std::string deviceId,
                             const std::vector<catalog::Tensor> &tensors, std::uint32_t slots,
                             const std::string &nativeLibrary, std::string hardware)
    : m_workloadParameters(point.workloadParameters), m_backendParameters(point.backendParameters),
      m_deviceId(std::move(deviceId)), m_hardware(std::move(hardware))
{
    addImplementations(workload, point, nativeLibrary);
    for (const catalog::Tensor &tensor : tensors) {
        m_tensors.push_back(catalog::toAbi(tensor));
        if (tensor.role != catalog::TensorRole::Resident)
            m_tensors.back().data = nullptr;
    }
    m_config.struct_size = sizeof m_config;
    m_config.slot_count = slots;
    m_config.device_id = m_deviceId.c_str();
    m_config.workload_id = workload.id.c_str();
    m_config.workload_params = m_workloadParameters.data();
    m_config.workload_param_count = m_workloadParameters.size();
    m_config.backend_params = m_backendParameters.data();
    m_config.backend_param_count = m_backendParameters.size();
    m_config.implementations = m_implementations.data();
    m_config.implementation_count = static_cast<std::uint32_t>(m_implementations.size());
    m_config.tensors = m_tensors.data();
    m_config.tensor_count = static_cast<std::uint32_t>(m_tensors.size());
    m_config.hardware = m_hardware.empty() ? nullptr : m_hardware.c_str();
}

void SessionConfig::addImplementations(const catalog::Workload &workload, const study::DesignPoint &point,
                                       const std::string &nativeLibrary)
{
    m_texts.reserve(2 * workload.implementations.size());
    for (const auto &implementation : workload.implementations) {
        auto options = implementation.optionsFor(point.workloadParameters, point.backendParameters);
        if (!options) // formulas over parameters of another backend's implementation
            continue;
        const std::string &path = m_texts.emplace_back(
            implementation.kind == "native" ? nativeLibrary : (workload.folder / implementation.file).string());
        m_implementations.push_back({implementation.kind.c_str(), path.c_str(), implementation.entry.c_str(),
                                     m_texts.emplace_back(std::move(*options)).c_str()});
    }
}

} // namespace assay::run
