#include "ui/models/results_table.hpp"

#include <algorithm>
#include <utility>

#include "core/base/units.hpp"
#include "core/report/printable.hpp"
#include "core/report/result_text.hpp"

namespace assay::ui {
namespace {

using Kind = TableColumn::Kind;

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

std::string cellText(const MetricCell &cell, const std::string &unit)
{
    if (!cell.value)
        return "–";
    if (cell.low && cell.high && *cell.low < *cell.high)
        return formatInterval(*cell.value, *cell.low, *cell.high, unit);
    return formatQuantity(*cell.value, unit);
}

std::string origin(Evidence evidence, Boundary boundary)
{
    return toText(evidence) + ", " + toText(boundary);
}

/// "m=256 lanes=4"; without those that are the same in all results where only differences are wanted.
std::string parametersOf(const StudySnapshot &snapshot, std::size_t row, bool differencesOnly)
{
    std::string text;
    for (const auto &column : snapshot.parameters)
        if (const auto &value = column.cells[row]; value && (column.differs || !differencesOnly))
            text += (text.empty() ? "" : " ") + report::printable(column.name + "=" + value->text());
    return text;
}

/// Results that are there already stay where they are, new ones come behind them.
bool continues(const StudySnapshot *before, const StudySnapshot &after)
{
    if (before == nullptr || before->file != after.file || before->size() > after.size())
        return false;
    return std::equal(before->rows.begin(), before->rows.end(), after.rows.begin(),
                      [](const ResultRow &a, const ResultRow &b) { return a.number == b.number; });
}

} // namespace

ResultsTable::ResultsTable(StudySession &session, QObject *parent) : QAbstractTableModel(parent), m_session(session)
{
    connect(&session, &StudySession::snapshotChanged, this, &ResultsTable::takeSnapshot);
    connect(&session, &StudySession::intervalsChanged, this, &ResultsTable::takeSnapshot);
    connect(&session, &StudySession::closed, this, &ResultsTable::takeSnapshot);
    connect(&session, &StudySession::viewChanged, this, &ResultsTable::takeColumns);
    connect(&session, &StudySession::comparisonChanged, this, &ResultsTable::refreshCells);
    takeSnapshot();
}

int ResultsTable::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_snapshot ? 0 : static_cast<int>(m_snapshot->size());
}

int ResultsTable::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

void ResultsTable::takeSnapshot()
{
    const SnapshotPointer next = m_session.snapshot();
    if (!next || !continues(m_snapshot.get(), *next)) {
        beginResetModel();
        m_snapshot = next;
        m_columns = next ? shownColumns(*next, m_session.view()) : std::vector<TableColumn>();
        endResetModel();
        return;
    }
    const std::size_t before = m_snapshot->size();
    if (next->size() > before) {
        beginInsertRows({}, static_cast<int>(before), static_cast<int>(next->size()) - 1);
        m_snapshot = next;
        endInsertRows();
    }
    m_snapshot = next;
    takeColumns();
    refreshCells();
}

void ResultsTable::takeColumns()
{
    if (!m_snapshot)
        return;
    auto next = shownColumns(*m_snapshot, m_session.view());
    if (next == m_columns) {
        if (std::exchange(m_baseline, m_session.view().baseline) != m_session.view().baseline)
            refreshCells();
        return;
    }
    beginResetModel();
    m_columns = std::move(next);
    endResetModel();
}

