// Of ScatterChart: painting.
#include <algorithm>
#include <array>

#include "ui/charts/lines.hpp"
#include "ui/charts/scatter_state.hpp"

namespace assay::charts {
namespace {

constexpr double kCell = 2; ///< logical pixels across a cell of the raster

bool isNear(const QRectF &area, const QPointF &place)
{
    constexpr double kMargin = 16;
    return place.x() > area.left() - kMargin && place.x() < area.right() + kMargin &&
           place.y() > area.top() - kMargin && place.y() < area.bottom() + kMargin; // false for NaN
}

void paintRaster(QPainter &painter, const QRectF &area, const QImage &image)
{
    painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
    painter.drawImage(area, image);
}

double isoValue(const IsoLine &line, double x)
{
    return line.kind == IsoLine::Kind::Product ? line.value / x : line.value * x;
}

} // namespace

void ScatterChart::paintMarks(QPainter &painter, const Frame &frame)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paintGhosts(painter, frame);
    paintIsoLines(painter, frame);
    paintPoints(painter, frame);
    paintFront(painter, frame);
    paintHighlights(painter, frame);
    painter.restore();
}

void ScatterChart::paintGhosts(QPainter &painter, const Frame &frame) const
{
    const PointCloud &ghosts = m_state->ghosts;
    if (ghosts.placed == 0)
        return;
    if (ghosts.placed > kMarkersUpTo) {
        Colours grey = frame.colours;
        const Density density = binned(ghosts, frame, static_cast<int>(frame.area.width() / kCell),
                                       static_cast<int>(frame.area.height() / kCell));
        QImage image = densityImage(density, grey);
        QPainter tint(&image);
        tint.setCompositionMode(QPainter::CompositionMode_SourceIn);
        tint.fillRect(image.rect(), frame.colours.ghost);
        tint.end();
        paintRaster(painter, frame.area, image);
        return;
    }
    const CloudView view = viewOf(ghosts, frame);
    painter.setPen(Qt::NoPen);
    painter.setBrush(frame.colours.ghost);
    for (std::size_t i = 0; i < ghosts.size(); ++i)
        if (const QPointF place = view.toPixel(ghosts.u[i], ghosts.v[i]); isNear(frame.area, place))
            painter.drawEllipse(place, 2.5, 2.5);
}

void ScatterChart::paintPoints(QPainter &painter, const Frame &frame)
{
    State &s = *m_state;
    const PointCloud &cloud = *s.cloud;
    s.raster = false;
    if (cloud.placed > kMarkersUpTo) {
        const Density density = binned(cloud, frame, static_cast<int>(frame.area.width() / kCell),
                                       static_cast<int>(frame.area.height() / kCell));
        s.raster = density.inside > kMarkersUpTo;
        s.highest = density.highest;
        if (s.raster) {
            paintRaster(painter, frame.area, densityImage(density, frame.colours));
            return;
        }
    }
    const CloudView view = viewOf(cloud, frame);
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < cloud.size(); ++i)
        if (isNear(frame.area, view.toPixel(cloud.u[i], cloud.v[i])))
            rows.push_back(i);
    if (rows.size() <= kBarsUpTo)
        for (const std::size_t row : rows)
            paintBars(painter, frame, row);
    // Large ones first, so that none hides a small one.
    if (s.data.size)
        std::stable_sort(rows.begin(), rows.end(),
                         [this](std::size_t a, std::size_t b) { return sizeOf(a) > sizeOf(b); });
    for (const std::size_t row : rows)
        paintMarkerOf(painter, frame, row);
}

void ScatterChart::paintMarkerOf(QPainter &painter, const Frame &frame, std::size_t row, double enlarged)
{
    const QPointF place = markPlace(row, frame);
    if (!isNear(frame.area, place))
        return;
    const QColor colour = colourOf(row, frame.colours);
    const double size = sizeOf(row) + enlarged;
    if (frame.vector)
        paintMarker(painter, place, size, categoryOf(row), lookOf(row), colour, frame.colours.background);
    else
        m_state->sprites.paint(painter, place, size, categoryOf(row), lookOf(row), colour, frame.colours.background,
                               frame.pixelRatio);
}

