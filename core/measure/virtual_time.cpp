#include "core/measure/virtual_time.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "core/base/clock.hpp"
#include "core/measure/convergence.hpp"
#include "core/measure/energy.hpp"
#include "core/measure/environment.hpp"
#include "core/measure/load_driver.hpp"
#include "core/measure/slo_probe.hpp"
#include "core/measure/summary.hpp"
#include "core/measure/validity.hpp"
#include "core/measure/virtual_load.hpp"

namespace assay::measure {
namespace {

constexpr std::uint64_t kQuickQueries = 10'000;
constexpr std::uint64_t kFullQueries = 100'000;
constexpr std::uint64_t kMostQueries = 1'600'000; ///< full: where a percentile is not known well enough before
/// A histogram for each virtual second; a slow device may need days, which share the last one.
constexpr double kMostSecondHistograms = 600;

class VirtualMeasurement {
public:
    VirtualMeasurement(const SystemUnderTest &system, const Plan &plan, Progress &progress, const std::stop_token &stop)
        : m_system(system), m_plan(plan), m_progress(progress), m_stop(stop), m_driver(system, plan, progress, stop),
          m_noEnergy(EnergySources{{}, "emulated: a meter of this machine says nothing about the device"})
    {
    }

    Result<Observation> run()
    {
        if (auto chosen = m_driver.chooseLanes(); !chosen)
            return failure(chosen.error());
        if (auto executed = execute(); !executed)
            return failure(executed.error());
        if (auto chosen = chooseLoad(); !chosen)
            return failure(chosen.error());
        auto observation = play(1);
        while (observation && !observation->converged && !m_plan.stopRule.quick && m_load.queries < kMostQueries) {
            lengthen();
            observation = play(1);
        }
        if (!observation)
            return observation;
        if (m_plan.virtualTimes)
            for (const double factor : {m_plan.virtualTimes->low, m_plan.virtualTimes->high}) {
                const auto end = play(factor);
                if (!end)
                    return end;
                widen(*observation, *end);
            }
        dropEmptyIntervals(*observation);
        m_progress.stage.store(Stage::Done);
        return observation;
    }

private:
    /// Once per input set: an emulator gives the same times for the same inputs.
    Status execute()
    {
        m_driver.enter(Stage::Measure, 0);
        const std::int64_t start = nowNanoseconds();
        for (std::uint32_t set = 0; set < m_system.inputSets; ++set) {
            if (m_stop.stop_requested())
                return failure(ErrorCode::Cancelled, "cancelled while emulating; nothing of this run is kept");
            PhaseSample sample;
            if (!m_system.virtualQuery(m_system.context, set, sample.phase.data()))
                return failure(ErrorCode::Failed, "a query failed while emulating");
            for (const std::uint64_t phase : sample.phase)
                sample.service += phase;
            if (sample.service == 0)
                return failure(ErrorCode::InvalidInput,
                               "the emulated target gave no time for a query; it must offer assay.device-time/1");
            m_services.push_back(sample);
            m_progress.queries.store(set + 1);
            const double each = static_cast<double>(nowNanoseconds() - start) * 1e-9 / (set + 1);
            m_progress.expectedSeconds.store(each * m_system.inputSets);
        }
        m_hostSeconds = static_cast<double>(nowNanoseconds() - start) * 1e-9;
        return {};
    }

    [[nodiscard]] double meanService() const
    {
        double sum = 0;
        for (const auto &service : m_services)
            sum += static_cast<double>(service.service) * 1e-9;
        return sum / static_cast<double>(m_services.size());
    }

