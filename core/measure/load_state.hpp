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

/// Where the lanes of a burst meet: the last to finish starts the next burst.
struct alignas(64) BurstGate {
    std::atomic<std::uint32_t> number{1};   ///< of the burst that runs; futex word
    std::atomic<std::uint32_t> finished{0}; ///< lanes that have answered their share of it
    std::atomic<std::int64_t> start{0};     ///< absolute
    std::atomic<bool> over{false};
};

/// One stretch of load, shared by its lanes and the thread that waits for them.
struct LoadState {
    SystemUnderTest system;
    LoadSettings settings;
    std::shared_ptr<LoadLanes> lanes;
    std::vector<LaneState> laneStates;
    std::optional<Schedule> schedule;
    std::int64_t start = 0;      ///< absolute; set before `go`
    std::atomic<bool> go{false}; ///< every lane's thread exists
    std::atomic<bool> stop{false}, failed{false};
    Turn turn;
    BurstGate gate;

    std::mutex mutex; ///< guards `finished`; taken outside the timed region only
    std::condition_variable allDone;
    std::uint32_t finished = 0;

    /// What turns an absolute time into one on the measurement's time line.
    [[nodiscard]] std::int64_t origin() const { return start - settings.timeOffset; }
};

/// When a loop without a schedule is over: after `end`, once `least` records of a lane are done, and in any case after
/// `last`.
struct LoopLimits {
    std::int64_t end, last;
    std::uint64_t least;

    explicit LoopLimits(const LoadState &state)
        : end(state.start + static_cast<std::int64_t>(state.settings.seconds * 1e9)),
          last(state.start + static_cast<std::int64_t>(state.settings.mostSeconds * 1e9)),
          least((state.settings.minimumQueries + state.settings.lanes * state.settings.batch - 1) /
                (std::uint64_t{state.settings.lanes} * state.settings.batch))
    {
    }
    [[nodiscard]] bool over(std::int64_t now, std::uint64_t records) const
    {
        return now >= end && (records >= least || now >= last);
    }
};

/// Which input set comes next: all in turn, lanes starting apart.
class InputSets {
public:
    InputSets(std::uint32_t count, std::uint32_t first) : m_count(count == 0 ? 1 : count), m_next(first % m_count) {}
    std::uint32_t take()
    {
        const std::uint32_t set = m_next;
        m_next = m_next + 1 == m_count ? 0 : m_next + 1;
        return set;
    }

private:
    std::uint32_t m_count, m_next;
};

void runClosedLane(LoadState &state, std::uint32_t lane);
void runOverlappedLane(LoadState &state);
void runBurstLane(LoadState &state, std::uint32_t lane);
void runOpenLane(LoadState &state, std::uint32_t lane);

} // namespace assay::measure
