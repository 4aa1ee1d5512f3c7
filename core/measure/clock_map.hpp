#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/base/json.hpp"

namespace assay::measure {

/// One query seen from both sides: the device was at work for a part of the time between the host's two stamps.
/// Nanoseconds, each side on its own clock.
struct ClockPair {
    std::int64_t hostBefore = 0, hostAfter = 0;
    std::int64_t deviceStart = 0, deviceEnd = 0;

    /// Half of what the host's bracket leaves open: where the device's work may have lain in it.
    [[nodiscard]] double slack() const;
};

/// Host time of a device stamp: `reference` + (device − `deviceReference`) (1 + `drift`).
struct ClockMap {
    std::int64_t reference = 0;       ///< host nanoseconds …
    std::int64_t deviceReference = 0; ///< … of this device stamp
    double drift = 0;                 ///< how much faster the host's clock runs than the device's, as a ratio less 1
    double residual = 0;              ///< nanoseconds, root mean square of the pairs about the line
    double slack = 0;                 ///< nanoseconds, the median slack of the pairs: no fit can be surer
    std::size_t pairs = 0;            ///< that the fit used

    [[nodiscard]] double toHost(std::int64_t device) const;
    [[nodiscard]] Json toJson() const; ///< in seconds
};

/// Offset and drift by least squares over the quarter of the pairs with the least slack, as NTP takes its least delays
/// (RFC 5905, clock filter). The drift is fitted only where the pairs used span a tenth of a second or more, and is 0
/// below. Nothing with fewer than 12 pairs, or where the pairs cannot come from clocks that run at one rate within 1 %.
[[nodiscard]] std::optional<ClockMap> fitClock(std::span<const ClockPair> pairs);

} // namespace assay::measure
