#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/random.hpp"
#include "core/study/search/space.hpp"

namespace assay::study {

/// An evaluated point as NSGA-II sees it.
struct Individual {
    SearchPoint point;
    std::optional<std::vector<double>> costs; ///< all minimised and finite; empty = failed
    double violation = 0;                     ///< 0 = feasible
};

/// Indices from best to worst: feasible ones by front (pagmo's non-dominated sorting) and within a front the less
/// crowded first; then infeasible ones by violation; then failed ones. All have the same number of costs, at least 1.
[[nodiscard]] std::vector<std::size_t> rankedByDeb(const std::vector<Individual> &individuals);

/// `count` new points made from the `parents` best individuals: binary tournament, pagmo's crossover and mutation,
/// and a free neighbour for each point that `taken` has already; `taken` must leave at least `count` points. The
/// points of a smaller count come first in those of a larger one.
[[nodiscard]] std::vector<SearchPoint> offspring(const SearchSpace &space, const std::vector<Individual> &individuals,
                                                 std::size_t parents, std::size_t count, PointSet taken,
                                                 std::uint64_t seed);

} // namespace assay::study
