#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "backends/rtl/session/prepare.hpp"
#include "backends/rtl/session/session.hpp"
#include "core/base/paths.hpp"

namespace assay::rtl {
namespace {

/// In the folders of this installation; the two variables are for tests.
Surroundings surroundings(const sdk::Host &host)
{
    const auto folder = [](const char *variable, const char *installed) {
        const char *given = std::getenv(variable);
        return given != nullptr ? std::filesystem::path(given) : paths::prefix() / installed;
    };
    return {folder("ASSAY_RTL_SHARED", "share/assay/rtl"), folder("ASSAY_RTL_MODELS", "lib/assay/rtl"),
            host.cacheDir()};
}

sdk::DeviceInfo describe(const Board &board)
{
    sdk::DeviceInfo info;
    info.id = board.device;
    info.name = board.name;
    info.kind = "fpga";
    info.vendor = board.vendor;
    info.driver = "emulated: Verilator model of the core";
    info.link = board.link ? board.link->name : "";
    info.flags = ASSAY_DEVICE_EMULATED;
    info.boundary = ASSAY_BOUNDARY_WIRE;
    return info;
}

class Backend : public sdk::Backend {
public:
    explicit Backend(const sdk::Host &host) : sdk::Backend(host), m_surroundings(surroundings(host))
    {
        const Json entries = Json::parse(host.hardware(), nullptr, false);
        if (!entries.is_array())
            return;
        for (const Json &entry : entries) {
            if (auto board = Board::read(entry))
                m_devices.push_back(describe(*board));
            else
                host.log(ASSAY_LOG_WARNING, board.error().text());
        }
    }
    std::vector<sdk::DeviceInfo> devices() override
    {
        if (m_devices.empty())
            throw sdk::Failure(ASSAY_UNSUPPORTED,
                               "the hardware catalogue names no board to emulate: share/assay/hardware "
                               "has fpga.toml in a complete installation");
        return m_devices;
    }
    std::unique_ptr<sdk::Session> open(const sdk::Config &config) override
    {
        return std::make_unique<Session>(m_surroundings, config);
    }
    void prepare(std::span<const sdk::Config> configs, const sdk::PrepareProgress &progress) override
    {
        prepareSweep(m_surroundings, configs, progress);
    }

private:
    Surroundings m_surroundings;
    std::vector<sdk::DeviceInfo> m_devices;
};

} // namespace
} // namespace assay::rtl

ASSAY_BACKEND(assay::rtl::Backend, assay::rtl::Session, "rtl", "RTL emulation", "1.0")
