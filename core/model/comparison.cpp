#include "core/model/comparison.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/suggest.hpp"
#include "core/measure/comparison.hpp"
#include "core/model/evidence.hpp"
#include "core/model/headline.hpp"
#include "core/model/standing.hpp"

namespace assay::model {
namespace {

using study::ResultRecord;

/// "m: 256 and 512", "n: 4 and none".
std::vector<std::string> differences(const ParameterSet &a, const ParameterSet &b)
{
    std::vector<std::string> found;
    for (const auto &[name, value] : a) {
        const auto other = b.find(name);
        if (other == b.end() || other->second != value)
            found.push_back(fmt::format("{}: {} and {}", name, value.text(),
                                        other == b.end() ? std::string("none") : other->second.text()));
    }
    for (const auto &[name, value] : b)
        if (!a.contains(name))
            found.push_back(fmt::format("{}: none and {}", name, value.text()));
    return found;
}

Status checkPresent(const ResultRecord &result, const Metric &metric)
{
    if (standing(result).withoutNumbers())
        return failure(ErrorCode::Unsupported,
                       fmt::format("result {} has no complete run to compare. `assay show FILE --result {}` says why",
                                   result.number, result.number));
    if (!metric.value)
        return failure(ErrorCode::Unsupported, fmt::format("result {} has no {}: {}. Choose another --metric",
                                                           result.number, metric.id, metric.absentReason));
    return {};
}

measure::Side sideOf(const ResultRecord &result, std::string_view metricId)
{
    measure::Side side;
    side.quick = standing(result).quick;
    for (const auto *run : usedRuns(result)) {
        const Metric *metric = run->metric(metricId);
        if (metric == nullptr || !metric->value)
            continue;
        side.sharedDoubt = side.sharedDoubt || metric->evidence != Evidence::Measured;
        measure::RunFigure figure{*metric->value, std::nullopt};
        if (metric->low && metric->high)
            figure.interval = measure::Interval{*metric->low, *metric->high};
        side.runs.push_back(figure);
    }
    return side;
}

/// What keeps a pair from being ranked at all; "" when nothing does.
std::string whyNotRanked(const ResultRecord &a, const ResultRecord &b, const Comparison &comparison)
{
    if (comparison.a.boundary != comparison.b.boundary)
        return fmt::format("the numbers span different boundaries ({} and {})", toText(comparison.a.boundary),
                           toText(comparison.b.boundary));
    if (!(a.point.scenario == b.point.scenario))
        return fmt::format("the load differs ({} and {})", a.point.scenario.describe(), b.point.scenario.describe());
    if (metricInfo(comparison.metricId)->better == Better::Neither)
        return fmt::format("more or less {} is neither better nor worse", comparison.metricId);
    for (const ResultRecord *result : {&a, &b})
        if (standing(*result).invalid())
            return fmt::format("result {} is invalid (a validity check failed in every run)", result->number);
    return "";
}

Verdict verdictOf(measure::Verdict verdict)
{
    switch (verdict) {
    case measure::Verdict::Better:
        return Verdict::Better;
    case measure::Verdict::Worse:
        return Verdict::Worse;
    case measure::Verdict::Equivalent:
        return Verdict::Equivalent;
    case measure::Verdict::Undecided:
        return Verdict::Undecided;
    }
    return Verdict::Undecided;
}

/// An unchecked result may compute anything: it never wins, and it is not "as good" either.
void applyUnchecked(const ResultRecord &a, const ResultRecord &b, Comparison &comparison)
{
    const bool aWins = comparison.verdict == Verdict::Worse || comparison.verdict == Verdict::Equivalent;
    const bool bWins = comparison.verdict == Verdict::Better || comparison.verdict == Verdict::Equivalent;
    for (const auto &[result, wins] : {std::pair{&a, aWins}, std::pair{&b, bWins}}) {
        if (!wins || !standing(*result).unchecked)
            continue;
        comparison.verdict = Verdict::Undecided;
        comparison.reason = fmt::format("the outputs of result {} were not checked against a reference, and an "
                                        "unchecked result never wins",
                                        result->number);
        comparison.more = std::nullopt;
    }
}

double meanWallSeconds(const ResultRecord &result)
{
    const auto runs = usedRuns(result);
    double sum = 0;
    for (const auto *run : runs)
        sum += run->wallSeconds;
    return sum / static_cast<double>(runs.size());
}

/// A run by the full rule takes at least this long; what a quick run spent beside measuring is spent again.
double fullRunSeconds(const ResultRecord &result)
{
    const auto rule = measure::StopRule::full();
    double beside = 0;
    for (const auto *run : usedRuns(result))
        beside = std::max(beside, run->wallSeconds - run->measuredSeconds);
    return std::max(0.0, beside) + rule.warmUpSeconds + rule.minimumSeconds;
}

MoreRuns moreRuns(const ResultRecord &a, const ResultRecord &b, std::optional<unsigned> wanted)
{
    MoreRuns more;
    more.fullRule = standing(a).quick || standing(b).quick;
    if (more.fullRule) {
        more.runsEach = measure::StopRule::full().repeats;
        for (const ResultRecord *result : {&a, &b})
            if (standing(*result).quick || usedRuns(*result).size() < more.runsEach)
                more.seconds += more.runsEach * fullRunSeconds(*result);
        return more;
    }
    if (!wanted) {
        more.hopeless = true;
        return more;
    }
    for (const ResultRecord *result : {&a, &b}) {
        const auto have = static_cast<unsigned>(usedRuns(*result).size());
        const unsigned missing = *wanted > have ? *wanted - have : 0;
        more.runsEach = std::max(more.runsEach, missing);
        more.seconds += missing * meanWallSeconds(*result);
    }
    return more;
}

} // namespace

std::string toText(Verdict verdict, const MetricInfo &metric)
{
    const bool speed = metric.unit == "s" || metric.unit.ends_with("/s");
    switch (verdict) {
    case Verdict::Better:
        return speed ? "faster" : "better";
    case Verdict::Worse:
        return speed ? "slower" : "worse";
    case Verdict::Equivalent:
        return "equivalent";
    case Verdict::Undecided:
        return "undecided";
    case Verdict::NotRanked:
        return "not ranked";
    }
    return "undecided";
}

Status checkSameQuestion(const ResultRecord &a, const ResultRecord &b)
{
    const auto refuse = [&](const std::string &difference) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("results {} and {} are not answers to the same question ({}). Compare results of "
                                   "the same workload with the same workload parameters",
                                   a.number, b.number, difference));
    };
    if (a.point.workload != b.point.workload)
        return refuse(fmt::format("workload: {} and {}", a.point.workload, b.point.workload));
    const auto different = differences(a.point.workloadParameters, b.point.workloadParameters);
    if (!different.empty())
        return refuse(fmt::format("{}", fmt::join(different, "; ")));
    return {};
}

