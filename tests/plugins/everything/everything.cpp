// Overrides everything the SDK lets a backend override, so that tests see each call arrive.
#include <cstring>
#include <new>

#include "plugins/sdk/backend.hpp"

namespace {

namespace sdk = assay::sdk;

class EverythingSession : public sdk::Session {
public:
    void upload(uint32_t, Inputs inputs) override { m_value = *static_cast<const int32_t *>(inputs[0].data); }
    void execute(uint32_t slot) override
    {
        if (m_value == -1)
            throw sdk::Failure(ASSAY_DEVICE_LOST, "the card fell off the bus");
        if (m_value == -2)
            throw std::bad_alloc();
        if (m_value == -3)
            throw std::runtime_error("unexpected");
        if (m_value == -4)
            throw 42;
        m_value += static_cast<int32_t>(slot);
    }
    void download(uint32_t, Outputs outputs) override { *static_cast<int32_t *>(outputs[0].data) = m_value; }
    void submit(uint32_t slot, Inputs inputs, Outputs outputs) override
    {
        upload(slot, inputs);
        m_pending = outputs[0].data;
    }
    void wait(uint32_t slot) override
    {
        execute(slot);
        std::memcpy(m_pending, &m_value, sizeof m_value);
    }
    void bindOutputs(uint32_t, std::span<const assay_tensor> outputs) override { m_pending = outputs[0].data; }
    void enableDeviceTime(bool on) override { m_timing = on; }
    void deviceTime(uint32_t slot, assay_device_phases &phases) override
    {
        if (!m_timing)
            throw sdk::Failure(ASSAY_INVALID_ARGUMENT, "device time is off");
        phases.mask = 1U << ASSAY_PHASE_EXECUTE;
        phases.duration_ns[ASSAY_PHASE_EXECUTE] = 100 + slot;
    }
    void timeRange(double &low, double &) override { low = 0.9; }
    void buildInfo(assay_build_info &info) override { info.fmax_hz = 250e6; }
    std::string provenance() override { return "{\"value\": " + std::to_string(m_value) + "}"; }
    void trace(const std::string &file, uint64_t cycles) override
    {
        throw sdk::Failure(ASSAY_DOES_NOT_FIT, file + " is too small for " + std::to_string(cycles));
    }

private:
    int32_t m_value = 0;
    void *m_pending = nullptr;
    bool m_timing = false;
};

class EverythingBackend : public sdk::Backend {
public:
    using Backend::Backend;

    std::vector<sdk::DeviceInfo> devices() override
    {
        std::vector<sdk::DeviceInfo> devices(3);
        devices[0].id = devices[2].id = "card";
        devices[0].pciAddress = "0000:5e:00.0";
        devices[2].pciAddress = "0000:3b:00.0";
        devices[1].id = "host";
        devices[1].name = "The host";
        devices[1].vendor = "Nobody";
        devices[1].maxSlots = 8;
        devices[1].memoryBytes = 1U << 20U;
        devices[1].flags = ASSAY_DEVICE_SAME_CPU | ASSAY_DEVICE_EMULATED;
        devices[1].health = ASSAY_HEALTH_DEGRADED;
        devices[1].healthText = "fan is slow: clean it";
        devices[1].boundary = ASSAY_BOUNDARY_IN_MEMORY;
        sdk::numberDuplicates(devices);
        return devices;
    }
    std::unique_ptr<sdk::Session> open(const sdk::Config &config) override
    {
        static_cast<void>(config.implementation("magic"));
        host().log(ASSAY_LOG_INFO, "opened in " + host().cacheDir());
        return std::make_unique<EverythingSession>();
    }
    void checkHealth(std::string_view deviceId) override
    {
        if (deviceId != "host")
            throw sdk::Failure(ASSAY_DEVICE_ERROR, "self-test of " + std::string(deviceId) + " failed");
    }
    void prepare(std::span<const sdk::Config> configs, const sdk::PrepareProgress &progress) override
    {
        for (const sdk::Config &config : configs)
            if (!progress(0.5, std::string(config.deviceId()) + " " + std::string(config.hardware())))
                throw sdk::Failure(ASSAY_TIMED_OUT, "stopped");
    }
    double readWatts(std::string_view) override { return 12.5; }
    static const char *energyScope() { return "board"; }
};

} // namespace

ASSAY_BACKEND(EverythingBackend, EverythingSession, "everything", "Everything", "2.1")
