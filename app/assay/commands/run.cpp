#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/assay/commands/all.hpp"
#include "app/assay/interrupt.hpp"
#include "app/assay/projection_run.hpp"
#include "app/assay/run_display.hpp"
#include "app/assay/run_plan.hpp"
#include "app/assay/run_session.hpp"
#include "app/assay/search_run.hpp"
#include "core/base/clock.hpp"
#include "core/base/units.hpp"
#include "core/desk/study_sink.hpp"
#include "core/run/study_runner.hpp"

namespace assay::app {
namespace {

void announce(const study::Plan &plan, const std::vector<run::QueuedRun> &queue, const desk::Surroundings &around,
              const std::filesystem::path &file, bool json)
{
    if (json || plan.points.empty())
        return;
    double seconds = 0;
    for (const auto &run : queue)
        seconds += run::estimateSeconds(*run.point, around.isEmulated(*run.point));
    fmt::print(stderr, "{}, {} to do, about {}; results go to {}\n", counted(plan.points.size(), "design point"),
               counted(queue.size(), "run"), formatWait(seconds), file.string());
    for (const auto &skipped : plan.skipped)
        fmt::print(stderr, "{}\n", printableLines(fmt::format("skipped {}: {}", skipped.what, skipped.reason)));
}

Json planJson(const study::Plan &plan, const Projections &projections, const desk::Surroundings &around)
{
    Json points = Json::array(), skipped = Json::array(), projected = Json::array();
    for (const auto &point : projections.points())
        projected.push_back(point.toJson());
    for (const auto &point : plan.points) {
        points.push_back(point.toJson());
        points.back()["estimated_seconds"] =
            run::estimateSeconds(point, around.isEmulated(point)) * point.stopRule.repeats;
    }
    for (const auto &skip : plan.skipped)
        skipped.push_back({{"point", skip.what}, {"reason", skip.reason}});
    return {{"points", points}, {"projected_points", projected}, {"skipped", skipped}};
}

/// A design point that is too large for its target, and by how much.
struct Misfit {
    std::string what, text;
};

/// Those of the plan, found out now or earlier.
Result<std::vector<Misfit>> misfitsOf(const study::Plan &plan, desk::StudySink &sink)
{
    std::vector<Misfit> misfits;
    for (const auto &point : plan.points) {
        const auto misfit = sink.misfit(point.key());
        if (!misfit)
            return failure(misfit.error());
        if (*misfit)
            misfits.push_back({point.describe(), **misfit});
    }
    return misfits;
}

Json runJson(const run::QueuedRun &run, const run::RunOutcome &outcome, std::int64_t result)
{
    Json entry = {{"result", result}, {"run", run.repeat + 1}, {"state", outcome.observation ? "complete" : "failed"}};
    if (!outcome.observation)
        entry.update({{"cause", measure::toText(outcome.cause)}, {"text", outcome.causeText}});
    return entry;
}

/// What was done, in words; a trace that nobody asked for is none.
std::string summaryText(const run::StudySummary &summary, const std::vector<Misfit> &misfits,
                        const std::string &traceFile, const std::filesystem::path &path)
{
    std::string text;
    for (const Misfit &misfit : misfits)
        text += printableLines(fmt::format("does not fit: {}: {}", misfit.what, misfit.text)) + "\n";
    const char *end = summary.cancelled ? ", then cancelled" : summary.stopped ? ", then stopped" : "";
    text += fmt::format("{} complete, {} failed", counted(summary.completed, "run"), summary.failed);
    if (!misfits.empty())
        text += fmt::format(", {} not fit",
                            misfits.size() == 1 ? "1 design does" : fmt::format("{} designs do", misfits.size()));
    text += fmt::format("{}{}. ", end, *end != '\0' ? " (what is finished is kept; the same command goes on)" : "");
    if (!traceFile.empty() && summary.completed > 0)
        text += fmt::format("The waveform is in {}: gtkwave shows it. ", traceFile);
    return text + fmt::format("Next: assay show {}", path.string());
}

/// The runs of a plan, done and stored, and then what is to be projected.
Result<int> runPlan(CommandContext &context, const RunOptions &options, const desk::Surroundings &around,
                    const study::Plan &plan, const Projections &projections, const run::StudyOptions &study,
                    const std::stop_token &stop)
{
    auto file = openForRuns(options);
    if (!file)
        return failure(file.error());
    const std::filesystem::path path = namedFile(options, *file);
    desk::StudySink sink(*file, around.workloads, around.plugins, around.devices);
    if (auto registered = sink.registerPoints(plan.points); !registered)
        return failure(registered.error());
    auto queue = run::queueRuns(plan.points, options.again, sink);
    if (!queue)
        return failure(queue.error());
    if (queue->empty() && !study.traceFile.empty())
        return failure(ErrorCode::InvalidInput, fmt::format("--vcd: {} has all runs of this design point, so none is "
                                                            "traced; add --again for another one",
                                                            path.string()));
    announce(plan, *queue, around, path, context.json);

    RunDisplay display(context.json);
    Json runs = Json::array();
    const auto onRun = [&](const run::QueuedRun &run, const run::RunOutcome &outcome) {
        display.ended(run, outcome);
        runs.push_back(runJson(run, outcome, sink.numberOf(run.key)));
    };
    auto summary = run::runStudy(*queue, around.workloads, around.plugins, study, sink,
                                 {[&](const run::StudyProgress &p) { display.progress(p); }, onRun,
                                  [&](const std::string &text) { display.notice(text); }},
                                 stop);
    if (!summary)
        return failure(summary.error());
    const auto misfits = misfitsOf(plan, sink);
    if (!misfits)
        return failure(misfits.error());
    Projections::Done projected{"", Json::array(), Json::array()};
    if (!summary->cancelled && !summary->stopped) {
        auto kept = projections.keep(*file, utcNow());
        if (!kept)
            return failure(kept.error());
        projected = std::move(*kept);
    }
    Json data = planJson(plan, projections, around);
    Json misfitList = Json::array();
    for (const Misfit &misfit : *misfits)
        misfitList.push_back({{"point", misfit.what}, {"text", misfit.text}});
    data.update({{"file", path.string()},
                 {"runs", runs},
                 {"completed", summary->completed},
                 {"failed", summary->failed},
                 {"does_not_fit", summary->doesNotFit},
                 {"misfits", misfitList},
                 {"projections", projected.projections},
                 {"found_out", projected.foundOut},
                 {"cancelled", summary->cancelled},
                 {"stopped", summary->stopped ? Json(summary->stopped->text()) : Json(nullptr)}});
    context.print(projected.text + (plan.points.empty() ? fmt::format("Next: assay show {}", path.string())
                                                        : summaryText(*summary, *misfits, study.traceFile, path)));
    context.document("run", std::move(data));
    if (summary->stopped)
        fmt::print(stderr, "assay: {}\n", printableLines(summary->stopped->text()));
    return summary->failed > 0 || summary->cancelled || summary->stopped ? 1 : 0;
}

/// A study file says everything itself: an option beside it would be ignored without a word.
Status checkAlone(const CLI::App &command, const std::string &studyToml)
{
    if (studyToml.empty())
        return {};
    for (const char *name : {"--workload", "--target", "--parameter", "--scenario", "--arrivals", "--rate", "--trace",
                             "--burst", "--concurrency", "--slo", "--duration", "--repeats", "--quick", "--seed"})
        if (command.count(name) > 0)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("{} cannot be given beside a study file: write it as a key under [[run]] in {}",
                                       name, studyToml));
    return {};
}

int execute(CommandContext &context, const CLI::App &command, const RunOptions &options)
{
    if (auto checked = checkSearchOptions(command, options.search); !checked)
        return context.fail(checked.error());
    const InterruptGuard interrupt;
    if (auto alone = checkAlone(command, options.studyToml); !alone)
        return context.fail(alone.error());
    auto requests = readRequests(options);
    if (!requests)
        return context.fail(requests.error());
    auto around = lookAround(options, context);
    if (!around)
        return context.fail(around.error());
    if (!options.search.method.empty())
        return runSearch(context, options, requests->front(), *around, interrupt.token());
    auto plan = makePlan(*requests, *around);
    if (!plan)
        return context.fail(plan.error());
    if (auto checked = checkTargets(*requests, *around, interrupt.token()); !checked)
        return context.fail(checked.error());
    auto projections = Projections::take(*plan, *around);
    if (!projections)
        return context.fail(projections.error());
    if (const Status chosen = projections->choose(options.search.hardware, *plan, options.output); !chosen)
        return context.fail(chosen.error());
    if (options.dryRun) {
        for (const auto &point : plan->points)
            context.print(printableLines(point.describe()));
        for (const auto &point : projections->points())
            context.print(printableLines("project " + point.describe()));
        for (const auto &skipped : plan->skipped)
            context.print(printableLines(fmt::format("skipped {}: {}", skipped.what, skipped.reason)));
        context.document("run", planJson(*plan, *projections, *around));
        return 0;
    }
    std::set<std::string> workloads;
    for (const auto &point : plan->points)
        workloads.insert(point.workload);
    auto libraries = desk::workloadCode(*around, workloads, options.trusted);
    if (!libraries)
        return context.fail(libraries.error());
    auto trace = traceFile(options, *around, *plan);
    if (!trace)
        return context.fail(trace.error());
    auto code = runPlan(context, options, *around, *plan, *projections,
                        studyOptions(options, *around, *libraries, *trace), interrupt.token());
    return code ? *code : context.fail(code.error());
}

void addOptions(CLI::App &command, RunOptions &options)
{
    RunRequest &request = options.request;
    command.add_option("study", options.studyToml,
                       "A study file (TOML) with [[run]] tables instead of the options below");
    command.add_option("-w,--workload", request.workloads, "Workloads, comma-separated");
    command.add_option(
        "-t,--target", request.targets,
        "Targets, comma-separated: cpu:native,opencl:pocl; catalog:nvidia-t4 projects to hardware you do not have");
    command.add_option("-p,--parameter", request.parameters,
                       "NAME=V1,V2 | NAME=LO:HI:STEP | NAME=LO:HI:xFACTOR, of a workload or a backend");
    command.add_option("--scenario", request.scenario, "single-stream, multi-stream, server, offline or slo-search")
        ->capture_default_str();
    command.add_option("--arrivals", request.arrivals, "server: poisson, constant or trace")->capture_default_str();
    command.add_option("--rate", request.rate, "server: queries per second");
    command.add_option("--trace", request.trace,
                       "server: replay the arrivals of this file, one a line in seconds; --rate stretches it");
    command.add_option("--burst", request.burst,
                       "multi-stream: so many queries at once, the next burst when all are answered");
    command.add_option("--concurrency", request.concurrency, "Queries in flight; default: what the device offers");
    command.add_option("--slo", request.slo, "A latency bound at a percentile: 50us@p99");
    command.add_option("--duration", request.duration, "Seconds to measure at least, per run");
    command.add_option("--repeats", request.repeats, "Fresh processes per design point");
    command.add_flag("--quick", request.quick, "One short run per design point (at most 3 s); never names a winner");
    command.add_flag("--again", options.again, "Repeat what the file has already");
    command.add_option("--seed", request.seed, "Seed of inputs and schedules")->capture_default_str();
    command.add_option("-o,--output", options.output,
                       "The study file to add to; default: a dated file in the data folder");
    command.add_option("--workload-dir", options.workloadFolders, "Look for workloads here too");
    command.add_option("--plugin-dir", options.pluginFolders, "Look for backends here too");
    command.add_option("--trust", options.trusted,
                       "Trust this workload's C++ code (keyed to its content): it is compiled and run");
    command.add_option("--timeout", options.timeout, "Seconds one run may take in all")->check(CLI::Range(0.0, 1e6));
    command.add_option("--memory-limit", options.memoryLimitMiB, "MiB one run may use")->check(CLI::Range(0.0, 1e9));
    command.add_option("--sysfs", options.sysfsRoot, "Where energy sensors are read")->capture_default_str()->group("");
    command.add_option("--vcd", options.vcdFile,
                       "One emulated design point: write a waveform (VCD, for GTKWave) of its first run to this file");
    command.add_option("--vcd-cycles", options.vcdCycles, "Clock cycles of the waveform")
        ->check(CLI::Range(1.0, 1e9))
        ->capture_default_str();
    addSearchOptions(command, options.search);
    command.add_flag("--dry-run", options.dryRun, "List the design points and what is skipped, run nothing");
}

} // namespace

