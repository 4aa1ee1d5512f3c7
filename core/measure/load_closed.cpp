#include "core/measure/load_state.hpp"

#include "core/measure/waiting.hpp"

namespace assay::measure {
namespace {

/// One query with phase stamps; its phases go to the recorder.
bool phasedQuery(const SystemUnderTest &system, std::uint32_t lane, std::uint32_t set, LaneRecorder &recorder)
{
    PhaseSample phases;
    const std::int64_t issue = nowNanoseconds();
    const bool good = system.queryPhases(system.context, lane, set, phases.phase.data());
    phases.service = static_cast<std::uint64_t>(nowNanoseconds() - issue);
    if (good)
        recorder.addPhases(phases);
    return good;
}

bool batchOfQueries(const SystemUnderTest &system, std::uint32_t lane, std::uint32_t batch, InputSets &sets)
{
    bool good = true;
    for (std::uint32_t i = 0; i < batch && good; ++i)
        good = system.query(system.context, lane, sets.take());
    return good;
}

Sample makeSample(std::uint64_t id, std::int64_t issue, std::int64_t done, bool good)
{
    Sample sample;
    sample.scheduled = sample.issue = issue;
    sample.service = static_cast<std::uint64_t>(done - issue) & ((1ULL << 56) - 1);
    sample.id = id & ((1ULL << 36) - 1);
    sample.failed = good ? 0 : 1;
    return sample;
}

} // namespace

void runClosedLane(LoadState &state, std::uint32_t lane)
{
    const SystemUnderTest system = state.system;
    const LoadSettings &settings = state.settings;
    const LoopLimits limits(state);
    const std::int64_t origin = state.origin();
    const std::uint32_t batch = settings.batch;
    const bool withPhases = settings.phaseEvery > 0 && system.queryPhases != nullptr;
    const bool apart = batch > 1 || settings.phaseEvery > 1;
    LaneRecorder &recorder = state.lanes->recorders[lane];
    InputSets sets(system.inputSets, lane);
    std::uint64_t extra = 0;
    std::uint64_t records = 0;
    std::uint64_t id = settings.firstId + lane;
    std::uint32_t untilPhases = withPhases ? settings.phaseEvery : 0;
    std::int64_t issue = 0;
    std::int64_t done = 0;
    do {
        const bool phased = withPhases && --untilPhases == 0;
        bool good = true;
        if (phased && apart) {
            good = phasedQuery(system, lane, sets.take(), recorder);
            ++extra;
        }
        issue = nowNanoseconds();
        if (batch > 1)
            good = batchOfQueries(system, lane, batch, sets) && good;
        else if (phased && !apart)
            good = phasedQuery(system, lane, sets.take(), recorder);
        else
            good = system.query(system.context, lane, sets.take()) && good;
        done = nowNanoseconds();
        recorder.add(makeSample(id, issue - origin, done - origin, good));
        ++records;
        id += settings.lanes;
        if (phased)
            untilPhases = settings.phaseEvery;
        if (!good) {
            state.failed.store(true, std::memory_order_relaxed);
            state.stop.store(true, std::memory_order_relaxed);
        }
    } while (!limits.over(done, records) && !state.stop.load(std::memory_order_relaxed));
    state.laneStates[lane].begun = records;
    state.laneStates[lane].extra = extra;
    state.laneStates[lane].lastIssue = issue;
    state.laneStates[lane].lastDone = done;
}

void runOverlappedLane(LoadState &state)
{
    const SystemUnderTest system = state.system;
    const std::uint32_t slots = state.settings.lanes;
    const LoopLimits limits(state);
    const std::int64_t origin = state.origin();
    LaneRecorder &recorder = state.lanes->recorders[0];
    InputSets sets(system.inputSets, 0);
    std::vector<std::int64_t> issued(slots);
    std::uint64_t begun = 0;
    std::uint64_t finished = 0;
    LaneState &mine = state.laneStates[0];
    const auto submit = [&](std::uint32_t slot) {
        mine.lastIssue = issued[slot] = nowNanoseconds();
        if (system.submit(system.context, slot, sets.take())) {
            ++begun;
            return;
        }
        state.failed.store(true, std::memory_order_relaxed);
        state.stop.store(true, std::memory_order_relaxed);
    };
    for (std::uint32_t slot = 0; slot < slots && !state.stop.load(std::memory_order_relaxed); ++slot)
        submit(slot);
    for (std::uint32_t slot = 0; finished < begun; slot = slot + 1 == slots ? 0 : slot + 1) {
        const bool good = system.wait(system.context, slot);
        const std::int64_t done = mine.lastDone = nowNanoseconds();
        recorder.add(makeSample(state.settings.firstId + finished, issued[slot] - origin, done - origin, good));
        ++finished;
        if (!good) {
            state.failed.store(true, std::memory_order_relaxed);
            state.stop.store(true, std::memory_order_relaxed);
        }
        if (!limits.over(done, begun) && !state.stop.load(std::memory_order_relaxed))
            submit(slot);
    }
    mine.begun = begun;
}

} // namespace assay::measure
