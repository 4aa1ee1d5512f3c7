// Of ScatterChart: brush and cursors.
#include <algorithm>

#include "ui/charts/scatter_state.hpp"

namespace assay::charts {
namespace {

constexpr double kCursorGrip = 6; ///< pixels beside a cursor's line that hold it

QString difference(const Axis &axis, double a, double b)
{
    QString text = QStringLiteral("Δ %1 %2").arg(axis.name, quantity(b - a, axis.unit));
    if (a > 0 && b > 0)
        text += QStringLiteral(" (×%1)").arg(b / a, 0, 'g', 3);
    return text;
}

} // namespace

bool ScatterChart::dragBegins(const QPointF &at, Qt::KeyboardModifiers)
{
    const Frame now = frame();
    m_state->heldCursor = -1;
    if (m_state->cursors) {
        const std::array<QPointF, 2> both{now.toPixel(m_state->cursors->a.x(), m_state->cursors->a.y()),
                                          now.toPixel(m_state->cursors->b.x(), m_state->cursors->b.y())};
        for (int i = 0; i < 2; ++i)
            if (const QPointF away = both[static_cast<std::size_t>(i)] - at;
                std::abs(away.x()) <= kCursorGrip || std::abs(away.y()) <= kCursorGrip)
                m_state->heldCursor = i;
    }
    return m_state->heldCursor >= 0 || (m_state->drag == Drag::Brush && now.area.contains(at));
}

void ScatterChart::dragged(const QPointF &from, const QPointF &to)
{
    if (m_state->heldCursor < 0) {
        m_state->band = QRectF(from, to).normalized();
        return;
    }
    const Frame now = frame();
    const QPointF inside(std::clamp(to.x(), now.area.left(), now.area.right()),
                         std::clamp(to.y(), now.area.top(), now.area.bottom()));
    Cursors moved = *m_state->cursors;
    (m_state->heldCursor == 0 ? moved.a : moved.b) = now.toValue(inside);
    setCursors(moved);
}

void ScatterChart::dragEnds(const QPointF &from, const QPointF &to, Qt::KeyboardModifiers modifiers)
{
    m_state->band.reset();
    if (m_state->heldCursor < 0)
        brush(QRectF(from, to).normalized() & frame().area, modifiers);
    m_state->heldCursor = -1;
}

void ScatterChart::brush(const QRectF &pixels, Qt::KeyboardModifiers modifiers)
{
    const Frame now = frame();
    std::vector<Id> found;
    for (const std::size_t row : pointsInside(*m_state->cloud, viewOf(*m_state->cloud, now), pixels))
        if (const auto id = markId(row))
            found.push_back(*id);
    const QPointF low = now.toValue(pixels.bottomLeft()), high = now.toValue(pixels.topRight());
    emit brushed(found, {low.x(), high.x()}, {low.y(), high.y()}, modifiers);
}

bool ScatterChart::keyPressed(int key, Qt::KeyboardModifiers modifiers)
{
    const bool command = modifiers.testFlag(Qt::ControlModifier);
    if (command && key == Qt::Key_A) {
        brush(frame().area, Qt::NoModifier);
        return true;
    }
    if (command && key == Qt::Key_Space && current() && markId(*current())) {
        emit clicked(*markId(*current()), Qt::ControlModifier);
        return true;
    }
    if (command || modifiers.testFlag(Qt::AltModifier))
        return false;
    if (key == Qt::Key_C) {
        const Frame now = frame();
        const QRectF &area = now.area;
        const QPointF third(area.width() / 3, -area.height() / 3);
        setCursors(m_state->cursors ? std::nullopt
                                    : std::optional(Cursors{now.toValue(area.bottomLeft() + third),
                                                            now.toValue(area.bottomLeft() + 2 * third)}));
        return true;
    }
    if ((key == Qt::Key_A || key == Qt::Key_B) && current()) {
        const QPointF place(at(m_state->data.x, *current()), at(m_state->data.y, *current()));
        Cursors placed = m_state->cursors.value_or(Cursors{place, place});
        (key == Qt::Key_A ? placed.a : placed.b) = place;
        setCursors(placed);
        return true;
    }
    return false;
}

std::optional<ScatterChart::Cursors> ScatterChart::cursors() const
{
    return m_state->cursors;
}

void ScatterChart::setCursors(const std::optional<Cursors> &cursors)
{
    if (cursors == m_state->cursors)
        return;
    m_state->cursors = cursors;
    overlayChanged();
    emit cursorsChanged();
}

QString ScatterChart::cursorText() const
{
    if (!m_state->cursors)
        return {};
    const auto &[a, b] = *m_state->cursors;
    return difference(xAxis(), a.x(), b.x()) + QStringLiteral("   ") + difference(yAxis(), a.y(), b.y());
}

} // namespace assay::charts
