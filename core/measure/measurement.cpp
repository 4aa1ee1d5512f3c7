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
#include "core/measure/load.hpp"
#include "core/measure/slo_search.hpp"
#include "core/measure/summary.hpp"
#include "core/measure/validity.hpp"

namespace assay::measure {
namespace {

constexpr std::size_t kPhaseSamples = 1'000'000;
constexpr std::size_t kWarmUpSamples = 500'000;
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

/// What warming up taught.
struct WarmUp {
    double rate = 0; ///< closed loop, queries per second
    double p50 = 0;  ///< seconds
    double seconds = 0;
    bool steady = false;
};

class Measurement {
public:
    Measurement(const SystemUnderTest &system, const Plan &plan, Progress &progress, const std::stop_token &stop)
        : m_system(system), m_plan(plan), m_rule(plan.stopRule), m_progress(progress), m_stop(stop),
          m_energy(openEnergySources(plan.sysfsRoot)), m_roots{plan.sysfsRoot, plan.procRoot}
    {
    }

    Result<Observation> run()
    {
        for (const auto step : {&Measurement::prepare, &Measurement::warmUp, &Measurement::searchSlo,
                                &Measurement::measurePhases, &Measurement::measureLoad})
            if (auto status = (this->*step)(); !status)
                return failure(status.error());
        return finish();
    }

private:
    [[nodiscard]] bool openLoop() const { return m_mode == LoadMode::Open; }
    [[nodiscard]] double idleSeconds() const { return m_rule.quick ? 0.2 : 1.0; }

    /// Chooses slots and mode; reads the idle power.
    Status prepare()
    {
        const auto kind = m_plan.scenario.kind;
        if (m_system.query == nullptr || m_system.slots == 0)
            return failure(ErrorCode::InvalidInput, "the target offers no query to measure");
        if (m_plan.scenario.concurrency > m_system.slots)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("{} queries in flight were asked for, the target can take {}; ask for fewer",
                                       m_plan.scenario.concurrency, m_system.slots));
        if (kind == ScenarioKind::SloSearch && m_plan.scenario.sloSeconds <= 0)
            return failure(ErrorCode::InvalidInput,
                           "slo-search needs a latency objective; add one, for example --slo 50us@p99");
        m_lanes = m_plan.scenario.concurrency > 0 ? m_plan.scenario.concurrency : m_system.slots;
        if (kind == ScenarioKind::SingleStream)
            m_lanes = 1;
        m_rate = m_plan.scenario.rate;
        if (kind == ScenarioKind::Server || kind == ScenarioKind::SloSearch)
            m_mode = LoadMode::Open;
        else if (kind == ScenarioKind::Offline && m_system.submit != nullptr && m_system.wait != nullptr)
            m_mode = LoadMode::Overlapped;
        m_energy.measureIdle(idleSeconds());
        return {};
    }

    void enter(Stage stage, double expectedSeconds)
    {
        m_progress.queries.store(0);
        m_progress.stageStart.store(nowNanoseconds());
        m_progress.expectedSeconds.store(expectedSeconds);
        m_progress.stage.store(stage);
        m_queriesBefore = 0;
    }

    Result<LoadOutcome> load(const LoadSettings &settings, const std::shared_ptr<LoadLanes> &lanes)
    {
        const std::uint64_t before = m_queriesBefore;
        const Stage stage = m_progress.stage.load();
        const double planned = settings.mode == LoadMode::Open
                                   ? static_cast<double>(settings.schedule.queries) / settings.schedule.rate
                                   : settings.seconds;
        const std::int64_t end = nowNanoseconds() + static_cast<std::int64_t>(planned * 1e9);
        const auto tick = [&](std::uint64_t records) {
            if (stage == Stage::Measure && nowNanoseconds() > end)
                m_progress.stage.store(Stage::Drain, std::memory_order_relaxed);
            m_progress.queries.store(before + records * settings.batch, std::memory_order_relaxed);
        };
        auto outcome = runLoad(m_system, settings, lanes, m_stop, tick);
        if (!outcome)
            return outcome;
        if (outcome->queryFailed)
            return failure(ErrorCode::Failed, "a query failed while measuring");
        m_queriesBefore += outcome->completed * settings.batch;
        m_progress.queries.store(m_queriesBefore);
        m_progress.stage.store(stage);
        return outcome;
    }

