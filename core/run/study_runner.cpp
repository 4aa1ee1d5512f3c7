#include "core/run/study_runner.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "core/base/clock.hpp"
#include "core/base/hash.hpp"
#include "core/base/random.hpp"
#include "core/measure/statistics.hpp"
#include "core/run/machine_lock.hpp"

namespace assay::run {
namespace {

constexpr double kStartSeconds = 0.5; ///< runner start, generating inputs, first query, verifying: typical

double limitFor(const study::DesignPoint &point)
{
    // room for compiling kernels, computing references and searching for an SLO's rate
    const double measuring = point.stopRule.warmUpSeconds + point.stopRule.maximumSeconds;
    const double searches = point.scenario.kind == measure::ScenarioKind::SloSearch ? 40 : 1;
    return 60 + 2 * measuring * searches;
}

Job makeJob(const QueuedRun &run, const catalog::Workload &workload, const plugin::PluginManifest &manifest,
            const StudyOptions &options)
{
    Job job;
    job.point = *run.point;
    job.workloadFolder = workload.folder;
    if (const auto library = options.workloadLibraries.find(workload.id); library != options.workloadLibraries.end())
        job.workloadLibrary = library->second;
    job.pluginManifest = manifest.manifestPath;
    job.sysfsRoot = options.sysfsRoot;
    job.runSeed = run.seed;
    job.repeat = run.repeat;
    job.limits = options.limits;
    if (job.limits.wallSeconds <= 0)
        job.limits.wallSeconds = limitFor(*run.point);
    return job;
}

/// Numbers no complete run has: what is missing of `repeats`, or as many again behind the last.
std::vector<unsigned> repeatsToRun(const std::set<unsigned> &complete, unsigned repeats, bool again)
{
    std::vector<unsigned> numbers;
    const std::size_t count = again ? repeats : repeats - std::min<std::size_t>(repeats, complete.size());
    for (unsigned number = again && !complete.empty() ? *complete.rbegin() + 1 : 0; numbers.size() < count; ++number)
        if (!complete.contains(number))
            numbers.push_back(number);
    return numbers;
}

/// Remaining time from what runs took so far, or from the plan before the first one ended.
class Estimate {
public:
    explicit Estimate(const std::vector<QueuedRun> &queue)
    {
        for (const auto &run : queue)
            m_planned += estimateSeconds(*run.point);
    }
    void ended(const QueuedRun &run, double wallSeconds)
    {
        m_planned -= estimateSeconds(*run.point);
        m_plannedDone += estimateSeconds(*run.point);
        m_spent += wallSeconds;
    }
    [[nodiscard]] double left(double currentSeconds) const
    {
        const double pace = m_plannedDone > 0 ? m_spent / m_plannedDone : 1;
        return std::max(0.0, m_planned * pace - currentSeconds);
    }

private:
    double m_planned = 0, m_plannedDone = 0, m_spent = 0;
};

/// Stores the outcome. What found no room is a failed run; to note that takes little, and where there is no room even
/// for it, the run stays as one that was interrupted.
Status keep(ResultSink &sink, std::int64_t ticket, const QueuedRun &run, RunOutcome &outcome)
{
    if (!outcome.observation)
        return sink.fail(ticket, *run.point, outcome);
    const Status stored = sink.complete(ticket, *run.point, outcome);
    if (!stored && stored.error().code == ErrorCode::DiskFull) {
        outcome.observation.reset();
        outcome.cause = measure::Cause::DiskFull;
        outcome.causeText = "the run was measured, but there is no room for its result";
        std::ignore = sink.fail(ticket, *run.point, outcome);
    }
    return stored;
}

/// What searching for an SLO's rate takes before the measurement (measure/slo_probe): quick is cut off, else about 18
/// probes narrow a factor of two down to 1 % and confirm it. The rate is not known yet: at least 1000 queries a second,
/// or one within each objective.
double searchSeconds(const study::DesignPoint &point)
{
    const auto &scenario = point.scenario;
    if (scenario.kind != measure::ScenarioKind::SloSearch)
        return 0;
    if (point.stopRule.quick)
        return 1;
    constexpr double kProbes = 18;
    const double rate = std::max(1000.0, 1 / std::max(scenario.sloSeconds, 1e-9));
    const double queries = 2 * static_cast<double>(measure::earlyStoppingMinimum(scenario.sloPercentile));
    const double probe = std::max(std::clamp(5 * scenario.sloSeconds, 0.2, 2.0), std::min(queries / rate, 20.0));
    return std::min(kProbes * probe, 10 * point.stopRule.maximumSeconds);
}

} // namespace

double estimateSeconds(const study::DesignPoint &point)
{
    const auto &rule = point.stopRule;
    const bool openLoop =
        point.scenario.kind == measure::ScenarioKind::Server || point.scenario.kind == measure::ScenarioKind::SloSearch;
    // a closed loop is mostly steady after the least time, the tail under load seldom
    const double share = openLoop && !rule.quick ? 0.75 : 0.25;
    const double measuring = rule.minimumSeconds + share * (rule.maximumSeconds - rule.minimumSeconds);
    return kStartSeconds + rule.warmUpSeconds + searchSeconds(point) + measuring;
}

Result<std::vector<QueuedRun>> queueRuns(const std::vector<study::DesignPoint> &points, bool again, ResultSink &sink)
{
    std::vector<std::vector<QueuedRun>> wanted;
    std::size_t rounds = 0;
    for (const auto &point : points) {
        const std::string key = point.key();
        auto complete = sink.completeRepeats(key);
        if (!complete)
            return failure(complete.error());
        wanted.emplace_back();
        for (const unsigned repeat : repeatsToRun(*complete, point.stopRule.repeats, again))
            wanted.back().push_back({&point, key, repeat, runSeed(point.seed, key, repeat)});
        rounds = std::max(rounds, wanted.back().size());
    }
    std::vector<QueuedRun> queue;
    for (std::size_t round = 0; round < rounds; ++round) {
        const std::size_t first = queue.size();
        for (const auto &runs : wanted)
            if (round < runs.size())
                queue.push_back(runs[round]);
        // Fisher–Yates inside a round: every configuration has its n-th repeat before any has its (n+1)-th
        Random random(points.empty() ? 1 : points.front().seed + round);
        for (std::size_t i = queue.size(); i > first + 1; --i)
            std::swap(queue[i - 1], queue[first + random.below(i - first)]);
    }
    return queue;
}

Result<StudySummary> runStudy(const std::vector<QueuedRun> &queue, const catalog::WorkloadLibrary &workloads,
                              const plugin::PluginList &plugins, const StudyOptions &options, ResultSink &sink,
                              const std::function<void(const StudyProgress &)> &onProgress,
                              const std::function<void(const QueuedRun &, const RunOutcome &)> &onRun,
                              const std::function<void(const std::string &)> &onNotice, const std::stop_token &stop)
{
    StudySummary summary;
    Estimate estimate(queue);
    for (const QueuedRun &run : queue) {
        const catalog::Workload *workload = workloads.find(run.point->workload);
        const plugin::PluginManifest *manifest = plugins.find(run.point->target.backend);
        if (workload == nullptr || manifest == nullptr)
            return failure(ErrorCode::Internal,
                           fmt::format("{} was planned but its workload or backend is gone", run.point->describe()));
        const bool emulated = options.emulatedTargets.contains(run.point->target.text());
        const auto mode = emulated ? MachineLock::Mode::Emulated : MachineLock::Mode::Timed;
        auto lock = MachineLock::acquire(mode, stop, [&](const std::string &who) {
            onNotice(fmt::format("waiting: {} is measuring on this machine", who));
        });
        if (!lock && lock.error().code == ErrorCode::Cancelled) {
            summary.cancelled = true;
            return summary;
        }
        if (!lock)
            return failure(lock.error());
        auto ticket = sink.begin(*run.point, run.repeat, run.seed);
        if (!ticket) {
            summary.stopped = ticket.error();
            return summary;
        }
        const std::int64_t started = nowNanoseconds();
        const auto report = [&](const Progress &progress) {
            const double spent = 1e-9 * static_cast<double>(nowNanoseconds() - started);
            onProgress({summary.completed + summary.failed, queue.size(), &run, progress, estimate.left(spent)});
        };
        report({});
        RunOutcome outcome = runJob(makeJob(run, *workload, *manifest, options), report, stop);
        if (const Status stored = keep(sink, *ticket, run, outcome); !stored) {
            summary.stopped = stored.error();
            if (outcome.observation)
                return summary; // neither kept nor a failure of the run
        }
        (outcome.observation ? summary.completed : summary.failed) += 1;
        estimate.ended(run, outcome.wallSeconds);
        onRun(run, outcome);
        if (summary.stopped)
            return summary;
        if (stop.stop_requested()) {
            summary.cancelled = true;
            return summary;
        }
    }
    return summary;
}

} // namespace assay::run
