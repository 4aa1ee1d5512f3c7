#include "ui/charts/distribution_chart.hpp"

#include <algorithm>
#include <array>

#include "ui/charts/lines.hpp"
#include "ui/charts/words.hpp"

namespace assay::charts {
namespace {

constexpr std::array<double, 8> kParts{0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999};
constexpr std::size_t kFewestBins = 8, kMostBins = 100;

/// The place of a percentile on its axis: the number of its nines, 0.9 → 1, 0.99 → 2.
double ninesOf(double part)
{
    return -std::log10(1 - part);
}

double partOf(double nines)
{
    return 1 - std::pow(10, -nines);
}

QString percentText(double part)
{
    return QStringLiteral("%1 %").arg(QString::number(100 * part, 'g', 8));
}

/// Bins by Freedman and Diaconis (1981): twice the inner half's width by the cube root of the count.
std::size_t binsFor(const std::vector<double> &sorted, const Range &range, bool log)
{
    if (sorted.size() < 2)
        return kFewestBins;
    const double inner = toAxis(sorted[sorted.size() * 3 / 4], log) - toAxis(sorted[sorted.size() / 4], log);
    const double width = 2 * inner / std::cbrt(static_cast<double>(sorted.size()));
    const double all = toAxis(range.high, log) - toAxis(range.low, log);
    const double bins = width > 0 ? std::ceil(all / width) : static_cast<double>(kMostBins);
    return static_cast<std::size_t>(std::clamp(bins, static_cast<double>(kFewestBins), static_cast<double>(kMostBins)));
}

} // namespace

DistributionChart::DistributionChart(QWidget *parent) : SpotChart(parent)
{
    setName(tr("Distribution"));
}

void DistributionChart::setQuantity(const Axis &quantity)
{
    const bool otherScale = quantity.logarithmic != m_quantity.logarithmic;
    m_quantity = quantity;
    otherScale ? prepare() : makeSpots();
}

void DistributionChart::setSeries(std::vector<DistributionSeries> series)
{
    m_series = std::move(series);
    prepare();
}

void DistributionChart::setView(View view)
{
    m_view = view;
    setChartWindow(std::nullopt); // another kind of axes
    makeSpots();
}

void DistributionChart::prepare()
{
    m_prepared.assign(m_series.size(), {});
    m_values.reset();
    m_absent = m_notPositive = 0;
    for (std::size_t s = 0; s < m_series.size(); ++s) {
        std::vector<double> &sorted = m_prepared[s].sorted;
        for (const double value : spanOf(m_series[s].samples)) {
            if (m_quantity.places(value))
                sorted.push_back(value);
            else
                ++(std::isfinite(value) ? m_notPositive : m_absent);
        }
        if (!std::is_sorted(sorted.begin(), sorted.end()))
            std::sort(sorted.begin(), sorted.end());
        if (!sorted.empty())
            m_values = united(m_values, Range{sorted.front(), sorted.back()});
    }
    makeSpots();
}

void DistributionChart::makeSpots()
{
    makeBins();
    if (m_view == View::Histogram)
        makeHistogramSpots();
    else
        makePercentileSpots();
}

void DistributionChart::makeBins()
{
    m_edges.clear();
    if (!m_values)
        return;
    const Range range = roomy(m_quantity, m_values);
    const bool log = m_quantity.logarithmic;
    std::size_t bins = kFewestBins;
    for (const Prepared &prepared : m_prepared)
        if (!prepared.sorted.empty())
            bins = std::max(bins, binsFor(prepared.sorted, *m_values, log));
    const double low = toAxis(range.low, log), high = toAxis(range.high, log);
    for (std::size_t i = 0; i <= bins; ++i)
        m_edges.push_back(fromAxis(low + (high - low) * static_cast<double>(i) / static_cast<double>(bins), log));
    for (Prepared &prepared : m_prepared) {
        prepared.shares.assign(bins, 0);
        auto from = prepared.sorted.begin();
        for (std::size_t i = 0; i < bins; ++i) {
            const auto to =
                i + 1 == bins ? prepared.sorted.end() : std::lower_bound(from, prepared.sorted.end(), m_edges[i + 1]);
            if (!prepared.sorted.empty())
                prepared.shares[i] = 100 * static_cast<double>(to - from) / static_cast<double>(prepared.sorted.size());
            from = to;
        }
    }
}

void DistributionChart::makeHistogramSpots()
{
    std::vector<Spot> spots;
    double highest = 0;
    for (std::size_t s = 0; s < m_series.size(); ++s)
        for (std::size_t i = 0; i < m_prepared[s].shares.size(); ++i)
            if (const double share = m_prepared[s].shares[i]; share > 0) {
                const double x =
                    m_quantity.logarithmic ? std::sqrt(m_edges[i] * m_edges[i + 1]) : (m_edges[i] + m_edges[i + 1]) / 2;
                spots.push_back({x, share, s, i, m_series[s].id});
                highest = std::max(highest, share);
            }
    m_xExtent = m_values;
    m_yExtent = m_values ? std::optional(Range{0, highest}) : std::nullopt;
    Axis share{tr("Share of the samples"), QStringLiteral("%")};
    share.fromZero = true;
    setAxes(m_quantity, share);
    setSpots(std::move(spots));
}

void DistributionChart::makePercentileSpots()
{
    std::vector<Spot> spots;
    double mostNines = 1;
    const bool cumulative = m_view == View::Cumulative;
    for (std::size_t s = 0; s < m_series.size(); ++s) {
        const double count = static_cast<double>(m_prepared[s].sorted.size());
        mostNines = std::max(mostNines, count > 1 ? std::log10(count) : 1);
        for (std::size_t i = 0; i < kParts.size() && count > 0; ++i)
            if (kParts[i] <= 0.5 || (1 - kParts[i]) * count >= 1) {
                const double value = quantile(s, kParts[i]);
                spots.push_back({cumulative ? value : ninesOf(kParts[i]), cumulative ? 100 * kParts[i] : value, s, i,
                                 m_series[s].id});
            }
    }
    Axis parts;
    if (cumulative) {
        parts = {tr("Samples at or below"), QStringLiteral("%")};
        parts.from = 0;
        parts.to = 100;
        m_xExtent = m_values;
        m_yExtent = Range{0, 100};
        setAxes(m_quantity, parts);
    } else {
        parts.name = tr("Percentile");
        for (int nines = 0; nines <= static_cast<int>(std::ceil(mostNines)); ++nines)
            parts.categories << percentText(nines == 0 ? 0 : partOf(nines));
        parts.from = 0;
        parts.to = mostNines + 0.1;
        parts.categoryGrid = true;
        m_xExtent = Range{0, mostNines};
        m_yExtent = m_values;
        for (const DistributionSeries &series : m_series)
            for (const PercentilePoint &point : series.percentiles)
                for (const double end : {point.low, point.high})
                    if (m_quantity.places(end))
                        m_yExtent = united(m_yExtent, Range{end, end});
        setAxes(parts, m_quantity);
    }
    setSpots(std::move(spots));
}

double DistributionChart::quantile(std::size_t series, double part) const
{
    // The smallest sample that the part of all does not exceed.
    const std::vector<double> &sorted = m_prepared[series].sorted;
    const double rank = std::ceil(part * static_cast<double>(sorted.size()) - 1e-9);
    return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(std::max(1.0, rank)) - 1)];
}

