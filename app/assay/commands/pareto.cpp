#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/assay/assumption_options.hpp"
#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "app/assay/option_drafts.hpp"
#include "core/desk/option_drafter.hpp"
#include "core/measure/metric.hpp"
#include "core/model/economics/derived.hpp"
#include "core/model/goals/goals.hpp"
#include "core/model/pareto/candidates.hpp"
#include "core/model/standing.hpp"
#include "core/report/pareto_text.hpp"
#include "core/store/study_file.hpp"

namespace assay::app {
namespace {

struct ParetoOptions {
    DraftOptions drafts;
    AssumptionOptions assumptions;
    std::vector<std::string> metrics = {"latency.p50", "throughput.items"};
    std::size_t draws = 1000;
};

struct Goals {
    std::vector<model::FrontObjective> objectives;
    bool derived = false; ///< one of them needs assumptions
};

Result<Goals> readGoals(const std::vector<std::string> &ids)
{
    if (ids.size() < 2 || ids.size() > 4)
        return failure(ErrorCode::InvalidInput, fmt::format("a front needs two to four metrics: --metrics {} has {}",
                                                            fmt::join(ids, ","), ids.size()));
    const auto parsed = model::parseGoals(ids);
    if (!parsed)
        return failure(parsed.error().within("--metrics"));
    Goals goals;
    for (const model::Goal &goal : *parsed) {
        goals.objectives.push_back(goal.objective);
        goals.derived = goals.derived || goal.derived;
    }
    return goals;
}

using Records = std::vector<const study::ResultRecord *>;

Result<Records> chosen(const std::vector<study::ResultRecord> &results, const std::vector<std::int64_t> &numbers)
{
    auto records = findResults(results, numbers);
    if (!records)
        return failure(records.error());
    if (numbers.empty())
        for (const study::ResultRecord &result : results)
            records->push_back(&result);
    if (records->empty())
        return failure(ErrorCode::InvalidInput, "the file has no results yet: `assay run … -o FILE` measures some");
    return records;
}

/// The first result that may take part asks the question; all others must ask the same.
const study::ResultRecord &firstOf(const Records &records)
{
    const auto first =
        std::ranges::find_if(records, [](const auto *record) { return model::whyExcluded(*record, *record).empty(); });
    return first == records.end() ? *records.front() : **first;
}

/// What the assumptions make of the results that take part, one for each in their order.
Result<std::vector<model::OptionDraft>> draftsOf(CommandContext &context, const ParetoOptions &options,
                                                 const Records &records,
                                                 const std::vector<model::Candidate> &candidates,
                                                 const model::Assumptions &assumptions)
{
    DraftOptions some = options.drafts;
    some.results.clear();
    for (std::size_t i = 0; i < records.size(); ++i)
        if (candidates[i].excluded.empty())
            some.results.push_back(records[i]->number);
    if (some.results.empty())
        return std::vector<model::OptionDraft>();
    return readDrafts(context, some, assumptions);
}

model::CandidateValue derivedValue(const std::vector<model::Derived> &all, const std::string &id)
{
    const auto found = std::ranges::find(all, id, &model::Derived::id);
    return {found->value, found->low, found->high, found->evidence, std::nullopt, found->absentReason, id};
}

Result<std::vector<model::Candidate>> candidatesOf(CommandContext &context, const ParetoOptions &options,
                                                   const Records &records, const Goals &goals,
                                                   const model::Assumptions &assumptions)
{
    std::vector<model::Candidate> candidates;
    const study::ResultRecord &first = firstOf(records);
    for (const auto *record : records) {
        model::Candidate candidate;
        candidate.result = record->number;
        candidate.name = desk::optionName(*record, records);
        candidate.excluded = model::whyExcluded(*record, first);
        candidate.quick = model::standing(*record).quick;
        for (const auto &each : goals.objectives)
            candidate.values.push_back(metricInfo(each.id) != nullptr ? model::candidateValue(*record, each.id)
                                                                      : model::CandidateValue());
        candidates.push_back(std::move(candidate));
    }
    if (!goals.derived)
        return candidates;
    const auto drafts = draftsOf(context, options, records, candidates, assumptions);
    if (!drafts)
        return failure(drafts.error());
    auto draft = drafts->begin();
    for (model::Candidate &candidate : candidates) {
        if (!candidate.excluded.empty())
            continue;
        const auto all = model::derive(*draft++, assumptions);
        for (std::size_t k = 0; k < goals.objectives.size(); ++k)
            if (metricInfo(goals.objectives[k].id) == nullptr)
                candidate.values[k] = derivedValue(all, goals.objectives[k].id);
    }
    return candidates;
}

int runPareto(CommandContext &context, const ParetoOptions &options)
{
    const auto goals = readGoals(options.metrics);
    if (!goals)
        return context.fail(goals.error());
    const auto file = store::StudyFile::open(options.drafts.file, store::StudyFile::Mode::ReadOnly);
    if (!file)
        return context.fail(file.error());
    const auto assumptions = readAssumptions(context, options.assumptions, options.drafts.file);
    if (!assumptions)
        return context.fail(assumptions.error());
    const auto results = file->results();
    if (!results)
        return context.fail(results.error());
    const auto records = chosen(*results, options.drafts.results);
    if (!records)
        return context.fail(records.error());
    auto candidates = candidatesOf(context, options, *records, *goals, *assumptions);
    if (!candidates)
        return context.fail(candidates.error());
    const auto answer =
        model::candidateFronts(std::move(*candidates), goals->objectives, assumptions->seed, options.draws);
    context.print(report::describe(answer, goals->objectives, context.colour(), context.columns()));
    context.document("pareto", report::frontJson(answer, goals->objectives));
    return 0;
}

} // namespace

void registerPareto(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<ParetoOptions>();
    CLI::App *command =
        app.add_subcommand("pareto", "Which results nothing else beats in two to four metrics, and how surely");
    addDraftOptions(*command, options->drafts);
    command
        ->add_option(
            "--metrics", options->metrics,
            "Two to four metrics, measured or derived (cost.per_million), or latency, throughput, energy, cost for "
            "short; default latency.p50,throughput.items")
        ->delimiter(',')
        ->option_text("METRIC,…");
    addAssumptionOptions(*command, options->assumptions);
    command->add_option("--draws", options->draws, "How often values are drawn within their intervals; default 1000")
        ->check(CLI::Range(100, 100'000))
        ->option_text("N");
    command->footer(examples(
        {"assay pareto fpga.assay --metrics latency.p50,design.lut",
         "assay pareto first.assay --metrics latency.p50,cost.per_million --assume target.cpu:native.hourly=0.2",
         "assay pareto fpga.assay --metrics latency.p50,energy.gross_per_query,design.lut --json"}));
    command->callback(
        [&context, &action, options] { action = [&context, options] { return runPareto(context, *options); }; });
}

} // namespace assay::app
