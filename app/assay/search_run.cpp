#include "app/assay/search_run.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/assay/run_session.hpp"
#include "app/assay/search_session.hpp"
#include "core/base/clock.hpp"
#include "core/base/json_text.hpp"
#include "core/base/units.hpp"

namespace assay::app {
namespace {

/// All that decides what the search does, but the results.
Json settingsJson(const SearchQuestion &question, const study::PlanRequest &request, const study::PlanSpace &space)
{
    Json objectives = Json::array(), constraints = Json::array();
    for (const model::Goal &goal : question.goals)
        objectives.push_back(goal.objective.id);
    for (const model::Constraint &constraint : question.constraints)
        constraints.push_back(constraint.text());
    const auto &points = question.budget.points;
    return {{"workload", request.workloads.front()},
            {"method", std::string(study::searchMethodName(question.settings.method))},
            {"seed", question.settings.seed},
            {"population", question.settings.population},
            {"budget_points", points ? Json(*points) : Json(nullptr)},
            {"budget_seconds", orNull(question.budget.seconds)},
            {"objectives", objectives},
            {"constraints", constraints},
            {"dimensions", space.toJson()},
            {"scenario", request.scenario.toJson()},
            {"assumptions", question.derived() ? question.assumptions.toJson() : Json(nullptr)}};
}

std::string budgetText(const study::SearchBudget &budget)
{
    return budget.points ? counted(*budget.points, "point") : formatWait(*budget.seconds);
}

/// What is going to happen; whether the file knows this search, or another one of the same space.
Status announce(const SearchQuestion &question, const study::PlanSpace &space, const store::StudyFile &file,
                const Json &settings)
{
    fmt::print(stderr, "search ({}) of {} in a space of {}; results go to {}\n",
               study::searchMethodName(question.settings.method), budgetText(question.budget),
               counted(space.designs(), "design"), printableLines(file.path().string()));
    const auto searches = file.searches();
    if (!searches)
        return failure(searches.error());
    for (const Json &search : *searches) {
        const Json &other = search["settings"];
        const std::string since = textAt(search, "started_at");
        if (jsonLine(other) == jsonLine(settings)) {
            fmt::print(stderr, "goes on with the search of {}\n", printableLines(since));
            return {};
        }
        if (other.contains("dimensions") && other["dimensions"] == settings["dimensions"])
            fmt::print(stderr,
                       "the file has a search of this space by other settings ({}): its results are taken where this "
                       "one asks for them\n",
                       printableLines(since));
    }
    return {};
}

Json planJson(const Json &settings, const study::PlanSpace &space)
{
    return {{"search", settings}, {"space", space.space().size()}, {"designs", space.designs()}};
}

int planned(const CommandContext &context, const SearchQuestion &question, const study::PlanSpace &space,
            const Json &settings)
{
    for (const Json &dimension : settings["dimensions"])
        context.print(
            printableLines(fmt::format("{}: {}", textAt(dimension, "name"),
                                       fmt::join(dimension["values"].get<std::vector<std::string>>(), ", "))));
    context.print(
        fmt::format("{} of {} would be evaluated", budgetText(question.budget), counted(space.designs(), "design")));
    context.document("run", planJson(settings, space));
    return 0;
}

std::string nextText(const report::SearchReport &report)
{
    std::vector<std::string> ids;
    for (const auto &objective : report.objectives)
        ids.push_back(objective.id);
    return ids.size() < 2 ? fmt::format("Next: assay show {}", report.file)
                          : fmt::format("Next: assay pareto {} --metrics {}", report.file, fmt::join(ids, ","));
}

Result<int> searched(CommandContext &context, const RunOptions &options, const SearchQuestion &question,
                     const study::PlanSpace &space, const desk::Surroundings &around, const run::StudyOptions &study,
                     const Json &settings, const std::stop_token &stop)
{
    auto file = openForRuns(options);
    if (!file)
        return failure(file.error());
    if (!context.json)
        if (auto told = announce(question, space, *file, settings); !told)
            return failure(told.error());
    if (auto saved = file->saveSearch(settings, utcNow()); !saved)
        return failure(saved.error());
    SearchSession session(question, space, around, study, *file, stop, context.json);
    auto report = session.run();
    if (!report)
        return failure(report.error());
    report->file = namedFile(options, *file).string();
    report->settings = settings;
    report->spaceSize = space.space().size();
    context.print(report::describe(*report, context.colour(), context.columns()));
    context.print(printableLines(nextText(*report)));
    context.document("run", report::searchJson(*report));
    if (!report->stopped.empty())
        fmt::print(stderr, "assay: {}\n", printableLines(report->stopped));
    return report->end == report::SearchEnd::Cancelled || report->end == report::SearchEnd::Stopped ? 1 : 0;
}

} // namespace

int runSearch(CommandContext &context, const RunOptions &options, const PlannedRequest &request,
              desk::Surroundings &around, const std::stop_token &stop)
{
    std::error_code missing;
    const bool there = !options.output.empty() && std::filesystem::exists(options.output, missing);
    const auto question = readSearch(context, options.search, request.plan, there ? options.output : "");
    if (!question)
        return context.fail(question.error());
    const auto space = study::PlanSpace::create(request.plan, around.workloads, around.backends);
    if (!space)
        return context.fail(space.error());
    if (auto checked = checkTargets({request}, around, stop); !checked)
        return context.fail(checked.error());
    const Json settings = settingsJson(*question, request.plan, *space);
    if (options.dryRun)
        return planned(context, *question, *space, settings);
    const auto libraries =
        desk::workloadCode(around, {request.plan.workloads.begin(), request.plan.workloads.end()}, options.trusted);
    if (!libraries)
        return context.fail(libraries.error());
    const auto code = searched(context, options, *question, *space, around,
                               studyOptions(options, around, *libraries, ""), settings, stop);
    return code ? *code : context.fail(code.error());
}

} // namespace assay::app
