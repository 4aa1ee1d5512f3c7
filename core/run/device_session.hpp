#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/catalog/call_frame.hpp"
#include "core/catalog/workload.hpp"
#include "core/measure/query.hpp"
#include "core/measure/statistics.hpp"
#include "core/plugin/plugin_library.hpp"
#include "core/run/device_time.hpp"
#include "core/run/provenance.hpp"
#include "core/study/design_point.hpp"

namespace assay::run {

/// Why a run failed: one cause and the words for it.
struct RunFailure {
    measure::Cause cause = measure::Cause::DeviceError;
    std::string text;
};
template <class T> using RunResult = tl::expected<T, RunFailure>;

/// The cause that a plugin's status means.
[[nodiscard]] RunFailure toRunFailure(const assay_error &error);

/// A workload opened on a device: what the load generator drives. Inputs rotate over a few generated sets, all slots
/// share them; each slot has outputs of its own.
class DeviceSession {
public:
    /// `sets` holds all tensors once per input set (residents of set 0 count); `nativeLibrary` is the path offered for
    /// implementations of kind "native". Compiles or loads: the cold start.
    [[nodiscard]] static RunResult<std::unique_ptr<DeviceSession>>
    open(const plugin::LoadedPlugin &plugin, const catalog::Workload &workload, const study::DesignPoint &point,
         const std::string &deviceId, std::vector<std::vector<catalog::Tensor>> sets, std::uint32_t slots,
         const std::string &nativeLibrary);
    DeviceSession(const DeviceSession &) = delete;
    DeviceSession &operator=(const DeviceSession &) = delete;
    ~DeviceSession();

    /// Valid as long as the session. Uses submit/wait where the backend has them.
    [[nodiscard]] measure::SystemUnderTest systemUnderTest();
    /// The same of an emulated device, in virtual time. Fails as not supported where the backend gives no such time.
    [[nodiscard]] RunResult<measure::SystemUnderTest> emulatedSystem();
    [[nodiscard]] bool query(std::uint32_t slot, std::uint32_t set);
    /// The failure of a slot whose query returned false.
    [[nodiscard]] RunFailure failureOf(std::uint32_t slot) const;
    /// The first slot's failure there is.
    [[nodiscard]] RunFailure anyFailure() const;
    [[nodiscard]] const std::vector<catalog::Tensor> &outputs(std::uint32_t slot) const
    {
        return m_slots[slot]->tensors;
    }
    [[nodiscard]] const std::vector<catalog::Tensor> &inputSet(std::uint32_t set) const { return m_sets[set]; }
    [[nodiscard]] std::uint32_t inputSets() const { return static_cast<std::uint32_t>(m_sets.size()); }

    /// Bytes that cross to the device and back in one query.
    [[nodiscard]] std::uint64_t linkBytesPerQuery() const;
    [[nodiscard]] std::uint64_t bytesPerQuery(catalog::TensorRole role) const;
    /// Device-side times of single queries, from assay.device-time/1; empty when the backend has none.
    /// Ends early once `seconds` are over; the first query is always asked.
    [[nodiscard]] RunResult<std::vector<DeviceTimeSample>> sampleDeviceTime(unsigned queries, double seconds);
    /// Of an emulated device: the range of assay.virtual-time/1 as factors of its times; nothing where it gives none.
    [[nodiscard]] RunResult<std::optional<measure::Interval>> virtualTimeRange();
    /// Of an emulated device: what assay.provenance/1 says of its figures, after a query; nothing where it has none.
    [[nodiscard]] RunResult<std::optional<Provenance>> provenance();
    /// Before the first query: a waveform of the next clock cycles, whole when the session is destroyed. Fails as not
    /// supported where the backend writes none.
    [[nodiscard]] RunResult<void> trace(const std::string &file, std::uint64_t cycles);
    /// Facts of assay.build/1 as JSON; null when the backend has none.
    [[nodiscard]] Json buildInfo() const;

private:
    struct alignas(64) Slot {
        std::vector<catalog::Tensor> tensors; ///< outputs
        std::vector<assay_tensor> outputs;
        assay_error error{sizeof(assay_error), ASSAY_OK, {}};
    };
    explicit DeviceSession(const assay_plugin &table) : m_table(table) {}
    [[nodiscard]] RunResult<void> makeSlots(std::uint32_t count);
    [[nodiscard]] RunResult<void> openSession(const plugin::LoadedPlugin &plugin, const catalog::Workload &workload,
                                              const study::DesignPoint &point, const std::string &deviceId,
                                              const std::string &nativeLibrary);
    [[nodiscard]] RunResult<void> bindOutputs();

    template <class Table> [[nodiscard]] const Table *extension(const char *id) const
    {
        return m_table.get_extension != nullptr ? static_cast<const Table *>(m_table.get_extension(id)) : nullptr;
    }
    [[nodiscard]] bool virtualQuery(std::uint32_t set, std::uint64_t *phaseNanoseconds);

    const assay_plugin &m_table;
    const assay_ext_device_time *m_deviceTime = nullptr; ///< emulated only
    assay_session *m_session = nullptr;
    std::vector<std::vector<catalog::Tensor>> m_sets;
    std::vector<std::vector<assay_tensor>> m_inputs; ///< per set
    std::vector<std::unique_ptr<Slot>> m_slots;
};

} // namespace assay::run
