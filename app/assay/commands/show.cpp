#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "core/model/batching.hpp"
#include "core/model/standing.hpp"
#include "core/report/batching_text.hpp"
#include "core/report/ledger_text.hpp"
#include "core/report/reference_text.hpp"
#include "core/report/result_detail.hpp"
#include "core/report/result_json.hpp"
#include "core/report/result_text.hpp"
#include "core/store/study_file.hpp"

namespace assay::app {
namespace {

using store::StudyFile;
using study::ResultRecord;
using study::RunRecord;

struct ShowOptions {
    std::string file;
    std::int64_t result = 0;
    unsigned run = 0; ///< as users count them, from 1; 0 = all
    bool samples = false;
};

/// The library's own check of a number names its limits with three hundred digits.
CLI::Validator wholeNumber()
{
    return {[](const std::string &text) -> std::string {
                const bool digits = text.find_first_not_of("0123456789") == std::string::npos && text.size() < 10;
                return digits && text.find_first_not_of('0') != std::string::npos
                           ? ""
                           : fmt::format("'{}' is no number; results and runs are counted from 1", text);
            },
            ""};
}

int showAll(const CommandContext &context, const StudyFile &file, const std::vector<ResultRecord> &results)
{
    const auto references = file.references();
    if (!references)
        return context.fail(references.error());
    const auto kept = file.modelErrors();
    if (!kept)
        return context.fail(kept.error());
    std::vector<model::FoundOut> errors;
    for (const Json &json : *kept) {
        auto error = model::FoundOut::fromJson(json);
        if (!error)
            return context.fail(error.error().within(file.path().string()));
        errors.push_back(std::move(*error));
    }
    const auto batching = model::batchLines(results);
    context.print(report::overview(results, context.colour(), context.columns()) + report::batchingText(batching) +
                  report::ledgerSection(errors, context.colour(), context.columns()) +
                  report::referenceSection(*references, context.colour(), context.columns()));
    Json list = Json::array();
    if (context.json)
        for (const auto &result : results)
            list.push_back(report::resultJson(result));
    context.document("show", {{"results", list},
                              {"batching", report::batchingJson(batching)},
                              {"references", report::referencesJson(*references)},
                              {"model_errors", *kept}});
    return 0;
}

/// Leaves only the run that was asked for.
Status keepRun(ResultRecord &result, unsigned number)
{
    if (number == 0)
        return {};
    std::vector<RunRecord> kept;
    for (const auto &run : result.runs)
        if (run.repeat + 1 == number)
            kept.push_back(run);
    if (kept.empty())
        return failure(ErrorCode::NotFound,
                       fmt::format("result {} has no run {}; it has {} run{}", result.number, number,
                                   result.runs.size(), result.runs.size() == 1 ? "" : "s"));
    result.runs = kept;
    return {};
}

Result<report::ResultDetail> readDetail(const StudyFile &file, const ResultRecord &result, bool withLog)
{
    report::ResultDetail detail;
    detail.result = result;
    const auto used = model::usedRuns(result);
    if (!used.empty()) {
        const std::int64_t run = used.front()->id;
        auto start = file.environment(run, false);
        auto end = file.environment(run, true);
        auto details = file.details(run);
        if (!start || !end || !details)
            return failure(!start ? start.error() : !end ? end.error() : details.error());
        detail.environmentStart = *start;
        detail.environmentEnd = *end;
        detail.details = *details;
    }
    if (!result.runs.empty() && (withLog || used.empty())) {
        auto log = file.log(result.runs.back().id);
        if (!log)
            return failure(log.error());
        detail.log = *log;
    }
    return detail;
}

int showOne(const CommandContext &context, const StudyFile &file, const ResultRecord &result, bool withLog)
{
    const auto detail = readDetail(file, result, withLog);
    if (!detail)
        return context.fail(detail.error());
    context.print(report::describe(*detail, context.colour(), context.columns()));
    context.document("show", {{"result", report::resultJson(result)},
                              {"environment", {{"start", detail->environmentStart}, {"end", detail->environmentEnd}}},
                              {"details", detail->details},
                              {"log", detail->log}});
    return 0;
}

Json columnsJson(const std::vector<measure::Column> &columns)
{
    Json list = Json::array();
    for (const auto &column : columns)
        list.push_back({{"name", column.name}, {"unit", column.unit}, {"values", report::sampleValues(column)}});
    return list;
}

int showSamples(CommandContext &context, const StudyFile &file, const ResultRecord &result)
{
    Json runs = Json::array();
    bool first = true;
    for (const auto &run : result.runs) {
        const auto columns = file.samples(run.id);
        if (!columns)
            return context.fail(columns.error());
        if (context.json)
            runs.push_back({{"run", run.repeat + 1}, {"columns", columnsJson(*columns)}});
        const std::string text = context.json ? "" : report::samplesTsv(run.repeat + 1, *columns);
        if (text.empty())
            continue;
        context.print(first ? text : "\n" + text);
        first = false;
    }
    if (first && !context.json)
        context.warnings.push_back(fmt::format("result {} has no samples", result.number));
    context.document("show", {{"result", result.number}, {"samples", runs}});
    return 0;
}

int runShow(CommandContext &context, const ShowOptions &options)
{
    if (options.result == 0 && (options.samples || options.run != 0))
        return context.fail(Error(ErrorCode::InvalidInput, "--samples and --run need --result N: whose samples?"));
    const auto file = StudyFile::open(options.file, StudyFile::Mode::ReadOnly);
    if (!file)
        return context.fail(file.error());
    const auto results = file->results();
    if (!results)
        return context.fail(results.error());
    if (options.result == 0)
        return showAll(context, *file, *results);
    const auto found = findResult(*results, options.result);
    if (!found)
        return context.fail(found.error());
    ResultRecord result = **found;
    if (const Status kept = keepRun(result, options.run); !kept)
        return context.fail(kept.error());
    return options.samples ? showSamples(context, *file, result) : showOne(context, *file, result, options.run != 0);
}

} // namespace

void registerShow(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<ShowOptions>();
    CLI::App *command = app.add_subcommand("show", "Show the results of a study file");
    command->add_option("FILE", options->file, "The study file (*.assay)")->required();
    command->add_option("--result", options->result, "Everything about this result")
        ->check(wholeNumber())
        ->type_name("N");
    command->add_option("--run", options->run, "Only this run of the result, with its log")
        ->check(wholeNumber())
        ->type_name("N");
    command->add_flag("--samples", options->samples, "The result's raw samples as tab-separated text");
    command->footer(examples({"assay show first.assay", "assay show first.assay --result 2",
                              "assay show first.assay --result 2 --run 1 --samples > samples.tsv"}));
    command->callback(
        [&context, &action, options] { action = [&context, options] { return runShow(context, *options); }; });
}

} // namespace assay::app
