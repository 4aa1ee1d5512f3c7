#include "ui/views/result_delegate.hpp"

#include <QPainter>
#include <QStyle>
#include <QWidget>

#include "core/model/comparison.hpp"
#include "ui/models/results_table.hpp"
#include "ui/views/evidence_mark.hpp"
#include "ui/views/theme.hpp"

namespace assay::ui {
namespace {

constexpr int kMarkSize = 9;  ///< diameter of the evidence mark
constexpr int kMarkSpace = 8; ///< between the mark and the cell's edge
constexpr int kSpace = 6;     ///< between a text and the cell's edge, beside the style's own

QColor verdictColour(model::Verdict verdict, const QPalette &palette)
{
    const Shades &shades = shadesOf(palette);
    switch (verdict) {
    case model::Verdict::Better:
        return shades.better;
    case model::Verdict::Worse:
        return shades.worse;
    case model::Verdict::Equivalent:
        return palette.color(QPalette::Text);
    default:
        return shades.muted;
    }
}

} // namespace

void ResultDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->font.setBold(index.data(ResultsTable::BaselineRole).toBool());
    const QString state = index.data(ResultsTable::StateRole).toString();
    const bool absent = option->text == QStringLiteral("–");
    if (absent || (state != "complete" && state != "invalid"))
        option->palette.setColor(QPalette::Text, shadesOf(option->palette).muted);
    if (state == "invalid" && index.data(ResultsTable::EvidenceRole).isValid())
        option->font.setStrikeOut(true);
    if (const QVariant verdict = index.data(ResultsTable::VerdictRole); verdict.isValid())
        option->palette.setColor(QPalette::Text,
                                 verdictColour(static_cast<model::Verdict>(verdict.toInt()), option->palette));
    option->fontMetrics = QFontMetrics(option->font);
}

void ResultDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    // the whole cell is painted as selected or not, its text keeps a distance from the edges
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle *style = cell.widget->style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell, painter, cell.widget);
    cell.rect.adjust(kSpace, 0, -kSpace, 0);
    cell.state &= ~QStyle::State_MouseOver;
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);
    const QVariant evidence = index.data(ResultsTable::EvidenceRole);
    if (!evidence.isValid())
        return;
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    const QColor colour = selected ? option.palette.color(QPalette::HighlightedText) : shadesOf(option.palette).accent;
    const QRectF area(option.rect.left() + kMarkSpace, option.rect.center().y() - kMarkSize / 2, kMarkSize, kMarkSize);
    paintEvidence(*painter, area, static_cast<Evidence>(evidence.toInt()), colour);
}

QSize ResultDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.rwidth() += 2 * kSpace + 4;
    if (index.data(ResultsTable::EvidenceRole).isValid())
        size.rwidth() += kMarkSize + 2 * kMarkSpace;
    size.setHeight(std::max(size.height(), 26));
    return size;
}

} // namespace assay::ui