void ResultsTable::refreshCells()
{
    if (rowCount() > 0 && columnCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int ResultsTable::columnOf(const std::string &id) const
{
    const auto found =
        std::find_if(m_columns.begin(), m_columns.end(), [&](const TableColumn &column) { return column.id() == id; });
    return found == m_columns.end() ? -1 : static_cast<int>(found - m_columns.begin());
}

int ResultsTable::rowOfNumber(std::int64_t number) const
{
    const auto row = m_snapshot ? m_snapshot->rowOf(number) : std::nullopt;
    return row ? static_cast<int>(*row) : -1;
}

const MetricCell *ResultsTable::metricCell(const TableColumn &column, std::size_t row) const
{
    const MetricColumn *metric = column.kind == Kind::Metric ? m_snapshot->metric(column.name) : nullptr;
    return metric == nullptr ? nullptr : &metric->cells[row];
}

const ComparisonCell *ResultsTable::deltaCell(const TableColumn &column, std::size_t row) const
{
    const auto compared = column.kind == Kind::Delta ? m_session.comparison(column.name) : nullptr;
    return compared == nullptr || row >= compared->cells.size() ? nullptr : &compared->cells[row];
}

QVariant ResultsTable::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    const TableColumn &column = m_columns[static_cast<std::size_t>(index.column())];
    switch (role) {
    case Qt::DisplayRole:
        return textOf(column, row);
    case Qt::ToolTipRole:
        return toolTip(column, row);
    case Qt::AccessibleTextRole:
        return spoken(column, row);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(column.isNumeric() ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    case SortRole:
        return sortValue(column, row);
    case NumberRole:
        return QVariant::fromValue(m_snapshot->rows[row].number);
    case StateRole:
        return text(m_snapshot->rows[row].state);
    case BaselineRole:
        return m_session.view().baseline == m_snapshot->rows[row].number;
    default:
        break;
    }
    if (const MetricCell *cell = metricCell(column, row); cell != nullptr && cell->value) {
        if (role == EvidenceRole)
            return static_cast<int>(cell->evidence);
        if (role == BoundaryRole)
            return static_cast<int>(cell->boundary);
    }
    if (const ComparisonCell *cell = deltaCell(column, row); role == VerdictRole && cell != nullptr && cell->verdict)
        return static_cast<int>(*cell->verdict);
    return {};
}

QVariant ResultsTable::textOf(const TableColumn &column, std::size_t place) const
{
    const ResultRow &row = m_snapshot->rows[place];
    switch (column.kind) {
    case Kind::Number:
        return QString::number(row.number);
    case Kind::Workload:
        return text(row.workload);
    case Kind::Target:
        return text(row.target);
    case Kind::Device:
        return text(row.device);
    case Kind::Parameters:
        return text(parametersOf(*m_snapshot, place, m_session.view().differencesOnly && m_snapshot->size() > 1));
    case Kind::Load:
        return text(row.load);
    case Kind::Origin:
        return row.evidence && row.boundary ? text(origin(*row.evidence, *row.boundary)) : QStringLiteral("–");
    case Kind::Remarks:
        return text(row.remarks);
    case Kind::Runs:
        return tr("%1 of %2").arg(row.standing.complete).arg(row.standing.runs);
    case Kind::Started:
        return text(row.firstStart);
    case Kind::Metric:
        return text(cellText(*metricCell(column, place), m_snapshot->metric(column.name)->unit));
    case Kind::Delta: {
        const ComparisonCell *cell = deltaCell(column, place);
        return cell == nullptr ? QStringLiteral("…") : text(deltaText(*cell, column.name));
    }
    case Kind::Parameter: {
        const auto &value = m_snapshot->parameter(column.name)->cells[place];
        return value ? text(report::printable(value->text())) : QStringLiteral("–");
    }
    }
    return {};
}

QVariant ResultsTable::sortValue(const TableColumn &column, std::size_t place) const
{
    if (column.kind == Kind::Number)
        return QVariant::fromValue(m_snapshot->rows[place].number);
    if (column.kind == Kind::Runs)
        return m_snapshot->rows[place].standing.complete;
    if (const MetricCell *cell = metricCell(column, place))
        return cell->value ? QVariant(*cell->value) : QVariant();
    if (column.kind == Kind::Delta) {
        const ComparisonCell *cell = deltaCell(column, place);
        const bool ranked =
            cell != nullptr &&
            (cell->baseline || (cell->ratio && cell->verdict && *cell->verdict != model::Verdict::NotRanked));
        return ranked ? QVariant(cell->baseline ? 1.0 : *cell->ratio) : QVariant();
    }
    if (column.kind == Kind::Parameter) {
        const auto &value = m_snapshot->parameter(column.name)->cells[place];
        if (!value)
            return {};
        return value->type() == ParameterType::Text ? QVariant(text(value->text())) : QVariant(value->number());
    }
    const QString shown = textOf(column, place).toString();
    return shown.isEmpty() ? QVariant() : QVariant(shown);
}

QVariant ResultsTable::toolTip(const TableColumn &column, std::size_t place) const
{
    if (const MetricCell *cell = metricCell(column, place)) {
        const MetricColumn &metric = *m_snapshot->metric(column.name);
        if (!cell->value)
            return tr("Absent: %1").arg(text(metric.reason(*cell)));
        const QString interval = cell->low && cell->high ? tr("value (95 % interval), ") : QString();
        return tr("%1\n%2%3")
            .arg(text(cellText(*cell, metric.unit)), interval, text(origin(cell->evidence, cell->boundary)));
    }
    if (column.kind == Kind::Delta) {
        const ComparisonCell *cell = deltaCell(column, place);
        return cell == nullptr ? tr("Being computed") : text(cell->reason);
    }
    if (column.kind == Kind::Parameter)
        return textOf(column, place).toString() == "–" ? tr("This result has no such parameter") : QVariant();
    const ResultRow &row = m_snapshot->rows[place];
    return text(row.title + (row.device.empty() ? "" : "\n" + row.device) +
                (row.remarks.empty() ? "" : "\n" + row.remarks));
}

QVariant ResultsTable::spoken(const TableColumn &column, std::size_t place) const
{
    if (const MetricCell *cell = metricCell(column, place)) {
        const MetricColumn &metric = *m_snapshot->metric(column.name);
        return cell->value
                   ? tr("%1, %2").arg(text(cellText(*cell, metric.unit)), text(origin(cell->evidence, cell->boundary)))
                   : tr("absent: %1").arg(text(metric.reason(*cell)));
    }
    if (column.kind == Kind::Delta)
        if (const ComparisonCell *cell = deltaCell(column, place)) {
            const MetricInfo *info = metricInfo(column.name);
            const QString verdict =
                cell->verdict && info != nullptr ? text(model::toText(*cell->verdict, *info)) : QString();
            return tr("%1 %2").arg(text(deltaText(*cell, column.name)), verdict).trimmed();
        }
    const QString shown = textOf(column, place).toString();
    return shown.isEmpty() ? tr("none") : shown;
}

QVariant ResultsTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical || section < 0 || section >= columnCount())
        return {};
    const TableColumn &column = m_columns[static_cast<std::size_t>(section)];
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return ColumnTexts::title(column);
    if (role == Qt::ToolTipRole)
        return ColumnTexts::meaning(column);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(column.isNumeric() ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    return {};
}

SortedResults::SortedResults(StudySession &session, ResultsTable &table, QObject *parent)
    : QSortFilterProxyModel(parent), m_session(session), m_table(table)
{
    setSourceModel(&table);
    setSortRole(ResultsTable::SortRole);
    setDynamicSortFilter(true);
    connect(&session, &StudySession::shownChanged, this, &SortedResults::invalidateFilter);
    connect(&session, &StudySession::viewChanged, this, &SortedResults::followView);
    connect(&table, &QAbstractItemModel::modelReset, this, &SortedResults::followView);
    followView();
}

void SortedResults::followView()
{
    const TableView &view = m_session.view().table;
    const int column = std::max(0, m_table.columnOf(view.sortedBy));
    const Qt::SortOrder order = view.descending ? Qt::DescendingOrder : Qt::AscendingOrder;
    if (column != sortColumn() || order != sortOrder())
        sort(column, order);
}

std::int64_t SortedResults::numberAt(int row) const
{
    return index(row, 0).data(ResultsTable::NumberRole).toLongLong();
}

int SortedResults::rowOfNumber(std::int64_t number) const
{
    const int row = m_table.rowOfNumber(number);
    return row < 0 ? -1 : mapFromSource(m_table.index(row, 0)).row();
}

bool SortedResults::filterAcceptsRow(int row, const QModelIndex & /*parent*/) const
{
    const auto place = static_cast<std::size_t>(row);
    return place >= m_session.shown().size() || m_session.shown()[place];
}

bool SortedResults::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const QVariant a = left.data(ResultsTable::SortRole), b = right.data(ResultsTable::SortRole);
    const bool up = sortOrder() == Qt::AscendingOrder;
    if (a.isValid() != b.isValid())
        return a.isValid() == up; // what is absent comes last in both orders
    if (!a.isValid())
        return (left.row() < right.row()) == up;
    const int boundaryA = left.data(ResultsTable::BoundaryRole).toInt();
    const int boundaryB = right.data(ResultsTable::BoundaryRole).toInt();
    if (boundaryA != boundaryB)
        return (boundaryA < boundaryB) == up;
    const bool texts = a.typeId() == QMetaType::QString || b.typeId() == QMetaType::QString;
    const int order = texts ? a.toString().compare(b.toString(), Qt::CaseInsensitive)
                            : (a.toDouble() > b.toDouble()) - (a.toDouble() < b.toDouble());
    return order != 0 ? order < 0 : (left.row() < right.row()) == up;
}

} // namespace assay::ui