void registerRun(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<RunOptions>();
    CLI::App *command = app.add_subcommand("run", "Measure workloads on targets and keep the results in one file");
    addOptions(*command, *options);
    command->footer(
        "Examples:\n"
        "  assay run -w vector-transform -t cpu:native,opencl:pocl --quick -o first.assay\n"
        "  assay run -w gemm -t cpu:native -p m=64:512:x2 -p variant=simd,library -o gemm.assay\n"
        "  assay run -w packet-filter -t cpu:native --scenario server --rate 2000 --slo 500us@p99 -o slo.assay\n"
        "  assay run -w quantized-matvec -t rtl:ice40-hx8k -p lanes=1:16:x2 --quick -o fpga.assay\n"
        "  assay run -w gemm -t catalog:nvidia-t4,catalog:amd-epyc-9654 -p m=256,1024 -o projected.assay\n"
        "  assay run -w crc32 -t rtl:ice40-hx8k --quick --vcd crc32.vcd -o crc32.assay\n"
        "  assay run -w quantized-matvec -t rtl:ice40-hx8k,rtl:ecp5-85 -p lanes=1:16:x2 --search nsga2 \\\n"
        "    --objective latency,design.lut --constraint 'latency.p99<=1ms' --budget 20 --quick -o search.assay\n"
        "  assay run -w gemm -t cpu:native --search random --objective throughput,cost --budget 20min \\\n"
        "    --assume target.cpu:native.hourly=0.2 --assume demand.rate=500 -o search.assay\n"
        "  assay run study.toml -o study.assay\n"
        "Ctrl-C keeps what is finished; the same command goes on where it stopped.");
    command->callback([&context, &action, command, options] {
        action = [&context, command, options] { return execute(context, *command, *options); };
    });
}

} // namespace assay::app
