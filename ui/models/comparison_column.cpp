#include "ui/models/comparison_column.hpp"

#include <cmath>

#include <fmt/format.h>

namespace assay::ui {
namespace {

/// "−23.1 %", "+1,200 %" as "13.0×": above tenfold a percentage says nothing to anybody.
std::string change(double ratio)
{
    if (ratio >= 10)
        return fmt::format("{:.3g}×", ratio);
    const double percent = (ratio - 1) * 100;
    const double shown = std::abs(percent) < 0.05 ? 0 : std::abs(percent);
    return fmt::format("{}{:.{}f} %", shown == 0 ? "±" : percent < 0 ? "−" : "+", shown, shown < 100 ? 1 : 0);
}

ComparisonCell cellOf(const study::ResultRecord &baseline, const study::ResultRecord &result, const std::string &metric)
{
    ComparisonCell cell;
    if (baseline.number == result.number) {
        cell.baseline = true;
        return cell;
    }
    const auto compared = model::compare(baseline, result, metric);
    if (!compared) {
        cell.reason = compared.error().text();
        return cell;
    }
    cell.verdict = compared->verdict;
    cell.ratio = compared->ratio;
    cell.reason = compared->reason;
    for (const auto &note : compared->notes)
        cell.reason += (cell.reason.empty() ? "" : "\n") + note;
    return cell;
}

} // namespace

std::shared_ptr<const ComparisonColumn> compareWithBaseline(const StudySnapshot &snapshot, std::int64_t baseline,
                                                            const std::string &metric)
{
    auto column = std::make_shared<ComparisonColumn>();
    column->metric = metric;
    column->baseline = baseline;
    column->generation = snapshot.generation;
    const auto place = snapshot.rowOf(baseline);
    if (!place)
        return column;
    column->cells.reserve(snapshot.size());
    for (const auto &result : *snapshot.results)
        column->cells.push_back(cellOf((*snapshot.results)[*place], result, metric));
    return column;
}

std::string deltaText(const ComparisonCell &cell, const std::string &metric)
{
    if (cell.baseline)
        return "baseline";
    const MetricInfo *info = metricInfo(metric);
    if (!cell.verdict || info == nullptr)
        return "–";
    const std::string number = cell.ratio ? change(*cell.ratio) : "";
    switch (*cell.verdict) {
    case model::Verdict::Better:
    case model::Verdict::Worse:
        return number + " " + model::toText(*cell.verdict, *info);
    case model::Verdict::Equivalent:
        return "≈ " + number;
    case model::Verdict::Undecided:
        return "? " + number;
    case model::Verdict::NotRanked:
        return "not ranked";
    }
    return "–";
}

} // namespace assay::ui
