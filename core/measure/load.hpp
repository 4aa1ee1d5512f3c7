#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "core/base/result.hpp"
#include "core/measure/query.hpp"
#include "core/measure/recorder.hpp"
#include "core/measure/schedule.hpp"

namespace assay::measure {

enum class LoadMode {
    Closed,     ///< every lane asks its next query when the last one is answered
    Overlapped, ///< one thread keeps all slots busy with submit and wait
    Burst,      ///< so many queries at once, the next burst when all of them are answered
    Open        ///< queries start by the schedule, whatever became of the earlier ones
};

/// One stretch of load.
struct LoadSettings {
    LoadMode mode = LoadMode::Closed;
    std::uint32_t lanes = 1;          ///< slots in use
    std::uint32_t burst = 1;          ///< burst: queries in one, at least `lanes`
    double seconds = 1;               ///< all but open: no query starts later
    std::uint64_t minimumQueries = 1; ///< all but open: but at least so many over all lanes …
    double mostSeconds = 1;           ///< … unless it takes longer than this
    ScheduleSettings schedule;        ///< open
    double abandonSeconds = 1;        ///< open: arrivals still waiting so long after the schedule's end are given up
    std::uint32_t batch = 1;          ///< closed: queries per record
    std::uint32_t phaseEvery = 0; ///< phase times of every k-th record; 0 = none. Closed loops with k > 1 or batches
                                  ///< take them from a query of its own, so that its stamps spoil no record
    std::int64_t spinWindow = 200'000;
    std::int64_t timeOffset = 0; ///< where this stretch begins on the measurement's time line, nanoseconds
    std::uint64_t firstId = 0;
    double drainSeconds = 10;
};

struct LoadOutcome {
    std::uint64_t offered = 0;      ///< open: arrivals of the schedule; else records begun
    std::uint64_t completed = 0;    ///< records
    std::uint64_t extraQueries = 0; ///< answered beside the records, for their phases
    std::uint64_t abandoned = 0;    ///< open: arrivals never started
    double elapsedSeconds = 0;      ///< start to last answer
    double issueSeconds = 0;        ///< start to last issue
    double offeredSeconds = 0;      ///< open: in which the arrivals that were started were due
    bool queryFailed = false;
    bool idsComplete = true;  ///< every record begun was answered exactly once
    std::uint64_t nextId = 0; ///< firstId of the stretch after this one
};

/// Lanes and their records; outlives a hung lane's thread, so it is held by shared pointers.
struct LoadLanes {
    std::vector<LaneRecorder> recorders; ///< one per lane
};

/// Runs one stretch: starts the lane threads, waits for them. `onTick` is called about ten times a second with the
/// number of records so far, on the calling thread. Errors: Cancelled; Failed with the text of timedOut() if a lane
/// did not come back within drainSeconds.
[[nodiscard]] Result<LoadOutcome> runLoad(const SystemUnderTest &system, const LoadSettings &settings,
                                          const std::shared_ptr<LoadLanes> &lanes, const std::stop_token &stop,
                                          const std::function<void(std::uint64_t)> &onTick);

/// Recorders for `lanes` lanes that share `samples` and `phases` evenly.
[[nodiscard]] Result<std::shared_ptr<LoadLanes>> makeLanes(std::uint32_t lanes, const LaneRecorder::Settings &settings);

} // namespace assay::measure
