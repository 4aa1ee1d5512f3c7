#include "ui/views/results_view.hpp"

#include <algorithm>
#include <utility>

#include <QContextMenuEvent>
#include <QHeaderView>

#include "ui/views/result_delegate.hpp"

namespace assay::ui {
namespace {

constexpr int kMostWidth = 260; ///< of a column, until the user widens it

} // namespace

ResultsView::ResultsView(StudySession &session, QWidget *parent)
    : QTableView(parent), m_session(session), m_table(session), m_sorted(session, m_table)
{
    setModel(&m_sorted);
    setItemDelegate(new ResultDelegate(this));
    setAccessibleName(tr("Results"));
    setAccessibleDescription(tr("One row a result. Return shows everything about it."));
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setHorizontalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(26);
    horizontalHeader()->setSectionsClickable(true);
    horizontalHeader()->setSortIndicatorShown(true);
    horizontalHeader()->setHighlightSections(false);
    connect(horizontalHeader(), &QHeaderView::sectionClicked, this, &ResultsView::sortBy);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &ResultsView::keepSelection);
    connect(&session, &StudySession::viewChanged, this, &ResultsView::showSelection);
    connect(&session, &StudySession::shownChanged, this, &ResultsView::showSelection);
    connect(&m_sorted, &QAbstractItemModel::modelReset, this, &ResultsView::showSelection);
    connect(&m_sorted, &QAbstractItemModel::modelReset, this, &ResultsView::fitColumns);
    connect(&session, &StudySession::snapshotChanged, this, &ResultsView::fitColumns);
    connect(&session, &StudySession::intervalsChanged, this, &ResultsView::fitColumns);
    connect(this, &QAbstractItemView::activated, this,
            [this](const QModelIndex &index) { emit activatedResult(m_sorted.numberAt(index.row())); });
    fitColumns();
}

std::optional<std::int64_t> ResultsView::currentNumber() const
{
    if (currentIndex().isValid())
        return m_sorted.numberAt(currentIndex().row());
    if (m_session.view().selection.empty())
        return std::nullopt;
    return *m_session.view().selection.begin();
}

void ResultsView::sortBy(int section)
{
    TableView table = m_session.view().table;
    const std::string id = m_table.columns()[static_cast<std::size_t>(section)].id();
    table.descending = table.sortedBy == id && !table.descending;
    table.sortedBy = id;
    m_session.setTable(table, tr("Sort by %1").arg(ColumnTexts::title(*columnFromId(id))));
}

void ResultsView::showSortMark()
{
    const TableView &table = m_session.view().table;
    horizontalHeader()->setSortIndicator(m_table.columnOf(table.sortedBy),
                                         table.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void ResultsView::keepSelection()
{
    if (m_showing)
        return;
    std::set<std::int64_t> numbers;
    for (const QModelIndex &index : selectionModel()->selectedRows())
        numbers.insert(m_sorted.numberAt(index.row()));
    m_session.select(numbers);
}

void ResultsView::showSelection()
{
    showSortMark();
    QItemSelection wanted;
    for (const std::int64_t number : m_session.view().selection)
        if (const int row = m_sorted.rowOfNumber(number); row >= 0)
            wanted.select(m_sorted.index(row, 0), m_sorted.index(row, std::max(0, m_sorted.columnCount() - 1)));
    if (wanted == selectionModel()->selection())
        return;
    const bool before = std::exchange(m_showing, true);
    selectionModel()->select(wanted, QItemSelectionModel::ClearAndSelect);
    if (wanted.size() == 1 && currentIndex().row() != wanted.front().top()) {
        const int column = std::max(0, currentIndex().column());
        selectionModel()->setCurrentIndex(m_sorted.index(wanted.front().top(), column), QItemSelectionModel::NoUpdate);
        scrollTo(currentIndex());
    }
    m_showing = before;
}

void ResultsView::fitColumns()
{
    showSortMark();
    if (!m_session.snapshot() || m_session.snapshot()->size() == 0)
        return;
    QString columns = QString::fromStdString(m_session.snapshot()->file);
    for (const auto &column : m_table.columns())
        columns += "|" + QString::fromStdString(column.id());
    // intervals come later and are wider than the values before
    const auto &metrics = m_session.snapshot()->metrics;
    const bool intervals = std::any_of(metrics.begin(), metrics.end(), [](const auto &metric) {
        return std::any_of(metric->cells.begin(), metric->cells.end(),
                           [](const MetricCell &cell) { return cell.low.has_value(); });
    });
    columns += intervals ? "|intervals" : "";
    if (std::exchange(m_fitted, columns) == columns)
        return;
    horizontalHeader()->setResizeContentsPrecision(200); // rows that are looked at
    resizeColumnsToContents();
    for (int column = 0; column < m_sorted.columnCount(); ++column)
        setColumnWidth(column, std::min(columnWidth(column), kMostWidth));
}

QString ResultsView::selectionAsText() const
{
    QStringList lines, titles;
    for (int column = 0; column < m_sorted.columnCount(); ++column)
        titles << m_sorted.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    lines << titles.join('\t');
    const bool all = m_session.view().selection.empty();
    for (int row = 0; row < m_sorted.rowCount(); ++row) {
        if (!all && !m_session.view().selection.contains(m_sorted.numberAt(row)))
            continue;
        QStringList cells;
        for (int column = 0; column < m_sorted.columnCount(); ++column)
            cells << m_sorted.index(row, column).data().toString();
        lines << cells.join('\t');
    }
    return lines.join('\n') + '\n';
}

void ResultsView::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    const QPoint below = viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft());
    emit menuWanted(byMouse ? event->globalPos() : below);
}

} // namespace assay::ui
