#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/study/search/space.hpp"

namespace assay::study {

enum class SearchMethod {
    Random,         ///< points in a random order
    LatinHypercube, ///< spread evenly over each dimension; what it asks for depends on the budget
    Nsga2           ///< NSGA-II (Deb et al. 2002): later points come from the best ones so far
};
/// "random", "lhs", "nsga2".
[[nodiscard]] std::string_view searchMethodName(SearchMethod method);
[[nodiscard]] Result<SearchMethod> parseSearchMethod(std::string_view name);

struct SearchObjective {
    std::string id; ///< for messages: a metric
    bool maximise = false;
};

/// All that decides what a search asks for, beside the results. Stored with the study, so that it can go on.
struct SearchSettings {
    SearchMethod method = SearchMethod::Nsga2;
    std::uint64_t seed = 1;
    std::size_t budget = 0;      ///< most points to evaluate, at least 1
    std::size_t population = 20; ///< NSGA-II: points in a generation, 4 or more
};

/// What came of a point.
struct Evaluation {
    SearchPoint point;
    /// A value for each objective; empty when there is none, because the run failed or the design does not fit: worse
    /// than all that have values. Values that are not finite count as absent.
    std::optional<std::vector<double>> values;
    /// How far constraints are missed, together: 0 = all are met. Feasible points come first, among others the one
    /// with the smaller violation (Deb 2000).
    double violation = 0;
};

/// A search that keeps nothing in memory: what to evaluate next follows from the settings and the evaluations so far,
/// whatever their order, so that one that was killed goes on from what the study file holds. The same on every
/// machine with the same standard library.
class Search {
public:
    [[nodiscard]] static Result<Search> create(SearchSpace space, std::vector<SearchObjective> objectives,
                                               SearchSettings settings);

    /// The points to evaluate next, all different and none of them in `history`; they may be evaluated in any order or
    /// at once. Empty when the budget or the space is used up. Evaluations of points this search would not have asked
    /// for are left aside, those it asks for later are used and count. A larger budget continues a random search or
    /// NSGA-II; a Latin hypercube it makes anew.
    /// Errors: an evaluation outside the space, with another number of values or a violation below 0, or a point with
    /// two evaluations.
    [[nodiscard]] Result<std::vector<SearchPoint>> propose(const std::vector<Evaluation> &history) const;

    [[nodiscard]] const SearchSpace &space() const { return m_space; }
    [[nodiscard]] const SearchSettings &settings() const { return m_settings; }

private:
    Search(SearchSpace space, std::vector<SearchObjective> objectives, SearchSettings settings);

    SearchSpace m_space;
    std::vector<SearchObjective> m_objectives;
    SearchSettings m_settings;
};

} // namespace assay::study
