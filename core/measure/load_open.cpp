#include <algorithm>

#include "core/measure/load_state.hpp"
#include "core/measure/waiting.hpp"

namespace assay::measure {
namespace {

/// How long a lane spins for the turn when an arrival is near, and how near that is.
constexpr std::int64_t kTurnSpin = 50'000;
/// A lane that stands by sleeps at least so long.
constexpr std::int64_t kStandBy = 20'000;

bool tryTake(Turn &turn)
{
    std::uint32_t expected = 1;
    return turn.isFree.load(std::memory_order_relaxed) == 1 &&
           turn.isFree.compare_exchange_strong(expected, 0, std::memory_order_acquire);
}

bool done(const LoadState &state)
{
    return state.turn.over.load(std::memory_order_relaxed) || state.stop.load(std::memory_order_relaxed);
}

/// Spins for the turn for a while, unless another lane already does: waiting costs at most one core beside the holder.
bool spinForTurn(LoadState &state, std::int64_t budget)
{
    Turn &turn = state.turn;
    if (turn.spinners.fetch_add(1, std::memory_order_relaxed) > 0) {
        turn.spinners.fetch_sub(1, std::memory_order_relaxed);
        return false;
    }
    bool taken = false;
    const std::int64_t end = nowNanoseconds() + budget;
    do {
        for (int i = 0; i < kPausesPerClockRead && !taken; ++i) {
            taken = tryTake(turn);
            pauseCore();
        }
    } while (!taken && !done(state) && nowNanoseconds() < end);
    turn.spinners.fetch_sub(1, std::memory_order_relaxed);
    return taken;
}

/// Blocks until this lane may take the next arrival; false when the stretch is over.
/// A waiting lane sleeps until the arrival that the holder waits for: by then the holder is in its query and the turn
/// is free, or it came back and holds the turn for the arrival after that. So no lane wakes another on the way of a
/// query, and a stalled query never blocks the schedule.
bool takeTurn(LoadState &state)
{
    Turn &turn = state.turn;
    const std::int64_t spinWindow = state.settings.spinWindow;
    bool woken = false;
    for (;;) {
        if (tryTake(turn))
            return true;
        if (done(state))
            return false;
        const std::int64_t now = nowNanoseconds();
        const std::int64_t arrival = turn.nextArrival.load(std::memory_order_relaxed);
        if ((woken || arrival - now < kTurnSpin) && spinForTurn(state, woken ? 2 * spinWindow : kTurnSpin))
            return true;
        const std::uint32_t wakes = turn.wakes.load(std::memory_order_relaxed);
        turn.sleepers.fetch_add(1, std::memory_order_relaxed);
        futexWaitUntil(turn.wakes, wakes, std::max(arrival, nowNanoseconds() + kStandBy));
        turn.sleepers.fetch_sub(1, std::memory_order_relaxed);
        woken = turn.wakes.load(std::memory_order_relaxed) != wakes;
    }
}

/// Called by the holder before it waits for an arrival: if the arrival after it will probably find this lane busy and
/// nobody is awake to take it, wakes one now, while there is time.
void prepareSuccessor(Turn &turn, std::int64_t now, std::int64_t arrival, std::int64_t following)
{
    const std::int64_t busyUntil = std::max(arrival, now) + turn.longService.load(std::memory_order_relaxed);
    if (busyUntil < following || turn.sleepers.load(std::memory_order_relaxed) == 0 ||
        turn.spinners.load(std::memory_order_relaxed) > 0)
        return;
    turn.wakes.fetch_add(1, std::memory_order_relaxed);
    futexWakeOne(turn.wakes);
}

void rememberService(Turn &turn, std::int64_t service)
{
    const std::int64_t known = turn.longService.load(std::memory_order_relaxed);
    turn.longService.store(service > known ? service : known - ((known - service) >> 6), std::memory_order_relaxed);
}

/// Since when some lane could have served: the earliest idle lane, or this one.
std::int64_t earliestIdle(const LoadState &state, std::int64_t ownSince)
{
    std::int64_t earliest = ownSince;
    for (const auto &lane : state.laneStates)
        earliest = std::min(earliest, lane.idleSince.load(std::memory_order_relaxed));
    return earliest;
}

/// One lane of an open loop. `kShared` when there are others: alone it needs no turn.
template <bool kShared> class OpenLane {
public:
    OpenLane(LoadState &state, std::uint32_t lane)
        : m_state(state), m_mine(state.laneStates[lane]), m_recorder(state.lanes->recorders[lane]), m_lane(lane),
          m_origin(state.origin()), m_lastDone(nowNanoseconds())
    {
        const auto seconds = state.schedule->seconds() + state.settings.abandonSeconds;
        m_giveUp = state.start + static_cast<std::int64_t>(seconds * 1e9);
        m_phaseEvery = state.system.queryPhases != nullptr ? state.settings.phaseEvery : 0;
        m_untilPhases = m_phaseEvery;
    }

    void run()
    {
        m_mine.idleSince.store(m_lastDone, std::memory_order_relaxed);
        while (serveOne()) {}
        m_mine.lastDone = m_lastDone;
    }

private:
    bool serveOne()
    {
        if constexpr (kShared)
            if (!takeTurn(m_state))
                return false;
        Schedule &schedule = *m_state.schedule;
        if (schedule.atEnd() || m_state.stop.load(std::memory_order_relaxed) || m_lastDone > m_giveUp)
            return leave();
        const std::uint64_t id = schedule.nextId();
        const std::int64_t scheduled = m_state.start + schedule.nextTime();
        schedule.advance();
        const std::int64_t issue = waitForArrival(scheduled, schedule);
        if (m_state.stop.load(std::memory_order_relaxed))
            return leave();
        std::int64_t free = m_lastDone;
        if constexpr (kShared) {
            free = issue > scheduled ? earliestIdle(m_state, free) : free;
            m_mine.idleSince.store(LaneState::kBusy, std::memory_order_relaxed);
            m_state.turn.nextArrival.store(m_state.start + schedule.nextTime(), std::memory_order_relaxed);
            m_state.turn.isFree.store(1, std::memory_order_release);
        }
        ++m_mine.begun;
        m_mine.lastIssue = issue;
        query(id, scheduled, issue, issue - std::max(scheduled, free));
        return true;
    }

    std::int64_t waitForArrival(std::int64_t scheduled, const Schedule &schedule)
    {
        if constexpr (kShared) {
            m_state.turn.nextArrival.store(scheduled, std::memory_order_relaxed);
            if (!schedule.atEnd())
                prepareSuccessor(m_state.turn, m_lastDone, scheduled, m_state.start + schedule.nextTime());
        } else if (m_lastDone >= scheduled) {
            // Behind schedule: the last answer's stamp is a few nanoseconds old, another read would cost more.
            return m_lastDone;
        }
        return waitUntil(scheduled, m_state.settings.spinWindow, m_state.stop);
    }

    void query(std::uint64_t id, std::int64_t scheduled, std::int64_t issue, std::int64_t harnessDelay)
    {
        const SystemUnderTest &system = m_state.system;
        const bool phased = m_phaseEvery > 0 && --m_untilPhases == 0;
        PhaseSample phases;
        const bool good = phased ? system.queryPhases(system.context, m_lane, takeSet(), phases.phase.data())
                                 : system.query(system.context, m_lane, takeSet());
        m_lastDone = nowNanoseconds();
        Sample sample;
        sample.scheduled = scheduled - m_origin;
        sample.issue = issue - m_origin;
        sample.service = static_cast<std::uint64_t>(m_lastDone - issue) & ((1ULL << 56) - 1);
        sample.id = (m_state.settings.firstId + id) & ((1ULL << 36) - 1);
        sample.harnessDelay =
            static_cast<std::uint64_t>(std::min(harnessDelay, Sample::kHighestDelay)) & ((1ULL << 28) - 1);
        sample.failed = good ? 0 : 1;
        m_recorder.add(sample);
        if (phased) {
            m_untilPhases = m_phaseEvery;
            phases.service = sample.service;
            m_recorder.addPhases(phases);
        }
        if constexpr (kShared) {
            rememberService(m_state.turn, m_lastDone - issue);
            m_mine.idleSince.store(m_lastDone, std::memory_order_relaxed);
        }
        if (!good) {
            m_state.failed.store(true, std::memory_order_relaxed);
            m_state.stop.store(true, std::memory_order_relaxed);
        }
    }

    std::uint32_t takeSet()
    {
        const std::uint32_t set = m_set;
        m_set = m_set + 1 >= m_state.system.inputSets ? 0 : m_set + 1;
        return set;
    }

    /// The holder found nothing to do: tells all, and gives the turn back.
    bool leave()
    {
        if constexpr (kShared) {
            Turn &turn = m_state.turn;
            turn.over.store(true, std::memory_order_relaxed);
            turn.wakes.fetch_add(1, std::memory_order_relaxed);
            turn.isFree.store(1, std::memory_order_release);
            futexWakeAll(turn.wakes);
        }
        return false;
    }

    LoadState &m_state;
    LaneState &m_mine;
    LaneRecorder &m_recorder;
    std::uint32_t m_lane;
    std::int64_t m_origin;
    std::int64_t m_lastDone;
    std::int64_t m_giveUp = 0;
    std::uint32_t m_phaseEvery = 0, m_untilPhases = 0;
    std::uint32_t m_set = 0;
};

} // namespace

void runOpenLane(LoadState &state, std::uint32_t lane)
{
    if (state.settings.lanes > 1)
        OpenLane<true>(state, lane).run();
    else
        OpenLane<false>(state, lane).run();
}

} // namespace assay::measure
