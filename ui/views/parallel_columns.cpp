#include "ui/views/parallel_columns.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "ui/views/scatter_columns.hpp"

namespace assay::ui {
namespace {

using Kind = TableColumn::Kind;
constexpr std::size_t kMostAxes = 9;
constexpr double kLogarithmicFrom = 20; ///< most over least

std::string textOf(const StudySnapshot &snapshot, const TableColumn &column, std::size_t row)
{
    switch (column.kind) {
    case Kind::Workload:
        return snapshot.rows[row].workload;
    case Kind::Target:
        return snapshot.rows[row].target;
    case Kind::Device:
        return snapshot.rows[row].device;
    case Kind::Load:
        return snapshot.rows[row].load;
    case Kind::Parameter: {
        const auto &cell = snapshot.parameter(column.name)->cells[row];
        return cell ? cell->text() : std::string();
    }
    default:
        return {};
    }
}

bool isText(const StudySnapshot &snapshot, const TableColumn &column)
{
    if (column.kind == Kind::Metric)
        return false;
    if (column.kind != Kind::Parameter)
        return true;
    const auto &cells = snapshot.parameter(column.name)->cells;
    return std::ranges::any_of(cells, [](const auto &cell) { return cell && cell->type() == ParameterType::Text; });
}

std::optional<double> numberOf(const StudySnapshot &snapshot, const TableColumn &column, std::size_t row)
{
    if (column.kind == Kind::Metric)
        return snapshot.metric(column.name)->cells[row].value;
    const auto &cell = snapshot.parameter(column.name)->cells[row];
    return cell ? std::optional(cell->number()) : std::nullopt;
}

bool textsDiffer(const StudySnapshot &snapshot, const TableColumn &column)
{
    for (std::size_t row = 1; row < snapshot.size(); ++row)
        if (textOf(snapshot, column, row) != textOf(snapshot, column, 0))
            return true;
    return false;
}

bool hasNumbers(const MetricColumn &column)
{
    return std::ranges::any_of(column.cells, [](const MetricCell &cell) { return cell.value.has_value(); });
}

bool severalValues(const ParallelDimension &dimension)
{
    std::set<double> values;
    for (const double value : dimension.values)
        if (std::isfinite(value))
            values.insert(value);
    return values.size() > 1;
}

ParallelDimension ofTexts(const StudySnapshot &snapshot, const TableColumn &column)
{
    ParallelDimension made;
    std::set<std::string> texts;
    for (std::size_t row = 0; row < snapshot.size(); ++row)
        texts.insert(textOf(snapshot, column, row));
    texts.erase("");
    const std::vector<std::string> sorted(texts.begin(), texts.end());
    for (const std::string &text : sorted)
        made.axis.categories << QString::fromStdString(text);
    for (std::size_t row = 0; row < snapshot.size(); ++row) {
        const auto place = std::ranges::lower_bound(sorted, textOf(snapshot, column, row));
        const bool known = place != sorted.end() && *place == textOf(snapshot, column, row);
        made.values.push_back(known ? static_cast<double>(place - sorted.begin()) : charts::kAbsent);
    }
    return made;
}

ParallelDimension ofNumbers(const StudySnapshot &snapshot, const TableColumn &column)
{
    ParallelDimension made;
    double least = INFINITY, most = -INFINITY;
    for (std::size_t row = 0; row < snapshot.size(); ++row) {
        const auto value = numberOf(snapshot, column, row);
        made.values.push_back(value.value_or(charts::kAbsent));
        if (value) {
            least = std::min(least, *value);
            most = std::max(most, *value);
        }
    }
    made.axis.logarithmic = least > 0 && most / least > kLogarithmicFrom;
    return made;
}

} // namespace

std::vector<std::string> possibleAxes(const StudySnapshot &snapshot)
{
    std::vector<std::string> ids;
    for (const Kind kind : {Kind::Workload, Kind::Target, Kind::Device, Kind::Load})
        if (const TableColumn column{kind, ""}; textsDiffer(snapshot, column))
            ids.push_back(column.id());
    for (const ParameterColumn &parameter : snapshot.parameters)
        if (parameter.differs)
            ids.push_back(TableColumn{Kind::Parameter, parameter.name}.id());
    for (const auto &metric : snapshot.metrics)
        if (hasNumbers(*metric))
            ids.push_back(TableColumn{Kind::Metric, metric->id}.id());
    return ids;
}

std::vector<std::string> parallelAxes(const StudySnapshot &snapshot, const ChartsView &view)
{
    const std::vector<std::string> possible = possibleAxes(snapshot);
    std::vector<std::string> axes;
    for (const std::string &id : view.parallelAxes)
        if (std::ranges::find(possible, id) != possible.end())
            axes.push_back(id);
    if (axes.size() >= 2)
        return axes;
    axes.clear();
    const std::set<std::string> metrics{"metric:latency.p50", "metric:latency.p99", "metric:throughput.queries",
                                        "metric:energy.gross_per_query"};
    std::size_t wanted = 0;
    for (const std::string &id : possible)
        wanted += metrics.contains(id) ? 1 : 0;
    for (const std::string &id : possible) {
        const bool isMetric = id.starts_with("metric:");
        const bool hasRoom = axes.size() + wanted < kMostAxes;
        if (isMetric ? metrics.contains(id)
                     : hasRoom && id != "device" && id != "load" && severalValues(parallelDimension(snapshot, id)))
            axes.push_back(id);
    }
    return axes;
}

ParallelDimension parallelDimension(const StudySnapshot &snapshot, const std::string &id)
{
    const TableColumn column = columnFromId(id).value_or(TableColumn{});
    ParallelDimension made = isText(snapshot, column) ? ofTexts(snapshot, column) : ofNumbers(snapshot, column);
    made.id = id;
    made.axis.name = ColumnTexts::title(column);
    if (column.kind == Kind::Metric)
        made.axis.unit = QString::fromStdString(snapshot.metric(column.name)->unit);
    return made;
}

std::optional<charts::AxisBrush> axisBrush(const Brush &brush, const ParallelDimension &dimension, std::size_t axis)
{
    charts::AxisBrush made{axis, {}, !brush.exclude};
    if (dimension.axis.categories.isEmpty()) {
        if (!brush.values.empty())
            return std::nullopt;
        made.range = {brush.low.value_or(-HUGE_VAL), brush.high.value_or(HUGE_VAL)};
        for (const double value : dimension.values) {
            if (!brush.low && std::isfinite(value))
                made.range.low = std::isfinite(made.range.low) ? std::min(made.range.low, value) : value;
            if (!brush.high && std::isfinite(value))
                made.range.high = std::isfinite(made.range.high) ? std::max(made.range.high, value) : value;
        }
        return std::isfinite(made.range.low) && std::isfinite(made.range.high) ? std::optional(made) : std::nullopt;
    }
    std::vector<int> places;
    for (const std::string &value : brush.values)
        if (const auto place = dimension.axis.categories.indexOf(QString::fromStdString(value)); place >= 0)
            places.push_back(static_cast<int>(place));
    std::ranges::sort(places);
    if (places.empty() || places.size() != brush.values.size() ||
        places.back() - places.front() + 1 != static_cast<int>(places.size()))
        return std::nullopt;
    made.range = {places.front() - 0.4, places.back() + 0.4};
    return made;
}

Brush brushOf(const charts::AxisBrush &brush, const ParallelDimension &dimension)
{
    Brush made;
    made.dimension = dimension.id;
    made.exclude = !brush.keep;
    if (dimension.axis.categories.isEmpty()) {
        made.low = brush.range.low;
        made.high = brush.range.high;
        return made;
    }
    for (int place = 0; place < dimension.axis.categories.size(); ++place)
        if (place >= brush.range.low && place <= brush.range.high)
            made.values.insert(dimension.axis.categories[place].toStdString());
    return made;
}

} // namespace assay::ui
