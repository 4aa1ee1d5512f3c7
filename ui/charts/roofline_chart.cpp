#include "ui/charts/roofline_chart.hpp"

#include <algorithm>

#include "ui/charts/lines.hpp"
#include "ui/charts/words.hpp"

namespace assay::charts {
namespace {

constexpr std::size_t kMarkersUpTo = 20'000; ///< above, dots

} // namespace

RooflineChart::RooflineChart(QWidget *parent) : SpotChart(parent)
{
    setName(tr("Roofline"));
    setAxes({tr("Operations per byte"), QStringLiteral("op/B"), true, {}},
            {tr("Performance"), QStringLiteral("op/s"), true, {}});
}

double RooflineChart::allowed(const Ceiling &ceiling, double intensity)
{
    return std::min(ceiling.peak, ceiling.bandwidth * intensity);
}

void RooflineChart::setData(std::vector<Ceiling> ceilings, std::vector<RooflinePoint> points)
{
    std::erase_if(ceilings, [](const Ceiling &c) { return !(c.peak > 0) || !(c.bandwidth > 0); });
    m_ceilings = std::move(ceilings);
    m_points = std::move(points);
    m_absent = m_notPositive = 0;
    std::vector<double> x, y;
    std::vector<Spot> spots;
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const RooflinePoint &point = m_points[i];
        if (xAxis().places(point.intensity) && yAxis().places(point.performance)) {
            x.push_back(point.intensity);
            y.push_back(point.performance);
            spots.push_back({point.intensity, point.performance, 0, i, point.id});
        } else {
            ++(std::isfinite(point.intensity) && std::isfinite(point.performance) ? m_notPositive : m_absent);
        }
    }
    std::sort(spots.begin(), spots.end(), [](const Spot &a, const Spot &b) { return a.x < b.x; });
    // The corners of the roofs are in view, and something on either side of them.
    for (const Ceiling &ceiling : m_ceilings) {
        const double corner = ceiling.peak / ceiling.bandwidth;
        x.insert(x.end(), {corner / 8, corner * 8});
        y.insert(y.end(), {ceiling.peak, ceiling.peak / 8});
    }
    m_xExtent = rangeOf(x, true);
    m_yExtent = rangeOf(y, true);
    setSpots(std::move(spots));
}

void RooflineChart::paintMarks(QPainter &painter, const Frame &frame)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const Range &view = frame.x.range;
    for (std::size_t i = 0; i < m_ceilings.size(); ++i) {
        const Ceiling &ceiling = m_ceilings[i];
        const double corner = ceiling.peak / ceiling.bandwidth;
        const QPolygonF roof{frame.toPixel(std::min(view.low, corner), allowed(ceiling, std::min(view.low, corner))),
                             frame.toPixel(corner, ceiling.peak),
                             frame.toPixel(std::max(view.high, corner), ceiling.peak)};
        painter.setPen(QPen(frame.colours.series(i), 2, dashOf(i)));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(roof);
        paintLabel(painter, frame, QPointF(frame.area.right(), roof.last().y() + 3),
                   tr("%1: %2").arg(ceiling.name, quantity(ceiling.peak, yAxis().unit)), frame.colours.text);
    }
    const bool asDots = markCount() > kMarkersUpTo;
    painter.setRenderHint(QPainter::Antialiasing, !asDots);
    for (std::size_t mark = 0; mark < markCount(); ++mark) {
        const RooflinePoint &p = point(mark);
        const QPointF place = markPlace(mark, frame);
        if (!frame.area.contains(place))
            continue;
        const QColor colour = p.ceiling ? frame.colours.series(*p.ceiling) : frame.colours.muted;
        if (asDots)
            painter.fillRect(QRectF(place - QPointF(1, 1), QSizeF(2, 2)), colour);
        else if (frame.vector)
            paintMarker(painter, place, kMarkerSize, p.ceiling.value_or(0), p.look, colour, frame.colours.background);
        else
            m_sprites.paint(painter, place, kMarkerSize, p.ceiling.value_or(0), p.look, colour,
                            frame.colours.background, frame.pixelRatio);
    }
    painter.restore();
}

std::optional<std::size_t> RooflineChart::markAt(const QPointF &pixel, const Frame &frame) const
{
    // Marks are sorted by x.
    const auto firstFrom = [this](double x) {
        std::size_t low = 0, high = markCount();
        while (low < high) {
            const std::size_t middle = (low + high) / 2;
            spot(middle).x < x ? low = middle + 1 : high = middle;
        }
        return low;
    };
    std::optional<std::size_t> nearest;
    double best = kReach * kReach;
    const std::size_t last = firstFrom(frame.x.toValue(pixel.x() + kReach));
    for (std::size_t mark = firstFrom(frame.x.toValue(pixel.x() - kReach)); mark < last; ++mark) {
        const QPointF away = markPlace(mark, frame) - pixel;
        if (const double distance = QPointF::dotProduct(away, away); distance <= best) {
            best = distance;
            nearest = mark;
        }
    }
    return nearest;
}

std::vector<LegendEntry> RooflineChart::legend(const Colours &colours) const
{
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < m_ceilings.size(); ++i)
        entries.push_back({m_ceilings[i].name, LegendEntry::Sign::Marker, colours.series(i), i, {}});
    return entries;
}

QString RooflineChart::note() const
{
    return notShownInWords(m_absent, m_notPositive);
}

QString RooflineChart::markText(std::size_t mark) const
{
    const RooflinePoint &p = point(mark);
    QString text = QStringLiteral("%1\n%2\n%3")
                       .arg(p.name, quantity(p.performance, yAxis().unit), quantity(p.intensity, xAxis().unit));
    if (p.ceiling && *p.ceiling < m_ceilings.size()) {
        const double part = p.performance / allowed(m_ceilings[*p.ceiling], p.intensity);
        text += QLatin1Char('\n') +
                tr("%1 % of what %2 allows").arg(100 * part, 0, 'f', 1).arg(m_ceilings[*p.ceiling].name);
    }
    return text;
}

QString RooflineChart::description() const
{
    QStringList parts{isEmpty() ? tr("Roofline without results.")
                                : tr("Roofline of %1 results: %2; %3.")
                                      .arg(countInWords(markCount()), rangeInWords(xAxis(), m_xExtent),
                                           rangeInWords(yAxis(), m_yExtent))};
    for (const Ceiling &ceiling : m_ceilings)
        parts << tr("%1: at most %2, %3.")
                     .arg(ceiling.name, quantity(ceiling.peak, yAxis().unit),
                          quantity(ceiling.bandwidth, QStringLiteral("B/s")));
    parts << note();
    if (const QString here = currentText(); !here.isEmpty())
        parts << tr("Current point: %1.").arg(QString(here).replace(QLatin1Char('\n'), QStringLiteral(", ")));
    return sentences(parts);
}

ChartTable RooflineChart::table() const
{
    ChartTable table;
    table.header << tr("result") << tr("name") << withUnit(xAxis().name, xAxis().unit)
                 << withUnit(yAxis().name, yAxis().unit) << tr("ceiling");
    for (const RooflinePoint &p : m_points)
        table.rows.push_back({QString::number(p.id), p.name, cell(p.intensity), cell(p.performance),
                              p.ceiling && *p.ceiling < m_ceilings.size() ? m_ceilings[*p.ceiling].name : QString()});
    return table;
}

} // namespace assay::charts
