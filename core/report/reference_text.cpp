#include "core/report/reference_text.hpp"

#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/json_text.hpp"
#include "core/report/csv.hpp"
#include "core/report/printable.hpp"
#include "core/report/result_json.hpp"
#include "core/report/result_text.hpp"
#include "core/report/source_list.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

using catalog::PublishedMetric;
using catalog::PublishedResult;

Metric metricOf(const PublishedMetric &published)
{
    Metric metric;
    metric.id = published.id;
    metric.value = published.value;
    metric.evidence = Evidence::Published;
    metric.boundary = Boundary::HostCall;
    return metric;
}

/// A metric that none of them has gets no column.
class MetricCells {
public:
    explicit MetricCells(const std::vector<PublishedResult> &references)
    {
        for (const PublishedResult &one : references)
            for (const PublishedMetric &metric : one.metrics)
                m_present.insert(metric.id);
    }
    [[nodiscard]] std::string cell(const PublishedResult &reference, const char *id) const
    {
        if (!m_present.contains(id))
            return "";
        const PublishedMetric *found = reference.metric(id);
        return found != nullptr ? describe(metricOf(*found)) : "–";
    }

private:
    std::set<std::string, std::less<>> m_present;
};

std::string joined(const std::vector<std::string> &parts, const char *between)
{
    std::vector<std::string> some;
    for (const auto &part : parts)
        if (!part.empty())
            some.push_back(printable(part));
    return fmt::format("{}", fmt::join(some, between));
}

/// "4 × nvidia-t4", or the accelerator where the catalogue has no such target.
std::string hardwareCell(const PublishedResult &reference)
{
    const std::string &name = !reference.targetId.empty()      ? reference.targetId
                              : !reference.accelerator.empty() ? reference.accelerator
                                                               : reference.system;
    return printable(reference.devices == 1 ? name : fmt::format("{:g} × {}", reference.devices, name));
}

/// "NVIDIA, v1.0 closed, 2021-04-17: github:…".
std::string sourceText(const PublishedResult &reference)
{
    const std::string by =
        joined({reference.submitter, joined({reference.round, reference.division}, " "), reference.date}, ", ");
    return joined({by, reference.source}, ": ");
}

Json printableTexts(const std::vector<std::string> &texts)
{
    Json list = Json::array();
    for (const auto &text : texts)
        list.push_back(printable(text));
    return list;
}

Json derivedJson(const PublishedResult &reference)
{
    Json list = Json::array();
    for (const PublishedMetric &one : reference.metrics)
        if (!one.derived.empty())
            list.push_back({{"metric", one.id}, {"how", printable(one.derived)}});
    return list;
}

Json referenceJson(const PublishedResult &reference)
{
    Json metrics = Json::array();
    for (const Metric &metric : referenceMetrics(reference))
        metrics.push_back(metricJson(metric));
    return {{"id", printable(reference.id)},
            {"kind", printable(reference.kind)},
            {"round", printable(reference.round)},
            {"division", printable(reference.division)},
            {"submitter", printable(reference.submitter)},
            {"system", printable(reference.system)},
            {"accelerator", printable(reference.accelerator)},
            {"target", reference.targetId.empty() ? Json(nullptr) : Json("catalog:" + printable(reference.targetId))},
            {"devices", reference.devices},
            {"workload", printable(reference.workload)},
            {"input_size", printable(reference.inputSize)},
            {"precision", printable(reference.precision)},
            {"scenario", printable(reference.scenario)},
            {"operations", {{"value", orNull(reference.operations)}, {"unit", "op"}}},
            {"peak", {{"value", orNull(reference.peakOps)}, {"unit", "op/s"}}},
            {"clock", {{"value", orNull(reference.clockHertz)}, {"unit", "Hz"}}},
            {"single_thread", {{"value", orNull(reference.singleThreadQueries)}, {"unit", "query/s"}}},
            {"metrics", metrics},
            {"derived", derivedJson(reference)},
            {"power_scope", printable(reference.powerScope)},
            {"source", printable(reference.source)},
            {"date", printable(reference.date)},
            {"notes", printableTexts(reference.notes)}};
}

} // namespace

std::vector<Metric> referenceMetrics(const PublishedResult &reference)
{
    std::vector<Metric> metrics;
    for (const PublishedMetric &one : reference.metrics)
        metrics.push_back(metricOf(one));
    return metrics;
}

std::string referenceText(const std::vector<PublishedResult> &references, bool bold, std::size_t columns)
{
    TextTable table({{"source"},
                     {"workload"},
                     {"on"},
                     {"load"},
                     {"precision"},
                     {"mean", Align::Right},
                     {"p99", Align::Right},
                     {"throughput", Align::Right},
                     {"power", Align::Right},
                     {"energy", Align::Right},
                     {"evidence, boundary"}});
    table.fitInto(columns);
    SourceList sources;
    const MetricCells metricCells(references);
    for (const PublishedResult &one : references) {
        const auto metrics = referenceMetrics(one);
        table.add({sources.mark(sourceText(one)), joined({one.workload, one.inputSize}, " "), hardwareCell(one),
                   printable(one.scenario), printable(one.precision), metricCells.cell(one, "latency.mean"),
                   metricCells.cell(one, "latency.p99"), metricCells.cell(one, "throughput.queries"),
                   metricCells.cell(one, "power.mean"), metricCells.cell(one, "energy.gross_per_query"),
                   metrics.empty() ? "–" : describeOrigin(metrics.front())});
    }
    const std::string explained =
        "mean and p99 of the latency of a query, energy of a query, power of all devices together\n";
    return table.empty() ? "" : table.render(bold) + "\n" + explained + sources.render(columns);
}

std::string referenceSection(const std::vector<PublishedResult> &references, bool bold, std::size_t columns)
{
    if (references.empty())
        return "";
    return "\nPublished by others, not measured here and not ranked with the results:\n" +
           referenceText(references, bold, columns);
}

Json referencesJson(const std::vector<PublishedResult> &references)
{
    Json list = Json::array();
    for (const PublishedResult &one : references)
        list.push_back(referenceJson(one));
    return list;
}

std::string referencesCsv(const std::vector<PublishedResult> &references)
{
    if (references.empty())
        return "";
    CsvTable csv({"reference", "kind", "submitter", "system", "target", "devices", "workload", "precision", "scenario",
                  "metric", "value", "unit", "evidence", "boundary", "derived", "power_scope", "source", "date",
                  "notes"});
    for (const PublishedResult &one : references)
        for (const PublishedMetric &published : one.metrics) {
            const Metric metric = metricOf(published);
            const MetricInfo *info = metricInfo(metric.id);
            csv.text(printable(one.id)).text(printable(one.kind)).text(printable(one.submitter));
            csv.text(printable(one.system)).text(printable(one.targetId)).number(one.devices);
            csv.text(printable(one.workload)).text(printable(one.precision)).text(printable(one.scenario));
            csv.text(printable(metric.id)).number(metric.value).text(info != nullptr ? info->unit : "");
            csv.text(toText(metric.evidence)).text(toText(metric.boundary)).text(printable(published.derived));
            csv.text(printable(one.powerScope)).text(printable(one.source)).text(printable(one.date));
            csv.text(joined(one.notes, "; "));
            csv.endRow();
        }
    return csv.content();
}

} // namespace assay::report
