// Of Chart: the current mark, the pinned one and their read-outs.
#include <algorithm>

#include <QAccessible>
#include <QFontMetrics>
#include <QPainterPath>

#include "ui/charts/chart_state.hpp"

namespace assay::charts {
namespace {

constexpr int kPadding = 8, kDistance = 12;

struct ReadOutBox {
    QStringList lines;
    QFont bold, plain;
    QSize size;
};

ReadOutBox boxOf(const QString &text, const QFont &font)
{
    ReadOutBox box{text.split(QLatin1Char('\n')), font, font, {}};
    box.bold.setBold(true);
    int width = 0, height = 0;
    for (int i = 0; i < box.lines.size(); ++i) {
        const QFontMetrics metrics(i == 0 ? box.bold : box.plain);
        width = std::max(width, metrics.horizontalAdvance(box.lines[i]));
        height += metrics.height();
    }
    box.size = QSize(width + 2 * kPadding, height + 2 * kPadding);
    return box;
}

/// Beside the mark, inside the widget.
QRect placed(const QSize &size, const QPointF &mark, const QRect &widget)
{
    QRect rect(mark.toPoint() + QPoint(kDistance, -kDistance - size.height()), size);
    if (rect.right() > widget.right() - 2)
        rect.moveRight(mark.toPoint().x() - kDistance);
    if (rect.top() < widget.top() + 2)
        rect.moveTop(mark.toPoint().y() + kDistance);
    rect.moveLeft(std::clamp(rect.left(), 2, std::max(2, widget.right() - size.width() - 2)));
    rect.moveTop(std::clamp(rect.top(), 2, std::max(2, widget.bottom() - size.height() - 2)));
    return rect;
}

} // namespace

std::optional<std::size_t> Chart::current() const
{
    return m_state->current;
}

std::optional<std::size_t> Chart::pinned() const
{
    return m_state->pinned;
}

void Chart::setCurrent(std::optional<std::size_t> mark)
{
    if (mark && *mark >= markCount())
        mark.reset();
    if (mark == m_state->current)
        return;
    m_state->current = mark;
    m_state->currentId = mark ? markId(*mark) : std::nullopt;
    overlayChanged();
    announce();
    if (m_state->currentId)
        emit hovered(*m_state->currentId);
    else
        emit left();
}

void Chart::announce()
{
    if (!QAccessible::isActive())
        return;
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

void Chart::pin(std::optional<std::size_t> mark)
{
    if (mark && *mark >= markCount())
        mark.reset();
    if (mark == m_state->pinned)
        return;
    m_state->pinned = mark;
    m_state->pinnedId = mark ? markId(*mark) : std::nullopt;
    overlayChanged();
    emit pinChanged();
}

QString Chart::currentText() const
{
    if (!m_state->current || *m_state->current >= markCount())
        return {};
    return readOutOf(*m_state->current);
}

QString Chart::readOutOf(std::size_t mark) const
{
    const std::optional<Id> id = m_state->readOut ? markId(mark) : std::nullopt;
    return id ? m_state->readOut(*id) : markText(mark);
}

QPointF Chart::markPixel(std::size_t mark) const
{
    return markPlace(mark, frame());
}

std::optional<std::size_t> Chart::markNear(const QPointF &pixel) const
{
    return markAt(pixel, frame());
}

std::optional<std::size_t> Chart::markAt(const QPointF &pixel, const Frame &frame) const
{
    std::optional<std::size_t> nearest;
    double best = kReach * kReach;
    for (std::size_t mark = 0; mark < markCount(); ++mark) {
        const QPointF away = markPlace(mark, frame) - pixel;
        if (const double distance = QPointF::dotProduct(away, away); distance <= best) {
            best = distance;
            nearest = mark;
        }
    }
    return nearest;
}

std::optional<std::size_t> Chart::stepped(std::size_t from, Step step) const
{
    const std::size_t count = markCount();
    if (count == 0)
        return std::nullopt;
    const std::size_t stride = std::max<std::size_t>(1, count / 10), last = count - 1;
    switch (step) {
    case Step::Left:
    case Step::Up:
        return from > 0 ? from - 1 : 0;
    case Step::Right:
    case Step::Down:
        return std::min(last, from + 1);
    case Step::Back:
        return from > stride ? from - stride : 0;
    case Step::Ahead:
        return std::min(last, from + stride);
    case Step::First:
        return 0;
    case Step::Last:
        return last;
    }
    return from;
}

void Chart::paintOver(QPainter &, const Frame &) {}

void Chart::paintCurrent(QPainter &painter, const Frame &frame, std::size_t mark) const
{
    const QPointF place = markPlace(mark, frame);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(frame.colours.background, 4));
    painter.drawEllipse(place, 9, 9);
    painter.setPen(QPen(frame.colours.accent, 2));
    painter.drawEllipse(place, 9, 9);
}

void Chart::paintOverlay(QPainter &painter)
{
    if (m_state->stale || isEmpty())
        return;
    const Frame frame = this->frame();
    painter.setFont(font());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.save();
    paintOver(painter, frame);
    painter.restore();
    for (const auto &mark : {m_state->pinned, m_state->current})
        if (m_state->readOutShown && mark && *mark < markCount())
            paintReadOut(painter, frame, *mark);
    if (hasFocus()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(frame.colours.accent, 1));
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void Chart::paintReadOut(QPainter &painter, const Frame &frame, std::size_t mark) const
{
    const QPointF place = markPlace(mark, frame);
    if (!frame.area.adjusted(-1, -1, 1, 1).contains(place))
        return;
    painter.save();
    paintCurrent(painter, frame, mark);
    painter.restore();
    const ReadOutBox box = boxOf(readOutOf(mark), font());
    const QRect rect = placed(box.size, place, this->rect());
    QPainterPath outline;
    outline.addRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter.fillPath(outline, frame.colours.box);
    const bool isPinned = m_state->pinned == mark;
    painter.setPen(QPen(isPinned ? frame.colours.accent : frame.colours.boxBorder, isPinned ? 1.5 : 1));
    painter.drawPath(outline);
    painter.setPen(frame.colours.text);
    int top = rect.top() + kPadding;
    for (int i = 0; i < box.lines.size(); ++i) {
        painter.setFont(i == 0 ? box.bold : box.plain);
        const int height = painter.fontMetrics().height();
        painter.drawText(QRect(rect.left() + kPadding, top, rect.width(), height), Qt::AlignLeft | Qt::AlignVCenter,
                         box.lines[i]);
        top += height;
    }
}

} // namespace assay::charts
