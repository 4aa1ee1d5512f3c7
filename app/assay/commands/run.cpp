#include <algorithm>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "app/assay/interrupt.hpp"
#include "app/assay/run_display.hpp"
#include "app/assay/run_request.hpp"
#include "app/assay/study_sink.hpp"
#include "core/base/suggest.hpp"
#include "core/base/units.hpp"
#include "core/run/controller.hpp"
#include "core/run/workload_code.hpp"

namespace assay::app {
namespace {

struct Options {
    RunRequest request;
    std::string studyToml, output, sysfsRoot = "/sys";
    std::vector<std::string> workloadFolders, pluginFolders, trusted;
    double timeout = 0;
    double memoryLimitMiB = 0;
    bool again = false, dryRun = false;
};

/// Everything found on this machine that a plan refers to.
struct Surroundings {
    catalog::WorkloadLibrary workloads;
    plugin::PluginList plugins;
    std::vector<study::BackendFacts> backends;
    std::map<std::string, plugin::Device> devices; ///< by target id, of the backends asked for
};

Result<Surroundings> lookAround(const Options &options, CommandContext &context)
{
    const auto workloadFolders = existingFolders("--workload-dir", options.workloadFolders, kWorkloadFolder);
    const auto pluginFolders = existingFolders("--plugin-dir", options.pluginFolders, kPluginFolder);
    if (!workloadFolders || !pluginFolders)
        return failure(!workloadFolders ? workloadFolders.error() : pluginFolders.error());
    Surroundings around;
    around.workloads = catalog::loadWorkloads(*workloadFolders);
    around.plugins = plugin::findPlugins(*pluginFolders);
    for (const Error &error : around.workloads.errors)
        context.warnings.push_back(error.text());
    for (const Error &error : around.plugins.errors)
        context.warnings.push_back(error.text());
    for (const auto &plugin : around.plugins.plugins)
        around.backends.push_back({plugin.id, plugin.implementations, plugin.hash});
    return around;
}

/// What is asked for, and where: FILE:LINE of a [[run]] table, or empty for the command line.
struct Request {
    study::PlanRequest plan;
    std::string origin;

