#pragma once

#include <optional>
#include <string>

#include "backends/rtl/synthesis/synthesis_store.hpp"
#include "backends/rtl/timing/timing.hpp"

namespace assay::rtl {

/// The clock a design runs at.
struct Clock {
    double hertz = 0;
    double lowHertz = 0, highHertz = 0; ///< equal to `hertz` when the user chose a clock that is met
    std::optional<double> fmaxHertz, fmaxLow, fmaxHigh;
    std::string fmaxHow;                ///< where Fmax comes from
    std::optional<double> slackSeconds; ///< of the chosen clock to Fmax; only with a chosen clock
    bool placedAndRouted = false;       ///< else estimated, or chosen without any check
    std::string how;
};

/// What is known of the fastest clock; `wantedHertz` 0 asks for it. Place and route counts for more than an estimate:
/// the median of its seeds, with the slowest and the fastest as the range. Errors (Unsupported): nothing is known and
/// no clock is asked for; a clock is asked for that the design does not reach.
[[nodiscard]] Result<Clock> decideClock(const std::optional<PlaceAndRoute> &routed,
                                        const std::optional<ClockEstimate> &estimate, double wantedHertz);

} // namespace assay::rtl