void DistributionChart::paintMarks(QPainter &painter, const Frame &frame)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, m_view != View::Histogram);
    if (m_view == View::Histogram)
        paintHistogram(painter, frame);
    else if (m_view == View::Cumulative)
        paintCumulative(painter, frame);
    else
        paintPercentiles(painter, frame);
    painter.restore();
}

void DistributionChart::paintHistogram(QPainter &painter, const Frame &frame) const
{
    const double ground = frame.y.toPixel(0);
    for (std::size_t s = 0; s < m_series.size(); ++s) {
        QPolygonF outline;
        outline << QPointF(frame.x.toPixel(m_edges.empty() ? 0 : m_edges.front()), ground);
        for (std::size_t i = 0; i < m_prepared[s].shares.size(); ++i) {
            const double top = frame.y.toPixel(m_prepared[s].shares[i]);
            outline << QPointF(frame.x.toPixel(m_edges[i]), top) << QPointF(frame.x.toPixel(m_edges[i + 1]), top);
        }
        outline << QPointF(outline.last().x(), ground);
        painter.setPen(Qt::NoPen);
        painter.setBrush(frame.colours.faint(frame.colours.series(s), m_series.size() > 1 ? 0.25 : 0.6));
        painter.drawPolygon(outline);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(frame.colours.series(s), 1.5, dashOf(s)));
        painter.drawPolyline(outline);
    }
}

void DistributionChart::paintCumulative(QPainter &painter, const Frame &frame) const
{
    for (std::size_t s = 0; s < m_series.size(); ++s) {
        const std::vector<double> &sorted = m_prepared[s].sorted;
        QPolygonF line;
        for (double pixel = frame.area.left(); pixel <= frame.area.right() && !sorted.empty(); pixel += 1) {
            const auto upTo = std::upper_bound(sorted.begin(), sorted.end(), frame.x.toValue(pixel));
            const double part = static_cast<double>(upTo - sorted.begin()) / static_cast<double>(sorted.size());
            line << QPointF(pixel, frame.y.toPixel(100 * part));
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(frame.colours.series(s), 1.8, dashOf(s)));
        painter.drawPolyline(line);
    }
}

