#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/assay/assumption_options.hpp"
#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "app/assay/option_drafts.hpp"
#include "core/report/advice_text.hpp"
#include "core/store/study_file.hpp"

namespace assay::app {
namespace {

struct AdviseOptions {
    DraftOptions drafts;
    AssumptionOptions assumptions;
    std::string workload;
    std::vector<std::string> workloadFolders;
    std::int64_t baseline = 0; ///< 0: the best processor or graphics card
    std::optional<double> hot;
};

using Records = std::vector<const study::ResultRecord *>;

/// The results that were asked for, else those of the workload that was asked for or is the only one.
Result<Records> askedFor(const std::vector<study::ResultRecord> &results, const AdviseOptions &options)
{
    auto records = findResults(results, options.drafts.results);
    if (!records || !records->empty())
        return records;
    std::vector<std::string> workloads;
    for (const study::ResultRecord &result : results) {
        if (std::ranges::find(workloads, result.point.workload) == workloads.end())
            workloads.push_back(result.point.workload);
        if (options.workload.empty() || result.point.workload == options.workload)
            records->push_back(&result);
    }
    if (workloads.empty())
        return failure(ErrorCode::InvalidInput, "the file has no results yet: `assay run … -o FILE` measures some");
    if (records->empty())
        return failure(ErrorCode::NotFound,
                       fmt::format("--workload: the file has no results of '{}'; it has some of {}", options.workload,
                                   fmt::join(workloads, ", ")));
    if (options.workload.empty() && workloads.size() > 1)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("the file has results of {} workloads: choose one with --workload: {}",
                                   workloads.size(), fmt::join(workloads, ", ")));
    return records;
}

/// Of what was asked for the widest question and the best result of each target; a baseline that was named is kept.
Result<Records> optionsAmong(const Records &asked, std::int64_t baseline, CommandContext &context)
{
    const Records group = model::widestQuestion(asked);
    if (group.empty())
        return failure(ErrorCode::InvalidInput, "none of the results has a complete run: name others or measure again");
    if (group.size() < asked.size())
        context.warnings.push_back(
            fmt::format("{} of {} results are left out: they have other parameters, another kind of scenario or no "
                        "complete run. Name the RESULTs to choose differently",
                        asked.size() - group.size(), asked.size()));
    Records chosen = model::bestOfEachTarget(group);
    const auto named = std::ranges::find(group, baseline, &study::ResultRecord::number);
    if (baseline != 0 && named == group.end())
        return failure(ErrorCode::NotFound,
                       fmt::format("--baseline {}: it is not among the results that answer this question", baseline));
    if (baseline != 0 && std::ranges::find(chosen, *named) == chosen.end())
        chosen.insert(chosen.begin(), *named);
    return chosen;
}

Result<report::AdviceReport> reportOn(CommandContext &context, const AdviseOptions &options, const Records &chosen,
                                      const catalog::Workload &workload, model::Assumptions assumptions)
{
    DraftOptions some = options.drafts;
    some.results.clear();
    for (const study::ResultRecord *result : chosen)
        some.results.push_back(result->number);
    auto drafts = readDrafts(context, some, assumptions);
    if (!drafts)
        return failure(drafts.error());
    report::AdviceReport found;
    found.question.workload = &workload;
    found.question.hotFraction = options.hot;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
        auto derived = model::derive((*drafts)[i], assumptions);
        found.question.options.push_back({chosen[i], std::move((*drafts)[i]), std::move(derived)});
    }
    found.question.assumptions = std::move(assumptions);
    const auto named = std::ranges::find(chosen, options.baseline, &study::ResultRecord::number);
    found.question.baseline = named == chosen.end() ? model::defaultBaseline(found.question.options)
                                                    : static_cast<std::size_t>(named - chosen.begin());
    found.advice = model::advise(found.question);
    return found;
}

int runAdvise(CommandContext &context, const AdviseOptions &options)
{
    const auto folders = existingFolders("--workload-dir", options.workloadFolders, kWorkloadFolder);
    if (!folders)
        return context.fail(folders.error());
    auto assumptions = readAssumptions(context, options.assumptions, options.drafts.file);
    if (!assumptions)
        return context.fail(assumptions.error());
    const auto file = store::StudyFile::open(options.drafts.file, store::StudyFile::Mode::ReadOnly);
    if (!file)
        return context.fail(file.error());
    const auto results = file->results();
    if (!results)
        return context.fail(results.error());
    const auto asked = askedFor(*results, options);
    if (!asked)
        return context.fail(asked.error());
    const auto chosen = optionsAmong(*asked, options.baseline, context);
    if (!chosen)
        return context.fail(chosen.error());
    const catalog::WorkloadLibrary library = catalog::loadWorkloads(*folders);
    const auto workload = library.require(chosen->front()->point.workload);
    if (!workload)
        return context.fail(workload.error().within("advice needs the workload itself (--workload-dir)"));
    const auto found = reportOn(context, options, *chosen, **workload, std::move(*assumptions));
    if (!found)
        return context.fail(found.error());
    context.print(report::describe(*found, context.colour(), context.columns()));
    context.document("advise", report::adviceJson(*found));
    return 0;
}

} // namespace

void registerAdvise(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<AdviseOptions>();
    CLI::App *command =
        app.add_subcommand("advise", "Say whether to move a workload to another target, with all reasons");
    addDraftOptions(*command, options->drafts);
    addAssumptionOptions(*command, options->assumptions);
    command->add_option("--workload", options->workload, "The workload, where the file has results of several")
        ->option_text("ID");
    command->add_option("--workload-dir", options->workloadFolders, "A further folder with workloads (may be repeated)")
        ->type_name("DIR");
    command
        ->add_option("--baseline", options->baseline,
                     "Number of the result that stands for what is there now; default: the best processor or graphics "
                     "card")
        ->option_text("RESULT");
    command
        ->add_option("--hot", options->hot,
                     "Which part of your program's time this workload is, from a profile: 0.8 for 80 %")
        ->check(CLI::Range(0.0, 1.0))
        ->option_text("PART");
    command->footer(examples({"assay advise first.assay --hot 0.8", "assay advise first.assay 1 2 --assumptions EU",
                              "assay advise first.assay --workload crc32 --hardware cpu:native=amd-epyc-9654 --json"}));
    command->callback(
        [&context, &action, options] { action = [&context, options] { return runAdvise(context, *options); }; });
}

} // namespace assay::app
