#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/study/result.hpp"

namespace assay::model {

/// How B stands to A, the baseline. NotRanked: the numbers may be looked at side by side, but do not measure the same.
enum class Verdict { Better, Worse, Equivalent, Undecided, NotRanked };
/// "faster" and "slower" for times and rates, "better" and "worse" for other metrics; "equivalent", "undecided",
/// "not ranked".
[[nodiscard]] std::string toText(Verdict verdict, const MetricInfo &metric);

/// What it would take to decide.
struct MoreRuns {
    unsigned runsEach = 0; ///< further runs of each result
    double seconds = 0;    ///< for both together, from the time the runs took so far
    bool fullRule = false; ///< needs runs by the full rule (what is there is quick)
    bool hopeless = false; ///< the difference is so small against the spread that runs beyond reason (measure::compare)
                           ///< would be needed
};

struct Comparison {
    std::string metricId;
    Metric a, b;
    /// b / a (of the geometric means of the runs) with its 95 % interval; empty when a value is not above zero, the
    /// interval also with a single run on a side.
    std::optional<double> ratio, ratioLow, ratioHigh;
    Verdict verdict = Verdict::Undecided;
    std::string reason; ///< why undecided or not ranked, in words
    std::optional<MoreRuns> more;
    Evidence evidence = Evidence::Measured; ///< the weaker of both
    std::vector<std::string> notes;         ///< differences a reader must know: sources, boundary, scenario
};

/// Compares one metric of two results by the rules of product.md:
/// - workload and workload parameters must be equal, else an error that names the difference;
/// - unequal boundaries or scenarios, and metrics that are neither good nor bad: NotRanked;
/// - an invalid result takes part in no ranking; an unchecked one never wins;
/// - quick results and single processes name no winner: Undecided;
/// - Equivalent when the ratio's interval lies within ±5 %, Better or Worse when it leaves 1 out and the results were
///   measured well enough; else Undecided with the cost of more runs.
/// Errors: unknown metric, different workloads, no complete run, the metric is absent (with why).
[[nodiscard]] Result<Comparison> compare(const study::ResultRecord &a, const study::ResultRecord &b,
                                         std::string_view metricId);

/// Fails with the difference when the two do not answer the same question.
[[nodiscard]] Status checkSameQuestion(const study::ResultRecord &a, const study::ResultRecord &b);
/// What a reader must know beside any comparison of the two: changed sources, runs left out, wide spread.
[[nodiscard]] std::vector<std::string> notesOn(const study::ResultRecord &a, const study::ResultRecord &b);

} // namespace assay::model
