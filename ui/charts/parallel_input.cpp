// Of ParallelChart: brushes and axes by mouse and keys.
#include <algorithm>

#include <QWheelEvent>

#include "ui/charts/parallel_state.hpp"

namespace assay::charts {

bool ParallelChart::dragBegins(const QPointF &at, Qt::KeyboardModifiers modifiers)
{
    State &s = *m_state;
    const Frame now = frame();
    s.held = State::Held::Nothing;
    if (isEmpty())
        return false;
    if (at.y() < now.area.top() + kAxesTop - 6) { // an axis' name, as wide as the gap
        for (std::size_t place = 0; place < s.order.size(); ++place)
            if (!s.heldAt && (s.held == State::Held::Nothing ||
                              std::abs(placeX(place, now) - at.x()) < std::abs(placeX(s.heldPlace, now) - at.x()))) {
                s.held = State::Held::AxisName;
                s.heldPlace = place;
            }
        s.focused = s.heldPlace;
        marksChanged();
        return true;
    }
    const auto place = placeAt(at.x(), now);
    if (!place)
        return true; // nothing to move in this chart
    s.focused = s.heldPlace = *place;
    s.held = State::Held::Brush;
    s.excludes = modifiers.testFlag(Qt::AltModifier);
    // A press alone, without a drag, removes the brush.
    std::vector<AxisBrush> without = s.brushes;
    std::erase_if(without, [&](const AxisBrush &brush) { return brush.axis == s.order[*place]; });
    applyBrushes(std::move(without));
    marksChanged();
    return true;
}

void ParallelChart::dragged(const QPointF &from, const QPointF &to)
{
    State &s = *m_state;
    const Frame now = frame();
    if (s.held == State::Held::AxisName) {
        s.heldAt = to;
    } else if (s.held == State::Held::Brush) {
        const std::size_t axis = s.order[s.heldPlace];
        const double a = valueAt(axis, from.y(), now), b = valueAt(axis, to.y(), now);
        std::vector<AxisBrush> brushes = s.brushes;
        std::erase_if(brushes, [axis](const AxisBrush &brush) { return brush.axis == axis; });
        brushes.push_back({axis, {std::min(a, b), std::max(a, b)}, !s.excludes});
        applyBrushes(std::move(brushes));
    }
}

void ParallelChart::dragEnds(const QPointF &, const QPointF &to, Qt::KeyboardModifiers)
{
    State &s = *m_state;
    if (s.held == State::Held::AxisName) {
        const Frame now = frame();
        std::size_t target = 0;
        for (std::size_t place = 0; place < s.order.size(); ++place)
            if (std::abs(placeX(place, now) - to.x()) < std::abs(placeX(target, now) - to.x()))
                target = place;
        moveAxis(s.heldPlace, target);
    }
    s.held = State::Held::Nothing;
    s.heldAt.reset();
}

bool ParallelChart::keyPressed(int key, Qt::KeyboardModifiers modifiers)
{
    State &s = *m_state;
    if (isEmpty())
        return false;
    if (key == Qt::Key_Left || key == Qt::Key_Right) {
        const bool right = key == Qt::Key_Right;
        if (right ? s.focused + 1 >= s.order.size() : s.focused == 0)
            return true;
        const std::size_t next = right ? s.focused + 1 : s.focused - 1;
        if (modifiers.testFlag(Qt::ControlModifier))
            moveAxis(s.focused, next);
        s.focused = next;
        marksChanged();
        return true;
    }
    if (modifiers.testFlag(Qt::ShiftModifier) && (key == Qt::Key_Up || key == Qt::Key_Down)) {
        growBrush(key == Qt::Key_Up ? Step::Up : Step::Down);
        return true;
    }
    const std::size_t axis = s.order[s.focused];
    if (key == Qt::Key_X && brushOf(axis)) {
        std::vector<AxisBrush> turned = s.brushes;
        for (AxisBrush &brush : turned)
            brush.keep = brush.axis == axis ? !brush.keep : brush.keep;
        applyBrushes(std::move(turned));
        return true;
    }
    if (key == Qt::Key_Delete || key == Qt::Key_Backspace) {
        std::vector<AxisBrush> without = s.brushes;
        std::erase_if(without, [axis](const AxisBrush &brush) { return brush.axis == axis; });
        applyBrushes(std::move(without));
        return true;
    }
    return false;
}

void ParallelChart::growBrush(Step step)
{
    State &s = *m_state;
    const std::size_t axis = s.order[s.focused];
    const Axis &spec = s.data.axes[axis].axis;
    // Values on the axis beyond the brush, or beyond the current result where there is no brush yet.
    const AxisBrush *old = brushOf(axis);
    const double here = current() ? at(s.data.axes[axis].values, *current()) : kAbsent;
    if (!old && !spec.places(here))
        return;
    AxisBrush grown = old ? *old : AxisBrush{axis, {here, here}, true};
    std::optional<double> next;
    for (std::size_t row = 0; row < s.kept.size(); ++row) {
        const double value = at(s.data.axes[axis].values, row);
        if (!spec.places(value))
            continue;
        if (step == Step::Up ? value > grown.range.high && (!next || value < *next)
                             : value < grown.range.low && (!next || value > *next))
            next = value;
    }
    if (next)
        (step == Step::Up ? grown.range.high : grown.range.low) = *next;
    std::vector<AxisBrush> brushes = s.brushes;
    std::erase_if(brushes, [axis](const AxisBrush &brush) { return brush.axis == axis; });
    brushes.push_back(grown);
    applyBrushes(std::move(brushes));
}

void ParallelChart::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // nothing to zoom: the page below may scroll
}

} // namespace assay::charts
