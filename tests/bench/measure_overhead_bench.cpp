// What measuring costs: our figures beside the targets of measurement.md and beside a bare loop in the same run, since
// both suffer alike from whatever else the machine does. Every figure is the best of several rounds.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/measure/load.hpp"
#include "core/measure/measurement.hpp"
#include "core/measure/statistics.hpp"
#include "core/measure/waiting.hpp"
#include "tests/core/measure/allocation_counter.hpp"

using namespace assay::measure;
using assay::nowNanoseconds;

namespace {

constexpr int kRounds = 7;
/// Short rounds of the closed loop, so that some fall between what else the machine does.
constexpr int kShortRounds = 60;
constexpr double kShortSeconds = 0.01;

bool nullQuery(void * /*context*/, std::uint32_t /*slot*/, std::uint32_t /*set*/)
{
    return true;
}

bool spinQuery(void * /*context*/, std::uint32_t /*slot*/, std::uint32_t /*set*/)
{
    for (const std::int64_t end = nowNanoseconds() + 100'000; nowNanoseconds() < end;) {}
    return true;
}

std::uint64_t firstAllocations = 0;
std::uint64_t lastAllocations = 0;
bool countingQuery(void *context, std::uint32_t /*slot*/, std::uint32_t /*set*/)
{
    auto &queries = *static_cast<std::uint64_t *>(context);
    lastAllocations = allocationCount();
    if (queries++ == 0)
        firstAllocations = lastAllocations;
    return true;
}

SystemUnderTest systemOf(bool (*query)(void *, std::uint32_t, std::uint32_t), void *context = nullptr)
{
    SystemUnderTest system;
    system.query = query;
    system.context = context;
    return system;
}

double cpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void row(const std::string &what, double floor, double ours, const char *unit, double target, bool atMost = true)
{
    const auto meets = [&](double value) { return atMost ? value <= target : value >= target; };
    const char *verdict = meets(ours) ? "ok" : meets(floor) ? "MISSED" : "the bare loop misses it too: busy machine";
    std::printf("%-46s %10.4g %10.4g   %s %-9.4g %-8s %s\n", what.c_str(), floor, ours, atMost ? "<=" : ">=", target,
                unit, verdict);
}

struct Load {
    LoadOutcome outcome;
    std::shared_ptr<LoadLanes> lanes;
    double cpuSeconds = 0;
};

Load runOnce(const SystemUnderTest &system, const LoadSettings &settings, std::size_t samples)
{
    auto lanes = makeLanes(settings.lanes, {.samples = samples, .seconds = 10});
    if (!lanes) {
        std::fprintf(stderr, "%s\n", lanes.error().text().c_str());
        std::exit(1);
    }
    const double before = cpuSeconds();
    auto outcome = runLoad(system, settings, *lanes, {}, [](std::uint64_t) {});
    const double cpu = cpuSeconds() - before;
    if (!outcome) {
        std::fprintf(stderr, "%s\n", outcome.error().text().c_str());
        std::exit(1);
    }
    return {*outcome, *lanes, cpu};
}

/// The least that timing a query can cost: two clock readings and two stores.
double bareClosedLoop()
{
    std::vector<std::int64_t> times(1 << 16);
    const std::int64_t start = nowNanoseconds();
    constexpr std::size_t kQueries = 200'000;
    for (std::size_t i = 0; i < kQueries; ++i) {
        times[(2 * i) & 0xffff] = nowNanoseconds();
        times[(2 * i + 1) & 0xffff] = nowNanoseconds();
    }
    return static_cast<double>(nowNanoseconds() - start) / kQueries;
}

void closedLoop()
{
    double floor = 1e9;
    double wall = 1e9;
    double cpu = 1e9;
    LoadSettings settings;
    settings.seconds = settings.mostSeconds = kShortSeconds;
    for (int i = 0; i < kShortRounds; ++i) {
        floor = std::min(floor, bareClosedLoop());
        const auto load = runOnce(systemOf(nullQuery), settings, 1'000'000);
        const auto queries = static_cast<double>(load.outcome.completed);
        wall = std::min(wall, load.outcome.elapsedSeconds * 1e9 / queries);
        cpu = std::min(cpu, load.cpuSeconds * 1e9 / queries);
    }
    row("closed loop, wall per query", floor, wall, "ns", 80);
    row("closed loop, CPU per query, all threads", floor, cpu, "ns", 100);
}

/// Bare open loop: the schedule, one clock reading and one store per arrival.
double bareOpenRate(const ScheduleSettings &settings)
{
    std::vector<std::int64_t> times(1 << 16);
    Schedule schedule(settings);
    const std::int64_t start = nowNanoseconds();
    std::size_t i = 0;
    for (; !schedule.atEnd(); schedule.advance())
        times[i++ & 0xffff] = nowNanoseconds() - schedule.nextTime();
    return static_cast<double>(i) / (static_cast<double>(nowNanoseconds() - start) * 1e-9);
}

void openLoopRate()
{
    double floor = 0;
    double rate = 0;
    LoadSettings settings;
    settings.mode = LoadMode::Open;
    settings.schedule = {Arrivals::Poisson, 50e6, 4'000'000, 1};
    settings.abandonSeconds = 5;
    for (int i = 0; i < kRounds; ++i) {
        floor = std::max(floor, bareOpenRate(settings.schedule));
        const auto load = runOnce(systemOf(nullQuery), settings, 4'000'000);
        rate = std::max(rate, static_cast<double>(load.outcome.completed) / load.outcome.elapsedSeconds);
    }
    row("null open loop, one lane", floor * 1e-6, rate * 1e-6, "M/s", 8, false);
}

struct Errors {
    double p50 = 1e18, p99 = 1e18;
    void best(std::vector<std::uint32_t> &values)
    {
        sortValues(values);
        p50 = std::min<double>(p50, values[nearestRank(values.size(), 0.5)]);
        p99 = std::min<double>(p99, values[nearestRank(values.size(), 0.99)]);
    }
};

std::vector<std::uint32_t> bareScheduleErrors(const ScheduleSettings &settings)
{
    const TightTimer tight;
    std::vector<std::uint32_t> errors;
    errors.reserve(settings.queries);
    Schedule schedule(settings);
    const std::int64_t start = nowNanoseconds();
    for (; !schedule.atEnd(); schedule.advance()) {
        std::int64_t now = nowNanoseconds();
        while (now < start + schedule.nextTime())
            now = nowNanoseconds();
        errors.push_back(static_cast<std::uint32_t>(now - start - schedule.nextTime()));
    }
    return errors;
}

void scheduleErrors(std::int64_t spinWindow)
{
    for (const double rate : {1e3, 1e4, 5e4, 2e5}) {
        Errors floor;
        Errors ours;
        LoadSettings settings;
        settings.mode = LoadMode::Open;
        settings.spinWindow = spinWindow;
        const bool dense = rate >= 5e4; // short rounds hold enough arrivals
        for (int i = 0; i < (dense ? kShortRounds : kRounds); ++i) {
            const auto queries = static_cast<std::uint64_t>(std::max(rate * (dense ? 0.02 : 0.15), 500.0));
            settings.schedule = {Arrivals::Poisson, rate, queries, static_cast<std::uint64_t>(i) + 1};
            auto bare = bareScheduleErrors(settings.schedule);
            floor.best(bare);
            const auto load = runOnce(systemOf(nullQuery), settings, settings.schedule.queries);
            std::vector<std::uint32_t> errors;
            for (const Sample &sample : load.lanes->recorders[0].samples())
                errors.push_back(static_cast<std::uint32_t>(sample.issue - sample.scheduled));
            ours.best(errors);
        }
        const std::string at = " at " + std::to_string(static_cast<int>(rate / 1000)) + " k queries/s";
        row("schedule error p50" + at, floor.p50 * 1e-3, ours.p50 * 1e-3, "us", 0.15);
        if (dense)
            row("schedule error p99" + at, floor.p99 * 1e-3, ours.p99 * 1e-3, "us", 2);
    }
}

void hundredMicroseconds(std::int64_t spinWindow)
{
    double best = 1e18;
    LoadSettings settings;
    settings.mode = LoadMode::Open;
    settings.spinWindow = spinWindow;
    for (int i = 0; i < kRounds; ++i) {
        settings.schedule = {Arrivals::Poisson, 1000, 500, static_cast<std::uint64_t>(i) + 1};
        const auto load = runOnce(systemOf(spinQuery), settings, 500);
        std::vector<std::uint32_t> latencies;
        for (const Sample &sample : load.lanes->recorders[0].samples())
            latencies.push_back(static_cast<std::uint32_t>(sample.latency()));
        sortValues(latencies);
        best = std::min<double>(best, latencies[nearestRank(latencies.size(), 0.5)]);
    }
    row("100 us job at 1 k queries/s, p50", 100, best * 1e-3, "us", 101);
}

void memory()
{
    row("memory per raw sample", 24, sizeof(Sample), "B", 32);
    std::uint64_t queries = 0;
    LoadSettings settings;
    settings.seconds = settings.mostSeconds = 0.08; // ends before the waiting thread's first tick
    runOnce(systemOf(countingQuery, &queries), settings, 4'000'000);
    row("allocations per query", 0,
        static_cast<double>(lastAllocations - firstAllocations) / static_cast<double>(queries), "", 0);
}

void quickPoint()
{
    double seconds = 1e9;
    for (int i = 0; i < 2; ++i) {
        const std::int64_t start = nowNanoseconds();
        Plan plan;
        plan.stopRule = StopRule::quickRule();
        plan.calibration = calibrate(true);
        Progress progress;
        if (const auto observation = assay::measure::measure(systemOf(nullQuery), plan, progress, {}); !observation)
            std::fprintf(stderr, "%s\n", observation.error().text().c_str());
        seconds = std::min(seconds, static_cast<double>(nowNanoseconds() - start) * 1e-9);
    }
    row("quick measurement of a null query, all phases", 0, seconds, "s", 3);
}

} // namespace

int main()
{
    const Calibration calibration = calibrate(false);
    std::printf("clock %.1f ns, wake-up p50 %.1f us, p99.9 %.1f us, spin window %.0f us\n", calibration.clockCost,
                calibration.wakeP50 * 1e-3, calibration.wakeP999 * 1e-3,
                static_cast<double>(calibration.spinWindow) * 1e-3);
    std::printf("%-46s %10s %10s   target\n", "", "bare loop", "ours");
    closedLoop();
    openLoopRate();
    scheduleErrors(calibration.spinWindow);
    hundredMicroseconds(calibration.spinWindow);
    memory();
    quickPoint();
    return 0;
}
