#include "ui/charts/regime_map.hpp"

#include <algorithm>

#include "ui/charts/lines.hpp"
#include "ui/charts/words.hpp"

namespace assay::charts {
namespace {

/// Half way (or half the ratio) between neighbours, and as far beyond the ends.
std::vector<double> edgesOf(const std::vector<double> &values, bool log)
{
    if (values.empty())
        return {};
    std::vector<double> places, edges;
    for (const double value : values)
        places.push_back(toAxis(value, log));
    const auto half = [&](std::size_t i) {
        return places.size() > 1 ? (places[i + 1] - places[i]) / 2
                                 : (log ? 0.1 : std::max(0.5, std::abs(places[0]) / 10));
    };
    edges.push_back(fromAxis(places.front() - half(0), log));
    for (std::size_t i = 0; i + 1 < places.size(); ++i)
        edges.push_back(fromAxis(places[i] + half(i), log));
    edges.push_back(fromAxis(places.back() + half(places.size() > 1 ? places.size() - 2 : 0), log));
    return edges;
}

/// Of each pixel along an axis the cell it lies in; -1 for none.
std::vector<int> cellsOfPixels(const Scale &scale, double from, int count, double step,
                               const std::vector<double> &edges)
{
    std::vector<int> cells(static_cast<std::size_t>(std::max(0, count)), -1);
    for (std::size_t pixel = 0; pixel < cells.size(); ++pixel) {
        const double value = scale.toValue(from + (static_cast<double>(pixel) + 0.5) * step);
        const auto next = std::upper_bound(edges.begin(), edges.end(), value);
        if (next != edges.begin() && next != edges.end())
            cells[pixel] = static_cast<int>(next - edges.begin()) - 1;
    }
    return cells;
}

} // namespace

RegimeMap::RegimeMap(QWidget *parent) : Chart(parent)
{
    setName(tr("Regime map"));
}

void RegimeMap::setData(const Axis &x, const Axis &y, RegimeData map)
{
    const auto unplaced = [](const std::vector<double> &column, const Axis &axis) {
        return std::any_of(column.begin(), column.end(), [&](double value) { return !axis.places(value); });
    };
    m_data = std::move(map);
    // A map with an end that has no place has no cells to show.
    if (m_data.cells.size() != m_data.x.size() * m_data.y.size() || unplaced(m_data.x, x) || unplaced(m_data.y, y))
        m_data = {};
    m_xEdges = edgesOf(m_data.x, x.logarithmic);
    m_yEdges = edgesOf(m_data.y, y.logarithmic);
    Axis exactX = x, exactY = y; // no room around a map
    if (!m_data.cells.empty()) {
        exactX.from = m_xEdges.front();
        exactX.to = m_xEdges.back();
        exactY.from = m_yEdges.front();
        exactY.to = m_yEdges.back();
    }
    setAxes(exactX, exactY);
}

void RegimeMap::setPosition(std::optional<QPointF> position)
{
    m_position = position;
    marksChanged();
}

std::optional<Range> RegimeMap::xExtent() const
{
    return rangeOf(m_xEdges, xAxis().logarithmic);
}

std::optional<Range> RegimeMap::yExtent() const
{
    return rangeOf(m_yEdges, yAxis().logarithmic);
}

std::optional<Id> RegimeMap::markId(std::size_t mark) const
{
    return static_cast<Id>(mark);
}

QRectF RegimeMap::cellOf(std::size_t mark, const Frame &frame) const
{
    const std::size_t column = mark % m_data.x.size(), row = mark / m_data.x.size();
    return QRectF(frame.toPixel(m_xEdges[column], m_yEdges[row]),
                  frame.toPixel(m_xEdges[column + 1], m_yEdges[row + 1]))
        .normalized();
}

QPointF RegimeMap::markPlace(std::size_t mark, const Frame &frame) const
{
    return cellOf(mark, frame).center();
}

std::optional<std::size_t> RegimeMap::markAt(const QPointF &pixel, const Frame &frame) const
{
    if (m_data.cells.empty() || !frame.area.contains(pixel))
        return std::nullopt;
    const int column = cellsOfPixels(frame.x, pixel.x() - 0.5, 1, 1, m_xEdges).front();
    const int row = cellsOfPixels(frame.y, pixel.y() - 0.5, 1, 1, m_yEdges).front();
    if (column < 0 || row < 0)
        return std::nullopt;
    return static_cast<std::size_t>(row) * m_data.x.size() + static_cast<std::size_t>(column);
}

std::optional<std::size_t> RegimeMap::stepped(std::size_t from, Step step) const
{
    const std::size_t width = m_data.x.size(), column = from % width;
    switch (step) {
    case Step::Left:
        return column > 0 ? from - 1 : from;
    case Step::Right:
        return column + 1 < width ? from + 1 : from;
    case Step::Up:
        return from + width < m_data.cells.size() ? from + width : from;
    case Step::Down:
        return from >= width ? from - width : from;
    default:
        return Chart::stepped(from, step);
    }
}

QImage RegimeMap::picture(const Frame &frame) const
{
    // Pixel by pixel, so that a million cells take no longer than a hundred.
    const double ratio = frame.vector ? 2 : frame.pixelRatio;
    const QSize size = (frame.area.size() * ratio).toSize().expandedTo(QSize(1, 1));
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    const std::vector<int> columns = cellsOfPixels(frame.x, frame.area.left(), size.width(), 1 / ratio, m_xEdges);
    const std::vector<int> rows = cellsOfPixels(frame.y, frame.area.top(), size.height(), 1 / ratio, m_yEdges);
    const int hatch = static_cast<int>(std::lround(8 * ratio)), line = std::max(1, hatch / 3);
    std::vector<QRgb> sure, open;
    for (std::size_t i = 0; i < static_cast<std::size_t>(m_data.options.size()); ++i) {
        sure.push_back(frame.colours.series(i).rgba());
        const QColor colour = frame.colours.series(i), back = frame.colours.background;
        open.push_back(qRgb((colour.red() + 3 * back.red()) / 4, (colour.green() + 3 * back.green()) / 4,
                            (colour.blue() + 3 * back.blue()) / 4));
    }
    for (int y = 0; y < size.height(); ++y) {
        auto *pixel = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < size.width(); ++x, ++pixel) {
            const int column = columns[static_cast<std::size_t>(x)], row = rows[static_cast<std::size_t>(y)];
            if (column < 0 || row < 0)
                continue;
            const RegimeCell &cell =
                m_data.cells[static_cast<std::size_t>(row) * m_data.x.size() + static_cast<std::size_t>(column)];
            if (!cell.winner || *cell.winner >= sure.size())
                *pixel = frame.colours.grid.rgba();
            else
                *pixel = cell.decided || (x + y) % hatch < line ? sure[*cell.winner] : open[*cell.winner];
        }
    }
    return image;
}

