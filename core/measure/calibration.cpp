#include "core/measure/calibration.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <vector>

#include "core/measure/load.hpp"
#include "core/measure/statistics.hpp"
#include "core/measure/waiting.hpp"

namespace assay::measure {
namespace {

constexpr std::int64_t kLeastSpinWindow = 200'000;
constexpr std::int64_t kMostSpinWindow = 2'000'000;
constexpr double kLateShare = 0.999;

/// Median of the time per read over many short series: one read alone is below the clock's own noise.
double clockCost()
{
    constexpr int kSeries = 101;
    constexpr int kReads = 64;
    std::array<double, kSeries> costs{};
    for (auto &cost : costs) {
        const std::int64_t start = nowNanoseconds();
        std::int64_t end = start;
        for (int i = 0; i < kReads; ++i)
            end = nowNanoseconds();
        cost = static_cast<double>(end - start) / kReads;
    }
    std::nth_element(costs.begin(), costs.begin() + kSeries / 2, costs.end());
    return costs[kSeries / 2];
}

/// How late absolute sleeps wake up, sorted.
std::vector<std::uint32_t> wakeOvershoots(int sleeps)
{
    constexpr std::int64_t kSleep = 100'000;
    const TightTimer tight;
    std::vector<std::uint32_t> overshoots;
    for (int i = 0; i < sleeps; ++i) {
        const std::int64_t wanted = nowNanoseconds() + kSleep;
        sleepUntil(wanted);
        const std::int64_t late = std::clamp<std::int64_t>(nowNanoseconds() - wanted, 0, UINT32_MAX);
        overshoots.push_back(static_cast<std::uint32_t>(late));
    }
    sortValues(overshoots);
    return overshoots;
}

bool emptyQuery(void * /*context*/, std::uint32_t /*slot*/, std::uint32_t /*set*/)
{
    return true;
}

/// Short enough that every empty query is kept: gaps between samples of a reservoir would mean nothing.
void runNull(Calibration &calibration)
{
    constexpr double kSeconds = 0.004;
    SystemUnderTest system;
    system.query = emptyQuery;
    LoadSettings settings;
    settings.seconds = kSeconds;
    // Another program may hold the processor all that time: a median of one preempted query would be its time slice.
    settings.minimumQueries = 1000;
    settings.mostSeconds = 1;
    const auto lanes = makeLanes(1, {.samples = 500'000, .seconds = 1});
    if (!lanes)
        return;
    const auto outcome = runLoad(system, settings, *lanes, {}, [](std::uint64_t) {});
    const auto samples = (*lanes)->recorders[0].samples();
    if (!outcome || outcome->completed == 0 || outcome->completed > samples.size())
        return;
    std::vector<std::uint32_t> latencies;
    std::vector<std::uint32_t> gaps;
    std::int64_t previous = samples.front().issue;
    for (const Sample &sample : samples) {
        gaps.push_back(static_cast<std::uint32_t>(std::min<std::int64_t>(sample.issue - previous, UINT32_MAX)));
        previous = sample.issue;
        latencies.push_back(static_cast<std::uint32_t>(std::min<std::uint64_t>(sample.latency(), UINT32_MAX)));
    }
    sortValues(gaps);
    sortValues(latencies);
    // The median from issue to issue: the mean would hold what other programs took.
    calibration.nullWall = gaps[nearestRank(gaps.size(), 0.5)];
    calibration.nullLatency = latencies[nearestRank(latencies.size(), 0.5)];
}

} // namespace

Json Calibration::toJson() const
{
    return {{"clock_cost_ns", clockCost},     {"wake_p50_ns", wakeP50},   {"wake_p99_9_ns", wakeP999},
            {"null_latency_ns", nullLatency}, {"null_wall_ns", nullWall}, {"spin_window_ns", spinWindow}};
}

Calibration calibrate(bool quick)
{
    Calibration calibration;
    calibration.clockCost = clockCost();
    const auto overshoots = wakeOvershoots(quick ? 250 : 1000);
    calibration.wakeP50 = overshoots[nearestRank(overshoots.size(), 0.5)];
    calibration.wakeP999 = overshoots[nearestRank(overshoots.size(), kLateShare)];
    calibration.spinWindow =
        std::clamp(static_cast<std::int64_t>(calibration.wakeP999), kLeastSpinWindow, kMostSpinWindow);
    runNull(calibration);
    return calibration;
}

} // namespace assay::measure
