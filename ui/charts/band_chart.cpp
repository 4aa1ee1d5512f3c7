#include "ui/charts/band_chart.hpp"

#include <algorithm>

#include "ui/charts/lines.hpp"
#include "ui/charts/words.hpp"

namespace assay::charts {
namespace {

constexpr double kGrip = 8;
constexpr double kKeyStep = 0.02; ///< of the axis, a press of an arrow key
constexpr std::size_t kSpots = 4096;

} // namespace

BandChart::BandChart(QWidget *parent) : SpotChart(parent)
{
    setName(tr("Curves with bands"));
}

void BandChart::setAxes(const Axis &x, const Axis &y)
{
    SpotChart::setAxes(x, y);
    rebuild();
}

void BandChart::setData(std::vector<BandSeries> series, std::vector<BandRegion> regions, std::vector<BandMark> marks)
{
    m_series = std::move(series);
    m_regions = std::move(regions);
    m_marks = std::move(marks);
    rebuild();
}

void BandChart::rebuild()
{
    m_xExtent.reset();
    m_yExtent.reset();
    m_absent = m_notPositive = 0;
    std::vector<Spot> spots;
    for (std::size_t s = 0; s < m_series.size(); ++s) {
        const BandSeries &series = m_series[s];
        m_xExtent = united(m_xExtent, rangeOf(spanOf(series.x), xAxis().logarithmic));
        for (const Values *column : {&series.y, &series.low, &series.high})
            m_yExtent = united(m_yExtent, rangeOf(spanOf(*column), yAxis().logarithmic));
        const std::size_t count = std::min(spanOf(series.x).size(), spanOf(series.y).size());
        const std::size_t stride = std::max<std::size_t>(1, count / kSpots);
        for (std::size_t i = 0; i < count; ++i) {
            const double x = (*series.x)[i], y = (*series.y)[i];
            if (xAxis().places(x) && yAxis().places(y)) {
                if (i % stride == 0)
                    spots.push_back({x, y, s, i, series.id});
            } else {
                ++(std::isfinite(x) && std::isfinite(y) ? m_notPositive : m_absent);
            }
        }
    }
    setSpots(std::move(spots));
}

void BandChart::setCompact(bool compact)
{
    m_compact = compact;
    setAxesShown(!compact);
    setReadOutShown(!compact);
    setFocusPolicy(compact ? Qt::NoFocus : Qt::StrongFocus);
    updateGeometry();
    dataChanged();
}

QSize BandChart::sizeHint() const
{
    return m_compact ? QSize(120, 40) : SpotChart::sizeHint();
}

QSize BandChart::minimumSizeHint() const
{
    return m_compact ? QSize(48, 24) : SpotChart::minimumSizeHint();
}

void BandChart::setPosition(std::optional<double> x)
{
    if (x == m_position)
        return;
    m_position = x;
    marksChanged();
}

bool BandChart::dragBegins(const QPointF &at, Qt::KeyboardModifiers)
{
    return m_position && std::abs(frame().x.toPixel(*m_position) - at.x()) <= kGrip;
}

void BandChart::dragged(const QPointF &, const QPointF &to)
{
    const Frame now = frame();
    emit positionDragged(now.x.toValue(std::clamp(to.x(), now.area.left(), now.area.right())));
}

bool BandChart::keyPressed(int key, Qt::KeyboardModifiers modifiers)
{
    if (!m_position || !modifiers.testFlag(Qt::ControlModifier) || (key != Qt::Key_Left && key != Qt::Key_Right))
        return false;
    const Frame now = frame();
    const double step = (key == Qt::Key_Right ? kKeyStep : -kKeyStep) * now.area.width();
    const double pixel = std::clamp(now.x.toPixel(*m_position) + step, now.area.left(), now.area.right());
    emit positionDragged(now.x.toValue(pixel));
    return true;
}

void BandChart::paintMarks(QPainter &painter, const Frame &frame)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    paintRegions(painter, frame);
    for (std::size_t s = 0; s < m_series.size(); ++s)
        paintBand(painter, frame, spanOf(m_series[s].x), spanOf(m_series[s].low), spanOf(m_series[s].high),
                  frame.colours.faint(frame.colours.series(s), 0.2));
    for (std::size_t s = 0; s < m_series.size(); ++s)
        paintLine(painter, frame, spanOf(m_series[s].x), spanOf(m_series[s].y),
                  QPen(frame.colours.series(s), m_compact ? 1.4 : 2, dashOf(s)));
    paintPlaces(painter, frame);
    if (m_position) {
        const double pixel = frame.x.toPixel(*m_position);
        painter.setPen(QPen(frame.colours.accent, 1.5));
        painter.drawLine(QPointF(pixel, frame.area.top()), QPointF(pixel, frame.area.bottom()));
        if (!m_compact) {
            painter.setBrush(frame.colours.accent);
            painter.drawEllipse(QPointF(pixel, frame.area.bottom() - 5), 4, 4);
        }
    }
    painter.restore();
}

