#pragma once

#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/measure/statistics.hpp"
#include "core/model/queueing/replay.hpp"

namespace assay::model {

/// Most of the time that a device may be busy in a search: closer to saturation no replay of finite length settles.
inline constexpr double kBusiest = 0.98;

struct SloLimit {
    double seconds = 0;
    double fraction = 0.99; ///< this part of the queries stays within `seconds`
};

/// What one device carries within a latency limit, by replay.
struct SloCapacity {
    std::optional<measure::Estimate> queriesPerSecond;
    double busyFraction = 0; ///< at that rate
    /// The limit would allow more than kBusiest: the capacity is that of a device that is never idle, less a margin.
    bool boundBySaturation = false;
    bool fewServiceTimes = false; ///< as in ReplayedLatency
    std::string absentReason;     ///< "" when there is a capacity
};

/// Largest rate at which the replayed percentile is within the limit; `load.rate` and `load.devices` do not count. Ten
/// replays with seeds of their own; each is searched by bisection, since with the same queries the percentile never
/// falls as the rate rises (in batches, where it may, down from the highest rate first). The value is their mean, the
/// interval Student's t. Absent when the service time alone is over the limit, or when all service times are zero.
/// Errors as replayLatency.
[[nodiscard]] Result<SloCapacity> sloCapacity(ReplayLoad load, const SloLimit &limit, std::uint64_t seed = 1);

} // namespace assay::model
