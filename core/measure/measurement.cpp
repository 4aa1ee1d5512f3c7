#include "core/measure/measurement.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <filesystem>

#include <fmt/format.h>
#include <sys/resource.h>

#include "core/base/clock.hpp"
#include "core/measure/convergence.hpp"
#include "core/measure/energy.hpp"
#include "core/measure/environment.hpp"
#include "core/measure/load_driver.hpp"
#include "core/measure/slo_probe.hpp"
#include "core/measure/summary.hpp"
#include "core/measure/validity.hpp"
#include "core/measure/virtual_time.hpp"
#include "core/measure/warm_up.hpp"

namespace assay::measure {
namespace {

constexpr std::size_t kPhaseSamples = 1'000'000;
constexpr std::uint32_t kApartEvery = 100; ///< phase queries of their own cost 1 % of the time
constexpr std::uint32_t kMostBatch = 1024;

double processCpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

std::uint64_t peakRssBytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

class Measurement {
public:
    Measurement(const SystemUnderTest &system, const Plan &plan, Progress &progress, const std::stop_token &stop)
        : m_system(system), m_plan(plan), m_rule(plan.stopRule), m_progress(progress),
          m_driver(system, plan, progress, stop),
          m_energy(openEnergySources(plan.sysfsRoot)), m_roots{plan.sysfsRoot, plan.procRoot}
    {
    }

    Result<Observation> run()
    {
        for (const auto step : {&Measurement::prepare, &Measurement::learn, &Measurement::measureLoad})
            if (auto status = (this->*step)(); !status)
                return failure(status.error());
        return finish();
    }

private:
    [[nodiscard]] bool openLoop() const { return m_driver.mode() == LoadMode::Open; }
    [[nodiscard]] double idleSeconds() const { return m_rule.quick ? 0.2 : 1.0; }

    /// Chooses slots and mode; reads the trace and the idle power.
    Status prepare()
    {
        if (auto chosen = m_driver.chooseLanes(); !chosen)
            return chosen;
        m_rate = m_plan.scenario.rate;
        if (m_plan.scenario.arrivals == Arrivals::Trace) {
            auto trace = scenarioTrace(m_plan.scenario);
            if (!trace)
                return failure(trace.error());
            m_trace = std::move(*trace);
            m_rate = m_rate > 0 ? m_rate : m_trace->rate();
        }
        m_energy.measureIdle(idleSeconds());
        return {};
    }

    /// Everything that is found out before measuring proper.
    Status learn()
    {
        auto warm = warmUp(m_driver);
        if (!warm)
            return failure(warm.error());
        m_warmUp = *warm;
        choose();
        if (m_plan.scenario.kind == ScenarioKind::SloSearch) {
            auto found = searchSlo(m_driver, m_warmUp, m_rate);
            if (!found)
                return failure(found.error());
            m_rate = found->rate.value_or(m_rate);
            m_slo = std::move(*found);
        }
        // Stamps would spoil the samples of a loop that is not closed.
        if (m_system.queryPhases == nullptr || m_phasesInline || m_driver.mode() == LoadMode::Closed)
            return {};
        auto phases = samplePhases(m_driver);
        if (!phases)
            return failure(phases.error());
        m_phases = std::move(*phases);
        return {};
    }

    /// Rate, batch and phase detail, by what the warm-up saw.
    void choose()
    {
        if (openLoop() && m_rate <= 0)
            m_rate = std::max(m_warmUp.rate / 2, 1e-3);
        const Calibration &calibration = m_plan.calibration;
        const double p50 = m_warmUp.p50 * 1e9;
        if (m_driver.mode() == LoadMode::Closed && calibration.nullWall > 0.1 * p50) {
            const double alone = std::max(p50 - calibration.nullLatency, 1.0);
            while (m_batch < kMostBatch && calibration.nullWall / m_batch > 0.02 * alone)
                m_batch *= 2;
        }
        if (m_system.queryPhases == nullptr)
            return;
        const double stamps = (kPhaseCount + 1) * calibration.clockCost;
        m_phasesInline = stamps <= 0.01 * p50 && m_batch == 1 && (m_driver.mode() == LoadMode::Closed || openLoop());
    }

    /// Room for the samples that the longest measurement may bring, within the limit and an eighth of free memory.
    [[nodiscard]] std::size_t sampleCapacity() const
    {
        const double rate = openLoop() ? m_rate : m_warmUp.rate * 1.5 / m_batch;
        // A batch hides the harness's share of the wall time: the real rate may be higher than the warm-up's.
        const double headroom = m_batch > 1 ? 4 : 1;
        const double wanted = rate * headroom * m_rule.maximumSeconds * 1.1 + 10'000;
        double limit = static_cast<double>(m_plan.sampleLimit);
        const Json machine = environmentRecord(m_roots);
        if (const auto free = machine.find("memory_available"); free != machine.end())
            limit = std::min(limit, free->get<double>() / 8 / sizeof(Sample));
        return static_cast<std::size_t>(std::clamp(wanted, 1.0, std::max(limit, 1.0)));
    }

