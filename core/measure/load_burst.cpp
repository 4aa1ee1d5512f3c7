#include <algorithm>

#include "core/measure/load_state.hpp"
#include "core/measure/waiting.hpp"

namespace assay::measure {
namespace {

/// How long a lane that has answered its share spins for the next burst before it sleeps.
constexpr std::int64_t kGateSpin = 50'000;
constexpr std::int64_t kSleep = 100'000'000; ///< a missed wake-up costs no more

class BurstLane {
public:
    BurstLane(LoadState &state, std::uint32_t lane)
        : m_state(state), m_system(state.system), m_mine(state.laneStates[lane]),
          m_recorder(state.lanes->recorders[lane]), m_limits(state), m_sets(m_system.inputSets, lane), m_lane(lane)
    {
    }

    void run()
    {
        std::uint64_t number = 1;
        do {
            share(m_state.gate.start.load(std::memory_order_acquire), number);
            leave(number);
            ++number;
        } while (pass(number));
    }

private:
    /// This lane's queries of a burst, one after the other.
    void share(std::int64_t start, std::uint64_t number)
    {
        const std::uint32_t burst = m_state.settings.burst;
        std::int64_t free = start;
        for (std::uint32_t i = m_lane; i < burst; i += m_state.settings.lanes) {
            if (m_state.stop.load(std::memory_order_relaxed))
                return;
            const std::int64_t issue = nowNanoseconds();
            const bool good = m_system.query(m_system.context, m_lane, m_sets.take());
            const std::int64_t done = nowNanoseconds();
            ++m_mine.begun;
            m_mine.lastIssue = issue;
            m_mine.lastDone = done;
            record((number - 1) * burst + i, start, issue, done, issue - free, good);
            free = done;
        }
    }

    void record(std::uint64_t index, std::int64_t start, std::int64_t issue, std::int64_t done, std::int64_t delay,
                bool good)
    {
        const std::int64_t origin = m_state.origin();
        Sample sample;
        sample.scheduled = start - origin;
        sample.issue = issue - origin;
        sample.service = static_cast<std::uint64_t>(done - issue) & ((1ULL << 56) - 1);
        sample.id = (m_state.settings.firstId + index) & ((1ULL << 36) - 1);
        sample.harnessDelay = static_cast<std::uint64_t>(std::min(delay, Sample::kHighestDelay)) & ((1ULL << 28) - 1);
        sample.failed = good ? 0 : 1;
        m_recorder.add(sample);
        if (!good) {
            m_state.failed.store(true, std::memory_order_relaxed);
            m_state.stop.store(true, std::memory_order_relaxed);
        }
    }

    /// The last lane to get here starts the next burst, or ends the stretch.
    void leave(std::uint64_t number)
    {
        BurstGate &gate = m_state.gate;
        if (gate.finished.fetch_add(1, std::memory_order_acq_rel) + 1 < m_state.settings.lanes)
            return;
        gate.finished.store(0, std::memory_order_relaxed);
        const std::int64_t now = nowNanoseconds();
        if (m_limits.over(now, number * m_state.settings.burst / m_state.settings.lanes) ||
            m_state.stop.load(std::memory_order_relaxed))
            gate.over.store(true, std::memory_order_relaxed);
        gate.start.store(now, std::memory_order_relaxed);
        gate.number.store(static_cast<std::uint32_t>(number + 1), std::memory_order_release);
        futexWakeAll(gate.number);
    }

    /// Waits for burst `number`; false when there is none.
    bool pass(std::uint64_t number)
    {
        const BurstGate &gate = m_state.gate;
        const auto before = static_cast<std::uint32_t>(number - 1);
        const std::int64_t end = nowNanoseconds() + kGateSpin;
        while (gate.number.load(std::memory_order_acquire) == before) {
            if (nowNanoseconds() > end)
                futexWaitUntil(gate.number, before, nowNanoseconds() + kSleep);
            for (int i = 0; i < kPausesPerClockRead; ++i)
                pauseCore();
        }
        return !gate.over.load(std::memory_order_relaxed);
    }

    LoadState &m_state;
    const SystemUnderTest &m_system;
    LaneState &m_mine;
    LaneRecorder &m_recorder;
    LoopLimits m_limits;
    InputSets m_sets;
    std::uint32_t m_lane;
};

} // namespace

void runBurstLane(LoadState &state, std::uint32_t lane)
{
    BurstLane(state, lane).run();
}

} // namespace assay::measure
