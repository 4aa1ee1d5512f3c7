#include "ui/charts/parallel_chart.hpp"

#include <algorithm>
#include <numeric>

#include "ui/charts/lines.hpp"
#include "ui/charts/parallel_state.hpp"
#include "ui/charts/words.hpp"

namespace assay::charts {
namespace {

constexpr double kLineReach = 6; ///< pixels from a line

std::vector<float> placesOf(const ParallelAxis &axis, const Range &range, std::size_t rows)
{
    std::vector<float> places(rows, std::numeric_limits<float>::quiet_NaN());
    const bool log = axis.axis.logarithmic;
    const double low = toAxis(range.low, log), width = toAxis(range.high, log) - low;
    for (std::size_t row = 0; row < rows; ++row)
        places[row] = static_cast<float>((toAxis(at(axis.values, row), log) - low) / width);
    return places;
}

double distanceTo(const QLineF &line, const QPointF &point)
{
    const QPointF along = line.p2() - line.p1(), to = point - line.p1();
    const double length = QPointF::dotProduct(along, along);
    const double part = length > 0 ? std::clamp(QPointF::dotProduct(to, along) / length, 0.0, 1.0) : 0;
    return QLineF(line.p1() + part * along, point).length();
}

} // namespace

ParallelChart::ParallelChart(QWidget *parent) : Chart(parent), m_state(std::make_unique<State>())
{
    setName(tr("Parallel coordinates"));
    setAxesShown(false);
}

ParallelChart::~ParallelChart() = default;

void ParallelChart::setData(ParallelData given)
{
    State &s = *m_state;
    const bool otherAxes = given.axes.size() != s.data.axes.size();
    s.data = std::move(given);
    s.ranges.clear();
    s.valued.clear();
    s.places.clear();
    s.missing = s.notPositive = 0;
    const std::size_t rows = s.data.ids ? s.data.ids->size() : 0;
    for (const ParallelAxis &axis : s.data.axes) {
        const auto range = rangeOf(spanOf(axis.values), axis.axis.logarithmic);
        s.ranges.push_back(roomy(axis.axis, range));
        s.valued.push_back(range.has_value());
        s.places.push_back(placesOf(axis, s.ranges.back(), rows));
        for (std::size_t row = 0; row < rows; ++row)
            if (const double value = at(axis.values, row); !axis.axis.places(value))
                ++(std::isfinite(value) ? s.notPositive : s.missing);
    }
    if (otherAxes) {
        s.order.resize(s.data.axes.size());
        std::iota(s.order.begin(), s.order.end(), std::size_t{0});
        s.focused = 0;
    }
    std::erase_if(s.brushes, [&s](const AxisBrush &brush) { return brush.axis >= s.data.axes.size(); });
    filter();
}

void ParallelChart::filter()
{
    State &s = *m_state;
    const std::size_t rows = s.data.ids ? s.data.ids->size() : 0;
    s.kept.assign(rows, 1);
    for (const AxisBrush &brush : s.brushes) {
        const Values &column = s.data.axes[brush.axis].values;
        for (std::size_t row = 0; row < rows; ++row) {
            const double value = at(column, row);
            const bool within = value >= brush.range.low && value <= brush.range.high; // false for NaN
            s.kept[row] = within == brush.keep ? s.kept[row] : 0;
        }
    }
    s.keptCount = static_cast<std::size_t>(std::count(s.kept.begin(), s.kept.end(), 1));
    dataChanged();
}

void ParallelChart::setBrushes(std::vector<AxisBrush> brushes)
{
    std::erase_if(brushes, [this](const AxisBrush &brush) { return brush.axis >= m_state->data.axes.size(); });
    if (brushes == m_state->brushes)
        return;
    m_state->brushes = std::move(brushes);
    filter();
}

void ParallelChart::applyBrushes(std::vector<AxisBrush> brushes)
{
    if (brushes == m_state->brushes)
        return;
    setBrushes(std::move(brushes));
    emit brushesChanged();
}

const std::vector<AxisBrush> &ParallelChart::brushes() const
{
    return m_state->brushes;
}

AxisBrush *ParallelChart::brushOf(std::size_t axis)
{
    const auto found = std::find_if(m_state->brushes.begin(), m_state->brushes.end(),
                                    [axis](const AxisBrush &brush) { return brush.axis == axis; });
    return found == m_state->brushes.end() ? nullptr : &*found;
}

void ParallelChart::setOrder(const std::vector<std::size_t> &order)
{
    State &s = *m_state;
    std::vector<std::size_t> whole;
    const auto add = [&](std::size_t axis) {
        if (axis < s.data.axes.size() && std::find(whole.begin(), whole.end(), axis) == whole.end())
            whole.push_back(axis);
    };
    std::for_each(order.begin(), order.end(), add);
    for (std::size_t axis = 0; axis < s.data.axes.size(); ++axis)
        add(axis);
    if (whole == s.order)
        return;
    s.order = std::move(whole);
    dataChanged();
}

const std::vector<std::size_t> &ParallelChart::order() const
{
    return m_state->order;
}

void ParallelChart::moveAxis(std::size_t from, std::size_t to)
{
    std::vector<std::size_t> order = m_state->order;
    if (from >= order.size() || to >= order.size() || from == to)
        return;
    const std::size_t axis = order[from];
    order.erase(order.begin() + static_cast<std::ptrdiff_t>(from));
    order.insert(order.begin() + static_cast<std::ptrdiff_t>(to), axis);
    m_state->focused = to;
    setOrder(order);
    emit orderChanged();
}

void ParallelChart::setSelection(std::vector<Id> selection)
{
    m_state->selection = std::move(selection);
    std::sort(m_state->selection.begin(), m_state->selection.end());
    marksChanged();
}

void ParallelChart::setBaseline(std::optional<Id> baseline)
{
    m_state->baseline = baseline;
    marksChanged();
}

std::vector<std::size_t> ParallelChart::kept() const
{
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < m_state->kept.size(); ++row)
        if (m_state->kept[row])
            rows.push_back(row);
    return rows;
}

