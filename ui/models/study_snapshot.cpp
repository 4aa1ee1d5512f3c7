#include "ui/models/study_snapshot.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/model/headline.hpp"
#include "core/report/printable.hpp"
#include "core/report/result_text.hpp"

namespace assay::ui {
namespace {

using study::ResultRecord;

std::string remarksOf(const ResultRecord &result, const model::Standing &standing)
{
    std::string text = report::badges(result);
    if (standing.complete > 0 || result.runs.empty())
        return text;
    const std::string &cause = result.runs.back().causeText;
    return cause.empty() ? text : text + ": " + report::printable(cause);
}

ResultRow rowOf(const ResultRecord &result)
{
    ResultRow row;
    const auto &point = result.point;
    row.number = result.number;
    row.title = report::title(result);
    row.workload = report::printable(point.workload);
    row.target = point.target.text();
    row.device = report::printable(result.deviceName);
    row.load = report::printable(point.scenario.describe());
    row.standing = model::standing(result);
    row.remarks = remarksOf(result, row.standing);
    row.state = report::stateWord(row.standing);
    row.defaultMetric = model::defaultMetric(point.scenario.kind);
    if (!result.runs.empty())
        row.firstStart = report::printable(result.runs.front().startedAt);
    if (const Metric metric = model::headlineValue(result, row.defaultMetric); metric.value) {
        row.boundary = metric.boundary;
        row.evidence = metric.evidence;
    }
    return row;
}

/// What a result answers, as a text to compare.
std::string questionOf(const ResultRecord &result)
{
    return result.point.workload + "\n" + assay::describe(result.point.workloadParameters) + "\n" +
           result.point.scenario.toKey().dump();
}

/// Keeps each reason once: a study of ten thousand runs has a handful of them.
class Reasons {
public:
    explicit Reasons(std::vector<std::string> &all) : m_all(all) { m_all.assign(1, ""); }
    std::uint16_t place(const std::string &reason)
    {
        if (reason.empty())
            return 0;
        const auto found = std::find(m_all.begin(), m_all.end(), reason);
        if (found != m_all.end())
            return static_cast<std::uint16_t>(found - m_all.begin());
        constexpr std::size_t kMost = 60000;
        if (m_all.size() == kMost)
            m_all.emplace_back("see the result for the reason");
        if (m_all.size() > kMost)
            return static_cast<std::uint16_t>(kMost);
        m_all.push_back(reason);
        return static_cast<std::uint16_t>(m_all.size() - 1);
    }

private:
    std::vector<std::string> &m_all;
};

MetricCell cellOf(const Metric &metric, Reasons &reasons)
{
    MetricCell cell;
    cell.value = metric.value;
    cell.low = metric.low;
    cell.high = metric.high;
    cell.evidence = metric.evidence;
    cell.boundary = metric.boundary;
    if (!metric.value)
        cell.reason =
            reasons.place(report::printable(metric.absentReason.empty() ? "reason not recorded" : metric.absentReason));
    return cell;
}

/// The metrics that some run speaks of, in display order.
std::vector<const MetricInfo *> spokenOf(const std::vector<ResultRecord> &results)
{
    std::set<std::string_view> seen;
    for (const auto &result : results)
        for (const auto &run : result.runs)
            for (const auto &metric : run.metrics)
                seen.insert(metric.id);
    std::vector<const MetricInfo *> infos;
    for (const auto &info : metricInfos())
        if (seen.contains(info.id))
            infos.push_back(&info);
    return infos;
}

std::shared_ptr<const MetricColumn> columnOf(const std::vector<ResultRecord> &results, const MetricInfo &info)
{
    auto column = std::make_shared<MetricColumn>();
    column->id = info.id;
    column->unit = info.unit;
    column->better = info.better;
    Reasons reasons(column->reasons);
    column->cells.reserve(results.size());
    for (const auto &result : results)
        column->cells.push_back(cellOf(model::headlineValue(result, info.id), reasons));
    return column;
}

void addParameters(const std::vector<ResultRecord> &results, bool ofBackend, std::vector<ParameterColumn> &columns)
{
    const auto setOf = [&](const ResultRecord &result) -> const ParameterSet & {
        return ofBackend ? result.point.backendParameters : result.point.workloadParameters;
    };
    std::set<std::string> names;
    for (const auto &result : results)
        for (const auto &[name, value] : setOf(result))
            names.insert(name);
    for (const auto &name : names) {
        ParameterColumn column;
        column.name = name;
        column.ofBackend = ofBackend;
        column.cells.reserve(results.size());
        for (const auto &result : results) {
            const auto found = setOf(result).find(name);
            column.cells.push_back(found == setOf(result).end() ? std::nullopt : std::optional(found->second));
        }
        column.differs = std::any_of(column.cells.begin(), column.cells.end(),
                                     [&](const auto &cell) { return cell != column.cells.front(); });
        columns.push_back(std::move(column));
    }
}

/// The cell of a result that has no other runs than it had: a run that has ended never changes.
const MetricCell *unchangedCell(const StudySnapshot &before, const MetricColumn &column, const ResultRecord &result)
{
    const auto row = before.rowOf(result.number);
    if (!row)
        return nullptr;
    const auto &runs = (*before.results)[*row].runs;
    const bool same = std::equal(
        runs.begin(), runs.end(), result.runs.begin(), result.runs.end(),
        [](const study::RunRecord &a, const study::RunRecord &b) { return a.id == b.id && a.state == b.state; });
    return same ? &column.cells[*row] : nullptr;
}

} // namespace

std::optional<std::size_t> StudySnapshot::rowOf(std::int64_t number) const
{
    const auto found = rowByNumber.find(number);
    return found == rowByNumber.end() ? std::nullopt : std::optional(found->second);
}

const MetricColumn *StudySnapshot::metric(std::string_view id) const
{
    const auto found =
        std::find_if(metrics.begin(), metrics.end(), [&](const auto &column) { return column->id == id; });
    return found == metrics.end() ? nullptr : found->get();
}

const ParameterColumn *StudySnapshot::parameter(std::string_view parameterName) const
{
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const ParameterColumn &column) { return column.name == parameterName; });
    return found == parameters.end() ? nullptr : &*found;
}

