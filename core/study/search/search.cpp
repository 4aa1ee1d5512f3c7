#include "core/study/search/search.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/study/search/nsga2.hpp"
#include "core/study/search/samplers.hpp"

namespace assay::study {
namespace {

constexpr std::size_t kSmallestPopulation = 4;

/// Evaluations by the number of their point.
using Known = std::unordered_map<std::uint64_t, const Evaluation *>;

Status checkEvaluation(const SearchSpace &space, std::size_t objectives, const Evaluation &evaluation)
{
    if (!space.holds(evaluation.point))
        return failure(ErrorCode::InvalidInput,
                       fmt::format("the evaluated point ({}) is not in the space that is searched: search again with "
                                   "the parameters the search began with, or into another file",
                                   fmt::join(evaluation.point, ", ")));
    if (evaluation.values && evaluation.values->size() != objectives)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("the evaluated point ({}) has {} values for {} objectives: give one for each",
                                   fmt::join(evaluation.point, ", "), evaluation.values->size(), objectives));
    if (!(evaluation.violation >= 0))
        return failure(ErrorCode::InvalidInput,
                       fmt::format("the evaluated point ({}) violates constraints by {}: give 0 or more",
                                   fmt::join(evaluation.point, ", "), evaluation.violation));
    return {};
}

Result<Known> knownPoints(const SearchSpace &space, std::size_t objectives, const std::vector<Evaluation> &history)
{
    Known known;
    for (const Evaluation &evaluation : history) {
        if (auto checked = checkEvaluation(space, objectives, evaluation); !checked)
            return tl::unexpected<Error>(checked.error());
        if (!known.emplace(space.number(evaluation.point), &evaluation).second)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("the point ({}) has two evaluations: give the one that counts",
                                       fmt::join(evaluation.point, ", ")));
    }
    return known;
}

Individual individual(const Evaluation &evaluation, const std::vector<SearchObjective> &objectives)
{
    Individual made{evaluation.point, evaluation.values, evaluation.violation};
    if (!made.costs)
        return made;
    for (std::size_t i = 0; i < objectives.size(); ++i) {
        double &cost = (*made.costs)[i];
        if (!std::isfinite(cost)) {
            made.costs.reset();
            return made;
        }
        cost = objectives[i].maximise ? -cost : cost;
    }
    return made;
}

std::vector<SearchPoint> missing(const SearchSpace &space, const Known &known, const std::vector<SearchPoint> &asked)
{
    std::vector<SearchPoint> open;
    for (const SearchPoint &point : asked)
        if (!known.contains(space.number(point)))
            open.push_back(point);
    return open;
}

/// Lives the search again from its first generation, each from the evaluations of those before it alone, until one has
/// points that are not evaluated yet. That is why the order of evaluations, and where the search was cut, matter not.
std::vector<SearchPoint> nextGeneration(const SearchSpace &space, const std::vector<SearchObjective> &objectives,
                                        const SearchSettings &settings, const Known &known)
{
    const auto budget = static_cast<std::size_t>(std::min<std::uint64_t>(settings.budget, space.size()));
    SplitMix64 seeds(settings.seed);
    // The first design does not follow the budget, or a larger one would not continue the search.
    std::vector<SearchPoint> asked = latinHypercube(space, settings.population, seeds.next());
    std::vector<Individual> individuals;
    PointSet taken;
    while (true) {
        asked.resize(std::min(asked.size(), budget - individuals.size()));
        if (auto open = missing(space, known, asked); !open.empty())
            return open;
        for (const SearchPoint &point : asked) {
            individuals.push_back(individual(*known.at(space.number(point)), objectives));
            taken.insert(space.number(point));
        }
        if (individuals.size() >= budget)
            return {};
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(settings.population, space.size() - individuals.size()));
        asked = offspring(space, individuals, settings.population, count, taken, seeds.next());
    }
}

} // namespace

std::string_view searchMethodName(SearchMethod method)
{
    switch (method) {
    case SearchMethod::Random:
        return "random";
    case SearchMethod::LatinHypercube:
        return "lhs";
    case SearchMethod::Nsga2:
        break;
    }
    return "nsga2";
}

Result<SearchMethod> parseSearchMethod(std::string_view name)
{
    for (const SearchMethod method : {SearchMethod::Random, SearchMethod::LatinHypercube, SearchMethod::Nsga2})
        if (searchMethodName(method) == name)
            return method;
    return failure(ErrorCode::InvalidInput,
                   fmt::format("'{}' is no way to search: choose random, lhs (Latin hypercube) or nsga2", name));
}

Search::Search(SearchSpace space, std::vector<SearchObjective> objectives, SearchSettings settings)
    : m_space(std::move(space)), m_objectives(std::move(objectives)), m_settings(settings)
{
}

Result<Search> Search::create(SearchSpace space, std::vector<SearchObjective> objectives, SearchSettings settings)
{
    if (objectives.empty())
        return failure(ErrorCode::InvalidInput, "a search needs an objective: name at least one metric");
    if (settings.budget == 0)
        return failure(ErrorCode::InvalidInput, "a search needs a budget: give how many points it may evaluate");
    if (settings.population < kSmallestPopulation)
        return failure(ErrorCode::InvalidInput, fmt::format("a population of {} is too small: give {} or more",
                                                            settings.population, kSmallestPopulation));
    return Search(std::move(space), std::move(objectives), settings);
}

Result<std::vector<SearchPoint>> Search::propose(const std::vector<Evaluation> &history) const
{
    const auto known = knownPoints(m_space, m_objectives.size(), history);
    if (!known)
        return tl::unexpected<Error>(known.error());
    switch (m_settings.method) {
    case SearchMethod::Random:
        return missing(m_space, *known, randomPoints(m_space, m_settings.budget, m_settings.seed));
    case SearchMethod::LatinHypercube:
        return missing(m_space, *known, latinHypercube(m_space, m_settings.budget, m_settings.seed));
    case SearchMethod::Nsga2:
        break;
    }
    return nextGeneration(m_space, m_objectives, m_settings, *known);
}

} // namespace assay::study
