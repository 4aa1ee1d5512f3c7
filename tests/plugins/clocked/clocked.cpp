// An emulated device that answers at once and says how many cycles that would have taken: the backend parameters
// `cycles` at a clock of `megahertz`, known to `percent` (0: exactly, then it gives no range). Besides the board that
// is always there, entries of the hardware catalogue that name this backend are devices: `area` has to fit their LUTs.
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "core/base/json.hpp"
#include "plugins/sdk/backend.hpp"

namespace {

namespace sdk = assay::sdk;
using assay::Json;

class ClockedSession : public sdk::Session {
public:
    explicit ClockedSession(const sdk::Config &config)
        : m_cycles(static_cast<uint64_t>(config.backendParams.integer("cycles"))),
          m_hertz(1e6 * static_cast<double>(config.backendParams.integer("megahertz"))),
          m_percent(static_cast<double>(config.backendParams.integer("percent"))),
          m_area(config.backendParams.integer("area")), m_provenance(config.backendParams.text("provenance"))
    {
        if (config.hardware().empty())
            return;
        const auto luts = Json::parse(config.hardware()).at("luts").at("value").get<int64_t>();
        if (m_area > luts)
            throw sdk::Failure(ASSAY_DOES_NOT_FIT, "needs " + std::to_string(m_area) + " of " + std::to_string(luts) +
                                                       " LUTs (" + std::to_string(100 * m_area / luts) + " %)");
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
        m_queries += 1;
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
    std::string provenance() override
    {
        if (m_provenance == "broken")
            return R"({"evidence": "measured", "reason": "?", "facts": []})";
        Json facts = {
            {{"name", "clock"},
             {"value", m_hertz},
             {"low", m_hertz * (1 - m_percent / 100)},
             {"high", m_hertz * (1 + m_percent / 100)},
             {"unit", "Hz"},
             {"evidence", "emulated"},
             {"how", "as the parameter says"}},
            {{"name", "power"},
             {"value", 2.0},
             {"low", 1.0},
             {"high", 5.0},
             {"unit", "W"},
             {"evidence", "modelled"},
             {"how", "made up for a test"}},
            {{"name", "board"}, {"value", "none"}, {"unit", ""}, {"evidence", "datasheet"}, {"how", "a test"}}};
        if (m_area > 0)
            facts.push_back(
                {{"name", "lut"}, {"value", m_area}, {"unit", "1"}, {"evidence", "emulated"}, {"how", "counted"}});
        return Json{{"evidence", m_provenance},
                    {"reason", "there is no chip"},
                    {"boundary", m_provenance == "modelled" ? "card" : "wire-to-wire"},
                    {"facts", facts}}
            .dump();
    }
    void trace(const std::string &file, uint64_t cycles) override
    {
        m_trace.open(file);
        m_trace << "$comment of " << cycles << " cycles, started after " << m_queries << " queries $end\n";
    }

private:
    uint64_t m_cycles, m_queries = 0;
    double m_hertz, m_percent;
    int64_t m_area;
    std::string m_provenance;
    std::vector<float> m_values;
    std::ofstream m_trace;
};

sdk::DeviceInfo emulatedBoard(const std::string &id, const std::string &name)
{
    sdk::DeviceInfo device;
    device.id = id;
    device.name = name;
    device.kind = "fpga";
    device.flags = ASSAY_DEVICE_EMULATED;
    device.boundary = ASSAY_BOUNDARY_WIRE;
    return device;
}

class ClockedBackend : public sdk::Backend {
public:
    using Backend::Backend;
    std::vector<sdk::DeviceInfo> devices() override
    {
        std::vector<sdk::DeviceInfo> devices{emulatedBoard("board", "A board that is not there")};
        for (const Json &entry : Json::parse(host().hardware()))
            devices.push_back(emulatedBoard(entry.at("emulation").at("device"), entry.at("name")));
        return devices;
    }
    std::unique_ptr<sdk::Session> open(const sdk::Config &config) override
    {
        static_cast<void>(config.implementation("clocked"));
        return std::make_unique<ClockedSession>(config);
    }
    /// Lists what it was asked for in a file of the cache folder; "slow" starts a process and waits for it.
    void prepare(std::span<const sdk::Config> configs, const sdk::PrepareProgress &progress) override
    {
        std::ofstream list(host().cacheDir() + "/prepared", std::ios::app);
        double done = 0;
        for (const sdk::Config &config : configs) {
            list << config.workloadId() << " on " << config.deviceId() << " cycles "
                 << config.backendParams.integer("cycles") << " tensors " << config.tensors().size() << std::endl;
            const std::string_view way = config.backendParams.text("preparing");
            if (way == "crash")
                std::abort();
            if (way == "slow")
                static_cast<void>(std::system("sleep 87.5"));
            if (!progress(done += 1 / static_cast<double>(configs.size()), "a clocked design"))
                return;
        }
    }
};

} // namespace

ASSAY_BACKEND(ClockedBackend, ClockedSession, "clocked", "Clocked", "1.0")
