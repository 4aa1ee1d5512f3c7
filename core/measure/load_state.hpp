#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/measure/load.hpp"

namespace assay::measure {

/// What a lane publishes, on a cache line of its own.
struct alignas(64) LaneState {
    std::atomic<std::int64_t> idleSince{0}; ///< open: free since then; kBusy while it runs a query
    std::uint64_t begun = 0;                ///< records issued
    std::uint64_t extra = 0;                ///< queries beside the records, for their phases
    std::int64_t lastIssue = 0, lastDone = 0;

    static constexpr std::int64_t kBusy = INT64_MAX;
};

/// Who may take the next arrival (open loop, several lanes). The holder alone touches the schedule.
struct alignas(64) Turn {
    std::atomic<std::uint32_t> isFree{1};
    std::atomic<std::uint32_t> spinners{0};
    std::atomic<std::uint32_t> sleepers{0};
    std::atomic<std::uint32_t> wakes{0};      ///< futex word
    std::atomic<std::int64_t> nextArrival{0}; ///< absolute; the arrival that the holder waits for, or the one after
    std::atomic<std::int64_t> longService{0}; ///< a high, slowly forgotten service time
    std::atomic<bool> over{false};
};

/// One stretch of load, shared by its lanes and the thread that waits for them.
struct LoadState {
    SystemUnderTest system;
    LoadSettings settings;
    std::shared_ptr<LoadLanes> lanes;
    std::vector<LaneState> laneStates;
    std::optional<Schedule> schedule;
    std::int64_t start = 0; ///< absolute
    std::atomic<bool> stop{false}, failed{false};
    Turn turn;

    std::mutex mutex; ///< guards `finished`; taken outside the timed region only
    std::condition_variable allDone;
    std::uint32_t finished = 0;

    /// What turns an absolute time into one on the measurement's time line.
    [[nodiscard]] std::int64_t origin() const { return start - settings.timeOffset; }
};

void runClosedLane(LoadState &state, std::uint32_t lane);
void runOverlappedLane(LoadState &state);
void runOpenLane(LoadState &state, std::uint32_t lane);

} // namespace assay::measure
