#pragma once

#include <vector>

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include "ui/models/study_session.hpp"
#include "ui/models/table_columns.hpp"

namespace assay::ui {

/// The results of the session's study as a table: a row a result, the columns its view asks for.
///
/// DisplayRole is what a cell shows ("12.3 µs (11.9–12.8)"; "–" for what is absent, with the reason as its tool tip);
/// AccessibleTextRole says the same in words, with evidence and boundary.
class ResultsTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role {
        SortRole = Qt::UserRole, ///< a number or a text; invalid where there is no value
        BoundaryRole,            ///< of a metric's cell, int of Boundary: unequal ones are not ranked together
        EvidenceRole,            ///< of a metric's cell with a value, int of Evidence
        StateRole,               ///< of the row: ResultRow::state
        VerdictRole,             ///< of a delta: int of model::Verdict
        NumberRole,              ///< of the row: the result's number
        BaselineRole             ///< of the row: it is the baseline
    };

    explicit ResultsTable(StudySession &session, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] const std::vector<TableColumn> &columns() const { return m_columns; }
    /// −1 when it is not shown.
    [[nodiscard]] int columnOf(const std::string &id) const;
    /// The row of a result; −1 when there is none.
    [[nodiscard]] int rowOfNumber(std::int64_t number) const;

private:
    void takeSnapshot();
    void takeColumns();
    void refreshCells();
    [[nodiscard]] QVariant textOf(const TableColumn &column, std::size_t row) const;
    [[nodiscard]] QVariant sortValue(const TableColumn &column, std::size_t row) const;
    [[nodiscard]] QVariant toolTip(const TableColumn &column, std::size_t row) const;
    [[nodiscard]] QVariant spoken(const TableColumn &column, std::size_t row) const;
    [[nodiscard]] const MetricCell *metricCell(const TableColumn &column, std::size_t row) const;
    [[nodiscard]] const ComparisonCell *deltaCell(const TableColumn &column, std::size_t row) const;

    StudySession &m_session;
    SnapshotPointer m_snapshot;
    std::vector<TableColumn> m_columns;
    std::optional<std::int64_t> m_baseline;
};

/// The table sorted, and filtered by the session. What has no value comes last either way; a metric is sorted within
/// each boundary, because numbers that span different things are not ranked.
class SortedResults : public QSortFilterProxyModel {
    Q_OBJECT
public:
    SortedResults(StudySession &session, ResultsTable &table, QObject *parent = nullptr);

    /// The result of a proxy row.
    [[nodiscard]] std::int64_t numberAt(int row) const;
    /// The proxy row of a result, −1 when it is filtered out or not there.
    [[nodiscard]] int rowOfNumber(std::int64_t number) const;
    /// Sorts by the session's table view.
    void followView();

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    StudySession &m_session;
    ResultsTable &m_table;
};

} // namespace assay::ui
