#include "core/run/study_runner.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>

#include <fmt/format.h>

#include "core/base/clock.hpp"
#include "core/base/hash.hpp"
#include "core/base/random.hpp"
#include "core/run/machine_lock.hpp"

namespace assay::run {
namespace {

bool isEmulated(const study::DesignPoint &point, const StudyOptions &options)
{
    return options.emulatedTargets.contains(point.target.text());
}

PreparePoint preparePoint(const study::DesignPoint &point, const catalog::Workload &workload,
                          const StudyOptions &options)
{
    const auto library = options.workloadLibraries.find(workload.id);
    return {point, workload.folder, library != options.workloadLibraries.end() ? library->second : ""};
}

Job makeJob(const QueuedRun &run, const catalog::Workload &workload, const plugin::PluginManifest &manifest,
            const StudyOptions &options)
{
    const PreparePoint place = preparePoint(*run.point, workload, options);
    Job job;
    job.point = place.point;
    job.workloadFolder = place.workloadFolder;
    job.workloadLibrary = place.workloadLibrary;
    job.pluginManifest = manifest.manifestPath;
    job.sysfsRoot = options.sysfsRoot;
    job.runSeed = run.seed;
    job.repeat = run.repeat;
    job.emulated = isEmulated(*run.point, options);
    job.limits = options.limits;
    if (job.limits.wallSeconds <= 0)
        job.limits.wallSeconds = limitSeconds(*run.point, job.emulated, job.limits.openSeconds);
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

} // namespace

Result<std::vector<QueuedRun>> queueRuns(const std::vector<study::DesignPoint> &points, bool again, ResultSink &sink)
{
    std::vector<std::vector<QueuedRun>> wanted;
    std::size_t rounds = 0;
    for (const auto &point : points) {
        const std::string key = point.key();
        auto complete = sink.completeRepeats(key);
        if (!complete)
            return failure(complete.error());
        auto misfit = sink.misfit(key);
        if (!misfit)
            return failure(misfit.error());
        if (*misfit && !again)
            continue;
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

namespace {

/// One study while it runs.
class Study {
public:
    Study(const std::vector<QueuedRun> &queue, const catalog::WorkloadLibrary &workloads,
          const plugin::PluginList &plugins, const StudyOptions &options, ResultSink &sink,
          const StudyListener &listener, const std::stop_token &stop)
        : m_queue(queue), m_workloads(workloads), m_plugins(plugins), m_options(options), m_sink(sink),
          m_listener(listener), m_stop(stop), m_estimate(planned(queue, options))
    {
    }

    Result<StudySummary> run()
    {
        if (auto prepared = prepare(); !prepared)
            return cancelledOr(prepared.error());
        std::vector<const QueuedRun *> emulated, timed;
        for (const QueuedRun &run : m_queue)
            (isEmulated(*run.point, m_options) ? emulated : timed).push_back(&run);
        runAll(emulated, kEmulatedWorkers);
        runAll(timed, 1);
        if (m_error)
            return cancelledOr(*m_error);
        return m_summary;
    }

private:
    /// Cores that emulated runs share: no time of theirs is this machine's.
    static inline const unsigned kEmulatedWorkers = std::clamp(std::thread::hardware_concurrency(), 1U, 4U);

    /// Seconds this run adds to the study.
    static double seconds(const study::DesignPoint &point, const StudyOptions &options)
    {
        const bool emulated = isEmulated(point, options);
        return estimateSeconds(point, emulated) / (emulated ? kEmulatedWorkers : 1);
    }

    static double planned(const std::vector<QueuedRun> &queue, const StudyOptions &options)
    {
        double sum = 0;
        for (const auto &run : queue)
            sum += seconds(*run.point, options);
        return sum;
    }

    /// In this order, so many at a time, until one of them ends the study. The calling thread is one of the workers.
    void runAll(const std::vector<const QueuedRun *> &runs, unsigned workers)
    {
        std::size_t next = 0;
        const auto work = [&] {
            while (const QueuedRun *run = take(runs, next)) {
                const Status done = runOne(*run);
                const std::lock_guard guard(m_mutex);
                if (!done && !m_error)
                    m_error = done.error();
                m_summary.cancelled = m_summary.cancelled || m_stop.stop_requested();
            }
        };
        std::vector<std::jthread> others;
        for (std::size_t i = 1; i < std::min<std::size_t>(workers, runs.size()); ++i)
            others.emplace_back(work);
        work();
    }

    /// The next run; null when all are taken or the study ends.
    const QueuedRun *take(const std::vector<const QueuedRun *> &runs, std::size_t &next)
    {
        const std::lock_guard guard(m_mutex);
        while (next < runs.size() && !m_error && !m_summary.stopped && !m_summary.cancelled) {
            const QueuedRun *run = runs[next++];
            if (!m_misfits.contains(run->key)) // an answer: its other repeats would give the same one
                return run;
        }
        return nullptr;
    }

    Result<StudySummary> cancelledOr(const Error &error)
    {
        if (error.code != ErrorCode::Cancelled)
            return failure(error);
        m_summary.cancelled = true;
        return m_summary;
    }

    Result<MachineLock> lock(MachineLock::Mode mode)
    {
        return MachineLock::acquire(mode, m_stop, [&](const std::string &who) {
            const std::lock_guard guard(m_mutex);
            m_listener.notice(fmt::format("waiting: {} is measuring on this machine", who));
        });
    }

    /// Every backend that can gets all of its points at once. Only cancelling is an error: what was not prepared, the
    /// runs make themselves, or fail at.
    Status prepare()
    {
        std::map<std::string, std::vector<PreparePoint>> points; // by backend
        std::set<std::string> seen;
        for (const QueuedRun &run : m_queue) {
            const catalog::Workload *workload = m_workloads.find(run.point->workload);
            if (workload != nullptr && m_options.preparing.contains(run.point->target.backend) &&
                seen.insert(run.key).second)
                points[run.point->target.backend].push_back(preparePoint(*run.point, *workload, m_options));
        }
        for (const auto &[backend, all] : points) {
            const plugin::PluginManifest *manifest = m_plugins.find(backend);
            auto held = lock(MachineLock::Mode::Emulated);
            if (manifest == nullptr || !held)
                return manifest == nullptr ? Status() : failure(held.error());
            const auto report = [&](const PrepareProgress &progress) {
                StudyProgress whole;
                whole.total = m_queue.size();
                whole.secondsLeft = m_estimate.left(0);
                whole.preparing = progress;
                m_listener.progress(whole);
            };
            const Status prepared = prepareBackend(*manifest, all, report, m_stop);
            if (!prepared && prepared.error().code == ErrorCode::Cancelled)
                return prepared;
            if (!prepared)
                m_listener.notice(fmt::format("preparing the designs of {} ended early: {}; the runs go on without it",
                                              backend, prepared.error().text()));
        }
        return {};
    }

    Status runOne(const QueuedRun &run)
    {
        const catalog::Workload *workload = m_workloads.find(run.point->workload);
        const plugin::PluginManifest *manifest = m_plugins.find(run.point->target.backend);
        if (workload == nullptr || manifest == nullptr)
            return failure(ErrorCode::Internal,
                           fmt::format("{} was planned but its workload or backend is gone", run.point->describe()));
        const bool emulated = isEmulated(*run.point, m_options);
        auto held = lock(emulated ? MachineLock::Mode::Emulated : MachineLock::Mode::Timed);
        if (!held)
            return failure(held.error());
        Job job = makeJob(run, *workload, *manifest, m_options);
        std::unique_lock guard(m_mutex);
        auto ticket = m_sink.begin(*run.point, run.repeat, run.seed);
        if (!ticket) {
            m_summary.stopped = ticket.error();
            return {};
        }
        if (!m_traced) { // the first run alone
            job.traceFile = m_options.traceFile;
            job.traceCycles = m_options.traceCycles;
        }
        m_traced = true;
        guard.unlock();
        const std::int64_t started = nowNanoseconds();
        const auto report = [&](const Progress &progress) {
            const std::lock_guard reporting(m_mutex);
            const double spent = 1e-9 * static_cast<double>(nowNanoseconds() - started);
            m_listener.progress({m_done, m_queue.size(), &run, progress, m_estimate.left(spent), std::nullopt});
        };
        report({});
        RunOutcome outcome = runJob(job, report, m_stop);
        guard.lock();
        const Status stored = keep(m_sink, *ticket, run, outcome);
        if (!stored) {
            m_summary.stopped = stored.error();
            if (outcome.observation)
                return {}; // neither kept nor a failure of the run
        }
        count(run, outcome);
        m_estimate.ended(seconds(*run.point, m_options), outcome.wallSeconds / (emulated ? kEmulatedWorkers : 1));
        m_listener.run(run, outcome);
        return {};
    }

    void count(const QueuedRun &run, const RunOutcome &outcome)
    {
        ++m_done;
        if (outcome.observation) {
            ++m_summary.completed;
        } else if (outcome.cause == measure::Cause::DoesNotFit) {
            ++m_summary.doesNotFit;
            m_misfits.insert(run.key);
        } else {
            ++m_summary.failed;
        }
    }

    const std::vector<QueuedRun> &m_queue;
    const catalog::WorkloadLibrary &m_workloads;
    const plugin::PluginList &m_plugins;
    const StudyOptions &m_options;
    ResultSink &m_sink;
    const StudyListener &m_listener;
    const std::stop_token &m_stop;
    std::mutex m_mutex; ///< all below, the sink and the listener
    StudySummary m_summary;
    std::optional<Error> m_error; ///< the first that ends the study
    Estimate m_estimate;
    std::set<std::string> m_misfits; ///< keys
    std::size_t m_done = 0;
    bool m_traced = false;
};

} // namespace

Result<StudySummary> runStudy(const std::vector<QueuedRun> &queue, const catalog::WorkloadLibrary &workloads,
                              const plugin::PluginList &plugins, const StudyOptions &options, ResultSink &sink,
                              const StudyListener &listener, const std::stop_token &stop)
{
    return Study(queue, workloads, plugins, options, sink, listener, stop).run();
}

} // namespace assay::run