std::size_t ParallelChart::markCount() const
{
    return m_state->data.axes.empty() ? 0 : m_state->kept.size();
}

std::optional<Id> ParallelChart::markId(std::size_t mark) const
{
    if (!m_state->data.ids || mark >= m_state->data.ids->size())
        return std::nullopt;
    return (*m_state->data.ids)[mark];
}

double ParallelChart::placeX(std::size_t place, const Frame &frame) const
{
    const std::size_t count = m_state->order.size();
    const double width = frame.area.width() - 2 * kAxesSide;
    if (count < 2)
        return frame.area.center().x();
    return frame.area.left() + kAxesSide + width * static_cast<double>(place) / static_cast<double>(count - 1);
}

std::optional<std::size_t> ParallelChart::placeAt(double x, const Frame &frame) const
{
    constexpr double kGrip = 12;
    for (std::size_t place = 0; place < m_state->order.size(); ++place)
        if (std::abs(placeX(place, frame) - x) <= kGrip)
            return place;
    return std::nullopt;
}

Scale ParallelChart::scaleOf(std::size_t axis, const Frame &frame) const
{
    return {m_state->data.axes[axis].axis.logarithmic, m_state->ranges[axis], frame.area.bottom() - kAxesBottom,
            frame.area.top() + kAxesTop};
}

double ParallelChart::valueAt(std::size_t axis, double y, const Frame &frame) const
{
    return scaleOf(axis, frame).toValue(std::clamp(y, frame.area.top() + kAxesTop, frame.area.bottom() - kAxesBottom));
}

QPointF ParallelChart::pointOf(std::size_t row, std::size_t place, const Frame &frame) const
{
    const float part = m_state->places[m_state->order[place]][row];
    const double bottom = frame.area.bottom() - kAxesBottom, height = bottom - frame.area.top() - kAxesTop;
    const double y = part == part ? bottom - static_cast<double>(part) * height : bottom + kMissing;
    return {placeX(place, frame), y};
}

QPolygonF ParallelChart::lineOf(std::size_t row, const Frame &frame) const
{
    QPolygonF line;
    for (std::size_t place = 0; place < m_state->order.size(); ++place)
        line << pointOf(row, place, frame);
    return line;
}

QPointF ParallelChart::markPlace(std::size_t mark, const Frame &frame) const
{
    return pointOf(mark, std::min(m_state->focused, m_state->order.size() - 1), frame);
}

std::optional<std::size_t> ParallelChart::markAt(const QPointF &pixel, const Frame &frame) const
{
    const State &s = *m_state;
    if (isEmpty())
        return std::nullopt;
    std::size_t left = 0; // only the gap between axes that the pointer is in can be near
    while (left + 2 < s.order.size() && placeX(left + 1, frame) < pixel.x())
        ++left;
    const std::size_t right = std::min(left + 1, s.order.size() - 1);
    std::optional<std::size_t> nearest;
    double best = kLineReach;
    for (std::size_t row = 0; row < s.kept.size(); ++row) {
        if (!s.kept[row])
            continue;
        const QLineF piece(pointOf(row, left, frame), pointOf(row, right, frame));
        if (const double distance = distanceTo(piece, pixel); distance < best) {
            best = distance;
            nearest = row;
        }
    }
    return nearest;
}