std::vector<std::string> notesOn(const ResultRecord &a, const ResultRecord &b)
{
    std::vector<std::string> notes;
    if (a.point.workloadHash != b.point.workloadHash)
        notes.emplace_back("the workload's sources changed between the two results");
    if (a.point.target == b.point.target && a.point.pluginHash != b.point.pluginHash)
        notes.emplace_back("the backend plugin changed between the two results");
    for (const ResultRecord *result : {&a, &b}) {
        const Standing standing = model::standing(*result);
        if (standing.notConverged)
            notes.push_back(fmt::format("result {} did not converge: its spread may be larger", result->number));
        if (!standing.invalid() && standing.valid < standing.complete)
            notes.push_back(fmt::format("{} invalid runs of result {} were left out",
                                        standing.complete - standing.valid, result->number));
        if (standing.sameCpu)
            notes.push_back(
                fmt::format("result {} ran on the host's own CPU through a device interface", result->number));
    }
    return notes;
}

Result<Comparison> compare(const ResultRecord &a, const ResultRecord &b, std::string_view metricId)
{
    const MetricInfo *info = metricInfo(metricId);
    if (info == nullptr)
        return failure(ErrorCode::NotFound,
                       fmt::format("there is no metric '{}'. `assay metrics` lists them all", metricId));
    if (const Status comparable = checkSameQuestion(a, b); !comparable)
        return failure(comparable.error());
    Comparison comparison;
    comparison.metricId = metricId;
    comparison.a = headline(a, metricId);
    comparison.b = headline(b, metricId);
    if (const Status present = checkPresent(a, comparison.a); !present)
        return failure(present.error());
    if (const Status present = checkPresent(b, comparison.b); !present)
        return failure(present.error());
    comparison.evidence = weakest(comparison.a.evidence, comparison.b.evidence);
    comparison.notes = notesOn(a, b);
    if (comparison.a.evidence != comparison.b.evidence)
        comparison.notes.push_back(
            fmt::format("the numbers rest on different evidence ({} and {}); the comparison is {}",
                        toText(comparison.a.evidence), toText(comparison.b.evidence), toText(comparison.evidence)));

    const auto judged = measure::compare(sideOf(a, metricId), sideOf(b, metricId), info->better);
    if (judged.ratio > 0)
        comparison.ratio = judged.ratio;
    if (judged.interval) {
        comparison.ratioLow = judged.interval->low;
        comparison.ratioHigh = judged.interval->high;
    }
    comparison.reason = whyNotRanked(a, b, comparison);
    if (!comparison.reason.empty()) {
        comparison.verdict = Verdict::NotRanked;
        return comparison;
    }
    comparison.verdict = verdictOf(judged.verdict);
    comparison.reason = judged.reason;
    if (comparison.verdict == Verdict::Undecided && comparison.ratio)
        comparison.more = moreRuns(a, b, judged.runsWanted);
    applyUnchecked(a, b, comparison);
    return comparison;
}

} // namespace assay::model
