#pragma once

#include <string>
#include <vector>

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include "ui/models/hardware_shelf.hpp"

namespace assay::ui {

/// The targets of the hardware catalogue, one a row: name, class, vendor, where it is deployed, and the figures that
/// people choose by, with marks of what is unverified ("?") or stale ("†"). What is not known is "–".
class CatalogueTable : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { SortRole = Qt::UserRole, IdRole, SearchRole, ClassRole };

    explicit CatalogueTable(HardwareShelf &shelf, QObject *parent = nullptr);
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Cell {
        QString text, tip;
        QVariant sorted;
    };
    struct Row {
        QString id, kind, searched;
        std::vector<Cell> cells;
    };
    void rebuild();
    HardwareShelf &m_shelf;
    std::vector<Row> m_rows;
};

/// Rows that have every word of a text, and a class if one is chosen; unknown figures come last.
class CatalogueFilter : public QSortFilterProxyModel {
    Q_OBJECT
public:
    explicit CatalogueFilter(QObject *parent = nullptr);
    void setWords(const QString &text);
    void setKind(const QString &kind); ///< "" for all

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    QStringList m_words;
    QString m_kind;
};

/// One figure of a target, or a price of renting it, for people.
struct FigureRow {
    QString name, value, source, quality, date, remarks;
    bool unverified = false, stale = false;
};
[[nodiscard]] std::vector<FigureRow> figureRows(const Json &target);

/// One number that somebody else published of the target.
struct PublishedRow {
    QString workload, scenario, metric, value, source;
};
[[nodiscard]] std::vector<PublishedRow> publishedRows(const catalog::PublishedData &data, const std::string &target);

} // namespace assay::ui