std::optional<std::size_t> ParallelChart::stepped(std::size_t from, Step step) const
{
    const State &s = *m_state;
    if (isEmpty() || s.keptCount == 0)
        return std::nullopt;
    const std::vector<float> &places = s.places[s.order[std::min(s.focused, s.order.size() - 1)]];
    const auto key = [&places](std::size_t row) { return places[row] == places[row] ? places[row] : -1.0F; };
    const bool upwards = step == Step::Up || step == Step::Right || step == Step::Ahead || step == Step::First;
    constexpr float kEdge = 10, kStride = 0.1F;
    float start = step == Step::First ? -kEdge : step == Step::Last ? kEdge : key(from);
    if (step == Step::Ahead || step == Step::Back)
        start += step == Step::Ahead ? kStride : -kStride;
    std::optional<std::size_t> best;
    for (std::size_t row = 0; row < s.kept.size(); ++row) {
        if (!s.kept[row])
            continue;
        const auto here = std::pair(key(row), row);
        const bool onTheWay = upwards ? here > std::pair(start, from) : here < std::pair(start, from);
        if (onTheWay &&
            (!best || (upwards ? here < std::pair(key(*best), *best) : here > std::pair(key(*best), *best))))
            best = row;
    }
    return best ? best : from;
}

std::vector<LegendEntry> ParallelChart::legend(const Colours &colours) const
{
    std::vector<LegendEntry> entries;
    for (qsizetype i = 0; i < m_state->data.categories.size(); ++i)
        entries.push_back(
            {m_state->data.categories[i], LegendEntry::Sign::Line, colours.series(static_cast<std::size_t>(i)), 0, {}});
    if (m_state->keptCount < m_state->kept.size())
        entries.push_back({tr("filtered out"), LegendEntry::Sign::Line, colours.ghost, 0, {}});
    return entries;
}

QString ParallelChart::note() const
{
    const State &s = *m_state;
    QStringList parts;
    if (s.keptCount < s.kept.size())
        parts << tr("%1 of %2 kept.").arg(countInWords(s.keptCount), countInWords(s.kept.size()));
    if (s.missing + s.notPositive > 0)
        parts << tr("–: no value (%1), below its axis.").arg(countInWords(s.missing + s.notPositive));
    if (s.notPositive > 0)
        parts << tr("%1 of these are not above zero on a logarithmic axis.").arg(countInWords(s.notPositive));
    return sentences(parts);
}

QString ParallelChart::markText(std::size_t mark) const
{
    const State &s = *m_state;
    QStringList lines;
    if (s.data.category && mark < s.data.category->size())
        lines << s.data.categories.value((*s.data.category)[mark]);
    for (const std::size_t axis : s.order) {
        const Axis &a = s.data.axes[axis].axis;
        const double value = at(s.data.axes[axis].values, mark);
        const bool named = !a.categories.isEmpty() && std::isfinite(value);
        lines << QStringLiteral("%1: %2").arg(
            a.name, named ? a.categories.value(static_cast<qsizetype>(std::lround(value))) : quantity(value, a.unit));
    }
    return lines.join(QLatin1Char('\n'));
}

QString ParallelChart::description() const
{
    const State &s = *m_state;
    if (isEmpty())
        return tr("Parallel coordinates without results.");
    QStringList parts{tr("Parallel coordinates of %1 results over %2 axes.")
                          .arg(countInWords(s.kept.size()), countInWords(s.order.size()))};
    for (const std::size_t axis : s.order)
        parts << rangeInWords(s.data.axes[axis].axis, s.valued[axis] ? rangeOf(spanOf(s.data.axes[axis].values),
                                                                               s.data.axes[axis].axis.logarithmic)
                                                                     : std::nullopt) +
                     QLatin1Char('.');
    for (const AxisBrush &brush : s.brushes) {
        const Axis &axis = s.data.axes[brush.axis].axis;
        parts << (brush.keep ? tr("Kept: %1 from %2 to %3.") : tr("Excluded: %1 from %2 to %3."))
                     .arg(axis.name, quantity(brush.range.low, axis.unit), quantity(brush.range.high, axis.unit));
    }
    parts << note() << tr("Axis for keys: %1.").arg(s.data.axes[s.order[s.focused]].axis.name);
    if (const QString here = currentText(); !here.isEmpty())
        parts << tr("Current result: %1.").arg(QString(here).replace(QLatin1Char('\n'), QStringLiteral(", ")));
    return sentences(parts);
}

ChartTable ParallelChart::table() const
{
    const State &s = *m_state;
    ChartTable table;
    table.header << tr("result");
    if (s.data.category)
        table.header << tr("series");
    for (const std::size_t axis : s.order)
        table.header << withUnit(s.data.axes[axis].axis.name, s.data.axes[axis].axis.unit);
    table.header << tr("kept");
    for (std::size_t row = 0; row < s.kept.size(); ++row) {
        QStringList cells{QString::number((*s.data.ids)[row])};
        if (s.data.category)
            cells << s.data.categories.value(row < s.data.category->size() ? (*s.data.category)[row] : -1);
        for (const std::size_t axis : s.order) {
            const double value = at(s.data.axes[axis].values, row);
            const QStringList &names = s.data.axes[axis].axis.categories;
            cells << (names.isEmpty() || !std::isfinite(value)
                          ? cell(value)
                          : names.value(static_cast<qsizetype>(std::lround(value))));
        }
        table.rows.push_back(cells << (s.kept[row] ? tr("yes") : tr("no")));
    }
    return table;
}

} // namespace assay::charts
