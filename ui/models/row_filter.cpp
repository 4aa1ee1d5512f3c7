#include "ui/models/row_filter.hpp"

#include <algorithm>

#include <QString>
#include <QStringList>

#include "core/report/result_text.hpp"
#include "ui/models/table_columns.hpp"

namespace assay::ui {
namespace {

using Kind = TableColumn::Kind;

/// A value of a dimension: a number, a text, or nothing.
struct Value {
    std::optional<double> number;
    std::string text;
};

Value parameterValue(const StudySnapshot &snapshot, const std::string &name, std::size_t row)
{
    const ParameterColumn *column = snapshot.parameter(name);
    if (column == nullptr || !column->cells[row])
        return {};
    const ParameterValue &value = *column->cells[row];
    return {value.type() == ParameterType::Text ? std::nullopt : std::optional(value.number()), value.text()};
}

Value valueOf(const StudySnapshot &snapshot, const TableColumn &dimension, std::size_t place)
{
    const ResultRow &row = snapshot.rows[place];
    switch (dimension.kind) {
    case Kind::Number:
        return {static_cast<double>(row.number), std::to_string(row.number)};
    case Kind::Workload:
        return {std::nullopt, row.workload};
    case Kind::Target:
        return {std::nullopt, row.target};
    case Kind::Device:
        return {std::nullopt, row.device};
    case Kind::Load:
        return {std::nullopt, row.load};
    case Kind::Metric:
        if (const MetricColumn *column = snapshot.metric(dimension.name))
            return {column->cells[place].value, ""};
        return {};
    case Kind::Parameter:
        return parameterValue(snapshot, dimension.name, place);
    default:
        return {};
    }
}

bool holds(const StudySnapshot &snapshot, const Brush &brush, std::size_t row)
{
    const auto dimension = columnFromId(brush.dimension);
    if (!dimension)
        return true; // of a version that knows more
    const Value value = valueOf(snapshot, *dimension, row);
    const bool within = !brush.values.empty() ? brush.values.contains(value.text)
                                              : value.number && (!brush.low || *value.number >= *brush.low) &&
                                                    (!brush.high || *value.number <= *brush.high);
    return within != brush.exclude;
}

bool matches(const StudySnapshot &snapshot, std::size_t place, const QStringList &words)
{
    if (words.isEmpty())
        return true;
    const ResultRow &row = snapshot.rows[place];
    const auto &point = (*snapshot.results)[place].point;
    const QString text =
        QString::fromStdString(row.title + " " + report::describeParameters(point.workloadParameters) + " " +
                               row.device + " " + row.load + " " + row.remarks + " " + row.state);
    return std::all_of(words.begin(), words.end(),
                       [&](const QString &word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace

std::vector<bool> shownRows(const StudySnapshot &snapshot, const ViewState &state)
{
    const QStringList words = QString::fromStdString(state.filterText).simplified().split(' ', Qt::SkipEmptyParts);
    std::vector<bool> shown(snapshot.size());
    for (std::size_t row = 0; row < snapshot.size(); ++row)
        shown[row] = std::all_of(state.brushes.begin(), state.brushes.end(),
                                 [&](const Brush &brush) { return holds(snapshot, brush, row); }) &&
                     matches(snapshot, row, words);
    return shown;
}

} // namespace assay::ui
