#include "core/report/result_csv.hpp"

#include <map>
#include <set>

#include "core/model/headline.hpp"
#include "core/report/csv.hpp"
#include "core/report/printable.hpp"
#include "core/report/result_text.hpp"

namespace assay::report {
namespace {

using study::ResultRecord;

std::string causeOf(const ResultRecord &result)
{
    for (auto run = result.runs.rbegin(); run != result.runs.rend(); ++run)
        if (run->state == study::RunState::Failed)
            return printable(measure::toText(run->cause) + (run->causeText.empty() ? "" : ": " + run->causeText));
    return "";
}

std::string unitOf(const std::string &metricId)
{
    const MetricInfo *info = metricInfo(metricId);
    return info != nullptr ? std::string(info->unit) : "1";
}

const std::vector<std::string> kStandingColumns{"runs",        "runs_complete",   "runs_valid",
                                                "runs_failed", "runs_do_not_fit", "quick",
                                                "unchecked",   "not_converged",   "same_cpu"};

void addStanding(CsvTable &csv, const model::Standing &standing)
{
    csv.integer(standing.runs).integer(standing.complete).integer(standing.valid).integer(standing.failed);
    csv.integer(standing.doesNotFit);
    csv.flag(standing.quick).flag(standing.unchecked).flag(standing.notConverged).flag(standing.sameCpu);
}

void addMetricRow(CsvTable &csv, const ResultRecord &result, const Metric &metric)
{
    const auto &point = result.point;
    const auto standing = model::standing(result);
    csv.integer(result.number).text(printable(result.key)).text(printable(point.workload));
    csv.text(describeParameters(point.workloadParameters)).text(point.target.text());
    csv.text(describeParameters(point.backendParameters)).text(printable(result.deviceName));
    csv.text(point.scenario.describe()).text(printable(metric.id)).number(metric.value);
    csv.number(metric.low).number(metric.high).text(metric.id.empty() ? "" : unitOf(metric.id));
    csv.text(metric.value ? toText(metric.evidence) : "").text(metric.id.empty() ? "" : toText(metric.boundary));
    csv.text(metric.value ? "" : printable(metric.absentReason)).text(stateWord(standing));
    addStanding(csv, standing);
    csv.endRow();
}

Metric noMetric(const ResultRecord &result)
{
    Metric none;
    const std::string cause = causeOf(result);
    none.absentReason = cause.empty() ? "no complete run" : cause;
    return none;
}

using Names = std::set<std::string>;
void collect(Names &names, const ParameterSet &parameters)
{
    for (const auto &[name, value] : parameters)
        names.insert(name);
}

void addParameters(CsvTable &csv, const Names &names, const ParameterSet &parameters)
{
    for (const auto &name : names) {
        const auto found = parameters.find(name);
        if (found == parameters.end())
            csv.text("");
        else if (found->second.type() == ParameterType::Integer)
            csv.integer(found->second.integer());
        else if (found->second.type() == ParameterType::Real)
            csv.number(found->second.number());
        else
            csv.text(printable(found->second.text()));
    }
}

/// What the columns of the wide table are made of.
struct WideColumns {
    Names workload, backend;
    std::vector<std::string> metrics;
};

using Headlines = std::vector<std::vector<Metric>>; ///< by result

WideColumns wideColumns(const std::vector<ResultRecord> &results, const Headlines &headlines)
{
    WideColumns columns;
    Names seen;
    for (std::size_t i = 0; i < results.size(); ++i) {
        collect(columns.workload, results[i].point.workloadParameters);
        collect(columns.backend, results[i].point.backendParameters);
        for (const auto &metric : headlines[i])
            seen.insert(metric.id);
    }
    for (const auto &info : metricInfos())
        if (seen.contains(std::string(info.id)))
            columns.metrics.emplace_back(info.id);
    return columns;
}

std::vector<std::string> wideTitles(const WideColumns &columns)
{
    std::vector<std::string> titles{"result", "key", "workload", "target", "device", "scenario", "state", "cause"};
    titles.insert(titles.end(), kStandingColumns.begin(), kStandingColumns.end());
    for (const auto &name : columns.workload)
        titles.push_back("parameter." + printable(name));
    for (const auto &name : columns.backend)
        titles.push_back("backend." + printable(name));
    for (const auto &id : columns.metrics) {
        const std::string unit = " (" + unitOf(id) + ")";
        titles.insert(titles.end(),
                      {id + unit, id + " low" + unit, id + " high" + unit, id + " evidence", id + " boundary"});
    }
    return titles;
}

void addWideMetrics(CsvTable &csv, const std::vector<std::string> &ids, const std::vector<Metric> &metrics)
{
    for (const auto &id : ids) {
        Metric metric;
        for (const auto &candidate : metrics)
            if (candidate.id == id)
                metric = candidate;
        csv.number(metric.value).number(metric.low).number(metric.high);
        csv.text(metric.value ? toText(metric.evidence) : "").text(metric.value ? toText(metric.boundary) : "");
    }
}

} // namespace

std::string metricsCsv(const std::vector<ResultRecord> &results)
{
    std::vector<std::string> columns{"result",   "key",
                                     "workload", "workload_parameters",
                                     "target",   "backend_parameters",
                                     "device",   "scenario",
                                     "metric",   "value",
                                     "low",      "high",
                                     "unit",     "evidence",
                                     "boundary", "absent_reason",
                                     "state"};
    columns.insert(columns.end(), kStandingColumns.begin(), kStandingColumns.end());
    CsvTable csv(columns);
    for (const auto &result : results) {
        if (model::standing(result).withoutNumbers())
            addMetricRow(csv, result, noMetric(result));
        else
            for (const auto &metric : model::headlines(result))
                addMetricRow(csv, result, metric);
    }
    return csv.content();
}

std::string resultsCsv(const std::vector<ResultRecord> &results)
{
    Headlines headlines;
    for (const auto &result : results)
        headlines.push_back(model::headlines(result));
    const WideColumns columns = wideColumns(results, headlines);
    CsvTable csv(wideTitles(columns));
    for (std::size_t i = 0; i < results.size(); ++i) {
        const ResultRecord &result = results[i];
        const auto standing = model::standing(result);
        csv.integer(result.number).text(printable(result.key)).text(printable(result.point.workload));
        csv.text(result.point.target.text()).text(printable(result.deviceName));
        csv.text(result.point.scenario.describe()).text(stateWord(standing)).text(causeOf(result));
        addStanding(csv, standing);
        addParameters(csv, columns.workload, result.point.workloadParameters);
        addParameters(csv, columns.backend, result.point.backendParameters);
        addWideMetrics(csv, columns.metrics, headlines[i]);
        csv.endRow();
    }
    return csv.content();
}

} // namespace assay::report