void ScatterChart::paintBars(QPainter &painter, const Frame &frame, std::size_t row) const
{
    const ScatterData &d = m_state->data;
    const QPointF place = markPlace(row, frame);
    if (!isNear(frame.area, place))
        return;
    painter.setPen(QPen(frame.colours.faint(colourOf(row, frame.colours), 0.75), 1.2));
    constexpr double kCap = 3;
    const auto end = [](double pixel, double otherwise) { return std::isfinite(pixel) ? pixel : otherwise; };
    if (std::isfinite(at(d.xLow, row)) && std::isfinite(at(d.xHigh, row))) {
        const double a = end(frame.x.toPixel(at(d.xLow, row)), frame.area.left()),
                     b = frame.x.toPixel(at(d.xHigh, row));
        const std::array<QLineF, 3> lines{QLineF(a, place.y(), b, place.y()),
                                          QLineF(a, place.y() - kCap, a, place.y() + kCap),
                                          QLineF(b, place.y() - kCap, b, place.y() + kCap)};
        painter.drawLines(lines.data(), 3);
    }
    if (std::isfinite(at(d.yLow, row)) && std::isfinite(at(d.yHigh, row))) {
        const double a = end(frame.y.toPixel(at(d.yLow, row)), frame.area.bottom()),
                     b = frame.y.toPixel(at(d.yHigh, row));
        const std::array<QLineF, 3> lines{QLineF(place.x(), a, place.x(), b),
                                          QLineF(place.x() - kCap, a, place.x() + kCap, a),
                                          QLineF(place.x() - kCap, b, place.x() + kCap, b)};
        painter.drawLines(lines.data(), 3);
    }
}

void ScatterChart::paintIsoLines(QPainter &painter, const Frame &frame) const
{
    for (const IsoLine &line : m_state->isoLines) {
        painter.setPen(QPen(frame.colours.warning, 1, Qt::DashLine));
        if (line.kind == IsoLine::Kind::AtX || line.kind == IsoLine::Kind::AtY) {
            const bool upright = line.kind == IsoLine::Kind::AtX;
            const double pixel = std::floor(upright ? frame.x.toPixel(line.value) : frame.y.toPixel(line.value)) + 0.5;
            if (!std::isfinite(pixel))
                continue;
            const QRectF beyond = upright ? QRectF(QPointF(pixel, frame.area.top()), frame.area.bottomRight())
                                          : QRectF(frame.area.topLeft(), QPointF(frame.area.right(), pixel));
            if (line.beyondIsBad && beyond.width() > 0 && beyond.height() > 0)
                painter.fillRect(beyond & frame.area, frame.colours.faint(frame.colours.warning, 0.08));
            painter.drawLine(upright ? QLineF(pixel, frame.area.top(), pixel, frame.area.bottom())
                                     : QLineF(frame.area.left(), pixel, frame.area.right(), pixel));
            paintLabel(painter, frame,
                       upright ? QPointF(pixel + 3, frame.area.top() + 3) : QPointF(frame.area.right(), pixel + 2),
                       line.label, frame.colours.warning);
            continue;
        }
        QPolygonF curve;
        constexpr int kPieces = 160;
        for (int i = 0; i <= kPieces; ++i) {
            const double pixel = frame.area.left() + frame.area.width() * i / kPieces;
            const QPointF place(pixel, frame.y.toPixel(isoValue(line, frame.x.toValue(pixel))));
            if (place.y() > frame.area.top() - 2000 && place.y() < frame.area.bottom() + 2000)
                curve << place;
        }
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(curve);
        for (auto place = curve.crbegin(); place != curve.crend(); ++place)
            if (frame.area.adjusted(0, 0, -8, -20).contains(*place)) {
                paintLabel(painter, frame, *place + QPointF(4, 4), line.label, frame.colours.warning);
                break;
            }
    }
}

