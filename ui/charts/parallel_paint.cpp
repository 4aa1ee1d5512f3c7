// Of ParallelChart: painting.
#include <algorithm>
#include <array>

#include "ui/charts/lines.hpp"
#include "ui/charts/parallel_state.hpp"

namespace assay::charts {
namespace {

constexpr std::size_t kBundles = 48; ///< parts of an axis between which lines are bundled

/// Places and texts along an upright axis of `height` pixels.
std::vector<std::pair<double, QString>> ticksOf(const Axis &axis, const Scale &scale, double height)
{
    std::vector<std::pair<double, QString>> ticks;
    if (!axis.categories.isEmpty()) {
        const auto count = axis.categories.size();
        const auto stride = std::max<qsizetype>(1, static_cast<qsizetype>(18.0 * static_cast<double>(count) / height));
        for (qsizetype i = 0; i < count; i += stride)
            ticks.emplace_back(scale.toPixel(static_cast<double>(i)), axis.categories[i]);
        return ticks;
    }
    for (const double tick : niceTicks(scale.range, axis.logarithmic, std::max(2, static_cast<int>(height / 44)))) {
        const Prefix prefix = prefixOf({tick, tick}, axis.unit);
        const bool plain = axis.unit.isEmpty() || axis.unit == QLatin1String("1");
        ticks.emplace_back(scale.toPixel(tick),
                           plain ? tickNumber(tick)
                                 : tickNumber(tick / prefix.factor) + QLatin1Char(' ') + prefix.letter + axis.unit);
    }
    return ticks;
}

} // namespace

QColor ParallelChart::colourOf(std::size_t row, const Colours &colours) const
{
    const ParallelData &d = m_state->data;
    return colours.series(d.category && row < d.category->size() ? (*d.category)[row] : 0);
}

void ParallelChart::paintMarks(QPainter &painter, const Frame &frame)
{
    if (isEmpty())
        return;
    painter.save();
    painter.setFont(frame.font);
    painter.setBrush(Qt::NoBrush);
    const bool bundled = m_state->kept.size() > kLinesUpTo;
    for (const bool ghosts : {true, false})
        bundled ? paintBundles(painter, frame, ghosts) : paintLines(painter, frame, ghosts);
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t row = 0; row < m_state->kept.size(); ++row) {
        const Id id = (*m_state->data.ids)[row];
        const bool isBaseline = m_state->baseline == id;
        if (!isBaseline && !std::binary_search(m_state->selection.begin(), m_state->selection.end(), id))
            continue;
        painter.setPen(QPen(frame.colours.background, 5));
        painter.drawPolyline(lineOf(row, frame));
        painter.setPen(QPen(isBaseline ? frame.colours.text : colourOf(row, frame.colours), 2.5,
                            isBaseline ? Qt::DashLine : Qt::SolidLine));
        painter.drawPolyline(lineOf(row, frame));
    }
    for (std::size_t place = 0; place < m_state->order.size(); ++place)
        paintAxis(painter, frame, place);
    painter.restore();
}

void ParallelChart::paintLines(QPainter &painter, const Frame &frame, bool ghosts) const
{
    const bool few = m_state->kept.size() <= 500; // more hide that they are not smooth, and smooth ones are slow
    painter.setRenderHint(QPainter::Antialiasing, few || frame.vector);
    for (std::size_t row = 0; row < m_state->kept.size(); ++row) {
        if ((m_state->kept[row] == 0) != ghosts)
            continue;
        painter.setPen(QPen(ghosts ? frame.colours.ghost : colourOf(row, frame.colours), few && !ghosts ? 1.3 : 1));
        painter.drawPolyline(lineOf(row, frame));
    }
}

void ParallelChart::paintBundles(QPainter &painter, const Frame &frame, bool ghosts) const
{
    const State &s = *m_state;
    constexpr std::size_t kSteps = kBundles + 1; // and one for "–"
    const auto stepOf = [](float part) {
        return part == part ? std::min(static_cast<std::size_t>(std::clamp(part, 0.0F, 1.0F) * kBundles), kBundles - 1)
                            : kBundles;
    };
    const double bottom = frame.area.bottom() - kAxesBottom, height = bottom - frame.area.top() - kAxesTop;
    const auto yOf = [&](std::size_t step) {
        return step == kBundles ? bottom + kMissing : bottom - height * (static_cast<double>(step) + 0.5) / kBundles;
    };
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t place = 0; place + 1 < s.order.size(); ++place) {
        std::array<std::uint32_t, kSteps * kSteps> counts{};
        const std::vector<float> &left = s.places[s.order[place]], &right = s.places[s.order[place + 1]];
        for (std::size_t row = 0; row < s.kept.size(); ++row)
            if ((s.kept[row] == 0) == ghosts)
                ++counts[stepOf(left[row]) * kSteps + stepOf(right[row])];
        const double most = std::log2(1.0 + *std::max_element(counts.begin(), counts.end()));
        for (std::size_t i = 0; i < counts.size(); ++i) {
            if (counts[i] == 0)
                continue;
            painter.setPen(
                QPen(ghosts ? frame.colours.ghost : frame.colours.ramp(std::log2(1.0 + counts[i]) / most), 1));
            painter.drawLine(QPointF(placeX(place, frame), yOf(i / kSteps)),
                             QPointF(placeX(place + 1, frame), yOf(i % kSteps)));
        }
    }
}

