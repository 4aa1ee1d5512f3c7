#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "core/base/suggest.hpp"
#include "core/catalog/hardware.hpp"
#include "core/model/comparison.hpp"
#include "core/model/headline.hpp"
#include "core/model/placement_comparison.hpp"
#include "core/report/comparison_text.hpp"
#include "core/report/placement_text.hpp"
#include "core/report/result_json.hpp"
#include "core/store/study_file.hpp"

namespace assay::app {
namespace {

struct CompareOptions {
    std::string file, metric, dataAt, nic, idleOf;
    std::int64_t a = 0, b = 0;
};

Status checkOptions(const CompareOptions &options)
{
    const auto wrong = [](const std::string &what) { return failure(ErrorCode::InvalidInput, what); };
    if (!options.metric.empty())
        if (const Status known = checkMetric(options.metric); !known)
            return known;
    if (!options.idleOf.empty()) {
        if (options.b != 0 || !options.dataAt.empty())
            return wrong("--idle-of compares one result with a board: leave out RESULT_B and --data-at");
        if (!options.metric.empty() && options.metric != "design.power")
            return wrong("--idle-of compares design.power: leave out --metric");
        return {};
    }
    if (options.b == 0)
        return wrong("name two results to compare, or one with --idle-of TARGET");
    if (options.a == options.b)
        return wrong(fmt::format("{} twice: name two different results to compare", options.a));
    if (!options.nic.empty() && options.dataAt != "wire")
        return wrong("--nic goes with --data-at wire: only there a network card lies between");
    if (!options.dataAt.empty() && !options.metric.empty() && options.metric != "latency.p50")
        return wrong("--data-at compares the median latency: leave out --metric");
    return {};
}

/// What cannot be read of the catalogue is told, the rest counts.
catalog::HardwareCatalogue hardware(CommandContext &context)
{
    auto catalogue = catalog::loadHardware();
    for (const Error &error : catalogue.errors)
        context.warnings.push_back(error.text());
    return catalogue;
}

using Record = const study::ResultRecord &;

int comparePlaced(CommandContext &context, const CompareOptions &options, Record a, Record b)
{
    const auto place = *model::placeFromText(options.dataAt);
    const auto nic = model::nicFromText(options.nic).value_or(model::Nic::Interrupt);
    const auto segments = model::readSegments(hardware(context).segments);
    const auto comparison = model::comparePlaced(a, b, place, nic, segments);
    if (!comparison)
        return context.fail(comparison.error());
    context.print(report::describe(a, b, *comparison, context.colour(), context.columns()));
    context.document("compare", report::placedComparisonJson(a, b, *comparison));
    return 0;
}

int compareIdle(CommandContext &context, const CompareOptions &options, Record result)
{
    const auto catalogue = hardware(context);
    const Json *target = catalogue.find(options.idleOf);
    if (target == nullptr) {
        std::vector<std::string> ids;
        for (const Json &entry : catalogue.targets)
            if (entry.contains("idle_w"))
                ids.push_back(entry["id"]);
        return context.fail(
            Error(ErrorCode::NotFound,
                  fmt::format("the hardware catalogue has no target '{}'.{} With an idle power it has {}",
                              options.idleOf, didYouMean(options.idleOf, ids), fmt::join(ids, ", "))));
    }
    const auto comparison = model::compareIdle(result, *target);
    if (!comparison)
        return context.fail(comparison.error());
    context.print(report::describe(result, *comparison, context.colour(), context.columns()));
    context.document("compare", report::idleComparisonJson(result, *comparison));
    return 0;
}

int compareMetric(CommandContext &context, const CompareOptions &options, Record a, Record b)
{
    const std::string metric =
        options.metric.empty() ? std::string(model::defaultMetric(a.point.scenario.kind)) : options.metric;
    const auto comparison = model::compare(a, b, metric);
    if (!comparison)
        return context.fail(comparison.error());
    context.print(report::describe(a, b, *comparison, context.colour(), context.columns()));
    context.document("compare", report::comparisonJson(a, b, *comparison));
    return 0;
}

int runCompare(CommandContext &context, const CompareOptions &options)
{
    if (const Status fine = checkOptions(options); !fine)
        return context.fail(fine.error());
    const auto file = store::StudyFile::open(options.file, store::StudyFile::Mode::ReadOnly);
    if (!file)
        return context.fail(file.error());
    const auto results = file->results();
    if (!results)
        return context.fail(results.error());
    const auto a = findResult(*results, options.a);
    if (!a)
        return context.fail(a.error());
    if (!options.idleOf.empty())
        return compareIdle(context, options, **a);
    const auto b = findResult(*results, options.b);
    if (!b)
        return context.fail(b.error());
    if (!options.dataAt.empty())
        return comparePlaced(context, options, **a, **b);
    return compareMetric(context, options, **a, **b);
}

void addPlaceOptions(CLI::App &command, CompareOptions &options)
{
    command
        .add_option("--data-at", options.dataAt,
                    "Where the data is: in the host's memory, on the wire (1 Gb/s Ethernet) or on a drive (storage). "
                    "What lies between there and each target is added, with its range")
        ->check(CLI::IsMember({"memory", "wire", "storage"}))
        ->option_text("memory|wire|storage");
    command
        .add_option("--nic", options.nic,
                    "With --data-at wire: how a host's program learns of a packet; default interrupt")
        ->check(CLI::IsMember({"interrupt", "poll"}))
        ->option_text("interrupt|poll");
    command
        .add_option("--idle-of", options.idleOf,
                    "Instead of RESULT_B: compare the power of RESULT_A, an emulated design, with this target of the "
                    "hardware catalogue when idle")
        ->option_text("TARGET");
}

} // namespace

void registerCompare(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<CompareOptions>();
    CLI::App *command = app.add_subcommand("compare", "Say which of two results is faster, and how sure that is");
    command->add_option("FILE", options->file, "The study file (*.assay)")->required();
    command->add_option("RESULT_A", options->a, "Number of the result to compare with (the baseline)")->required();
    command->add_option("RESULT_B", options->b, "Number of the result to judge");
    command->add_option("--metric", options->metric,
                        "Metric to compare by; default: by the scenario, for example "
                        "latency.p50 for single-stream");
    addPlaceOptions(*command, *options);
    command->footer(examples({"assay compare first.assay 1 2", "assay compare first.assay 1 2 --metric latency.p99",
                              "assay compare first.assay 1 2 --data-at wire --nic poll",
                              "assay compare first.assay 3 --idle-of raspberry-pi-5",
                              "assay compare first.assay 1 2 --json | jq -r .data.verdict"}));
    command->callback(
        [&context, &action, options] { action = [&context, options] { return runCompare(context, *options); }; });
}

} // namespace assay::app