void ScatterChart::paintFront(QPainter &painter, const Frame &frame)
{
    QPolygonF line;
    for (const std::size_t row : m_state->frontRows)
        if (const QPointF place = markPlace(row, frame); std::isfinite(place.x()) && std::isfinite(place.y()))
            line << place;
    std::sort(line.begin(), line.end(), [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); });
    QPolygonF steps; // what is known to be possible between two of the front is the worse of both
    for (const QPointF &place : line) {
        if (!steps.isEmpty())
            steps << (m_state->frontTurns ? QPointF(steps.last().x(), place.y())
                                          : QPointF(place.x(), steps.last().y()));
        steps << place;
    }
    painter.setPen(QPen(frame.colours.accent, 1.6));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(steps);
    for (const std::size_t row : m_state->frontRows)
        paintMarkerOf(painter, frame, row, 2);
}

void ScatterChart::paintHighlights(QPainter &painter, const Frame &frame)
{
    constexpr std::size_t kRings = 2000;
    const bool rings = m_state->selectedRows.size() <= kRings;
    for (const std::size_t row : m_state->selectedRows) {
        const QPointF place = markPlace(row, frame);
        if (!isNear(frame.area, place))
            continue;
        painter.setBrush(rings ? QBrush(Qt::NoBrush) : QBrush(frame.colours.selection));
        painter.setPen(rings ? QPen(frame.colours.selection, 2) : QPen(Qt::NoPen));
        if (rings)
            paintMarkerOf(painter, frame, row);
        const double radius = rings ? sizeOf(row) / 2 + 4 : 1.5;
        painter.drawEllipse(place, radius, radius);
    }
    if (!m_state->baselineRow)
        return;
    const QPointF place = markPlace(*m_state->baselineRow, frame);
    if (!isNear(frame.area, place))
        return;
    painter.setPen(QPen(frame.colours.muted, 1, Qt::DotLine));
    painter.drawLine(QPointF(frame.area.left(), place.y()), QPointF(frame.area.right(), place.y()));
    painter.drawLine(QPointF(place.x(), frame.area.top()), QPointF(place.x(), frame.area.bottom()));
    paintMarkerOf(painter, frame, *m_state->baselineRow, 3);
    const double under = sizeOf(*m_state->baselineRow) / 2 + 5;
    painter.setPen(QPen(frame.colours.background, 1));
    painter.setBrush(frame.colours.text);
    painter.drawPolygon(
        QPolygonF({place + QPointF(0, under), place + QPointF(-6, under + 10), place + QPointF(6, under + 10)}));
}

void ScatterChart::paintCurrent(QPainter &painter, const Frame &frame, std::size_t mark) const
{
    paintBars(painter, frame, mark);
    const QPointF place = markPlace(mark, frame);
    const double radius = m_state->raster ? 6 : sizeOf(mark) / 2 + 5;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(frame.colours.background, 4));
    painter.drawEllipse(place, radius, radius);
    painter.setPen(QPen(frame.colours.accent, 2));
    painter.drawEllipse(place, radius, radius);
}

void ScatterChart::paintOver(QPainter &painter, const Frame &frame)
{
    if (m_state->band) {
        painter.setPen(QPen(frame.colours.accent, 1));
        painter.setBrush(frame.colours.faint(frame.colours.accent, 0.15));
        painter.drawRect(*m_state->band & frame.area);
    }
    if (m_state->cursors)
        paintCursors(painter, frame);
}

void ScatterChart::paintCursors(QPainter &painter, const Frame &frame) const
{
    const auto cursor = [&](const QPointF &value, const QString &name, Qt::PenStyle style) {
        const QPointF place = frame.toPixel(value.x(), value.y());
        painter.setPen(QPen(frame.colours.accent, 1, style));
        if (place.x() >= frame.area.left() && place.x() <= frame.area.right()) {
            painter.drawLine(QPointF(place.x(), frame.area.top()), QPointF(place.x(), frame.area.bottom()));
            paintLabel(painter, frame, QPointF(place.x() - 8, frame.area.bottom() - 24), name, frame.colours.accent);
        }
        if (place.y() >= frame.area.top() && place.y() <= frame.area.bottom())
            painter.drawLine(QPointF(frame.area.left(), place.y()), QPointF(frame.area.right(), place.y()));
    };
    cursor(m_state->cursors->a, QStringLiteral("A"), Qt::SolidLine);
    cursor(m_state->cursors->b, QStringLiteral("B"), Qt::DashLine);
    paintLabel(painter, frame, frame.area.topLeft() + QPointF(6, 6), cursorText(), frame.colours.text);
}

} // namespace assay::charts
