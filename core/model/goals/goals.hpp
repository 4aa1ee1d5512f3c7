#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/model/economics/derived.hpp"
#include "core/model/pareto/candidates.hpp"
#include "core/study/result.hpp"
#include "core/study/search/search.hpp"

namespace assay::model {

/// A number of a result that somebody wants small or large: a metric, or one that follows from assumptions.
struct Goal {
    FrontObjective objective;
    bool derived = false; ///< of derivedInfos(): needs a set of assumptions
};

/// By id, or by a short name: latency (latency.p50), throughput (throughput.items), energy (energy.gross_per_query),
/// cost (cost.per_million). Errors: no such metric (with a suggestion), one that is neither good nor bad.
[[nodiscard]] Result<Goal> parseGoal(std::string_view name);
/// One to four of them, each once.
[[nodiscard]] Result<std::vector<Goal>> parseGoals(const std::vector<std::string> &names);

/// A bound on a number of a result.
struct Constraint {
    std::string id, unit;
    bool derived = false;
    bool atMost = true; ///< else at least
    double limit = 0;   ///< SI, or USD

    [[nodiscard]] std::string text() const; ///< "latency.p99 <= 5.00 ms"
};
/// "latency.p99<=5ms", "throughput>=2Mitem/s", "design.lut<=5000", "cost<=$0.5"; short names as for goals, no unit is
/// the metric's own. Errors: no bound in it, no such metric, a number or unit that does not belong to it.
[[nodiscard]] Result<Constraint> parseConstraint(std::string_view text);

/// By how much of the limit a value misses it (of a limit of 0: by how much); 0 when it is met. A value that is not
/// known is never met: it counts for more than any known one should.
[[nodiscard]] double violation(const Constraint &constraint, const std::optional<double> &value);

/// What a search learns from a result.
struct Judgement {
    std::vector<CandidateValue> values; ///< by goal
    std::string failed;                 ///< why it has no values to go by; "" when it has
    std::vector<std::string> missed;    ///< each constraint that is not met, with its value or why there is none
    double violation = 0;

    [[nodiscard]] study::Evaluation evaluation(study::SearchPoint point) const;
};
/// `derived` as derive() gives them for this result; may be empty when nothing of it is asked for. Invalid and
/// unchecked results fail, as they take no part in a front, and so do those without a value for a goal.
[[nodiscard]] Judgement judge(const study::ResultRecord &result, const std::vector<Goal> &goals,
                              const std::vector<Constraint> &constraints, std::span<const Derived> derived);

/// Part of the box from the best to the worst values seen, and a tenth beyond, that members of the front dominate:
/// 0 to 1. Empty for less than two objectives.
struct DominatedShare {
    double share = 0;
    std::vector<double> reference; ///< the worst corner, by objective
};
[[nodiscard]] std::optional<DominatedShare> dominatedShare(const FrontAnswer &answer, const CandidateFront &front,
                                                           const std::vector<FrontObjective> &objectives);

} // namespace assay::model
