#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "core/model/comparison.hpp"
#include "core/model/headline.hpp"
#include "core/report/comparison_text.hpp"
#include "core/report/result_json.hpp"
#include "core/store/study_file.hpp"

namespace assay::app {
namespace {

struct CompareOptions {
    std::string file, metric;
    std::int64_t a = 0, b = 0;
};

int runCompare(const CommandContext &context, const CompareOptions &options)
{
    if (options.a == options.b)
        return context.fail(
            Error(ErrorCode::InvalidInput, fmt::format("{} twice: name two different results to compare", options.a)));
    if (!options.metric.empty())
        if (const Status known = checkMetric(options.metric); !known)
            return context.fail(known.error());
    const auto file = store::StudyFile::open(options.file, store::StudyFile::Mode::ReadOnly);
    if (!file)
        return context.fail(file.error());
    const auto results = file->results();
    if (!results)
        return context.fail(results.error());
    const auto a = findResult(*results, options.a);
    const auto b = findResult(*results, options.b);
    if (!a || !b)
        return context.fail(!a ? a.error() : b.error());
    const std::string metric =
        options.metric.empty() ? std::string(model::defaultMetric((*a)->point.scenario.kind)) : options.metric;
    const auto comparison = model::compare(**a, **b, metric);
    if (!comparison)
        return context.fail(comparison.error());
    context.print(report::describe(**a, **b, *comparison, context.colour(), context.columns()));
    context.document("compare", report::comparisonJson(**a, **b, *comparison));
    return 0;
}

} // namespace

void registerCompare(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<CompareOptions>();
    CLI::App *command = app.add_subcommand("compare", "Say which of two results is faster, and how sure that is");
    command->add_option("FILE", options->file, "The study file (*.assay)")->required();
    command->add_option("RESULT_A", options->a, "Number of the result to compare with (the baseline)")->required();
    command->add_option("RESULT_B", options->b, "Number of the result to judge")->required();
    command->add_option("--metric", options->metric,
                        "Metric to compare by; default: by the scenario, for example "
                        "latency.p50 for single-stream");
    command->footer(examples({"assay compare first.assay 1 2", "assay compare first.assay 1 2 --metric latency.p99",
                              "assay compare first.assay 1 2 --json | jq -r .data.verdict"}));
    command->callback(
        [&context, &action, options] { action = [&context, options] { return runCompare(context, *options); }; });
}

} // namespace assay::app