    [[nodiscard]] tl::unexpected<Error> failed(const Error &error) const
    {
        return failure(origin.empty() ? error : error.within(origin));
    }
};

Result<std::vector<Request>> readRequests(const Options &options)
{
    std::vector<RunRequest> requests{options.request};
    if (!options.studyToml.empty()) {
        auto read = readStudyToml(options.studyToml);
        if (!read)
            return failure(read.error());
        requests = std::move(*read);
    }
    std::vector<Request> plans;
    for (const RunRequest &request : requests) {
        auto plan = toPlanRequest(request);
        if (!plan)
            return Request{{}, request.origin}.failed(plan.error());
        plans.push_back({std::move(*plan), request.origin});
    }
    return plans;
}

/// Asks the backends of the chosen targets what they have, each in a process of its own; an unknown device is an error.
Status checkTargets(const std::vector<Request> &requests, Surroundings &around, const std::stop_token &stop)
{
    std::map<std::string, plugin::BackendInventory> inventories;
    for (const auto &request : requests)
        for (const auto &target : request.plan.targets) {
            if (!target.agent.empty())
                return request.failed({ErrorCode::Unsupported,
                                       fmt::format("{}: agents are not part of this version yet", target.text())});
            const plugin::PluginManifest *manifest = around.plugins.find(target.backend);
            if (manifest == nullptr)
                continue; // planning names it, with a suggestion
            if (!inventories.contains(target.backend))
                inventories[target.backend] = run::inventory(*manifest, stop);
            const auto &found = inventories[target.backend];
            std::vector<std::string> ids;
            for (const auto &device : found.devices) {
                const std::string id = target.backend + ":" + device.id;
                ids.push_back(id);
                around.devices[id] = device;
            }
            if (around.devices.contains(target.text()))
                continue;
            const std::string why = found.devices.empty() ? fmt::format(" The backend has no device: {}", found.none)
                                                          : fmt::format("{} It has: {}", didYouMean(target.text(), ids),
                                                                        fmt::join(ids, ", "));
            return request.failed({ErrorCode::NotFound, fmt::format("there is no target '{}'.{}", target.text(), why)});
        }
    return {};
}

Result<study::Plan> makePlan(const std::vector<Request> &requests, const Surroundings &around)
{
    study::Plan all;
    std::set<std::string> keys;
    for (const auto &request : requests) {
        auto plan = study::plan(request.plan, around.workloads, around.backends);
        if (!plan)
            return request.failed(plan.error());
        for (auto &point : plan->points)
            if (keys.insert(point.key()).second)
                all.points.push_back(std::move(point));
        all.skipped.insert(all.skipped.end(), plan->skipped.begin(), plan->skipped.end());
    }
    if (!all.points.empty())
        return all;
    std::string reasons;
    for (const auto &skipped : all.skipped)
        reasons += fmt::format("\n  {}: {}", skipped.what, skipped.reason);
    return failure(ErrorCode::InvalidInput, fmt::format("there is nothing to run:{}", reasons));
}

Result<std::map<std::string, std::filesystem::path>> findCode(const Options &options, const Surroundings &around,
                                                              const study::Plan &plan)
{
    auto trust = run::TrustStore::ofUser();
    for (const auto &id : options.trusted) {
        auto workload = around.workloads.require(id);
        if (!workload)
            return failure(workload.error());
        if (auto trusted = trust.trust(**workload); !trusted)
            return failure(trusted.error());
    }
    std::map<std::string, std::filesystem::path> libraries;
    for (const auto &point : plan.points) {
        if (libraries.contains(point.workload))
            continue;
        auto library = run::workloadLibrary(*around.workloads.find(point.workload), trust);
        if (!library)
            return failure(library.error());
        libraries[point.workload] = *library;
    }
    return libraries;
}

std::string counted(std::size_t count, const char *what)
{
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

void announce(const study::Plan &plan, const std::vector<run::QueuedRun> &queue, const std::filesystem::path &file,
              bool json)
{
    if (json)
        return;
    double seconds = 0;
    for (const auto &run : queue)
        seconds += run::estimateSeconds(*run.point);
    fmt::print(stderr, "{}, {} to do, about {}; results go to {}\n", counted(plan.points.size(), "design point"),
               counted(queue.size(), "run"), formatWait(seconds), file.string());
    for (const auto &skipped : plan.skipped)
        fmt::print(stderr, "{}\n", printableLines(fmt::format("skipped {}: {}", skipped.what, skipped.reason)));
}

Json planJson(const study::Plan &plan)
{
    Json points = Json::array(), skipped = Json::array();
    for (const auto &point : plan.points) {
        points.push_back(point.toJson());
        points.back()["estimated_seconds"] = run::estimateSeconds(point) * point.stopRule.repeats;
    }
    for (const auto &skip : plan.skipped)
        skipped.push_back({{"point", skip.what}, {"reason", skip.reason}});
    return {{"points", points}, {"skipped", skipped}};
}

/// The runs of a plan, done and stored.
Result<int> runPlan(CommandContext &context, const Options &options, const Surroundings &around,
                    const study::Plan &plan, const std::map<std::string, std::filesystem::path> &libraries,
                    const std::stop_token &stop)
{
    const std::filesystem::path path =
        options.output.empty() ? defaultStudyFile() : std::filesystem::path(options.output);
    std::error_code ignored;
    if (options.output.empty())
        std::filesystem::create_directories(path.parent_path(), ignored);
    auto file = store::StudyFile::open(path, store::StudyFile::Mode::Create);
    if (!file)
        return failure(file.error());
    if (auto settled = file->settleInterruptedRuns(); !settled)
        return failure(settled.error());
    StudySink sink(*file, around.workloads, around.plugins, around.devices);
    if (auto registered = sink.registerPoints(plan.points); !registered)
        return failure(registered.error());
    auto queue = run::queueRuns(plan.points, options.again, sink);
    if (!queue)
        return failure(queue.error());
    announce(plan, *queue, path, context.json);

    run::StudyOptions studyOptions;
    studyOptions.again = options.again;
    studyOptions.limits.wallSeconds = options.timeout;
    if (options.timeout > 0)
        studyOptions.limits.silenceSeconds = std::min(options.timeout, studyOptions.limits.silenceSeconds);
    studyOptions.limits.memoryBytes = static_cast<std::uint64_t>(options.memoryLimitMiB * 1048576.0);
    studyOptions.workloadLibraries = libraries;
    studyOptions.sysfsRoot = options.sysfsRoot;
    for (const auto &[target, device] : around.devices)
        if (device.emulated)
            studyOptions.emulatedTargets.insert(target);
    RunDisplay display(context.json);
    Json runs = Json::array();
    const auto onRun = [&](const run::QueuedRun &run, const run::RunOutcome &outcome) {
        display.ended(run, outcome);
        Json entry = {{"result", sink.numberOf(run.key)},
                      {"run", run.repeat + 1},
                      {"state", outcome.observation ? "complete" : "failed"}};
        if (!outcome.observation)
            entry.update({{"cause", measure::toText(outcome.cause)}, {"text", outcome.causeText}});
        runs.push_back(std::move(entry));
    };
    auto summary = run::runStudy(
        *queue, around.workloads, around.plugins, studyOptions, sink,
        [&](const run::StudyProgress &p) { display.progress(p); }, onRun,
        [&](const std::string &text) { display.notice(text); }, stop);
    if (!summary)
        return failure(summary.error());
    Json data = planJson(plan);
    data.update({{"file", path.string()},
                 {"runs", runs},
                 {"completed", summary->completed},
                 {"failed", summary->failed},
                 {"cancelled", summary->cancelled},
                 {"stopped", summary->stopped ? Json(summary->stopped->text()) : Json(nullptr)}});
    const char *end = summary->cancelled ? ", then cancelled" : summary->stopped ? ", then stopped" : "";
    context.print(fmt::format(
        "{} complete, {} failed{}{}. Next: assay show {}", counted(summary->completed, "run"), summary->failed, end,
        *end != '\0' ? " (what is finished is kept; the same command goes on)" : "", path.string()));
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

int execute(CommandContext &context, const CLI::App &command, const Options &options)
{
    const InterruptGuard interrupt;
    if (auto alone = checkAlone(command, options.studyToml); !alone)
        return context.fail(alone.error());
    auto requests = readRequests(options);
    if (!requests)
        return context.fail(requests.error());
    auto around = lookAround(options, context);
    if (!around)
        return context.fail(around.error());
    auto plan = makePlan(*requests, *around);
    if (!plan)
        return context.fail(plan.error());
    if (auto checked = checkTargets(*requests, *around, interrupt.token()); !checked)
        return context.fail(checked.error());
    if (options.dryRun) {
        for (const auto &point : plan->points)
            context.print(printableLines(point.describe()));
        for (const auto &skipped : plan->skipped)
            context.print(printableLines(fmt::format("skipped {}: {}", skipped.what, skipped.reason)));
        context.document("run", planJson(*plan));
        return 0;
    }
    auto libraries = findCode(options, *around, *plan);
    if (!libraries)
        return context.fail(libraries.error());
    auto code = runPlan(context, options, *around, *plan, *libraries, interrupt.token());
    return code ? *code : context.fail(code.error());
}

void addOptions(CLI::App &command, Options &options)
{
    RunRequest &request = options.request;
    command.add_option("study", options.studyToml,
                       "A study file (TOML) with [[run]] tables instead of the options below");
    command.add_option("-w,--workload", request.workloads, "Workloads, comma-separated");
    command.add_option("-t,--target", request.targets, "Targets, comma-separated: cpu:native,opencl:pocl");
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
    command.add_flag("--dry-run", options.dryRun, "List the design points and what is skipped, run nothing");
}

} // namespace

void registerRun(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<Options>();
    CLI::App *command = app.add_subcommand("run", "Measure workloads on targets and keep the results in one file");
    addOptions(*command, *options);
    command->footer(
        "Examples:\n"
        "  assay run -w vector-transform -t cpu:native,opencl:pocl --quick -o first.assay\n"
        "  assay run -w gemm -t cpu:native -p m=64:512:x2 -p variant=simd,library -o gemm.assay\n"
        "  assay run -w packet-filter -t cpu:native --scenario server --rate 2000 --slo 500us@p99 -o slo.assay\n"
        "  assay run study.toml -o study.assay\n"
        "Ctrl-C keeps what is finished; the same command goes on where it stopped.");
    command->callback([&context, &action, command, options] {
        action = [&context, command, options] { return execute(context, *command, *options); };
    });
}

} // namespace assay::app