    Status makeRecorders()
    {
        const bool withPhases = m_system.queryPhases != nullptr && m_phases.empty();
        LaneRecorder::Settings settings;
        settings.samples = sampleCapacity();
        settings.seconds = static_cast<std::size_t>(std::ceil(m_rule.maximumSeconds * 2)) + 2;
        settings.phases = withPhases ? std::min(kPhaseSamples, settings.samples) : 0;
        settings.batch = m_batch;
        settings.seed = m_plan.seed;
        m_peakRss = peakRssBytes();
        auto lanes = makeLanes(m_driver.mode() == LoadMode::Overlapped ? 1 : m_driver.lanes(), settings);
        if (!lanes)
            return failure(lanes.error());
        m_recorded = *lanes;
        return {};
    }

    [[nodiscard]] LoadSettings stretchSettings(double seconds, std::uint64_t index) const
    {
        LoadSettings settings = m_driver.settings(m_driver.mode());
        settings.seconds = settings.mostSeconds = seconds;
        settings.batch = m_batch;
        settings.firstId = m_nextId;
        settings.timeOffset = static_cast<std::int64_t>(m_totals.elapsedSeconds * 1e9);
        if (openLoop()) {
            settings.schedule = {m_plan.scenario.arrivals, m_rate, 1, SplitMix64(m_plan.seed + index).next(), m_trace};
            settings.schedule.queries = arrivalsWithin(settings.schedule, seconds);
            settings.abandonSeconds = std::clamp(seconds / 2, 0.1, 5.0);
        }
        if (m_system.queryPhases != nullptr && m_phases.empty())
            settings.phaseEvery = m_phasesInline ? 1 : kApartEvery;
        return settings;
    }

    /// Stretches of the least duration until every criterion is met or the cap is reached. Statistics are made
    /// between them, when nothing is timed.
    Status measureLoad()
    {
        if (auto status = makeRecorders(); !status)
            return status;
        m_driver.enter(Stage::Measure, m_rule.minimumSeconds);
        m_progress.rate.store(openLoop() ? m_rate : 0);
        m_environmentStart = environmentRecord(m_roots);
        for (std::uint64_t i = 0;; ++i) {
            const double left = m_rule.maximumSeconds - m_totals.elapsedSeconds;
            const double seconds = std::min(m_rule.minimumSeconds, left);
            if (auto status = measureStretch(stretchSettings(seconds, i)); !status)
                return status;
            m_set.emplace(*m_recorded, m_batch, m_plan.seed);
            m_failed = failedCriterion(m_rule, m_set->series(), m_set->records() * m_batch, m_totals.elapsedSeconds);
            const double after = m_rule.maximumSeconds - m_totals.elapsedSeconds;
            if (m_failed.empty() || after < 0.1 * m_rule.minimumSeconds || m_totals.abandoned > 0)
                break;
            m_progress.expectedSeconds.store(m_rule.maximumSeconds);
        }
        m_environmentEnd = environmentRecord(m_roots);
        return {};
    }

    Status measureStretch(const LoadSettings &settings)
    {
        const double cpuBefore = processCpuSeconds();
        m_energy.begin();
        const auto outcome = m_driver.load(settings, m_recorded);
        m_energy.end();
        if (!outcome)
            return failure(outcome.error());
        m_cpuSeconds += processCpuSeconds() - cpuBefore;
        m_totals.add(*outcome, settings.timeOffset);
        m_nextId = outcome->nextId;
        return {};
    }

    [[nodiscard]] ValidityInput validityInput(const Observation &observation) const
    {
        ValidityInput input;
        input.p50 = m_set->percentile(0.5);
        input.openLoop = openLoop();
        if (const Metric *delay = observation.metric("issue_delay.p99"))
            input.issueDelayP99 = delay->value;
        const Calibration &calibration = m_plan.calibration;
        input.harnessOverhead = (openLoop() ? calibration.nullLatency : calibration.nullWall / m_batch) * 1e-9;
        input.scheduledRate = m_rate;
        input.offeredRate = m_totals.offeredRate();
        input.idsComplete = m_totals.idsComplete;
        input.abandoned = m_totals.abandoned;
        input.backlogGrowing = openLoop() && backlogGrows(lastStretch());
        input.bimodality = bimodality(m_set->sorted());
        const double p10 = m_set->percentile(0.1);
        input.spread = p10 > 0 ? m_set->percentile(0.9) / p10 : 1;
        if (m_energy.present())
            input.meteredSeconds = m_energy.totals().seconds;
        input.environmentStart = m_environmentStart;
        input.environmentEnd = m_environmentEnd;
        return input;
    }

    [[nodiscard]] std::span<const Sample> lastStretch() const
    {
        const auto samples = m_set->samples();
        const auto first = std::lower_bound(samples.begin(), samples.end(), m_totals.lastStretch,
                                            [](const Sample &s, std::int64_t time) { return s.scheduled < time; });
        return samples.subspan(static_cast<std::size_t>(first - samples.begin()));
    }

