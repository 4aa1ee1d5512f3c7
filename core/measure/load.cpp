#include "core/measure/load.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "core/measure/load_state.hpp"
#include "core/measure/measurement.hpp"
#include "core/measure/waiting.hpp"

namespace assay::measure {
namespace {

constexpr std::string_view kTimedOut = "timed out";
constexpr auto kTick = std::chrono::milliseconds(100);
constexpr std::int64_t kStartDelay = 500'000; ///< for all lanes to wake
constexpr double kCancelSeconds = 1.0;

struct Sums {
    std::uint64_t count = 0, ids = 0, squares = 0;
    friend bool operator==(const Sums &, const Sums &) = default;
};

Sums sumsOf(const LoadLanes &lanes)
{
    Sums sums;
    for (const auto &recorder : lanes.recorders) {
        sums.count += recorder.count();
        sums.ids += recorder.idSum();
        sums.squares += recorder.idSquares();
    }
    return sums;
}

std::uint64_t countOf(const LoadLanes &lanes)
{
    std::uint64_t count = 0;
    for (const auto &recorder : lanes.recorders)
        count += recorder.count();
    return count;
}

void addId(Sums &sums, std::uint64_t id)
{
    ++sums.count;
    sums.ids += id;
    sums.squares += id * id;
}

/// The sums that the ids of every record begun must have; arithmetic modulo 2^64.
Sums expectedSums(const LoadState &state)
{
    const LoadSettings &settings = state.settings;
    Sums sums;
    if (settings.mode != LoadMode::Closed) {
        std::uint64_t begun = 0;
        for (const auto &lane : state.laneStates)
            begun += lane.begun;
        for (std::uint64_t i = 0; i < begun; ++i)
            addId(sums, settings.firstId + i);
        return sums;
    }
    for (std::uint32_t lane = 0; lane < settings.lanes; ++lane)
        for (std::uint64_t i = 0; i < state.laneStates[lane].begun; ++i)
            addId(sums, settings.firstId + lane + i * settings.lanes);
    return sums;
}

void laneMain(const std::shared_ptr<LoadState> &state, std::uint32_t lane)
{
    {
        const TightTimer tight;
        state->go.wait(false);
        static_cast<void>(waitUntil(state->start, state->settings.spinWindow, state->stop));
        if (state->settings.mode == LoadMode::Open)
            runOpenLane(*state, lane);
        else if (state->settings.mode == LoadMode::Overlapped)
            runOverlappedLane(*state);
        else if (state->settings.mode == LoadMode::Burst)
            runBurstLane(*state, lane);
        else
            runClosedLane(*state, lane);
    }
    const std::lock_guard lock(state->mutex);
    ++state->finished;
    state->allDone.notify_all();
}

std::shared_ptr<LoadState> makeState(const SystemUnderTest &system, const LoadSettings &settings,
                                     const std::shared_ptr<LoadLanes> &lanes)
{
    auto state = std::make_shared<LoadState>();
    state->system = system;
    state->settings = settings;
    state->lanes = lanes;
    const std::uint32_t threads = settings.mode == LoadMode::Overlapped ? 1 : settings.lanes;
    state->laneStates = std::vector<LaneState>(threads);
    if (settings.mode == LoadMode::Open)
        state->schedule.emplace(settings.schedule);
    return state;
}

/// Seconds after which the stretch should be over by itself.
double plannedSeconds(const LoadState &state)
{
    if (state.settings.mode == LoadMode::Open)
        return state.schedule->seconds() + state.settings.abandonSeconds;
    return std::max(state.settings.seconds, state.settings.mostSeconds);
}

/// Waits for the lanes. False: at least one did not come back in time.
bool awaitLanes(LoadState &state, const std::stop_token &stop, const std::function<void()> &tick)
{
    const std::size_t threads = state.laneStates.size();
    std::int64_t deadline =
        state.start + static_cast<std::int64_t>((plannedSeconds(state) + state.settings.drainSeconds) * 1e9);
    bool cancelled = false;
    std::unique_lock lock(state.mutex);
    while (!state.allDone.wait_for(lock, kTick, [&] { return state.finished == threads; })) {
        const std::int64_t now = nowNanoseconds();
        if (stop.stop_requested() && !cancelled) {
            cancelled = true;
            state.stop.store(true, std::memory_order_relaxed);
            const double patience = std::min(state.settings.drainSeconds, kCancelSeconds);
            deadline = std::min(deadline, now + static_cast<std::int64_t>(patience * 1e9));
        }
        if (now > deadline) {
            state.stop.store(true, std::memory_order_relaxed);
            return false;
        }
        tick();
    }
    return true;
}

LoadOutcome outcomeOf(const LoadState &state, const Sums &before)
{
    LoadOutcome outcome;
    std::int64_t lastIssue = state.start;
    std::int64_t lastDone = state.start;
    std::uint64_t begun = 0;
    std::uint64_t most = 0;
    for (const auto &lane : state.laneStates) {
        begun += lane.begun;
        outcome.extraQueries += lane.extra;
        most = std::max(most, lane.begun);
        lastIssue = std::max(lastIssue, lane.lastIssue);
        lastDone = std::max(lastDone, lane.begun > 0 ? lane.lastDone : state.start);
    }
    const Sums after = sumsOf(*state.lanes);
    const Sums added{after.count - before.count, after.ids - before.ids, after.squares - before.squares};
    outcome.completed = added.count;
    outcome.idsComplete = added == expectedSums(state);
    const bool open = state.settings.mode == LoadMode::Open;
    outcome.offered = open ? state.schedule->queries() : begun;
    outcome.abandoned = outcome.offered - begun;
    if (open)
        outcome.offeredSeconds = state.schedule->offeredSeconds();
    outcome.elapsedSeconds = static_cast<double>(lastDone - state.start) * 1e-9;
    outcome.issueSeconds = static_cast<double>(lastIssue - state.start) * 1e-9;
    outcome.queryFailed = state.failed.load();
    outcome.nextId = state.settings.firstId +
                     (state.settings.mode == LoadMode::Closed ? most * state.settings.lanes : outcome.offered);
    return outcome;
}

} // namespace

bool timedOut(const Error &error)
{
    return error.message.starts_with(kTimedOut);
}

Result<std::shared_ptr<LoadLanes>> makeLanes(std::uint32_t lanes, const LaneRecorder::Settings &settings)
{
    auto made = std::make_shared<LoadLanes>();
    made->recorders.reserve(lanes);
    for (std::uint32_t lane = 0; lane < lanes; ++lane) {
        LaneRecorder::Settings share = settings;
        share.samples = std::max<std::size_t>(settings.samples / lanes, 1);
        share.phases = settings.phases == 0 ? 0 : std::max<std::size_t>(settings.phases / lanes, 1);
        share.seed = SplitMix64(settings.seed + lane).next();
        auto recorder = LaneRecorder::make(share);
        if (!recorder)
            return failure(recorder.error());
        made->recorders.push_back(std::move(*recorder));
    }
    return made;
}

Result<LoadOutcome> runLoad(const SystemUnderTest &system, const LoadSettings &settings,
                            const std::shared_ptr<LoadLanes> &lanes, const std::stop_token &stop,
                            const std::function<void(std::uint64_t)> &onTick)
{
    const auto state = makeState(system, settings, lanes);
    const Sums before = sumsOf(*lanes);
    std::vector<std::thread> threads;
    for (std::uint32_t lane = 0; lane < state->laneStates.size(); ++lane)
        threads.emplace_back(laneMain, state, lane);
    // Only now: on a busy machine starting the last thread may take longer than the first queries.
    state->start = nowNanoseconds() + kStartDelay;
    state->turn.nextArrival.store(state->start);
    state->gate.start.store(state->start);
    state->go.store(true);
    state->go.notify_all();
    const auto tick = [&] { onTick(countOf(*lanes) - before.count); };
    const bool cameBack = awaitLanes(*state, stop, tick);
    for (auto &thread : threads) {
        if (cameBack)
            thread.join();
        else
            thread.detach(); // it owns a share of the state; the caller ends the process
    }
    if (stop.stop_requested())
        return failure(ErrorCode::Cancelled, "cancelled while measuring; nothing of this run is kept");
    if (!cameBack)
        return failure(ErrorCode::Failed,
                       fmt::format("{}: a query was not answered {:g} s after the load ended; try a smaller problem or "
                                   "reset the device",
                                   kTimedOut, settings.drainSeconds));
    return outcomeOf(*state, before);
}

} // namespace assay::measure