    Status chooseLoad()
    {
        const Scenario &scenario = m_plan.scenario;
        m_load.mode = m_driver.mode();
        m_load.lanes = m_driver.lanes();
        m_load.burst = std::max(scenario.burst, 1U);
        m_load.queries = std::max(earlyStoppingMinimum(m_plan.stopRule.targetPercentile),
                                  m_plan.stopRule.quick ? kQuickQueries : kFullQueries);
        m_load.schedule.arrivals = scenario.arrivals;
        m_load.schedule.rate = scenario.rate > 0 ? scenario.rate : m_load.lanes / meanService() / 2;
        m_load.schedule.queries = m_load.queries;
        m_load.schedule.seed = m_plan.seed;
        if (scenario.arrivals == Arrivals::Trace) {
            auto trace = scenarioTrace(scenario);
            if (!trace)
                return failure(trace.error());
            m_load.schedule.trace = *trace;
            if (scenario.rate <= 0)
                m_load.schedule.rate = (*trace)->rate();
            const auto arrivals = (*trace)->nanoseconds.size();
            m_load.schedule.queries = (m_load.queries + arrivals - 1) / arrivals * arrivals;
        }
        return scenario.kind == ScenarioKind::SloSearch ? search() : Status{};
    }

    void lengthen()
    {
        m_load.queries *= 4;
        m_load.schedule.queries *= 4;
    }

    Status search()
    {
        SloSettings settings = sloSettings(m_plan);
        settings.startRate = m_load.schedule.rate;
        settings.longestProbeSeconds = 1e9; // virtual
        const auto limit = static_cast<std::uint64_t>(m_plan.scenario.sloSeconds * 1e9);
        auto found = searchRate(settings, [&](double rate, std::uint64_t queries, std::uint64_t seed) {
            VirtualLoad load = m_load;
            load.schedule.rate = rate;
            load.schedule.seed = seed;
            load.schedule.queries = std::max<std::uint64_t>(queries, 1);
            auto lanes = makeLanes(load.lanes, {.samples = load.schedule.queries * load.lanes, .seconds = 1});
            if (!lanes)
                return Result<ProbeCounts>(failure(lanes.error()));
            ProbeCounts counts{simulateLoad(load, m_services, **lanes).completed, 0};
            for (const auto &recorder : (*lanes)->recorders)
                for (const Sample &sample : recorder.samples())
                    counts.over += sample.latency() > limit ? 1 : 0;
            return Result<ProbeCounts>(counts);
        });
        if (!found)
            return failure(found.error());
        m_load.schedule.rate = found->rate.value_or(m_load.schedule.rate);
        m_slo = std::move(*found);
        return {};
    }

    /// The scenario with all times of the device multiplied.
    Result<Observation> play(double factor)
    {
        VirtualLoad load = m_load;
        load.factor = factor;
        const bool open = load.mode == LoadMode::Open;
        const std::uint64_t queries = open ? load.schedule.queries : load.queries + load.burst;
        const double seconds =
            open ? scheduleSeconds(load.schedule)
                 : static_cast<double>(queries) * meanService() * factor / static_cast<double>(load.lanes);
        LaneRecorder::Settings settings;
        settings.samples = std::min(queries, m_plan.sampleLimit) * load.lanes; // any lane may get all of them
        settings.seconds = static_cast<std::size_t>(std::clamp(std::ceil(seconds) + 2, 1.0, kMostSecondHistograms));
        settings.seed = m_plan.seed;
        auto lanes = makeLanes(load.lanes, settings);
        if (!lanes)
            return failure(lanes.error());
        LoadTotals totals;
        totals.add(simulateLoad(load, m_services, **lanes), 0);
        return summary(load, **lanes, totals);
    }

    Observation summary(const VirtualLoad &load, const LoadLanes &lanes, const LoadTotals &totals)
    {
        const SampleSet set(lanes, 1, m_plan.seed);
        Observation observation;
        observation.quick = m_plan.stopRule.quick;
        observation.seed = m_plan.seed;
        if (m_slo)
            addSloRate(observation, *m_slo, m_plan);
        SummaryInput input;
        input.plan = &m_plan;
        input.set = &set;
        input.lanes = &lanes;
        input.totals = totals;
        input.openLoop = load.mode == LoadMode::Open;
        input.burst = m_plan.scenario.burst;
        input.rate = load.schedule.rate;
        input.virtualTime = true;
        input.phases = scaledPhases(load.factor);
        input.phasesSupported = true;
        input.phaseMask = usedPhases();
        input.energy = &m_noEnergy;
        observation.details = details(load, set);
        summarise(input, observation);
        StopRule rule = m_plan.stopRule;
        rule.quick = true; // no duration, no steadiness: nothing drifts in virtual time
        observation.notConverged = failedCriterion(rule, set.series(), set.records(), 0);
        observation.converged = observation.notConverged.empty();
        observation.findings = validityFindings(validity(input, set));
        observation.environmentStart = observation.environmentEnd =
            environmentRecord({m_plan.sysfsRoot, m_plan.procRoot});
        return observation;
    }