    Json details() const
    {
        Json json = {{"scenario", m_plan.scenario.describe()},
                     {"slots", m_driver.lanes()},
                     {"batch", m_batch},
                     {"calibration", m_plan.calibration.toJson()},
                     {"warm_up",
                      {{"seconds", m_warmUp.seconds},
                       {"closed_loop_rate", m_warmUp.rate},
                       {"p50_seconds", m_warmUp.p50},
                       {"steady", m_warmUp.steady}}},
                     {"lag1_autocorrelation", m_set->series().lag1}};
        if (openLoop())
            json["rate"] = m_rate;
        if (m_trace)
            json["trace"] = {{"arrivals", m_trace->nanoseconds.size()},
                             {"seconds", m_trace->seconds()},
                             {"sha256", m_trace->sha256}};
        if (m_driver.mode() == LoadMode::Overlapped)
            json["latency_from"] = "submit";
        if (m_slo)
            json["slo_search"] = m_slo->toJson();
        return json;
    }

    Result<Observation> finish()
    {
        m_driver.enter(Stage::Summarise, 0.1);
        m_energy.measureIdle(idleSeconds());
        Observation observation;
        observation.quick = m_rule.quick;
        observation.seed = m_plan.seed;
        observation.details = details();
        SummaryInput input;
        input.plan = &m_plan;
        input.set = &*m_set;
        input.lanes = m_recorded.get();
        input.totals = m_totals;
        input.openLoop = openLoop();
        input.burst = m_plan.scenario.burst;
        input.rate = m_rate;
        input.batch = m_batch;
        input.cpuSeconds = m_cpuSeconds;
        input.peakRssBytes = m_peakRss;
        input.phases = m_phases;
        input.phasesSupported = m_system.queryPhases != nullptr;
        input.phaseMask = m_system.phaseMask;
        input.energy = &m_energy;
        if (m_slo)
            addSloRate(observation, *m_slo, m_plan);
        summarise(input, observation);
        observation.findings = validityFindings(validityInput(observation));
        observation.converged = m_failed.empty();
        observation.notConverged = m_failed;
        observation.environmentStart = m_environmentStart;
        observation.environmentEnd = m_environmentEnd;
        m_progress.stage.store(Stage::Done);
        return observation;
    }

    const SystemUnderTest &m_system;
    const Plan &m_plan;
    const StopRule &m_rule;
    Progress &m_progress;
    LoadDriver m_driver;
    EnergyMeter m_energy;
    EnvironmentRoots m_roots;
    std::shared_ptr<const ArrivalTrace> m_trace;
    std::uint32_t m_batch = 1;
    bool m_phasesInline = false;
    double m_rate = 0;
    WarmUp m_warmUp;
    std::optional<SloOutcome> m_slo;
    std::vector<PhaseSample> m_phases;
    std::shared_ptr<LoadLanes> m_recorded;
    std::optional<SampleSet> m_set;
    LoadTotals m_totals;
    std::uint64_t m_nextId = 0;
    double m_cpuSeconds = 0;
    std::uint64_t m_peakRss = 0;
    std::string m_failed;
    Json m_environmentStart, m_environmentEnd;
};

} // namespace

std::string toText(Stage stage)
{
    constexpr const char *kNames[] = {"idle", "warm-up", "measure", "drain", "summarise", "done"};
    return kNames[static_cast<std::size_t>(stage)];
}

Result<Observation> measure(const SystemUnderTest &system, const Plan &plan, Progress &progress,
                            const std::stop_token &stop)
{
    if (system.virtualQuery != nullptr)
        return measureVirtual(system, plan, progress, stop);
    return Measurement(system, plan, progress, stop).run();
}

void addCold(Observation &observation, const ColdTimes &times, Evidence evidence, Boundary boundary)
{
    const auto put = [&](const char *id, const std::optional<double> &seconds) {
        Metric metric;
        metric.id = id;
        metric.value = seconds;
        metric.evidence = evidence;
        metric.boundary = boundary;
        metric.absentReason = seconds ? std::string() : std::string("not supported");
        observation.set(std::move(metric));
    };
    put("cold.open", times.open);
    put("cold.build", times.build);
    put("cold.first_query", times.firstQuery);
}

void addOutputCheck(Observation &observation, const OutputCheck &check)
{
    observation.checked = true;
    Metric metric;
    metric.id = "output.max_error";
    metric.value = check.maxError;
    if (!observation.metrics.empty()) {
        metric.boundary = observation.metrics.front().boundary;
        // an emulated core's outputs are exact, however uncertain its times are
        metric.evidence = std::min(observation.metrics.front().evidence, Evidence::Emulated);
    }
    metric.absentReason = check.maxError ? std::string() : std::string("not supported");
    observation.set(std::move(metric));
    if (!check.matches)
        observation.findings.insert(observation.findings.begin(),
                                    {ValidityFinding::Level::Invalid, "output-mismatch",
                                     "the outputs differ from the reference: " + check.text});
}

} // namespace assay::measure
