#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "backends/rtl/model/model_store.hpp"
#include "backends/rtl/power/power.hpp"
#include "backends/rtl/session/core_run.hpp"
#include "backends/rtl/session/hardware_result.hpp"
#include "plugins/sdk/backend.hpp"

namespace assay::rtl {

/// Folders the backend works with.
struct Surroundings {
    std::filesystem::path shared;   ///< resources/rtl
    std::filesystem::path prebuilt; ///< lib/assay/rtl
    std::filesystem::path cache;

    [[nodiscard]] ModelStore models() const { return {shared, prebuilt, ArtifactCache(cache)}; }
    [[nodiscard]] SynthesisStore synthesis() const { return {shared, ArtifactCache(cache)}; }
};

/// A workload's core on an emulated board; see sdk::Session for the contract. One slot: a core answers one query after
/// the other.
class Session : public sdk::Session {
public:
    Session(const Surroundings &surroundings, const sdk::Config &config);

    void upload(uint32_t slot, Inputs inputs) override;
    void execute(uint32_t slot) override;
    void download(uint32_t slot, Outputs outputs) override;
    void enableDeviceTime(bool) override {}
    void deviceTime(uint32_t slot, assay_device_phases &phases) override;
    void timeRange(double &low, double &high) override;
    void buildInfo(assay_build_info &info) override;
    std::string provenance() override;
    void trace(const std::string &file, uint64_t cycles) override;

private:
    void openCore(ModelStore::Tracing tracing);

    Surroundings m_surroundings;
    Point m_point;
    HardwareResult m_hardware;
    std::vector<assay_tensor> m_tensors; ///< residents' data is valid as long as the session
    std::vector<std::string> m_names;    ///< of m_tensors
    ModelStore::Library m_library;
    std::unique_ptr<CoreRun> m_core;
    std::optional<PowerEstimate> m_power;
    bool m_powerTried = false;
    std::string m_tools, m_log;
};

} // namespace assay::rtl