    [[nodiscard]] LoadSettings baseSettings(LoadMode mode) const
    {
        LoadSettings settings;
        settings.mode = mode;
        settings.lanes = m_lanes;
        settings.spinWindow = m_plan.calibration.spinWindow;
        settings.drainSeconds = m_plan.drainSeconds;
        return settings;
    }

    /// Closed loop, at least 20 queries (quick: as many as fit), until steady or three times the least duration.
    Status warmUp()
    {
        const double least = m_rule.warmUpSeconds;
        const double most = m_rule.quick ? least : 3 * std::max(least, 1.0);
        enter(Stage::WarmUp, least);
        LoadSettings settings = baseSettings(m_mode == LoadMode::Overlapped ? m_mode : LoadMode::Closed);
        settings.minimumQueries = m_rule.quick ? 1 : 20;
        settings.seconds = m_rule.quick ? least * 0.9 : least;
        settings.mostSeconds = std::max(settings.seconds, m_rule.quick ? least : 10.0);
        while (!m_warmUp.steady && (m_warmUp.seconds == 0 || m_warmUp.seconds < most)) {
            const auto lanes = makeLanes(m_lanes, {.samples = kWarmUpSamples, .seconds = 1});
            if (!lanes)
                return failure(lanes.error());
            const auto outcome = load(settings, *lanes);
            if (!outcome)
                return failure(outcome.error());
            const SampleSet set(**lanes, 1, m_plan.seed);
            m_warmUp.rate = static_cast<double>(outcome->completed) / outcome->elapsedSeconds;
            m_warmUp.p50 = set.percentile(0.5);
            m_warmUp.seconds += outcome->elapsedSeconds;
            m_warmUp.steady = steadyEnd(windowMedians(set.latency().values, 10));
            if (m_rule.quick)
                break;
        }
        choose();
        return {};
    }

    /// Rate, batch and phase detail, by what the warm-up saw.
    void choose()
    {
        if (openLoop() && m_rate <= 0)
            m_rate = std::max(m_warmUp.rate / 2, 1e-3);
        const Calibration &calibration = m_plan.calibration;
        const double p50 = m_warmUp.p50 * 1e9;
        if (m_mode == LoadMode::Closed && calibration.nullWall > 0.1 * p50) {
            const double alone = std::max(p50 - calibration.nullLatency, 1.0);
            while (m_batch < kMostBatch && calibration.nullWall / m_batch > 0.02 * alone)
                m_batch *= 2;
        }
        if (m_system.queryPhases == nullptr)
            return;
        const double stamps = (kPhaseCount + 1) * calibration.clockCost;
        m_phasesInline = stamps <= 0.01 * p50 && m_batch == 1 && m_mode != LoadMode::Overlapped;
    }

    /// Seconds that one probe may take.
    [[nodiscard]] double longestProbe() const { return m_rule.quick ? 0.5 : 20; }

