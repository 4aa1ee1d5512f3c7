#include "app/assay/search_options.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "app/assay/option_drafts.hpp"

namespace assay::app {

void addSearchOptions(CLI::App &command, SearchOptions &options)
{
    command
        .add_option("--search", options.method,
                    "Search a large grid instead of running all of it: random, lhs (Latin hypercube) or nsga2")
        ->option_text("METHOD");
    command
        .add_option("--objective", options.objectives,
                    "--search: one to four metrics to optimise, or latency, throughput, energy, cost for short")
        ->delimiter(',')
        ->option_text("METRIC,…");
    command
        .add_option("--budget", options.budget, "--search: how many points to evaluate, or how long: 40, 20min, 1.5h")
        ->option_text("N|TIME");
    command
        .add_option("--constraint", options.constraints,
                    "--search: a bound, in quotes: 'latency.p99<=5ms', 'design.lut<=5000'; may be given again")
        ->option_text("'METRIC<=VALUE'")
        ->allow_extra_args(false);
    command.add_option("--population", options.population, "nsga2: points in a generation; default 20")
        ->check(CLI::Range(4, 100'000))
        ->option_text("N");
    command
        .add_option("--confirm", options.confirm,
                    "--search: measure the best N of the front again, those whose target can be measured")
        ->check(CLI::Range(1, 100'000))
        ->option_text("N");
    addTargetOptions(command, options.hardware, options.pay);
    addAssumptionChoice(command, options.assumptions);
}

Status checkSearchOptions(const CLI::App &command, const SearchOptions &options)
{
    if (options.method.empty()) {
        for (const char *name : {"--objective", "--budget", "--constraint", "--population", "--confirm", "--pay",
                                 "--assumptions", "--assume"})
            if (command.count(name) > 0)
                return failure(ErrorCode::InvalidInput,
                               fmt::format("{} belongs to a search: add --search nsga2, for example", name));
        return {};
    }
    for (const char *name : {"study", "--vcd", "--again"})
        if (command.count(name) > 0)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("{} and --search exclude each other: a search takes its space from -t and -p, "
                                       "and what the file has already",
                                       *name == '-' ? name : "a study file (TOML)"));
    return {};
}

bool SearchQuestion::derived() const
{
    return std::ranges::any_of(goals, [](const auto &goal) { return goal.derived; }) ||
           std::ranges::any_of(constraints, [](const auto &constraint) { return constraint.derived; });
}

std::vector<model::FrontObjective> SearchQuestion::objectives() const
{
    std::vector<model::FrontObjective> all;
    for (const model::Goal &goal : goals)
        all.push_back(goal.objective);
    return all;
}

Result<SearchQuestion> readSearch(CommandContext &context, const SearchOptions &options,
                                  const study::PlanRequest &request, const std::string &studyFile)
{
    SearchQuestion question;
    const auto method = study::parseSearchMethod(options.method);
    if (!method)
        return failure(method.error().within("--search"));
    if (options.objectives.empty())
        return failure(ErrorCode::InvalidInput,
                       "a search needs one to four objectives: --objective latency,energy, for "
                       "example; `assay metrics` lists what there is");
    if (options.budget.empty())
        return failure(ErrorCode::InvalidInput,
                       "a search needs a budget: --budget 40 points, or --budget 20min, for example");
    auto goals = model::parseGoals(options.objectives);
    if (!goals)
        return failure(goals.error().within("--objective"));
    question.goals = std::move(*goals);
    for (const std::string &text : options.constraints) {
        auto constraint = model::parseConstraint(text);
        if (!constraint)
            return failure(constraint.error().within("--constraint"));
        question.constraints.push_back(std::move(*constraint));
    }
    const auto budget = study::parseSearchBudget(options.budget);
    if (!budget)
        return failure(budget.error().within("--budget"));
    question.budget = *budget;
    if (budget->seconds && *method == study::SearchMethod::LatinHypercube)
        return failure(ErrorCode::InvalidInput,
                       "--search lhs spreads a number of points over the space: give how many, "
                       "for example --budget 40");
    std::vector<std::string> targets;
    for (const auto &target : request.targets) {
        if (target.isCatalogue())
            return failure(ErrorCode::Unsupported,
                           fmt::format("a search runs what it evaluates, and {} is projected: leave it out, or leave "
                                       "out --search to project every point of the grid",
                                       target.text()));
        targets.push_back(target.text());
    }
    auto choices = readTargetChoices(options.hardware, options.pay, targets, "no point of the search is");
    if (!choices)
        return failure(choices.error());
    question.choices = std::move(*choices);
    auto assumptions = readAssumptions(context, options.assumptions, studyFile);
    if (!assumptions)
        return failure(assumptions.error());
    question.assumptions = std::move(*assumptions);
    question.settings = {*method, request.seed, budget->points.value_or(options.population), options.population};
    question.confirm = options.confirm;
    return question;
}

} // namespace assay::app
