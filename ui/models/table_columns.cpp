#include "ui/models/table_columns.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace assay::ui {
namespace {

using Kind = TableColumn::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 10> kPlain = {{{Kind::Number, "number"},
                                                                       {Kind::Workload, "workload"},
                                                                       {Kind::Target, "target"},
                                                                       {Kind::Device, "device"},
                                                                       {Kind::Parameters, "parameters"},
                                                                       {Kind::Load, "load"},
                                                                       {Kind::Origin, "origin"},
                                                                       {Kind::Remarks, "remarks"},
                                                                       {Kind::Runs, "runs"},
                                                                       {Kind::Started, "started"}}};
constexpr std::array<std::pair<Kind, std::string_view>, 3> kNamed = {
    {{Kind::Metric, "metric:"}, {Kind::Delta, "delta:"}, {Kind::Parameter, "parameter:"}}};

/// Parameters that get a column each by default; more make the table unreadable and share one column.
constexpr std::ptrdiff_t kMostParameterColumns = 4;

bool hasValue(const MetricColumn *column)
{
    return column != nullptr && std::any_of(column->cells.begin(), column->cells.end(),
                                            [](const MetricCell &cell) { return cell.value.has_value(); });
}

void addParameters(const StudySnapshot &snapshot, std::vector<TableColumn> &columns)
{
    const auto differing = std::count_if(snapshot.parameters.begin(), snapshot.parameters.end(),
                                         [](const ParameterColumn &column) { return column.differs; });
    if (differing > kMostParameterColumns) {
        columns.push_back({Kind::Parameters, ""});
        return;
    }
    for (const auto &parameter : snapshot.parameters)
        if (parameter.differs)
            columns.push_back({Kind::Parameter, parameter.name});
}

bool isPossible(const StudySnapshot &snapshot, const TableColumn &column)
{
    if (column.kind == Kind::Metric)
        return snapshot.metric(column.name) != nullptr;
    if (column.kind == Kind::Parameter)
        return snapshot.parameter(column.name) != nullptr;
    return column.kind != Kind::Delta;
}

bool isHidden(const StudySnapshot &snapshot, const ViewState &state, const TableColumn &column)
{
    if (!state.differencesOnly || column.kind != Kind::Parameter || snapshot.size() < 2)
        return false;
    return !snapshot.parameter(column.name)->differs;
}

/// The ids that people use every day get a title of their own; the others are their id.
QString metricTitle(const std::string &id)
{
    if (id == "latency.mean")
        return ColumnTexts::tr("Mean latency");
    if (id == "latency.p90")
        return ColumnTexts::tr("p90 latency");
    if (id == "latency.p95")
        return ColumnTexts::tr("p95 latency");
    if (id == "latency.max")
        return ColumnTexts::tr("Longest latency");
    if (id == "throughput.items")
        return ColumnTexts::tr("Items per second");
    if (id == "throughput.ops")
        return ColumnTexts::tr("Operations per second");
    if (id == "throughput.bytes")
        return ColumnTexts::tr("Bytes per second");
    if (id == "latency.p50")
        return ColumnTexts::tr("Median latency");
    if (id == "latency.p99")
        return ColumnTexts::tr("p99 latency");
    if (id == "latency.p99.9")
        return ColumnTexts::tr("p99.9 latency");
    if (id == "latency.item")
        return ColumnTexts::tr("Item latency");
    if (id == "throughput.queries")
        return ColumnTexts::tr("Throughput");
    if (id == "energy.gross_per_query")
        return ColumnTexts::tr("Energy per query");
    if (id == "power.mean")
        return ColumnTexts::tr("Mean power");
    if (id == "slo.rate")
        return ColumnTexts::tr("Rate within SLO");
    return QString::fromStdString(id);
}

} // namespace

std::string TableColumn::id() const
{
    for (const auto &[plain, word] : kPlain)
        if (plain == kind)
            return std::string(word);
    for (const auto &[named, prefix] : kNamed)
        if (named == kind)
            return std::string(prefix) + name;
    return "";
}

bool TableColumn::isNumeric() const
{
    return kind == Kind::Number || kind == Kind::Metric || kind == Kind::Delta || kind == Kind::Runs;
}

std::optional<TableColumn> columnFromId(std::string_view id)
{
    for (const auto &[kind, word] : kPlain)
        if (id == word)
            return TableColumn{kind, ""};
    for (const auto &[kind, prefix] : kNamed)
        if (id.starts_with(prefix) && id.size() > prefix.size())
            return TableColumn{kind, std::string(id.substr(prefix.size()))};
    return std::nullopt;
}

