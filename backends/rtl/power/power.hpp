#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "backends/rtl/design/part.hpp"
#include "backends/rtl/netlist/netlist.hpp"
#include "backends/rtl/stream/layout.hpp"
#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

/// How busy a netlist is while it works: averages per clock.
struct Activity {
    double togglesPerClock = 0; ///< net toggles, from simulating gates without delays; without the clock's net
    double ramAccessesPerClock = 0;
    std::int64_t flipFlops = 0, dsps = 0, rams = 0;
    std::uint64_t clocks = 0; ///< simulated
};

/// Simulates the mapped iCE40 netlist of a core on these packets (resources/rtl's AXI4-Stream convention) and counts
/// from the first beat of the query accepted to the last one given. The output is checked against `expected`: a netlist
/// that computes something else is an error (Failed), as is one that has not ended after `cycleLimit` clocks; ports
/// that break the convention are InvalidInput, cells that cannot be simulated Unsupported.
[[nodiscard]] Result<Activity> simulateActivity(const Netlist &netlist, const Packets &configuration,
                                                const Packets &query, std::span<const std::uint8_t> expected,
                                                std::uint64_t cycleLimit);

/// {"toggles_per_clock", "ram_accesses_per_clock", "flip_flops", "dsps", "rams", "clocks"}: how data keeps it.
[[nodiscard]] Json activityToJson(const Activity &activity);
/// Error InvalidInput names the field that is missing or wrong.
[[nodiscard]] Result<Activity> activityFromJson(const Json &json);

/// Power in watts of the chip's core supply while it works.
struct PowerEstimate {
    double watts = 0, low = 0, high = 0;
    double staticWatts = 0; ///< the part of it that flows without a clock
    std::string how;
};
/// UP5K: static + clock · (50 pJ + 14 fJ a flip-flop + 0.37 pJ a toggle + 13.6 pJ a multiplier + 5…20 pJ a RAM access),
/// coefficients from currents that tinyvision-ai-inc/ice40_power measured, −30/+60 %. Nothing for other parts: of none
/// of them is there a sourced static current and clock tree, and without them a power would mislead.
[[nodiscard]] std::optional<PowerEstimate> estimatePower(const Part &part, const Activity &activity, double clockHz);

/// Joules a clock that the toggling nets take, LUTs and routing, nothing else: no clock tree, no static power.
struct SwitchingEnergy {
    double joulesPerClock = 0, low = 0, high = 0;
    std::string how;
};
/// UP5K's 0.37 pJ a toggle, for other parts scaled with C·V² (28 nm at 1.0 V: 0.17 pJ; 16 nm at 0.85 V: 0.07 pJ), then
/// within a factor of 2.5; nothing for parts without a source. The activity is that of the iCE40 netlist of the same
/// core, whichever the part: larger LUTs have fewer nets.
[[nodiscard]] std::optional<SwitchingEnergy> switchingEnergy(const Part &part, const Activity &activity);

} // namespace assay::rtl
