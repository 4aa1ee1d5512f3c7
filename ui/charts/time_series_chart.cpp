#include "ui/charts/time_series_chart.hpp"

#include <algorithm>

#include "ui/charts/lines.hpp"
#include "ui/charts/words.hpp"

namespace assay::charts {

TimeSeriesChart::TimeSeriesChart(QWidget *parent) : Chart(parent)
{
    setName(tr("Time series"));
}

void TimeSeriesChart::setAxes(const Axis &time, const Axis &value)
{
    Chart::setAxes(time, value);
    rebuild();
}

void TimeSeriesChart::setData(std::vector<TimeSeries> series, std::vector<TimeRegion> regions,
                              std::vector<TimeEvent> events)
{
    m_series = std::move(series);
    m_regions = std::move(regions);
    m_events = std::move(events);
    rebuild();
}

void TimeSeriesChart::rebuild()
{
    m_first.assign(1, 0);
    m_xExtent.reset();
    m_yExtent.reset();
    m_absent = m_notPositive = 0;
    for (std::size_t s = 0; s < m_series.size(); ++s) {
        m_first.push_back(m_first.back() + sizeOf(s));
        m_xExtent = united(m_xExtent, rangeOf(spanOf(m_series[s].time), xAxis().logarithmic));
        m_yExtent = united(m_yExtent, rangeOf(spanOf(m_series[s].value), yAxis().logarithmic));
        for (std::size_t i = 0; i < sizeOf(s); ++i) {
            const double value = (*m_series[s].value)[i];
            m_absent += std::isfinite(value) ? 0 : 1;
            m_notPositive += std::isfinite(value) && !yAxis().places(value) ? 1 : 0;
        }
    }
    dataChanged();
}

std::size_t TimeSeriesChart::sizeOf(std::size_t series) const
{
    return std::min(spanOf(m_series[series].time).size(), spanOf(m_series[series].value).size());
}

std::size_t TimeSeriesChart::markCount() const
{
    return m_xExtent && m_yExtent ? m_first.back() : 0;
}

TimeSeriesChart::Place TimeSeriesChart::placeOf(std::size_t mark) const
{
    const auto next = std::upper_bound(m_first.begin(), m_first.end(), mark);
    const auto series = static_cast<std::size_t>(next - m_first.begin()) - 1;
    return {series, mark - m_first[series]};
}

bool TimeSeriesChart::isPlaced(std::size_t mark) const
{
    const auto [series, index] = placeOf(mark);
    return xAxis().places((*m_series[series].time)[index]) && yAxis().places((*m_series[series].value)[index]);
}

QPointF TimeSeriesChart::markPlace(std::size_t mark, const Frame &frame) const
{
    const auto [series, index] = placeOf(mark);
    return frame.toPixel((*m_series[series].time)[index], (*m_series[series].value)[index]);
}

std::optional<std::size_t> TimeSeriesChart::markAt(const QPointF &pixel, const Frame &frame) const
{
    std::optional<std::size_t> nearest;
    double best = kReach * kReach;
    for (std::size_t s = 0; s < m_series.size(); ++s) {
        const std::span<const double> time = spanOf(m_series[s].time).first(sizeOf(s));
        const auto from = std::lower_bound(time.begin(), time.end(), frame.x.toValue(pixel.x() - kReach));
        const auto to = std::upper_bound(from, time.end(), frame.x.toValue(pixel.x() + kReach));
        for (auto sample = from; sample != to; ++sample) {
            const std::size_t mark = m_first[s] + static_cast<std::size_t>(sample - time.begin());
            const QPointF away = markPlace(mark, frame) - pixel;
            if (const double distance = QPointF::dotProduct(away, away); distance <= best) {
                best = distance;
                nearest = mark;
            }
        }
    }
    return nearest;
}

std::optional<std::size_t> TimeSeriesChart::stepped(std::size_t from, Step step) const
{
    if (step == Step::Up || step == Step::Down) { // the other series, at the same time
        const auto [series, index] = placeOf(from);
        if (step == Step::Up ? series == 0 : series + 1 >= m_series.size())
            return from;
        const std::size_t other = step == Step::Up ? series - 1 : series + 1;
        const std::span<const double> time = spanOf(m_series[other].time).first(sizeOf(other));
        if (time.empty())
            return from;
        const auto found = std::lower_bound(time.begin(), time.end(), (*m_series[series].time)[index]);
        return m_first[other] + std::min(static_cast<std::size_t>(found - time.begin()), time.size() - 1);
    }
    const bool forward = step == Step::Right || step == Step::Ahead || step == Step::First;
    std::size_t mark = Chart::stepped(from, step).value_or(from);
    while (!isPlaced(mark)) { // over gaps
        if (forward ? mark + 1 >= markCount() : mark == 0)
            return from;
        mark = forward ? mark + 1 : mark - 1;
    }
    return mark;
}

void TimeSeriesChart::paintMarks(QPainter &painter, const Frame &frame)
{
    painter.save();
    for (const TimeRegion &region : m_regions) {
        const double left = std::max(frame.area.left(), frame.x.toPixel(region.range.low));
        const double right = std::min(frame.area.right(), frame.x.toPixel(region.range.high));
        if (!(right > left))
            continue;
        painter.fillRect(QRectF(left, frame.area.top(), right - left, frame.area.height()),
                         frame.colours.faint(frame.colours.muted, 0.14));
        paintLabel(painter, frame, QPointF(left + 4, frame.area.top() + 4), region.label, frame.colours.muted);
    }
    for (std::size_t s = 0; s < m_series.size(); ++s) {
        const bool few = sizeOf(s) < 2000; // smooth lines are slow, and long ones need them least
        painter.setRenderHint(QPainter::Antialiasing, few);
        paintLine(painter, frame, spanOf(m_series[s].time), spanOf(m_series[s].value),
                  QPen(frame.colours.series(s), few ? 1.6 : 1, dashOf(s)));
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const TimeEvent &event : m_events) {
        const double pixel = frame.x.toPixel(event.time);
        if (!(pixel >= frame.area.left() && pixel <= frame.area.right()))
            continue;
        painter.setPen(QPen(frame.colours.warning, 1, Qt::DashLine));
        painter.drawLine(QPointF(pixel, frame.area.top()), QPointF(pixel, frame.area.bottom()));
        paintLabel(painter, frame, QPointF(pixel + 3, frame.area.bottom() - 24), event.label, frame.colours.warning);
    }
    painter.restore();
}

std::vector<LegendEntry> TimeSeriesChart::legend(const Colours &colours) const
{
    std::vector<LegendEntry> entries;
    for (std::size_t s = 0; s < m_series.size(); ++s)
        entries.push_back({m_series[s].name,
                           dashOf(s) == Qt::SolidLine ? LegendEntry::Sign::Line : LegendEntry::Sign::Dashed,
                           colours.series(s),
                           0,
                           {}});
    return entries;
}

QString TimeSeriesChart::note() const
{
    return notShownInWords(m_absent, m_notPositive);
}

QString TimeSeriesChart::markText(std::size_t mark) const
{
    const auto [series, index] = placeOf(mark);
    return QStringLiteral("%1\n%2: %3\n%4: %5")
        .arg(m_series[series].name, xAxis().name, quantity((*m_series[series].time)[index], xAxis().unit), yAxis().name,
             quantity((*m_series[series].value)[index], yAxis().unit));
}

QString TimeSeriesChart::description() const
{
    if (isEmpty())
        return tr("Time series without samples.");
    QStringList parts{
        tr("Time series: %1; %2.").arg(rangeInWords(xAxis(), m_xExtent), rangeInWords(yAxis(), m_yExtent))};
    QStringList names;
    for (std::size_t s = 0; s < m_series.size(); ++s)
        names << QStringLiteral("%1 %2").arg(m_series[s].name, countInWords(sizeOf(s)));
    parts << tr("Series: %1.").arg(names.join(QStringLiteral(", ")));
    for (const TimeRegion &region : m_regions)
        parts << tr("From %1 to %2: %3.")
                     .arg(quantity(region.range.low, xAxis().unit), quantity(region.range.high, xAxis().unit),
                          region.label);
    for (const TimeEvent &event : m_events)
        parts << tr("At %1: %2.").arg(quantity(event.time, xAxis().unit), event.label);
    parts << note();
    if (const QString here = currentText(); !here.isEmpty())
        parts << tr("Current sample: %1.").arg(QString(here).replace(QLatin1Char('\n'), QStringLiteral(", ")));
    return sentences(parts);
}

ChartTable TimeSeriesChart::table() const
{
    ChartTable table;
    table.header << tr("series") << withUnit(xAxis().name, xAxis().unit) << withUnit(yAxis().name, yAxis().unit);
    for (std::size_t s = 0; s < m_series.size(); ++s)
        for (std::size_t i = 0; i < sizeOf(s); ++i)
            table.rows.push_back({m_series[s].name, cell((*m_series[s].time)[i]), cell((*m_series[s].value)[i])});
    return table;
}

} // namespace assay::charts