std::size_t StudySnapshot::runCount() const
{
    std::size_t count = 0;
    for (const auto &row : rows)
        count += row.standing.runs;
    return count;
}

SnapshotPointer makeSnapshot(std::string file, std::vector<ResultRecord> results, std::uint64_t generation)
{
    auto snapshot = std::make_shared<StudySnapshot>();
    snapshot->name = report::printable(std::filesystem::path(file).stem().string());
    snapshot->file = std::move(file);
    snapshot->generation = generation;
    snapshot->results = std::make_shared<const std::vector<ResultRecord>>(std::move(results));
    const auto &all = *snapshot->results;
    snapshot->rows.reserve(all.size());
    std::map<std::string, std::uint32_t> questions;
    for (const auto &result : all) {
        snapshot->rowByNumber.emplace(result.number, snapshot->rows.size());
        snapshot->rows.push_back(ui::rowOf(result));
        const auto next = static_cast<std::uint32_t>(questions.size());
        snapshot->rows.back().question = questions.try_emplace(questionOf(result), next).first->second;
    }
    for (const MetricInfo *info : spokenOf(all))
        snapshot->metrics.push_back(columnOf(all, *info));
    addParameters(all, false, snapshot->parameters);
    addParameters(all, true, snapshot->parameters);
    return snapshot;
}

std::shared_ptr<const MetricColumn> withIntervals(const StudySnapshot &snapshot, const MetricColumn &column,
                                                  const StudySnapshot *before)
{
    auto made = std::make_shared<MetricColumn>();
    made->id = column.id;
    made->unit = column.unit;
    made->better = column.better;
    made->intervals = true;
    Reasons reasons(made->reasons);
    const MetricColumn *known = before == nullptr ? nullptr : before->metric(column.id);
    made->cells.reserve(snapshot.size());
    for (const auto &result : *snapshot.results) {
        const MetricCell *cell =
            known != nullptr && known->intervals ? unchangedCell(*before, *known, result) : nullptr;
        if (cell == nullptr) {
            made->cells.push_back(cellOf(model::headline(result, column.id), reasons));
            continue;
        }
        made->cells.push_back(*cell);
        made->cells.back().reason = reasons.place(known->reason(*cell));
    }
    return made;
}

SnapshotPointer withColumns(const StudySnapshot &snapshot,
                            const std::vector<std::shared_ptr<const MetricColumn>> &columns)
{
    auto made = std::make_shared<StudySnapshot>(snapshot);
    for (auto &present : made->metrics)
        for (const auto &column : columns)
            if (column->id == present->id)
                present = column;
    return made;
}

} // namespace assay::ui
