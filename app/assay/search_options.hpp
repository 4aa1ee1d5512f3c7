#pragma once

#include <string>
#include <vector>

#include "app/assay/assumption_options.hpp"
#include "core/desk/option_drafter.hpp"
#include "core/model/goals/goals.hpp"
#include "core/study/plan.hpp"
#include "core/study/search/budget.hpp"
#include "core/study/search/search.hpp"

namespace assay::app {

/// The options of `assay run` that make it a search.
struct SearchOptions {
    std::string method; ///< "": the full grid
    std::vector<std::string> objectives, constraints, hardware, pay;
    std::string budget;
    std::size_t population = 20, confirm = 0;
    AssumptionOptions assumptions;
};
void addSearchOptions(CLI::App &command, SearchOptions &options);
/// Without --search the other options would be ignored without a word, and some of `run` do not go with it.
[[nodiscard]] Status checkSearchOptions(const CLI::App &command, const SearchOptions &options);

/// What a search is asked.
struct SearchQuestion {
    study::SearchSettings settings;
    study::SearchBudget budget;
    std::vector<model::Goal> goals;
    std::vector<model::Constraint> constraints;
    std::size_t confirm = 0;
    model::Assumptions assumptions;
    desk::TargetChoices choices;

    /// Whether assumptions decide anything.
    [[nodiscard]] bool derived() const;
    [[nodiscard]] std::vector<model::FrontObjective> objectives() const;
};
/// `studyFile`: the one the results go to, or "" when it is not there yet.
[[nodiscard]] Result<SearchQuestion> readSearch(CommandContext &context, const SearchOptions &options,
                                                const study::PlanRequest &request, const std::string &studyFile);

} // namespace assay::app
