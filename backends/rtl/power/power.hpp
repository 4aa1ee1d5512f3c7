#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "backends/rtl/netlist/netlist.hpp"
#include "backends/rtl/stream/layout.hpp"
#include "backends/rtl/design/part.hpp"

namespace assay::rtl {

/// How busy a netlist is while it works: averages per clock.
struct Activity {
    double togglesPerClock = 0; ///< net toggles, from simulating gates without delays
    double ramAccessesPerClock = 0;
    std::int64_t flipFlops = 0, dsps = 0, rams = 0;
    std::uint64_t clocks = 0; ///< simulated
};

/// Simulates the mapped iCE40 netlist of a core on these packets (resources/rtl's AXI4-Stream convention) and counts.
/// The output is checked against `expected`: a netlist that computes something else is an error.
[[nodiscard]] Result<Activity> simulateActivity(const Netlist &netlist, const Packets &configuration,
                                                const Packets &query, std::span<const std::uint8_t> expected,
                                                std::uint64_t cycleLimit);

/// Power in watts of the chip's core supply while it works.
struct PowerEstimate {
    double watts = 0, low = 0, high = 0;
    double staticWatts = 0; ///< the part of it that flows without a clock
    std::string how;
};
/// fpga-emulation.md's coefficients for UP5K; CV²-scaled for others, with their band; nothing where no source exists.
[[nodiscard]] std::optional<PowerEstimate> estimatePower(const Part &part, const Activity &activity, double clockHz);

} // namespace assay::rtl
