// An emulated device that answers at once and says how many cycles that would have taken: the backend parameters
// `cycles` at a clock of `megahertz`, known to `percent` (0: exactly, then it gives no range).
#include "plugins/sdk/backend.hpp"

namespace {

namespace sdk = assay::sdk;

class ClockedSession : public sdk::Session {
public:
    explicit ClockedSession(const sdk::Config &config)
        : m_cycles(static_cast<uint64_t>(config.backendParams.integer("cycles"))),
          m_hertz(1e6 * static_cast<double>(config.backendParams.integer("megahertz"))),
          m_percent(static_cast<double>(config.backendParams.integer("percent")))
    {
    }
    void upload(uint32_t, Inputs inputs) override
    {
        const auto *values = static_cast<const float *>(inputs[0].data);
        m_values.assign(values, values + inputs[0].shape[0]);
    }
    void execute(uint32_t) override
    {
        for (std::size_t i = 0; i < m_values.size(); ++i)
            m_values[i] += static_cast<float>(i);
    }
    void download(uint32_t, Outputs outputs) override
    {
        std::copy(m_values.begin(), m_values.end(), static_cast<float *>(outputs[0].data));
    }
    void enableDeviceTime(bool) override {}
    void deviceTime(uint32_t, assay_device_phases &phases) override
    {
        phases.mask = 1U << ASSAY_PHASE_EXECUTE;
        phases.duration_ns[ASSAY_PHASE_EXECUTE] = static_cast<uint64_t>(1e9 * static_cast<double>(m_cycles) / m_hertz);
        phases.cycles = m_cycles;
        phases.clock_hz = m_hertz;
    }
    void timeRange(double &low, double &high) override
    {
        low = 1 - m_percent / 100;
        high = 1 + m_percent / 100;
    }

private:
    uint64_t m_cycles;
    double m_hertz, m_percent;
    std::vector<float> m_values;
};

class ClockedBackend : public sdk::Backend {
public:
    using Backend::Backend;
    std::vector<sdk::DeviceInfo> devices() override
    {
        std::vector<sdk::DeviceInfo> devices(1);
        devices[0].id = "board";
        devices[0].name = "A board that is not there";
        devices[0].kind = "fpga";
        devices[0].flags = ASSAY_DEVICE_EMULATED;
        devices[0].boundary = ASSAY_BOUNDARY_WIRE;
        return devices;
    }
    std::unique_ptr<sdk::Session> open(const sdk::Config &config) override
    {
        static_cast<void>(config.implementation("clocked"));
        return std::make_unique<ClockedSession>(config);
    }
};

} // namespace

ASSAY_BACKEND(ClockedBackend, ClockedSession, "clocked", "Clocked", "1.0")