void BandChart::paintRegions(QPainter &painter, const Frame &frame) const
{
    for (const BandRegion &region : m_regions) {
        const double left = std::max(frame.area.left(), frame.x.toPixel(region.range.low));
        const double right = std::min(frame.area.right(), frame.x.toPixel(region.range.high));
        if (!(right > left))
            continue;
        const QRectF area(QPointF(left, frame.area.top()), QPointF(right, frame.area.bottom()));
        if (region.series)
            painter.fillRect(area, frame.colours.faint(frame.colours.series(*region.series), 0.09));
        else
            paintHatching(painter, area, frame.colours.faint(frame.colours.muted, 0.35), 8);
        const QFontMetricsF metrics(frame.font);
        if (!m_compact && metrics.horizontalAdvance(region.label) + 16 < area.width())
            paintLabel(painter, frame, area.topLeft() + QPointF(4, 4), region.label,
                       region.series ? frame.colours.text : frame.colours.muted);
    }
}

void BandChart::paintPlaces(QPainter &painter, const Frame &frame) const
{
    double row = 28;
    for (const BandMark &mark : m_marks) {
        const double pixel = frame.x.toPixel(mark.x);
        if (!(pixel >= frame.area.left() && pixel <= frame.area.right()))
            continue;
        painter.setPen(QPen(frame.colours.text, 1, Qt::DashLine));
        painter.drawLine(QPointF(pixel, frame.area.top()), QPointF(pixel, frame.area.bottom()));
        if (m_compact)
            continue;
        if (mark.interval) {
            const double left = frame.x.toPixel(mark.interval->low), right = frame.x.toPixel(mark.interval->high);
            painter.fillRect(QRectF(QPointF(left, frame.area.bottom() - 12), QPointF(right, frame.area.bottom() - 6)),
                             frame.colours.faint(frame.colours.text, 0.5));
        }
        paintLabel(painter, frame, QPointF(pixel + 4, frame.area.top() + row), mark.label, frame.colours.text);
        row = row > 80 ? 28 : row + 20; // neighbours do not cover each other
    }
}

std::vector<LegendEntry> BandChart::legend(const Colours &colours) const
{
    std::vector<LegendEntry> entries;
    if (m_compact)
        return entries;
    for (std::size_t s = 0; s < m_series.size(); ++s)
        entries.push_back({m_series[s].name,
                           dashOf(s) == Qt::SolidLine ? LegendEntry::Sign::Line : LegendEntry::Sign::Dashed,
                           colours.series(s),
                           0,
                           {}});
    if (std::any_of(m_regions.begin(), m_regions.end(), [](const BandRegion &region) { return !region.series; }))
        entries.push_back({tr("undecided"), LegendEntry::Sign::Hatched, colours.muted, 0, {}});
    return entries;
}

QString BandChart::note() const
{
    return m_compact ? QString() : notShownInWords(m_absent, m_notPositive);
}

QString BandChart::markText(std::size_t mark) const
{
    const Spot &here = spot(mark);
    const BandSeries &series = m_series[here.series];
    return QStringLiteral("%1\n%2: %3\n%4: %5")
        .arg(series.name, xAxis().name, quantity(here.x, xAxis().unit), yAxis().name,
             quantity(here.y, at(series.low, here.index), at(series.high, here.index), yAxis().unit));
}

QString BandChart::description() const
{
    if (isEmpty())
        return tr("Curves without points.");
    QStringList parts{tr("Curves: %1; %2.").arg(rangeInWords(xAxis(), m_xExtent), rangeInWords(yAxis(), m_yExtent))};
    QStringList names;
    for (const BandSeries &series : m_series)
        names << QStringLiteral("%1 %2").arg(series.name, countInWords(spanOf(series.y).size()));
    parts << tr("Series: %1.").arg(names.join(QStringLiteral(", ")));
    for (const BandRegion &region : m_regions)
        parts << tr("From %1 to %2: %3.")
                     .arg(quantity(region.range.low, xAxis().unit), quantity(region.range.high, xAxis().unit),
                          region.series ? region.label : tr("undecided"));
    for (const BandMark &mark : m_marks)
        parts << tr("At %1: %2.").arg(quantity(mark.x, xAxis().unit), mark.label);
    parts << note();
    if (const QString here = currentText(); !here.isEmpty())
        parts << tr("Current point: %1.").arg(QString(here).replace(QLatin1Char('\n'), QStringLiteral(", ")));
    return sentences(parts);
}

ChartTable BandChart::table() const
{
    ChartTable table;
    table.header << tr("series") << withUnit(xAxis().name, xAxis().unit) << withUnit(yAxis().name, yAxis().unit)
                 << tr("low") << tr("high");
    for (const BandSeries &series : m_series)
        for (std::size_t i = 0; i < std::min(spanOf(series.x).size(), spanOf(series.y).size()); ++i)
            table.rows.push_back({series.name, cell((*series.x)[i]), cell((*series.y)[i]), cell(at(series.low, i)),
                                  cell(at(series.high, i))});
    return table;
}

} // namespace assay::charts
