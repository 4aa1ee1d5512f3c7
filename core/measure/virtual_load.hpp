#pragma once

#include <cstdint>
#include <span>

#include "core/measure/load.hpp"

namespace assay::measure {

/// Load on a target whose times are known without waiting for them.
struct VirtualLoad {
    LoadMode mode = LoadMode::Closed; ///< Overlapped counts as Closed
    std::uint32_t lanes = 1;          ///< servers; each answers one query at a time, in the order of arrival
    std::uint32_t burst = 1;          ///< burst
    std::uint64_t queries = 1;        ///< all but open; in whole bursts
    ScheduleSettings schedule;        ///< open
    double factor = 1;                ///< on all service times
};

/// Plays the load out in virtual nanoseconds from 0 and records every query in `lanes` (one recorder per lane). Service
/// times follow `services` (their `service` field) in turn; not empty.
[[nodiscard]] LoadOutcome simulateLoad(const VirtualLoad &load, std::span<const PhaseSample> services,
                                       LoadLanes &lanes);

} // namespace assay::measure
