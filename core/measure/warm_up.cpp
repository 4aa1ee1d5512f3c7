#include "core/measure/warm_up.hpp"

#include <algorithm>

#include "core/measure/convergence.hpp"
#include "core/measure/summary.hpp"

namespace assay::measure {
namespace {

constexpr std::size_t kWarmUpSamples = 500'000;
constexpr std::size_t kPhaseSamples = 100'000;

} // namespace

Result<WarmUp> warmUp(LoadDriver &driver)
{
    const StopRule &rule = driver.plan().stopRule;
    const double least = rule.warmUpSeconds;
    const double most = rule.quick ? least : 3 * std::max(least, 1.0);
    driver.enter(Stage::WarmUp, least);
    LoadSettings settings =
        driver.settings(driver.mode() == LoadMode::Overlapped ? LoadMode::Overlapped : LoadMode::Closed);
    settings.minimumQueries = rule.quick ? 1 : 20;
    settings.seconds = rule.quick ? least * 0.9 : least;
    settings.mostSeconds = std::max(settings.seconds, rule.quick ? least : 10.0);
    WarmUp result;
    while (!result.steady && (result.seconds == 0 || result.seconds < most)) {
        const auto lanes = makeLanes(driver.lanes(), {.samples = kWarmUpSamples, .seconds = 1});
        if (!lanes)
            return failure(lanes.error());
        const auto outcome = driver.load(settings, *lanes);
        if (!outcome)
            return failure(outcome.error());
        const SampleSet set(**lanes, 1, driver.plan().seed);
        result.rate = static_cast<double>(outcome->completed) / outcome->elapsedSeconds;
        result.p50 = set.percentile(0.5);
        result.seconds += outcome->elapsedSeconds;
        result.steady = steadyEnd(windowMedians(set.latency().values, 10));
        if (rule.quick)
            break;
    }
    return result;
}

Result<std::vector<PhaseSample>> samplePhases(LoadDriver &driver)
{
    LoadSettings settings = driver.settings(LoadMode::Closed);
    settings.lanes = 1;
    settings.seconds = settings.mostSeconds = driver.plan().stopRule.quick ? 0.05 : 0.5;
    settings.phaseEvery = 1;
    const auto lanes = makeLanes(1, {.samples = 1, .seconds = 1, .phases = kPhaseSamples});
    if (!lanes)
        return failure(lanes.error());
    if (const auto outcome = driver.load(settings, *lanes); !outcome)
        return failure(outcome.error());
    const auto phases = (*lanes)->recorders[0].phases();
    return std::vector<PhaseSample>(phases.begin(), phases.end());
}

} // namespace assay::measure
