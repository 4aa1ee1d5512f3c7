#include "ui/models/metric_front.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include <QCoreApplication>

#include "core/model/pareto/front.hpp"
#include "core/report/result_text.hpp"

namespace assay::ui {
namespace {

class FrontTexts {
    Q_DECLARE_TR_FUNCTIONS(assay::ui::MetricFront)
};

/// What may be ranked together: a question, and what both numbers span.
using Group = std::tuple<std::uint32_t, Boundary, Boundary>;

struct Columns {
    const MetricColumn *x, *y;
    [[nodiscard]] Group groupOf(const StudySnapshot &snapshot, std::size_t row) const
    {
        return {snapshot.rows[row].question, x->cells[row].boundary, y->cells[row].boundary};
    }
    [[nodiscard]] bool takesPart(const StudySnapshot &snapshot, std::size_t row) const
    {
        const model::Standing &standing = snapshot.rows[row].standing;
        return x->cells[row].value && y->cells[row].value && !standing.invalid() && !standing.unchecked;
    }
};

std::vector<std::size_t> rowsToRank(const StudySnapshot &snapshot, const ViewState &state,
                                    const std::vector<bool> &shown, const Columns &columns)
{
    std::map<Group, std::vector<std::size_t>> groups;
    for (std::size_t row = 0; row < snapshot.size(); ++row)
        if (shown[row] && columns.takesPart(snapshot, row))
            groups[columns.groupOf(snapshot, row)].push_back(row);
    const auto baseline = state.baseline ? snapshot.rowOf(*state.baseline) : std::nullopt;
    if (baseline)
        if (const auto found = groups.find(columns.groupOf(snapshot, *baseline)); found != groups.end())
            return found->second;
    const auto largest = std::max_element(
        groups.begin(), groups.end(), [](const auto &a, const auto &b) { return a.second.size() < b.second.size(); });
    return largest == groups.end() ? std::vector<std::size_t>() : largest->second;
}

std::string none(const QString &text)
{
    return text.toStdString();
}

} // namespace

MetricFront metricFront(const StudySnapshot &snapshot, const ViewState &state, const std::vector<bool> &shown,
                        const std::string &xMetric, const std::string &yMetric)
{
    MetricFront front;
    const Columns columns{snapshot.metric(xMetric), snapshot.metric(yMetric)};
    if (columns.x == nullptr || columns.y == nullptr || xMetric == yMetric)
        front.none = none(FrontTexts::tr("a front needs two metrics"));
    else if (columns.x->better == Better::Neither || columns.y->better == Better::Neither)
        front.none = none(FrontTexts::tr("more or less of one of them is neither better nor worse"));
    if (!front.none.empty())
        return front;
    const auto rows = rowsToRank(snapshot, state, shown, columns);
    if (rows.size() < 2) {
        front.none = none(FrontTexts::tr("no two results may be ranked together"));
        return front;
    }
    std::vector<double> x, y;
    for (const std::size_t row : rows) {
        x.push_back(*columns.x->cells[row].value);
        y.push_back(*columns.y->cells[row].value);
    }
    front.xIsMaximised = columns.x->better == Better::Higher;
    const std::vector<model::Objective> objectives = {{x, front.xIsMaximised},
                                                      {y, columns.y->better == Better::Higher}};
    for (const std::uint32_t place : model::paretoFront(objectives))
        front.numbers.push_back(snapshot.rows[rows[place]].number);
    const auto &point = (*snapshot.results)[rows.front()].point;
    const std::string parameters = report::describeParameters(point.workloadParameters);
    front.about = snapshot.rows[rows.front()].workload + (parameters.empty() ? "" : " " + parameters) + ", " +
                  toText(columns.x->cells[rows.front()].boundary);
    return front;
}

} // namespace assay::ui