QString ColumnTexts::title(const TableColumn &column)
{
    switch (column.kind) {
    case Kind::Number:
        return tr("#");
    case Kind::Workload:
        return tr("Workload");
    case Kind::Target:
        return tr("Target");
    case Kind::Device:
        return tr("Device");
    case Kind::Parameters:
        return tr("Parameters");
    case Kind::Load:
        return tr("Load");
    case Kind::Origin:
        return tr("Evidence, boundary");
    case Kind::Remarks:
        return tr("Remarks");
    case Kind::Runs:
        return tr("Runs");
    case Kind::Started:
        return tr("First run");
    case Kind::Metric:
        return metricTitle(column.name);
    case Kind::Delta:
        return tr("Δ %1").arg(metricTitle(column.name));
    case Kind::Parameter:
        return QString::fromStdString(column.name);
    }
    return {};
}

QString ColumnTexts::meaning(const TableColumn &column)
{
    switch (column.kind) {
    case Kind::Number:
        return tr("The result's number in this file; commands call it by that");
    case Kind::Workload:
        return tr("The computation that was measured");
    case Kind::Target:
        return tr("What it ran on: backend and device");
    case Kind::Device:
        return tr("The device as its backend reported it");
    case Kind::Parameters:
        return tr("Parameters of the workload and of the backend");
    case Kind::Load:
        return tr("How queries arrived");
    case Kind::Origin:
        return tr("Where the main number comes from, and what it spans");
    case Kind::Remarks:
        return tr("What to know before trusting the result");
    case Kind::Runs:
        return tr("Complete runs of all runs; each is a fresh process");
    case Kind::Started:
        return tr("When the first run started, in universal time");
    case Kind::Metric:
    case Kind::Delta: {
        const MetricInfo *info = metricInfo(column.name);
        const QString text =
            info == nullptr ? QString()
                            : QString::fromUtf8(info->meaning.data(), static_cast<qsizetype>(info->meaning.size()));
        return column.kind == Kind::Metric ? text
                                           : tr("Difference to the baseline. ≈ equivalent (within ±5 %), ? undecided: "
                                                "run more. %1")
                                                 .arg(text);
    }
    case Kind::Parameter:
        return tr("A parameter of the workload or of the backend");
    }
    return {};
}

std::vector<TableColumn> possibleColumns(const StudySnapshot &snapshot)
{
    std::vector<TableColumn> columns;
    for (const auto &[kind, word] : kPlain)
        columns.push_back({kind, ""});
    for (const auto &parameter : snapshot.parameters)
        columns.push_back({Kind::Parameter, parameter.name});
    for (const auto &metric : snapshot.metrics)
        columns.push_back({Kind::Metric, metric->id});
    return columns;
}

std::vector<TableColumn> defaultColumns(const StudySnapshot &snapshot)
{
    std::vector<TableColumn> columns = {{Kind::Number, ""}, {Kind::Workload, ""}, {Kind::Target, ""}};
    addParameters(snapshot, columns);
    const bool loads = std::any_of(snapshot.rows.begin(), snapshot.rows.end(), [&](const ResultRow &row) {
        return row.load != snapshot.rows.front().load || row.load != "single-stream";
    });
    if (loads)
        columns.push_back({Kind::Load, ""});
    for (const char *id : {"latency.p50", "latency.p99", "throughput.queries", "slo.rate", "energy.gross_per_query"})
        if (hasValue(snapshot.metric(id)))
            columns.push_back({Kind::Metric, id});
    columns.push_back({Kind::Origin, ""});
    columns.push_back({Kind::Remarks, ""});
    return columns;
}

std::vector<TableColumn> shownColumns(const StudySnapshot &snapshot, const ViewState &state)
{
    std::vector<TableColumn> wanted;
    for (const auto &id : state.table.columns)
        if (const auto column = columnFromId(id); column && isPossible(snapshot, *column))
            wanted.push_back(*column);
    if (wanted.empty())
        wanted = defaultColumns(snapshot);
    std::vector<TableColumn> shown;
    for (const auto &column : wanted) {
        if (isHidden(snapshot, state, column))
            continue;
        shown.push_back(column);
        if (column.kind == Kind::Metric && state.baseline)
            shown.push_back({Kind::Delta, column.name});
    }
    return shown;
}

} // namespace assay::ui
