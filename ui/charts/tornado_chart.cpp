#include "ui/charts/tornado_chart.hpp"

#include <algorithm>

#include "ui/charts/lines.hpp"
#include "ui/charts/words.hpp"

namespace assay::charts {

TornadoChart::TornadoChart(QWidget *parent) : SpotChart(parent)
{
    setName(tr("Tornado"));
}

void TornadoChart::setData(const Axis &outcome, double base, std::vector<TornadoBar> bars)
{
    const std::size_t given = bars.size();
    std::erase_if(bars, [](const TornadoBar &bar) { return !std::isfinite(bar.atLow) || !std::isfinite(bar.atHigh); });
    m_absent = given - bars.size();
    const auto widest = [](const TornadoBar &a, const TornadoBar &b) {
        return std::abs(a.atHigh - a.atLow) > std::abs(b.atHigh - b.atLow);
    };
    const std::size_t kept = std::min(kBars, bars.size());
    std::partial_sort(bars.begin(), bars.begin() + static_cast<std::ptrdiff_t>(kept), bars.end(), widest);
    m_left = bars.size() - kept;
    bars.resize(kept);
    m_bars = std::move(bars);
    m_base = base;
    Axis names;
    std::vector<Spot> spots;
    for (std::size_t i = m_bars.size(); i-- > 0;) // the first bar lies at the top, place count - 1
        names.categories << m_bars[i].name;
    for (std::size_t i = 0; i < m_bars.size(); ++i)
        spots.push_back({std::max(m_bars[i].atLow, m_bars[i].atHigh), static_cast<double>(m_bars.size() - 1 - i), 0, i,
                         m_bars[i].id});
    Axis x = outcome;
    x.logarithmic = false;
    setAxes(x, names);
    setSpots(std::move(spots));
}

std::optional<Range> TornadoChart::xExtent() const
{
    if (m_bars.empty())
        return std::nullopt;
    Range range{m_base, m_base};
    for (const TornadoBar &bar : m_bars)
        range = {std::min({range.low, bar.atLow, bar.atHigh}), std::max({range.high, bar.atLow, bar.atHigh})};
    const double room = 0.18 * (range.high - range.low); // for the labels beside the bars
    return Range{range.low - room, range.high + room};
}

QRectF TornadoChart::barOf(std::size_t bar, const Frame &frame) const
{
    const double place = static_cast<double>(m_bars.size() - 1 - bar);
    const double top = frame.y.toPixel(place + 0.34), bottom = frame.y.toPixel(place - 0.34);
    const double a = frame.x.toPixel(m_bars[bar].atLow), b = frame.x.toPixel(m_bars[bar].atHigh);
    return QRectF(QPointF(std::min(a, b), top), QPointF(std::max(a, b), bottom));
}

void TornadoChart::paintMarks(QPainter &painter, const Frame &frame)
{
    painter.save();
    painter.setFont(frame.font);
    const double base = frame.x.toPixel(m_base), height = painter.fontMetrics().height();
    for (std::size_t i = 0; i < m_bars.size(); ++i) {
        const TornadoBar &bar = m_bars[i];
        const QRectF area = barOf(i, frame);
        for (const bool low : {true, false}) {
            const double end = frame.x.toPixel(low ? bar.atLow : bar.atHigh);
            QRectF half = area;
            half.setLeft(std::min(base, end));
            half.setRight(std::max(base, end));
            painter.fillRect(half, frame.colours.series(low ? 0 : 1));
            if (area.height() < height * 0.8)
                continue;
            painter.setPen(frame.colours.text);
            const bool leftwards = end < base || (end == base && low);
            const QRectF label(leftwards ? end - 204 : end + 4, area.center().y() - height / 2, 200, height);
            painter.drawText(label, (leftwards ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
                             low ? bar.lowLabel : bar.highLabel);
        }
        if (bar.flips) {
            painter.setPen(QPen(frame.colours.warning, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(area.adjusted(-1, -1, 1, 1));
        }
    }
    painter.setPen(QPen(frame.colours.text, 1));
    painter.drawLine(QPointF(base, frame.area.top()), QPointF(base, frame.area.bottom()));
    if (const double zero = frame.x.toPixel(0); zero > frame.area.left() && zero < frame.area.right()) {
        painter.setPen(QPen(frame.colours.warning, 1, Qt::DashLine));
        painter.drawLine(QPointF(zero, frame.area.top()), QPointF(zero, frame.area.bottom()));
    }
    painter.restore();
}

void TornadoChart::paintCurrent(QPainter &painter, const Frame &frame, std::size_t mark) const
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(frame.colours.accent, 2));
    painter.drawRect(barOf(mark, frame).adjusted(-2, -2, 2, 2));
}

std::optional<std::size_t> TornadoChart::markAt(const QPointF &pixel, const Frame &frame) const
{
    for (std::size_t i = 0; i < m_bars.size(); ++i)
        if (const QRectF bar = barOf(i, frame); pixel.y() >= bar.top() && pixel.y() <= bar.bottom())
            return i;
    return std::nullopt;
}

std::vector<LegendEntry> TornadoChart::legend(const Colours &colours) const
{
    std::vector<LegendEntry> entries{{tr("at the low end"), LegendEntry::Sign::Box, colours.series(0), 0, {}},
                                     {tr("at the high end"), LegendEntry::Sign::Box, colours.series(1), 0, {}}};
    if (std::any_of(m_bars.begin(), m_bars.end(), [](const TornadoBar &bar) { return bar.flips; }))
        entries.push_back({tr("changes the decision"), LegendEntry::Sign::Dashed, colours.warning, 0, {}});
    return entries;
}

QString TornadoChart::note() const
{
    QStringList parts;
    if (m_left > 0)
        parts << tr("%1 narrower bars are left out.").arg(countInWords(m_left));
    if (m_absent > 0)
        parts << tr("%1 without a value.").arg(countInWords(m_absent));
    parts << tr("One number at a time, all others typical: what goes together is not seen here.");
    return sentences(parts);
}

QString TornadoChart::markText(std::size_t mark) const
{
    const TornadoBar &bar = m_bars[mark];
    QString text = QStringLiteral("%1\n%2: %3\n%4: %5")
                       .arg(bar.name, bar.lowLabel, quantity(bar.atLow, xAxis().unit), bar.highLabel,
                            quantity(bar.atHigh, xAxis().unit));
    if (bar.flips)
        text += QLatin1Char('\n') + tr("changes the decision");
    return text;
}

QString TornadoChart::description() const
{
    if (isEmpty())
        return tr("Tornado without bars.");
    QStringList parts{
        tr("Tornado of %1 numbers, widest first: %2. With all typical: %3.")
            .arg(countInWords(m_bars.size()), rangeInWords(xAxis(), xExtent()), quantity(m_base, xAxis().unit))};
    for (std::size_t i = 0; i < m_bars.size(); ++i)
        parts << QString(markText(i)).replace(QLatin1Char('\n'), QStringLiteral(", ")) + QLatin1Char('.');
    parts << note();
    if (const QString here = currentText(); !here.isEmpty())
        parts << tr("Current bar: %1.").arg(here.section(QLatin1Char('\n'), 0, 0));
    return sentences(parts);
}

ChartTable TornadoChart::table() const
{
    ChartTable table;
    const QString outcome = withUnit(xAxis().name, xAxis().unit);
    table.header << tr("number") << tr("low end") << tr("high end") << tr("%1 at the low end").arg(outcome)
                 << tr("%1 at the high end").arg(outcome) << tr("changes the decision");
    for (const TornadoBar &bar : m_bars)
        table.rows.push_back({bar.name, bar.lowLabel, bar.highLabel, cell(bar.atLow), cell(bar.atHigh),
                              bar.flips ? tr("yes") : tr("no")});
    return table;
}

} // namespace assay::charts
