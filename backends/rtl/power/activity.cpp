#include <algorithm>

#include <fmt/format.h>

#include "backends/rtl/power/power.hpp"
#include "backends/rtl/power/stream_driver.hpp"

namespace assay::rtl {
namespace {

Status compare(std::span<const std::uint8_t> output, std::span<const std::uint8_t> expected)
{
    if (output.size() != expected.size())
        return failure(ErrorCode::Failed,
                       fmt::format("the netlist computes something else than the core: it gave {} bytes "
                                   "where {} are right",
                                   output.size(), expected.size()));
    const auto differs = std::mismatch(output.begin(), output.end(), expected.begin());
    if (differs.first == output.end())
        return {};
    return failure(
        ErrorCode::Failed,
        fmt::format("the netlist computes something else than the core: byte {} of its output is {} where {} is right",
                    differs.first - output.begin(), *differs.first, *differs.second));
}

} // namespace

Result<Activity> simulateActivity(const Netlist &netlist, const Packets &configuration, const Packets &query,
                                  std::span<const std::uint8_t> expected, std::uint64_t cycleLimit)
{
    auto simulator = GateSimulator::of(netlist);
    if (!simulator)
        return failure(simulator.error().within(netlist.top));
    auto driver = StreamDriver::of(netlist, *simulator);
    if (!driver)
        return failure(driver.error());
    driver->reset();
    if (!configuration.packets.empty())
        if (const auto configured = driver->run(configuration, 0, cycleLimit); !configured)
            return failure(configured.error().within(netlist.top + ", configuration"));
    const auto output = driver->run(query, expected.size(), cycleLimit);
    if (!output)
        return failure(output.error().within(netlist.top));
    if (auto same = compare(*output, expected); !same)
        return failure(same.error().within(netlist.top));
    const auto clocks = static_cast<double>(driver->clocks());
    return Activity{static_cast<double>(simulator->toggles()) / clocks,
                    static_cast<double>(simulator->ramAccesses()) / clocks,
                    simulator->flipFlops(),
                    simulator->dsps(),
                    simulator->rams(),
                    driver->clocks()};
}

} // namespace assay::rtl