void DistributionChart::paintPercentiles(QPainter &painter, const Frame &frame) const
{
    for (std::size_t s = 0; s < m_series.size(); ++s) {
        std::vector<double> nines, low, high;
        for (const PercentilePoint &point : m_series[s].percentiles) {
            nines.push_back(ninesOf(point.part));
            low.push_back(point.low);
            high.push_back(point.high);
        }
        paintBand(painter, frame, nines, low, high, frame.colours.faint(frame.colours.series(s), 0.22));
    }
    for (std::size_t s = 0; s < m_series.size(); ++s) {
        if (m_prepared[s].sorted.empty())
            continue;
        const double most = std::log10(static_cast<double>(m_prepared[s].sorted.size()));
        QPolygonF line;
        for (double pixel = frame.area.left(); pixel <= frame.area.right(); pixel += 1) {
            const double nines = frame.x.toValue(pixel);
            if (nines >= 0 && nines <= most) // beyond, there is no sample to tell
                line << QPointF(pixel, frame.y.toPixel(quantile(s, partOf(nines))));
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(frame.colours.series(s), 1.8, dashOf(s)));
        painter.drawPolyline(line);
    }
    for (std::size_t mark = 0; mark < markCount(); ++mark)
        if (const QPointF place = markPlace(mark, frame); frame.area.contains(place))
            paintMarker(painter, place, 6, spot(mark).series, {}, frame.colours.series(spot(mark).series),
                        frame.colours.background);
}

std::vector<LegendEntry> DistributionChart::legend(const Colours &colours) const
{
    std::vector<LegendEntry> entries;
    for (std::size_t s = 0; s < m_series.size(); ++s)
        entries.push_back({tr("%1 (%2)").arg(m_series[s].name, countInWords(m_prepared[s].sorted.size())),
                           m_view == View::Histogram ? LegendEntry::Sign::Box : LegendEntry::Sign::Line,
                           colours.series(s),
                           s,
                           {}});
    return entries;
}

QString DistributionChart::note() const
{
    return notShownInWords(m_absent, m_notPositive);
}

QString DistributionChart::markText(std::size_t mark) const
{
    const Spot &here = spot(mark);
    const DistributionSeries &series = m_series[here.series];
    if (m_view == View::Histogram)
        return QStringLiteral("%1\n%2: %3 – %4\n%5")
            .arg(series.name, m_quantity.name, quantity(m_edges[here.index], m_quantity.unit),
                 quantity(m_edges[here.index + 1], m_quantity.unit),
                 tr("%1 % of the samples").arg(QString::number(here.y, 'g', 3)));
    const double part = kParts[here.index];
    double low = kAbsent, high = kAbsent;
    for (const PercentilePoint &point : series.percentiles)
        if (std::abs(point.part - part) < 1e-9) {
            low = point.low;
            high = point.high;
        }
    return QStringLiteral("%1\n%2 p%3: %4")
        .arg(series.name, m_quantity.name, QString::number(100 * part, 'g', 6),
             quantity(quantile(here.series, part), low, high, m_quantity.unit));
}

QString DistributionChart::description() const
{
    if (isEmpty())
        return tr("Distribution without samples.");
    const QString kind = m_view == View::Histogram    ? tr("Histogram")
                         : m_view == View::Cumulative ? tr("Cumulative distribution")
                                                      : tr("Percentiles");
    QStringList parts{tr("%1: %2.").arg(kind, rangeInWords(m_quantity, m_values))};
    for (std::size_t s = 0; s < m_series.size(); ++s) {
        if (m_prepared[s].sorted.empty())
            parts << tr("%1: no samples.").arg(m_series[s].name);
        else
            parts << tr("%1: %2 samples, median %3, p99 %4.")
                         .arg(m_series[s].name, countInWords(m_prepared[s].sorted.size()),
                              quantity(quantile(s, 0.5), m_quantity.unit),
                              quantity(quantile(s, 0.99), m_quantity.unit));
    }
    parts << note();
    if (const QString here = currentText(); !here.isEmpty())
        parts << tr("Current point: %1.").arg(QString(here).replace(QLatin1Char('\n'), QStringLiteral(", ")));
    return sentences(parts);
}

ChartTable DistributionChart::table() const
{
    ChartTable table;
    const QString value = withUnit(m_quantity.name, m_quantity.unit);
    if (m_view == View::Histogram) {
        table.header << tr("series") << tr("%1 from").arg(value) << tr("%1 to").arg(value)
                     << tr("share of the samples (%)");
        for (std::size_t s = 0; s < m_series.size(); ++s)
            for (std::size_t i = 0; i < m_prepared[s].shares.size(); ++i)
                table.rows.push_back(
                    {m_series[s].name, cell(m_edges[i]), cell(m_edges[i + 1]), cell(m_prepared[s].shares[i])});
        return table;
    }
    table.header << tr("series") << tr("percentile") << value;
    for (std::size_t mark = 0; mark < markCount(); ++mark)
        table.rows.push_back({m_series[spot(mark).series].name, cell(100 * kParts[spot(mark).index]),
                              cell(quantile(spot(mark).series, kParts[spot(mark).index]))});
    return table;
}

} // namespace assay::charts
