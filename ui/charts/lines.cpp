#include "ui/charts/lines.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::charts {
namespace {

constexpr double kFar = 1e5; ///< pixels: what lies further is drawn as if there, painters take no more

double bounded(double pixel)
{
    return std::clamp(pixel, -kFar, kFar);
}

/// Indices of the points in view and one beyond on either side.
std::pair<std::size_t, std::size_t> inView(const Frame &frame, std::span<const double> x)
{
    const auto first = std::lower_bound(x.begin(), x.end(), frame.x.range.low);
    const auto last = std::upper_bound(first, x.end(), frame.x.range.high);
    const auto from = static_cast<std::size_t>(first - x.begin()), to = static_cast<std::size_t>(last - x.begin());
    return {from > 0 ? from - 1 : 0, std::min(x.size(), to + 1)};
}

/// Gathers points column of pixels by column of pixels.
class Thinner {
public:
    Thinner(QPainter &painter, QPolygonF &line) : m_painter(painter), m_line(line) {}
    void add(double x, double y)
    {
        const double column = std::floor(x);
        if (m_count > 0 && column != m_column)
            endColumn();
        if (m_count == 0) {
            m_column = column;
            m_firstX = x;
            m_first = m_low = m_high = y;
        }
        m_low = std::min(m_low, y);
        m_high = std::max(m_high, y);
        m_last = y;
        ++m_count;
    }
    void interrupt()
    {
        endColumn();
        if (m_line.size() == 1) // alone between gaps
            m_painter.drawLine(m_line.first() - QPointF(1, 0), m_line.first() + QPointF(1, 0));
        m_painter.drawPolyline(m_line);
        m_line.clear();
    }

private:
    void endColumn()
    {
        if (m_count == 0)
            return;
        m_line << QPointF(m_firstX, m_first);
        if (m_count > 2)
            m_line << QPointF(m_firstX, m_low) << QPointF(m_firstX, m_high);
        if (m_count > 1)
            m_line << QPointF(m_firstX, m_last);
        m_count = 0;
    }
    QPainter &m_painter;
    QPolygonF &m_line;
    double m_column = 0, m_firstX = 0, m_first = 0, m_low = 0, m_high = 0, m_last = 0;
    std::size_t m_count = 0;
};

} // namespace

void paintLine(QPainter &painter, const Frame &frame, std::span<const double> x, std::span<const double> y,
               const QPen &pen)
{
    x = x.first(std::min(x.size(), y.size()));
    const auto [from, to] = inView(frame, x);
    QPolygonF line;
    Thinner thinner(painter, line);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    for (std::size_t i = from; i < to; ++i) {
        const QPointF place = frame.toPixel(x[i], y[i]);
        if (std::isfinite(place.x()) && std::isfinite(place.y()))
            thinner.add(bounded(place.x()), bounded(place.y()));
        else
            thinner.interrupt();
    }
    thinner.interrupt();
}

void paintBand(QPainter &painter, const Frame &frame, std::span<const double> x, std::span<const double> low,
               std::span<const double> high, const QColor &colour)
{
    x = x.first(std::min({x.size(), low.size(), high.size()}));
    const auto [from, to] = inView(frame, x);
    std::vector<QPointF> upper, lower;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    const auto fill = [&] {
        QPolygonF area;
        for (const QPointF &place : upper)
            area << place;
        for (auto place = lower.rbegin(); place != lower.rend(); ++place)
            area << *place;
        if (upper.size() > 1)
            painter.drawPolygon(area);
        upper.clear();
        lower.clear();
    };
    for (std::size_t i = from; i < to; ++i) {
        const double pixel = frame.x.toPixel(x[i]), top = frame.y.toPixel(high[i]);
        // Below everything that a logarithmic axis can show: down to its end.
        const double bottom = frame.y.logarithmic && low[i] <= 0 ? frame.area.bottom() + 8 : frame.y.toPixel(low[i]);
        if (!std::isfinite(pixel) || !std::isfinite(top) || !std::isfinite(bottom)) {
            fill();
        } else if (upper.empty() || pixel - upper.back().x() >= 0.5) {
            upper.emplace_back(bounded(pixel), bounded(top));
            lower.emplace_back(bounded(pixel), bounded(bottom));
        } else { // the same column: the widest counts
            upper.back().setY(std::min(upper.back().y(), bounded(top)));
            lower.back().setY(std::max(lower.back().y(), bounded(bottom)));
        }
    }
    fill();
}

Qt::PenStyle dashOf(std::size_t series)
{
    constexpr std::array<Qt::PenStyle, 4> kDashes{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
    return kDashes[series / Colours::kSeries % kDashes.size()];
}

void paintLabel(QPainter &painter, const Frame &frame, const QPointF &topLeft, const QString &text,
                const QColor &colour)
{
    if (text.isEmpty())
        return;
    const QFontMetricsF metrics(frame.font);
    QRectF box(topLeft, QSizeF(metrics.horizontalAdvance(text) + 8, metrics.height() + 2));
    box.moveRight(std::min(box.right(), frame.area.right() - 2));
    box.moveLeft(std::max(box.left(), frame.area.left() + 2));
    box.moveBottom(std::min(box.bottom(), frame.area.bottom() - 2));
    box.moveTop(std::max(box.top(), frame.area.top() + 2));
    painter.fillRect(box, frame.colours.faint(frame.colours.background, 0.85));
    painter.setFont(frame.font);
    painter.setPen(colour);
    painter.drawText(box, Qt::AlignCenter, text);
}

} // namespace assay::charts