    static ValidityInput validity(const SummaryInput &input, const SampleSet &set)
    {
        ValidityInput validity;
        validity.p50 = set.percentile(0.5);
        validity.openLoop = input.openLoop;
        validity.scheduledRate = input.rate;
        validity.offeredRate = input.totals.offeredRate();
        validity.backlogGrowing = input.openLoop && backlogGrows(set.samples());
        validity.environmentStart = validity.environmentEnd = Json::object();
        return validity;
    }

    [[nodiscard]] std::vector<PhaseSample> scaledPhases(double factor) const
    {
        auto scaled = m_services;
        const auto times = [&](std::uint64_t value) {
            return static_cast<std::uint64_t>(std::llround(static_cast<double>(value) * factor));
        };
        for (auto &sample : scaled) {
            for (auto &phase : sample.phase)
                phase = times(phase);
            sample.service = times(sample.service);
        }
        return scaled;
    }

    [[nodiscard]] std::uint32_t usedPhases() const
    {
        std::uint32_t mask = 0;
        for (const auto &sample : m_services)
            for (std::size_t p = 0; p < kPhaseCount; ++p)
                mask |= sample.phase[p] > 0 ? 1U << p : 0U;
        return mask;
    }

    Json details(const VirtualLoad &load, const SampleSet &set) const
    {
        Json json = {{"scenario", m_plan.scenario.describe()},
                     {"slots", load.lanes},
                     {"virtual_time",
                      {{"queries_emulated", m_services.size()},
                       {"queries_played", set.records()},
                       {"host_seconds", m_hostSeconds}}}};
        if (m_plan.virtualTimes)
            json["virtual_time"]["range"] = {m_plan.virtualTimes->low, m_plan.virtualTimes->high};
        if (load.mode == LoadMode::Open)
            json["rate"] = load.schedule.rate;
        if (m_slo)
            json["slo_search"] = m_slo->toJson();
        return json;
    }

    /// Covers the value and interval of the same metric at the other end.
    static void widen(Observation &observation, const Observation &end)
    {
        for (Metric &metric : observation.metrics) {
            const Metric *other = end.metric(metric.id);
            if (!metric.value || other == nullptr || !other->value)
                continue;
            metric.low = std::min({metric.low.value_or(*metric.value), other->low.value_or(*other->value)});
            metric.high = std::max({metric.high.value_or(*metric.value), other->high.value_or(*other->value)});
        }
    }

    /// Equal times say that the emulator repeats itself, not that the figure is certain.
    static void dropEmptyIntervals(Observation &observation)
    {
        for (Metric &metric : observation.metrics)
            if (metric.low && metric.high && *metric.low == *metric.high)
                metric.low = metric.high = std::nullopt;
    }

    const SystemUnderTest &m_system;
    const Plan &m_plan;
    Progress &m_progress;
    const std::stop_token &m_stop;
    LoadDriver m_driver;
    EnergyMeter m_noEnergy;
    std::vector<PhaseSample> m_services; ///< per input set
    VirtualLoad m_load;
    std::optional<SloOutcome> m_slo;
    double m_hostSeconds = 0;
};

} // namespace

Result<Observation> measureVirtual(const SystemUnderTest &system, const Plan &plan, Progress &progress,
                                   const std::stop_token &stop)
{
    return VirtualMeasurement(system, plan, progress, stop).run();
}

} // namespace assay::measure