void ParallelChart::paintAxis(QPainter &painter, const Frame &frame, std::size_t place) const
{
    const State &s = *m_state;
    const std::size_t index = s.order[place];
    const Axis &axis = s.data.axes[index].axis;
    const double x = placeX(place, frame), top = frame.area.top() + kAxesTop,
                 bottom = frame.area.bottom() - kAxesBottom;
    painter.setPen(QPen(frame.colours.text, 1.2));
    painter.drawLine(QPointF(x, top), QPointF(x, bottom));
    paintBrush(painter, frame, place);
    const double gap = s.order.size() > 1 ? placeX(1, frame) - placeX(0, frame) : 2 * kAxesSide;
    const bool focused = hasFocus() && !frame.vector && place == s.focused;
    QFont bold = frame.font;
    bold.setBold(focused);
    painter.setFont(bold);
    painter.setPen(focused ? frame.colours.accent : frame.colours.text);
    const QRectF name(x - gap / 2 + 4, frame.area.top() + 8, gap - 8, 20);
    painter.drawText(name, Qt::AlignCenter, QFontMetricsF(bold).elidedText(axis.name, Qt::ElideMiddle, name.width()));
    painter.setFont(frame.font);
    const QFontMetricsF metrics(frame.font);
    bool leftwards = false; // of the last axis, where there is no room on the right
    const auto label = [&](double y, const QString &text) {
        const QString fitting = metrics.elidedText(text, Qt::ElideRight, std::max(24.0, gap - 16));
        const double width = metrics.horizontalAdvance(fitting) + 4;
        const QRectF box(leftwards ? x - 5 - width : x + 5, y - metrics.height() / 2, width, metrics.height());
        painter.fillRect(box, frame.colours.faint(frame.colours.background, 0.75));
        painter.setPen(frame.colours.muted);
        painter.drawText(box, Qt::AlignCenter, fitting);
    };
    if (const auto &missing = s.places[index];
        std::any_of(missing.begin(), missing.end(), [](float part) { return part != part; }))
        label(bottom + kMissing, QStringLiteral("–"));
    if (!s.valued[index])
        return;
    const Scale scale = scaleOf(index, frame);
    const auto ticks = ticksOf(axis, scale, bottom - top);
    for (const auto &[y, text] : ticks)
        leftwards = leftwards || x + 9 + metrics.horizontalAdvance(text) > frame.area.right();
    painter.setPen(QPen(frame.colours.text, 1));
    for (const auto &[y, text] : ticks)
        painter.drawLine(QPointF(x - 3, y), QPointF(x, y));
    for (const auto &[y, text] : ticks)
        label(y, text);
}

void ParallelChart::paintBrush(QPainter &painter, const Frame &frame, std::size_t place) const
{
    const std::size_t axis = m_state->order[place];
    for (const AxisBrush &brush : m_state->brushes) {
        if (brush.axis != axis)
            continue;
        // A brush of values that the axis does not reach shows at its end, so that it is not forgotten.
        const double top = frame.area.top() + kAxesTop, bottom = frame.area.bottom() - kAxesBottom;
        const Scale scale = scaleOf(axis, frame);
        const auto pixel = [&](double value, double otherwise) {
            const double y = scale.toPixel(value);
            return std::isfinite(y) ? std::clamp(y, top - 6, bottom + 6) : otherwise;
        };
        double from = pixel(brush.range.high, top), to = pixel(brush.range.low, bottom);
        if (to - from < 4)
            to = from + 4;
        const QRectF box(placeX(place, frame) - 7, from, 14, to - from);
        const QColor colour = brush.keep ? frame.colours.accent : frame.colours.warning;
        painter.fillRect(box, frame.colours.faint(colour, 0.3));
        if (!brush.keep)
            paintHatching(painter, box, colour, 5);
        painter.setPen(QPen(colour, 1.5));
        painter.drawRect(box);
    }
}

void ParallelChart::paintOver(QPainter &painter, const Frame &frame)
{
    if (!m_state->heldAt || m_state->held != State::Held::AxisName)
        return;
    painter.setPen(QPen(frame.colours.accent, 2, Qt::DashLine));
    painter.drawLine(QPointF(m_state->heldAt->x(), frame.area.top() + 6),
                     QPointF(m_state->heldAt->x(), frame.area.bottom() - 6));
}

void ParallelChart::paintCurrent(QPainter &painter, const Frame &frame, std::size_t mark) const
{
    const QPolygonF line = lineOf(mark, frame);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(frame.colours.background, 5));
    painter.drawPolyline(line);
    painter.setPen(QPen(frame.colours.accent, 2.5));
    painter.drawPolyline(line);
}

} // namespace assay::charts
