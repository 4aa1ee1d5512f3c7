#pragma once

#include "core/measure/measurement.hpp"

namespace assay::measure {

/// measure() for a target with `virtualQuery`: every input set is executed and timed by the emulator, then the scenario
/// is played out in virtual time with these service times. It stops by a number of queries; wall-clock stop and
/// validity rules do not apply. Where `Plan::virtualTimes` gives the range of the target's times, the scenario is
/// played at both ends, too, and the intervals cover all three. Errors: as measure().
[[nodiscard]] Result<Observation> measureVirtual(const SystemUnderTest &system, const Plan &plan, Progress &progress,
                                                 const std::stop_token &stop);

} // namespace assay::measure
