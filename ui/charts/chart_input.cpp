// Of Chart: mouse, wheel and keyboard.
#include <cmath>

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QWheelEvent>

#include "ui/charts/chart_state.hpp"

namespace assay::charts {
namespace {

constexpr double kWheelZoom = 0.85; ///< a notch's
constexpr double kKeyZoom = 0.7;
constexpr int kDragStart = 4; ///< pixels until a press becomes a drag

std::optional<Chart::Step> stepOf(int key)
{
    switch (key) {
    case Qt::Key_Left:
        return Chart::Step::Left;
    case Qt::Key_Right:
        return Chart::Step::Right;
    case Qt::Key_Up:
        return Chart::Step::Up;
    case Qt::Key_Down:
        return Chart::Step::Down;
    case Qt::Key_Home:
        return Chart::Step::First;
    case Qt::Key_End:
        return Chart::Step::Last;
    case Qt::Key_PageUp:
        return Chart::Step::Back;
    case Qt::Key_PageDown:
        return Chart::Step::Ahead;
    default:
        return std::nullopt;
    }
}

} // namespace

bool Chart::dragBegins(const QPointF &, Qt::KeyboardModifiers)
{
    return false;
}

void Chart::dragged(const QPointF &, const QPointF &) {}

void Chart::dragEnds(const QPointF &, const QPointF &, Qt::KeyboardModifiers) {}

bool Chart::keyPressed(int, Qt::KeyboardModifiers)
{
    return false;
}

void Chart::mousePressEvent(QMouseEvent *event)
{
    const bool pans = event->button() == Qt::RightButton || event->button() == Qt::MiddleButton;
    if (pans) {
        m_state->panFrom = event->position();
        m_state->panned = false;
    } else if (event->button() == Qt::LeftButton) {
        m_state->press = event->position();
        m_state->dragging = false;
        m_state->taken = dragBegins(event->position(), event->modifiers());
        if (!m_state->taken) // then the left button moves the view, too
            m_state->panFrom = event->position();
        m_state->panned = false;
    }
    event->accept();
}

void Chart::mouseMoveEvent(QMouseEvent *event)
{
    const QPointF at = event->position();
    if (m_state->press && (at - *m_state->press).manhattanLength() >= kDragStart)
        m_state->dragging = true;
    if (m_state->press && m_state->taken && m_state->dragging) {
        dragged(*m_state->press, at);
        overlayChanged();
    } else if (m_state->panFrom && event->buttons() != Qt::NoButton) {
        panTo(at);
    } else if (event->buttons() == Qt::NoButton) {
        m_state->currentByMouse = true;
        setCurrent(markAt(at, frame()));
    }
}

void Chart::panTo(const QPointF &pixel)
{
    const QPointF by = pixel - *m_state->panFrom;
    if (!m_state->panned && by.manhattanLength() < kDragStart)
        return;
    m_state->panned = true;
    m_state->panFrom = pixel;
    const Frame now = frame();
    if (now.area.isEmpty())
        return;
    setChartWindow(ChartWindow{shifted(now.x.range, now.x.logarithmic, -by.x() / now.area.width()),
                               shifted(now.y.range, now.y.logarithmic, by.y() / now.area.height())});
    flush();
}

void Chart::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && m_state->press) {
        const QPointF from = *m_state->press;
        const bool dragged = m_state->dragging && m_state->taken;
        const bool click = !m_state->dragging && !m_state->panned;
        m_state->press.reset();
        m_state->panFrom.reset();
        m_state->dragging = false;
        if (dragged) {
            dragEnds(from, event->position(), event->modifiers());
        } else if (click) {
            const std::optional<std::size_t> mark = markAt(event->position(), frame());
            pin(mark);
            if (const auto id = mark ? markId(*mark) : std::nullopt)
                emit clicked(*id, event->modifiers());
        }
        overlayChanged();
    } else {
        m_state->panFrom.reset();
        if (event->button() == Qt::RightButton && !m_state->panned)
            openMenu(markAt(event->position(), frame()), event->globalPosition().toPoint());
    }
}

void Chart::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        showAll();
}

void Chart::wheelEvent(QWheelEvent *event)
{
    const Frame now = frame();
    if (isEmpty() || event->angleDelta().y() == 0)
        return;
    const double factor = std::pow(kWheelZoom, event->angleDelta().y() / 120.0);
    const QPointF centre = now.toValue(event->position());
    // Over an axis' labels only that axis is zoomed.
    const bool onlyY = event->position().x()<now.area.left(), onlyX = event->position().y()> now.area.bottom();
    setChartWindow(ChartWindow{onlyY ? now.x.range : zoomed(now.x.range, now.x.logarithmic, factor, centre.x()),
                               onlyX ? now.y.range : zoomed(now.y.range, now.y.logarithmic, factor, centre.y())});
    event->accept();
}

void Chart::leaveEvent(QEvent *)
{
    if (m_state->currentByMouse)
        setCurrent(std::nullopt);
}

void Chart::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    overlayChanged();
}

void Chart::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    overlayChanged();
}

void Chart::keyPressEvent(QKeyEvent *event)
{
    const auto withCommand = event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier);
    if (keyPressed(event->key(), event->modifiers()))
        return;
    if (const auto step = withCommand ? std::nullopt : stepOf(event->key()); step && !isEmpty()) {
        m_state->currentByMouse = false;
        setCurrent(m_state->current ? stepped(*m_state->current, *step)
                                    : stepped(0, *step == Step::Last ? Step::Last : Step::First));
        return;
    }
    switch (withCommand ? 0 : event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        pin(m_state->pinned == m_state->current ? std::nullopt : m_state->current);
        if (m_state->currentId && event->key() != Qt::Key_Space)
            emit clicked(*m_state->currentId, event->modifiers());
        return;
    case Qt::Key_Escape:
        if (!m_state->pinned && !m_state->current)
            break;
        pin(std::nullopt);
        setCurrent(std::nullopt);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(kKeyZoom);
    case Qt::Key_Minus:
        return zoom(1 / kKeyZoom);
    case Qt::Key_0:
        return showAll();
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void Chart::contextMenuEvent(QContextMenuEvent *event)
{
    // The right button may begin to move the view: its menu comes when it is let go.
    if (event->reason() != QContextMenuEvent::Mouse)
        openMenu(m_state->current, event->globalPos());
    event->accept();
}

void Chart::openMenu(std::optional<std::size_t> mark, const QPoint &globalAt)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    emit menuRequested(menu, mark ? markId(*mark) : std::nullopt);
    if (!menu->isEmpty())
        menu->addSeparator();
    menu->addActions(m_state->actions);
    menu->popup(globalAt);
}

} // namespace assay::charts