    /// One open-loop probe of the search.
    Result<ProbeCounts> probe(double rate, std::uint64_t queries, std::uint64_t seed)
    {
        m_progress.rate.store(rate);
        // Long enough for a backlog to outgrow the objective, and for a few queries to be answered.
        const double longest = longestProbe();
        const double least = std::clamp(5 * m_plan.scenario.sloSeconds, longest / 100, longest / 10);
        const double wanted = std::min(std::max(static_cast<double>(queries), rate * least), rate * longest);
        LoadSettings settings = baseSettings(LoadMode::Open);
        settings.schedule = {m_plan.scenario.arrivals, rate, static_cast<std::uint64_t>(std::max(wanted, 1.0)), seed};
        settings.abandonSeconds = std::max(5 * m_plan.scenario.sloSeconds, 0.05);
        const auto lanes = makeLanes(m_lanes, {.samples = settings.schedule.queries, .seconds = 1});
        if (!lanes)
            return failure(lanes.error());
        const auto outcome = load(settings, *lanes);
        if (!outcome)
            return failure(outcome.error());
        // A target that is still working long after the last arrival cannot keep up, however loose the objective.
        const double planned = static_cast<double>(settings.schedule.queries) / rate;
        if (outcome->elapsedSeconds - planned > 0.05 * planned + 10 * m_warmUp.p50)
            return ProbeCounts{outcome->offered, outcome->offered};
        ProbeCounts counts{outcome->offered, outcome->abandoned};
        const auto limit = static_cast<std::uint64_t>(m_plan.scenario.sloSeconds * 1e9);
        for (const auto &recorder : (*lanes)->recorders)
            for (const Sample &sample : recorder.samples())
                counts.over += sample.latency() > limit ? 1 : 0;
        return counts;
    }

    Status searchSlo()
    {
        if (m_plan.scenario.kind != ScenarioKind::SloSearch)
            return {};
        enter(Stage::Measure, m_rule.maximumSeconds);
        SloSettings settings;
        settings.percentile = m_plan.scenario.sloPercentile;
        settings.startRate = m_rate;
        settings.seed = m_plan.seed;
        settings.longestProbeSeconds = longestProbe();
        settings.mostSeconds = m_rule.quick ? 0.8 : 10 * m_rule.maximumSeconds;
        if (m_rule.quick) {
            settings.resolution = 0.05;
            settings.confirmSeeds = 1;
            settings.testNeighbour = false;
        }
        auto found = searchRate(settings, [this](double rate, std::uint64_t queries, std::uint64_t seed) {
            return probe(rate, queries, seed);
        });
        if (!found)
            return failure(found.error());
        if (found->rate)
            m_rate = *found->rate;
        m_slo = std::move(*found);
        if (m_rule.quick)
            m_slo->text += m_slo->neighbourFails ? " (quick: bisected to 5 %, one schedule)"
                                                 : " (quick: bisected to 5 %, one schedule, no test of 2 % more)";
        return {};
    }

    /// Where stamps would spoil the samples of an open or overlapped loop: a short closed loop for phases alone.
    Status measurePhases()
    {
        if (m_system.queryPhases == nullptr || m_phasesInline || m_mode == LoadMode::Closed)
            return {};
        LoadSettings settings = baseSettings(LoadMode::Closed);
        settings.lanes = 1;
        settings.seconds = settings.mostSeconds = m_rule.quick ? 0.05 : 0.5;
        settings.phaseEvery = 1;
        const auto lanes = makeLanes(1, {.samples = 1, .seconds = 1, .phases = kPhaseSamples / 10});
        if (!lanes)
            return failure(lanes.error());
        if (const auto outcome = load(settings, *lanes); !outcome)
            return failure(outcome.error());
        const auto phases = (*lanes)->recorders[0].phases();
        m_phases.assign(phases.begin(), phases.end());
        return {};
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
        auto lanes = makeLanes(m_mode == LoadMode::Overlapped ? 1 : m_lanes, settings);
        if (!lanes)
            return failure(lanes.error());
        m_recorded = *lanes;
        return {};
    }