void RegimeMap::paintMarks(QPainter &painter, const Frame &frame)
{
    if (m_data.cells.empty())
        return;
    painter.drawImage(frame.area, picture(frame));
    if (!m_position)
        return;
    const QPointF place = frame.toPixel(m_position->x(), m_position->y());
    for (const QPen &pen : {QPen(frame.colours.background, 5), QPen(frame.colours.text, 2)}) {
        painter.setPen(pen);
        painter.drawLine(place - QPointF(8, 0), place + QPointF(8, 0));
        painter.drawLine(place - QPointF(0, 8), place + QPointF(0, 8));
    }
}

void RegimeMap::paintCurrent(QPainter &painter, const Frame &frame, std::size_t mark) const
{
    const QRectF cell = cellOf(mark, frame);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(frame.colours.background, 4));
    painter.drawRect(cell);
    painter.setPen(QPen(frame.colours.text, 2));
    painter.drawRect(cell);
}

std::vector<LegendEntry> RegimeMap::legend(const Colours &colours) const
{
    std::vector<LegendEntry> entries;
    for (qsizetype i = 0; i < m_data.options.size(); ++i)
        entries.push_back(
            {m_data.options[i], LegendEntry::Sign::Box, colours.series(static_cast<std::size_t>(i)), 0, {}});
    const auto any = [this](auto test) { return std::any_of(m_data.cells.begin(), m_data.cells.end(), test); };
    if (any([](const RegimeCell &cell) { return cell.winner && !cell.decided; }))
        entries.push_back({tr("undecided"), LegendEntry::Sign::Hatched, colours.muted, 0, {}});
    if (any([](const RegimeCell &cell) { return !cell.winner; }))
        entries.push_back({tr("none is possible"), LegendEntry::Sign::Box, colours.grid, 0, {}});
    return entries;
}

