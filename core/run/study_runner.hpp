#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/catalog/workload.hpp"
#include "core/plugin/plugin_library.hpp"
#include "core/run/controller.hpp"
#include "core/run/estimate.hpp"
#include "core/run/prepare.hpp"
#include "core/study/plan.hpp"

namespace assay::run {

/// Where results go. The desk side implements it over the study file: a result counts after `complete` returned.
class ResultSink {
public:
    virtual ~ResultSink() = default;
    /// Which repeats of this key are complete already; a failed one leaves a gap.
    [[nodiscard]] virtual Result<std::set<unsigned>> completeRepeats(const std::string &key) = 0;
    /// By how much a point does not fit its target, where an earlier run found that out; nothing otherwise.
    [[nodiscard]] virtual Result<std::optional<std::string>> misfit(const std::string &key) = 0;
    /// A run starts; returns a ticket for the calls below.
    [[nodiscard]] virtual Result<std::int64_t> begin(const study::DesignPoint &point, unsigned repeat,
                                                     std::uint64_t seed) = 0;
    [[nodiscard]] virtual Status complete(std::int64_t run, const study::DesignPoint &point,
                                          const RunOutcome &outcome) = 0;
    [[nodiscard]] virtual Status fail(std::int64_t run, const study::DesignPoint &point, const RunOutcome &outcome) = 0;
};

/// One run that is to be done.
struct QueuedRun {
    const study::DesignPoint *point = nullptr;
    std::string key;
    unsigned repeat = 0; ///< from 0; what people see counts from 1
    std::uint64_t seed = 0;
};

struct StudyProgress {
    std::size_t done = 0, total = 0;
    const QueuedRun *current = nullptr;
    Progress run;                             ///< of the current run
    double secondsLeft = 0;                   ///< estimate
    std::optional<PrepareProgress> preparing; ///< before the first run: `current` is null then
};

/// What a study tells while it runs; never from two threads at the same time.
struct StudyListener {
    std::function<void(const StudyProgress &)> progress;
    std::function<void(const QueuedRun &, const RunOutcome &)> run; ///< of each ended run
    std::function<void(const std::string &)> notice;
};

struct StudySummary {
    std::size_t completed = 0, failed = 0;
    std::size_t doesNotFit = 0; ///< runs that ended with the answer that the design does not fit; not failures
    bool cancelled = false;
    std::optional<Error> stopped; ///< the sink failed (disk full …): why the rest was not run
};

struct StudyOptions {
    bool again = false;                                             ///< repeat what is complete already
    Limits limits;                                                  ///< wallSeconds 0 = from the stop rule
    std::map<std::string, std::filesystem::path> workloadLibraries; ///< id → built library
    std::string sysfsRoot = "/sys";
    std::set<std::string> preparing; ///< backends with assay.prepare/1: they get their points before the first run
    std::string traceFile;           ///< the first run writes a waveform of `traceCycles` clocks here; "": none does
    std::uint64_t traceCycles = 0;
    std::set<std::string> emulatedTargets; ///< "rtl:board": their runs may share the cores with each other
};

/// The runs that are missing: repeats × points, interleaved in an order shuffled by the seed so that drift of the
/// machine does not favour a configuration. A point that is known not to fit is not asked again, unless `again`.
[[nodiscard]] Result<std::vector<QueuedRun>> queueRuns(const std::vector<study::DesignPoint> &points, bool again,
                                                       ResultSink &sink);

/// Prepares, then does the emulated runs, several at a time, then the others one after the other, under the
/// machine-wide lock. A failed run is recorded and the next one starts; only a sink that fails ends the study. A result
/// for which the disk has no room is a failed run, "disk full". Where a point does not fit its target, its other
/// repeats are left out.
[[nodiscard]] Result<StudySummary> runStudy(const std::vector<QueuedRun> &queue,
                                            const catalog::WorkloadLibrary &workloads,
                                            const plugin::PluginList &plugins, const StudyOptions &options,
                                            ResultSink &sink, const StudyListener &listener,
                                            const std::stop_token &stop);

} // namespace assay::run