    [[nodiscard]] LoadSettings stretchSettings(double seconds, std::uint64_t index) const
    {
        LoadSettings settings = baseSettings(m_mode);
        settings.seconds = settings.mostSeconds = seconds;
        settings.batch = m_batch;
        settings.firstId = m_nextId;
        settings.timeOffset = static_cast<std::int64_t>(m_totals.elapsedSeconds * 1e9);
        if (openLoop()) {
            const double queries = std::max(1.0, std::round(m_rate * seconds));
            settings.schedule = {m_plan.scenario.arrivals, m_rate, static_cast<std::uint64_t>(queries),
                                 SplitMix64(m_plan.seed + index).next()};
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
        enter(Stage::Measure, m_rule.minimumSeconds);
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
        const auto outcome = load(settings, m_recorded);
        m_energy.end();
        if (!outcome)
            return failure(outcome.error());
        m_cpuSeconds += processCpuSeconds() - cpuBefore;
        const double planned =
            openLoop() ? static_cast<double>(settings.schedule.queries) / settings.schedule.rate : settings.seconds;
        m_totals.add(*outcome, planned, settings.timeOffset);
        m_nextId = outcome->nextId;
        return {};
    }

    [[nodiscard]] ValidityInput validityInput(const Observation &observation) const
    {
        ValidityInput input;
        input.p50 = m_set->percentile(0.5);
        input.openLoop = openLoop();
        if (const Metric *delay = observation.metric("issue_delay.p99"))
            input.issueDelayP99 = delay->value.value_or(0);
        const Calibration &calibration = m_plan.calibration;
        input.harnessOverhead = (openLoop() ? calibration.nullLatency : calibration.nullWall / m_batch) * 1e-9;
        input.scheduledRate = m_rate;
        input.offeredRate =
            m_totals.plannedSeconds > 0 ? static_cast<double>(m_totals.offered) / m_totals.plannedSeconds : 0;
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
                     {"slots", m_lanes},
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
        if (m_mode == LoadMode::Overlapped)
            json["latency_from"] = "submit";
        if (m_slo)
            json["slo_search"] = {{"text", m_slo->text},
                                  {"confirmed", m_slo->confirmed},
                                  {"neighbour_fails", m_slo->neighbourFails},
                                  {"probes", m_slo->probes}};
        return json;
    }

    Result<Observation> finish()
    {
        enter(Stage::Summarise, 0.1);
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
        input.rate = m_rate;
        input.batch = m_batch;
        input.cpuSeconds = m_cpuSeconds;
        input.peakRssBytes = m_peakRss;
        input.phases = m_phases;
        input.phasesSupported = m_system.queryPhases != nullptr;
        input.phaseMask = m_system.phaseMask;
        input.energy = &m_energy;
        addSlo(observation);
        summarise(input, observation);
        observation.findings = validityFindings(validityInput(observation));
        observation.converged = m_failed.empty();
        observation.notConverged = m_failed;
        observation.environmentStart = m_environmentStart;
        observation.environmentEnd = m_environmentEnd;
        m_progress.stage.store(Stage::Done);
        return observation;
    }

    void addSlo(Observation &observation) const
    {
        if (!m_slo)
            return;
        Metric metric;
        metric.id = "slo.rate";
        metric.value = m_slo->rate;
        metric.evidence = m_plan.evidence;
        metric.boundary = m_plan.boundary;
        metric.absentReason = m_slo->rate ? std::string() : m_slo->text;
        observation.set(std::move(metric));
    }

    const SystemUnderTest &m_system;
    const Plan &m_plan;
    const StopRule &m_rule;
    Progress &m_progress;
    const std::stop_token &m_stop;
    EnergyMeter m_energy;
    EnvironmentRoots m_roots;
    LoadMode m_mode = LoadMode::Closed;
    std::uint32_t m_lanes = 1;
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
    std::uint64_t m_queriesBefore = 0;
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
    if (!observation.metrics.empty())
        metric.boundary = observation.metrics.front().boundary;
    metric.absentReason = check.maxError ? std::string() : std::string("not supported");
    observation.set(std::move(metric));
    if (!check.matches)
        observation.findings.insert(observation.findings.begin(),
                                    {ValidityFinding::Level::Invalid, "output-mismatch",
                                     "the outputs differ from the reference: " + check.text});
}

} // namespace assay::measure