QString RegimeMap::markText(std::size_t mark) const
{
    const RegimeCell &cell = m_data.cells[mark];
    QString winner = tr("none is possible");
    if (cell.winner)
        winner = m_data.options.value(*cell.winner) + QStringLiteral(" ") +
                 (cell.decided ? tr("(%1 % of the draws)") : tr("(undecided: %1 % of the draws)"))
                     .arg(100 * cell.share, 0, 'f', 0);
    return QStringLiteral("%1\n%2: %3\n%4: %5")
        .arg(winner, xAxis().name, quantity(m_data.x[mark % m_data.x.size()], xAxis().unit), yAxis().name,
             quantity(m_data.y[mark / m_data.x.size()], yAxis().unit));
}

QString RegimeMap::description() const
{
    if (isEmpty())
        return tr("Regime map without cells.");
    std::vector<std::size_t> wins(static_cast<std::size_t>(m_data.options.size()), 0);
    std::size_t open = 0, impossible = 0;
    for (const RegimeCell &cell : m_data.cells) {
        if (!cell.winner || *cell.winner >= wins.size())
            ++impossible;
        else
            ++(cell.decided ? wins[*cell.winner] : open);
    }
    const double all = static_cast<double>(m_data.cells.size());
    const auto part = [all](std::size_t count) {
        return QStringLiteral("%1 %").arg(100 * static_cast<double>(count) / all, 0, 'f', 0);
    };
    QStringList shares;
    for (std::size_t i = 0; i < wins.size(); ++i)
        shares << QStringLiteral("%1 %2").arg(m_data.options[static_cast<qsizetype>(i)], part(wins[i]));
    shares << tr("undecided %1").arg(part(open));
    if (impossible > 0)
        shares << tr("impossible %1").arg(part(impossible));
    QStringList parts{tr("Regime map of %1 cells: %2; %3.")
                          .arg(countInWords(m_data.cells.size()), rangeInWords(xAxis(), rangeOf(m_data.x, false)),
                               rangeInWords(yAxis(), rangeOf(m_data.y, false))),
                      tr("Won: %1.").arg(shares.join(QStringLiteral(", ")))};
    if (const QString here = currentText(); !here.isEmpty())
        parts << tr("Current cell: %1.").arg(QString(here).replace(QLatin1Char('\n'), QStringLiteral(", ")));
    return sentences(parts);
}

ChartTable RegimeMap::table() const
{
    ChartTable table;
    table.header << withUnit(xAxis().name, xAxis().unit) << withUnit(yAxis().name, yAxis().unit) << tr("winner")
                 << tr("share of the draws") << tr("decided");
    for (std::size_t i = 0; i < m_data.cells.size(); ++i) {
        const RegimeCell &c = m_data.cells[i];
        table.rows.push_back({cell(m_data.x[i % m_data.x.size()]), cell(m_data.y[i / m_data.x.size()]),
                              c.winner ? m_data.options.value(*c.winner) : QString(), cell(c.share),
                              c.decided ? tr("yes") : tr("no")});
    }
    return table;
}

} // namespace assay::charts
