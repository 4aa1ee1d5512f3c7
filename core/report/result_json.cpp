#include "core/report/result_json.hpp"

#include "core/base/json_text.hpp"
#include "core/model/headline.hpp"
#include "core/report/printable.hpp"
#include "core/report/reference_text.hpp"
#include "core/report/result_text.hpp"

namespace assay::report {
namespace {

/// Names and values as they are in the file, but harmless on a terminal and valid UTF-8.
Json printableValues(const Json &json)
{
    if (json.is_string())
        return printable(json.get<std::string>());
    if (json.is_object()) {
        Json out = Json::object();
        for (const auto &[key, value] : json.items())
            out[printable(key)] = printableValues(value);
        return out;
    }
    if (json.is_array()) {
        Json out = Json::array();
        for (const auto &value : json)
            out.push_back(printableValues(value));
        return out;
    }
    return json;
}

Json findingsJson(const std::vector<measure::ValidityFinding> &findings)
{
    Json list = Json::array();
    for (const auto &finding : findings)
        list.push_back({{"id", printable(finding.id)},
                        {"level", finding.level == measure::ValidityFinding::Level::Invalid ? "invalid" : "warning"},
                        {"text", printable(finding.text)}});
    return list;
}

template <class Metrics> Json metricsJson(const Metrics &metrics)
{
    Json list = Json::array();
    for (const auto &metric : metrics)
        list.push_back(metricJson(metric));
    return list;
}

Json runJson(const study::RunRecord &run)
{
    Json json{{"id", run.id},
              {"run", run.repeat + 1},
              {"state", study::toText(run.state)},
              {"started_at", printable(run.startedAt)},
              {"wall_seconds", run.wallSeconds},
              {"seed", run.seed}};
    if (run.state == study::RunState::Failed)
        json.update({{"cause", toText(run.cause)},
                     {"cause_text", printable(run.causeText)},
                     {"next_step", measure::nextStep(run.cause)}});
    if (run.state == study::RunState::Complete)
        json.update({{"quick", run.quick},
                     {"checked", run.checked},
                     {"invalid", run.invalid()},
                     {"converged", run.converged},
                     {"not_converged", printable(run.notConverged)},
                     {"queries", run.queries},
                     {"measured_seconds", run.measuredSeconds},
                     {"findings", findingsJson(run.findings)},
                     {"metrics", metricsJson(run.metrics)}});
    return json;
}

Json standingJson(const model::Standing &standing)
{
    return {{"state", stateWord(standing)}, {"runs", standing.runs},           {"complete", standing.complete},
            {"valid", standing.valid},      {"failed", standing.failed},       {"does_not_fit", standing.doesNotFit},
            {"quick", standing.quick},      {"unchecked", standing.unchecked}, {"not_converged", standing.notConverged},
            {"same_cpu", standing.sameCpu}};
}

} // namespace

Json metricJson(const Metric &metric)
{
    const MetricInfo *info = metricInfo(metric.id);
    Json json{{"id", printable(metric.id)},
              {"value", orNull(metric.value)},
              {"low", orNull(metric.low)},
              {"high", orNull(metric.high)},
              {"unit", info != nullptr ? std::string(info->unit) : "1"},
              {"evidence", toText(metric.evidence)},
              {"boundary", toText(metric.boundary)}};
    if (!metric.value)
        json["absent_reason"] = metric.absentReason.empty() ? "reason not recorded" : printable(metric.absentReason);
    return json;
}

Json resultJson(const study::ResultRecord &result)
{
    Json runs = Json::array();
    for (const auto &run : result.runs)
        runs.push_back(runJson(run));
    return {{"number", result.number},
            {"key", printable(result.key)},
            {"point", printableValues(result.point.toJson())},
            {"device", printable(result.deviceName)},
            {"standing", standingJson(model::standing(result))},
            {"metrics", metricsJson(model::headlines(result))},
            {"runs", runs}};
}

Json comparisonJson(const study::ResultRecord &a, const study::ResultRecord &b, const model::Comparison &comparison)
{
    const MetricInfo *info = metricInfo(comparison.metricId);
    Json json{{"metric", comparison.metricId},
              {"a", {{"result", a.number}, {"title", title(a)}, {"metric", metricJson(comparison.a)}}},
              {"b", {{"result", b.number}, {"title", title(b)}, {"metric", metricJson(comparison.b)}}},
              {"ratio",
               {{"meaning", "b / a"},
                {"value", orNull(comparison.ratio)},
                {"low", orNull(comparison.ratioLow)},
                {"high", orNull(comparison.ratioHigh)},
                {"unit", "1"}}},
              {"verdict", info != nullptr ? model::toText(comparison.verdict, *info) : "undecided"},
              {"reason", comparison.reason},
              {"evidence", toText(comparison.evidence)},
              {"notes", comparison.notes},
              {"more_runs", nullptr}};
    if (comparison.more)
        json["more_runs"] = {{"runs_each", comparison.more->runsEach},
                             {"seconds", comparison.more->seconds},
                             {"unit", "s"},
                             {"full_rule", comparison.more->fullRule},
                             {"hopeless", comparison.more->hopeless}};
    return json;
}

Json resultsDocument(const std::vector<study::ResultRecord> &results,
                     const std::vector<catalog::PublishedResult> &references)
{
    Json list = Json::array();
    for (const auto &result : results)
        list.push_back(resultJson(result));
    Json metrics = Json::array();
    for (const auto &info : metricInfos())
        metrics.push_back(
            {{"id", std::string(info.id)}, {"unit", std::string(info.unit)}, {"meaning", std::string(info.meaning)}});
    return {{"assay_export", 1},
            {"schema", "assay.results/1"},
            {"results", list},
            {"references", referencesJson(references)},
            {"metrics", metrics}};
}

} // namespace assay::report
