#include "backends/rtl/session/clock.hpp"

#include <fmt/format.h>

#include "core/base/units.hpp"

namespace assay::rtl {
namespace {

/// The clock at the wanted rate, where Fmax allows it.
Result<Clock> at(double wanted, Clock clock)
{
    if (clock.fmaxHigh && wanted > *clock.fmaxHigh)
        return failure(
            ErrorCode::Unsupported,
            fmt::format("the clock of {} is not met: the design reaches {} ({}); choose a lower clock_mhz, or "
                        "0 for the fastest",
                        formatQuantity(wanted, "Hz"),
                        formatInterval(*clock.fmaxHertz, *clock.fmaxLow, *clock.fmaxHigh, "Hz"), clock.how));
    clock.hertz = clock.lowHertz = clock.highHertz = wanted;
    if (!clock.fmaxHertz) {
        clock.how = "chosen; whether the design meets it is not known";
        return clock;
    }
    clock.slackSeconds = 1 / wanted - 1 / *clock.fmaxHertz;
    if (wanted > *clock.fmaxLow) {
        clock.placedAndRouted = false; // met by some seeds or at the good end of the estimate only
        clock.how =
            fmt::format("chosen; met for certain only up to {} ({})", formatQuantity(*clock.fmaxLow, "Hz"), clock.how);
    } else {
        clock.how = fmt::format("chosen; met: {}", clock.how);
    }
    return clock;
}

} // namespace

Result<Clock> decideClock(const std::optional<PlaceAndRoute> &routed, const std::optional<ClockEstimate> &estimate,
                          double wantedHertz)
{
    Clock clock;
    const std::vector<double> reached = routed ? routed->clocks() : std::vector<double>();
    if (!reached.empty()) {
        clock.placedAndRouted = true;
        clock.fmaxHertz = reached[(reached.size() - 1) / 2];
        clock.fmaxLow = reached.front();
        clock.fmaxHigh = reached.back();
        clock.how = fmt::format("placed and routed, {} of {} seeds", reached.size(), routed->seeds.size());
    } else if (estimate) {
        clock.fmaxHertz = estimate->hertz;
        clock.fmaxLow = estimate->lowHertz;
        clock.fmaxHigh = estimate->highHertz;
        clock.how = estimate->how;
    }
    clock.fmaxHow = clock.how;
    if (wantedHertz > 0)
        return at(wantedHertz, clock);
    if (!clock.fmaxHertz)
        return failure(ErrorCode::Unsupported,
                       "no clock is known for this design: there is no result of synthesis for it. Install yosys (and "
                       "nextpnr-ice40), take parameters that come with results (share/assay/rtl/prebuilt.json), or "
                       "give a clock with -p clock_mhz=N");
    clock.hertz = *clock.fmaxHertz;
    clock.lowHertz = *clock.fmaxLow;
    clock.highHertz = *clock.fmaxHigh;
    return clock;
}

} // namespace assay::rtl
