#include "core/measure/slo_probe.hpp"

#include <algorithm>

namespace assay::measure {
namespace {

/// Seconds that one probe may take.
double longestProbe(const StopRule &rule)
{
    return rule.quick ? 0.4 : 20;
}

LoadSettings probeSettings(const LoadDriver &driver, double rate, std::uint64_t queries, std::uint64_t seed)
{
    const Scenario &scenario = driver.plan().scenario;
    // Long enough for a backlog to outgrow the objective, and for a few queries to be answered.
    const double longest = longestProbe(driver.plan().stopRule);
    const double least = std::clamp(5 * scenario.sloSeconds, longest / 100, longest / 10);
    const double wanted = std::min(std::max(static_cast<double>(queries), rate * least), rate * longest);
    LoadSettings settings = driver.settings(LoadMode::Open);
    settings.schedule.arrivals = scenario.arrivals;
    settings.schedule.rate = rate;
    settings.schedule.queries = static_cast<std::uint64_t>(std::max(wanted, 1.0));
    settings.schedule.seed = seed;
    settings.abandonSeconds = std::max(5 * scenario.sloSeconds, 0.05);
    return settings;
}

Result<ProbeCounts> probe(LoadDriver &driver, const WarmUp &warmUp, const LoadSettings &settings)
{
    driver.progress().rate.store(settings.schedule.rate);
    const auto lanes = makeLanes(driver.lanes(), {.samples = settings.schedule.queries, .seconds = 1});
    if (!lanes)
        return failure(lanes.error());
    const auto outcome = driver.load(settings, *lanes);
    if (!outcome)
        return failure(outcome.error());
    // A target that is still working long after the last arrival cannot keep up, however loose the objective.
    const double planned = scheduleSeconds(settings.schedule);
    if (outcome->elapsedSeconds - planned > 0.05 * planned + 10 * warmUp.p50)
        return ProbeCounts{outcome->offered, outcome->offered};
    ProbeCounts counts{outcome->offered, outcome->abandoned};
    const auto limit = static_cast<std::uint64_t>(driver.plan().scenario.sloSeconds * 1e9);
    for (const auto &recorder : (*lanes)->recorders)
        for (const Sample &sample : recorder.samples())
            counts.over += sample.latency() > limit ? 1 : 0;
    return counts;
}

} // namespace

SloSettings sloSettings(const Plan &plan)
{
    const StopRule &rule = plan.stopRule;
    SloSettings settings;
    settings.percentile = plan.scenario.sloPercentile;
    settings.seed = plan.seed;
    settings.longestProbeSeconds = longestProbe(rule);
    settings.mostSeconds = rule.quick ? 0.6 : 10 * rule.maximumSeconds;
    if (rule.quick) {
        settings.resolution = 0.05;
        settings.confirmSeeds = 1;
        settings.testNeighbour = false;
    }
    return settings;
}

void addSloRate(Observation &observation, const SloOutcome &outcome, const Plan &plan)
{
    Metric metric;
    metric.id = "slo.rate";
    metric.value = outcome.rate;
    metric.evidence = plan.evidence;
    metric.boundary = plan.boundary;
    metric.absentReason = outcome.rate ? std::string() : outcome.text;
    observation.set(std::move(metric));
}

Result<SloOutcome> searchSlo(LoadDriver &driver, const WarmUp &warmUp, double startRate)
{
    const StopRule &rule = driver.plan().stopRule;
    driver.enter(Stage::Measure, rule.maximumSeconds);
    SloSettings settings = sloSettings(driver.plan());
    settings.startRate = startRate;
    auto found = searchRate(settings, [&](double rate, std::uint64_t queries, std::uint64_t seed) {
        return probe(driver, warmUp, probeSettings(driver, rate, queries, seed));
    });
    if (found && rule.quick)
        found->text += found->neighbourFails ? " (quick: bisected to 5 %, one schedule)"
                                             : " (quick: bisected to 5 %, one schedule, no test of 2 % more)";
    return found;
}

} // namespace assay::measure
