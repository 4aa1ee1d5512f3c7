#include "core/study/search/nsga2.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include <pagmo/rng.hpp>
#include <pagmo/utils/genetic_operators.hpp>
#include <pagmo/utils/multi_objective.hpp>

namespace assay::study {
namespace {

using Members = std::vector<std::size_t>;

constexpr double kCrossoverProbability = 0.9;
constexpr double kCrossoverIndex = 10; ///< distribution indices: the larger, the nearer children are to parents
constexpr double kMutationIndex = 10;

/// The costs of feasible members as pagmo takes them: it wants two objectives at least, and one beside itself orders as
/// it does alone.
std::vector<pagmo::vector_double> costsOf(const std::vector<Individual> &individuals, const Members &members)
{
    std::vector<pagmo::vector_double> costs;
    costs.reserve(members.size());
    for (const std::size_t member : members) {
        costs.push_back(*individuals[member].costs);
        if (costs.back().size() == 1)
            costs.back().push_back(costs.back().front());
    }
    return costs;
}

/// The members of one front, the least crowded first.
Members leastCrowdedFirst(const std::vector<pagmo::vector_double> &costs, const std::vector<pagmo::pop_size_t> &front)
{
    Members order(front.begin(), front.end());
    if (order.size() < 3)
        return order;
    std::vector<pagmo::vector_double> own;
    for (const auto member : front)
        own.push_back(costs[member]);
    std::vector<double> crowding = pagmo::crowding_distance(own);
    // Where all are equal in an objective pagmo divides nothing by nothing.
    for (double &distance : crowding)
        distance = std::isnan(distance) ? 0 : distance;
    Members places(order.size());
    for (std::size_t i = 0; i < places.size(); ++i)
        places[i] = i;
    std::stable_sort(places.begin(), places.end(),
                     [&](std::size_t a, std::size_t b) { return crowding[a] > crowding[b]; });
    for (std::size_t i = 0; i < places.size(); ++i)
        order[i] = front[places[i]];
    return order;
}

/// Appends feasible members, best first.
void appendFeasible(const std::vector<Individual> &individuals, const Members &feasible, Members &ranked)
{
    if (feasible.size() < 2) {
        ranked.insert(ranked.end(), feasible.begin(), feasible.end());
        return;
    }
    const auto costs = costsOf(individuals, feasible);
    const auto sorted = pagmo::fast_non_dominated_sorting(costs);
    for (const auto &front : std::get<0>(sorted))
        for (const std::size_t place : leastCrowdedFirst(costs, front))
            ranked.push_back(feasible[place]);
}

/// The better of two drawn at random; a smaller place is better.
const SearchPoint &tournament(const std::vector<SearchPoint> &best, Random &random)
{
    const auto first = static_cast<std::size_t>(random.below(best.size()));
    const auto second = static_cast<std::size_t>(random.below(best.size()));
    return best[std::min(first, second)];
}

pagmo::vector_double genes(const SearchPoint &point)
{
    return {point.begin(), point.end()};
}

/// Bounds of the genes: cells of width 1, so that rounding leaves the ends as likely as the rest.
std::pair<pagmo::vector_double, pagmo::vector_double> boundsOf(const SearchSpace &space)
{
    std::pair<pagmo::vector_double, pagmo::vector_double> bounds;
    for (const SearchDimension &dimension : space.dimensions()) {
        bounds.first.push_back(-0.499);
        bounds.second.push_back(dimension.values - 1 + 0.499);
    }
    return bounds;
}

SearchPoint rounded(const SearchSpace &space, const pagmo::vector_double &values)
{
    SearchPoint point(values.size());
    for (std::size_t d = 0; d < values.size(); ++d) {
        const double last = space.dimensions()[d].values - 1;
        point[d] = static_cast<std::uint32_t>(std::lround(std::clamp(values[d], 0.0, last)));
    }
    return point;
}

} // namespace

std::vector<std::size_t> rankedByDeb(const std::vector<Individual> &individuals)
{
    Members feasible;
    Members infeasible;
    Members failed;
    for (std::size_t i = 0; i < individuals.size(); ++i)
        (!individuals[i].costs ? failed : individuals[i].violation > 0 ? infeasible : feasible).push_back(i);
    std::stable_sort(infeasible.begin(), infeasible.end(),
                     [&](std::size_t a, std::size_t b) { return individuals[a].violation < individuals[b].violation; });
    Members ranked;
    appendFeasible(individuals, feasible, ranked);
    ranked.insert(ranked.end(), infeasible.begin(), infeasible.end());
    ranked.insert(ranked.end(), failed.begin(), failed.end());
    return ranked;
}

std::vector<SearchPoint> offspring(const SearchSpace &space, const std::vector<Individual> &individuals,
                                   std::size_t parents, std::size_t count, PointSet taken, std::uint64_t seed)
{
    std::vector<SearchPoint> best;
    for (const std::size_t member : rankedByDeb(individuals))
        if (best.size() < parents)
            best.push_back(individuals[member].point);
    Random random(seed);
    pagmo::detail::random_engine_type engine(static_cast<unsigned>(random.next()));
    const auto bounds = boundsOf(space);
    const double mutation = 1.0 / static_cast<double>(space.dimensions().size());
    std::vector<SearchPoint> made;
    while (made.size() < count) {
        auto children = pagmo::sbx_crossover(genes(tournament(best, random)), genes(tournament(best, random)), bounds,
                                             0, kCrossoverProbability, kCrossoverIndex, engine);
        for (pagmo::vector_double *child : {&children.first, &children.second}) {
            if (made.size() == count)
                break;
            pagmo::polynomial_mutation(*child, bounds, 0, mutation, kMutationIndex, engine);
            made.push_back(space.untaken(rounded(space, *child), taken, random));
            taken.insert(space.number(made.back()));
        }
    }
    return made;
}

} // namespace assay::study
