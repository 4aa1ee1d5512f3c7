#pragma once

#include <QStyledItemDelegate>

namespace assay::ui {

/// Paints a cell of the results table: an evidence mark before a number, verdicts in colour, failed results muted, the
/// numbers of invalid ones struck through, the baseline's row bold.
class ResultDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;
};

} // namespace assay::ui
