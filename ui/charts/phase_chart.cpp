#include "ui/charts/phase_chart.hpp"

#include <algorithm>

#include "ui/charts/words.hpp"

namespace assay::charts {
namespace {

constexpr double kStub = 14;    ///< pixels of a phase without a value
constexpr double kHalf = 0.36;  ///< of a bar's height in rows
constexpr double kLowest = 1.5; ///< pixels a row needs; of lower ones every so many is drawn

double valueOf(const PhasePart &part)
{
    return std::isfinite(part.value) && part.value > 0 ? part.value : 0;
}

} // namespace

PhaseChart::PhaseChart(QWidget *parent) : Chart(parent)
{
    setName(tr("Phases"));
}

void PhaseChart::setData(const Axis &quantity, QStringList phases, std::vector<PhaseRow> rows)
{
    m_phases = std::move(phases);
    m_rows = std::move(rows);
    m_absent = 0;
    m_anyEstimated = false;
    double highest = 0;
    Axis names;
    names.categories.reserve(static_cast<qsizetype>(m_rows.size()));
    for (std::size_t row = m_rows.size(); row-- > 0;) {
        names.categories << m_rows[row].name;
        double sum = 0;
        for (std::size_t phase = 0; phase < static_cast<std::size_t>(m_phases.size()); ++phase) {
            const PhasePart &p = part(row, phase);
            sum += valueOf(p);
            m_absent += std::isfinite(p.value) ? 0 : 1;
            m_anyEstimated = m_anyEstimated || (std::isfinite(p.value) && p.fill != Fill::Filled);
        }
        highest = std::max(highest, sum);
    }
    m_extent = m_rows.empty() ? std::nullopt : std::optional(Range{0, highest});
    Axis stacked = quantity;
    stacked.logarithmic = false; // parts add up
    stacked.fromZero = true;
    setAxes(stacked, names);
}

void PhaseChart::setSelection(std::vector<Id> selection)
{
    m_selection = std::move(selection);
    std::sort(m_selection.begin(), m_selection.end());
    marksChanged();
}

const PhasePart &PhaseChart::part(std::size_t row, std::size_t phase) const
{
    static const PhasePart kAbsentPart;
    return phase < m_rows[row].parts.size() ? m_rows[row].parts[phase] : kAbsentPart;
}

std::size_t PhaseChart::markCount() const
{
    return m_rows.size() * static_cast<std::size_t>(m_phases.size());
}

std::optional<Id> PhaseChart::markId(std::size_t mark) const
{
    return m_rows[mark / static_cast<std::size_t>(m_phases.size())].id;
}

QRectF PhaseChart::boxOf(std::size_t row, std::size_t phase, const Frame &frame) const
{
    const double place = static_cast<double>(m_rows.size() - 1 - row);
    const double top = frame.y.toPixel(place + kHalf), bottom = frame.y.toPixel(place - kHalf);
    double before = 0, stubs = 0;
    for (std::size_t other = 0; other < phase; ++other)
        before += valueOf(part(row, other));
    if (const PhasePart &p = part(row, phase); std::isfinite(p.value))
        return {QPointF(frame.x.toPixel(before), top), QPointF(frame.x.toPixel(before + valueOf(p)), bottom)};
    // Stubs come after everything that has a value.
    for (std::size_t other = phase; other < static_cast<std::size_t>(m_phases.size()); ++other)
        before += valueOf(part(row, other));
    for (std::size_t other = 0; other < phase; ++other)
        stubs += std::isfinite(part(row, other).value) ? 0 : 1;
    const double left = frame.x.toPixel(before) + 3 + stubs * (kStub + 2);
    return {QPointF(left, top), QPointF(left + kStub, bottom)};
}

void PhaseChart::paintMarks(QPainter &painter, const Frame &frame)
{
    painter.save();
    const double rowHeight = std::abs(frame.y.toPixel(1) - frame.y.toPixel(0));
    const auto stride = static_cast<std::size_t>(std::max(1.0, std::ceil(kLowest / std::max(rowHeight, 1e-9))));
    const double count = static_cast<double>(m_rows.size());
    const double first = std::clamp(count - 1.5 - frame.y.range.high, 0.0, count);
    const double last = std::clamp(count + 0.5 - frame.y.range.low, 0.0, count);
    for (auto row = static_cast<std::size_t>(first); row < static_cast<std::size_t>(last); row += stride)
        paintRow(painter, frame, row);
    painter.restore();
}

void PhaseChart::paintRow(QPainter &painter, const Frame &frame, std::size_t row) const
{
    for (std::size_t phase = 0; phase < static_cast<std::size_t>(m_phases.size()); ++phase) {
        const PhasePart &p = part(row, phase);
        const QRectF box = boxOf(row, phase, frame);
        const QColor colour = frame.colours.series(phase);
        if (!std::isfinite(p.value)) {
            paintHatching(painter, box, colour, 5);
            continue;
        }
        if (p.fill == Fill::Filled) {
            painter.fillRect(box, colour);
            continue;
        }
        painter.fillRect(box, frame.colours.faint(colour, p.fill == Fill::Half ? 0.5 : 0.15));
        if (box.width() > 2 && box.height() > 3) {
            painter.setPen(QPen(colour, 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
        }
    }
    if (std::binary_search(m_selection.begin(), m_selection.end(), m_rows[row].id)) {
        const double place = static_cast<double>(m_rows.size() - 1 - row);
        painter.fillRect(QRectF(QPointF(frame.area.left(), frame.y.toPixel(place + kHalf)),
                                QPointF(frame.area.left() + 4, frame.y.toPixel(place - kHalf))),
                         frame.colours.selection);
    }
}

void PhaseChart::paintCurrent(QPainter &painter, const Frame &frame, std::size_t mark) const
{
    const auto phases = static_cast<std::size_t>(m_phases.size());
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(frame.colours.accent, 2));
    painter.drawRect(boxOf(mark / phases, mark % phases, frame).adjusted(-1, -2, 1, 2));
}

QPointF PhaseChart::markPlace(std::size_t mark, const Frame &frame) const
{
    const auto phases = static_cast<std::size_t>(m_phases.size());
    const QPointF centre = boxOf(mark / phases, mark % phases, frame).center();
    return {std::clamp(centre.x(), frame.area.left(), frame.area.right()), centre.y()};
}

std::optional<std::size_t> PhaseChart::markAt(const QPointF &pixel, const Frame &frame) const
{
    if (m_rows.empty() || !frame.area.contains(pixel))
        return std::nullopt;
    const double place = std::round(frame.y.toValue(pixel.y()));
    if (place < 0 || place >= static_cast<double>(m_rows.size()))
        return std::nullopt;
    const std::size_t row = m_rows.size() - 1 - static_cast<std::size_t>(place);
    const auto phases = static_cast<std::size_t>(m_phases.size());
    for (std::size_t phase = 0; phase < phases; ++phase)
        if (boxOf(row, phase, frame).adjusted(-1, -1, 1, 1).contains(pixel))
            return row * phases + phase;
    return std::nullopt;
}

std::optional<std::size_t> PhaseChart::stepped(std::size_t from, Step step) const
{
    const auto phases = static_cast<std::size_t>(m_phases.size());
    switch (step) {
    case Step::Up:
        return from >= phases ? from - phases : from;
    case Step::Down:
        return from + phases < markCount() ? from + phases : from;
    default:
        return Chart::stepped(from, step);
    }
}

std::vector<LegendEntry> PhaseChart::legend(const Colours &colours) const
{
    std::vector<LegendEntry> entries;
    for (qsizetype phase = 0; phase < m_phases.size(); ++phase)
        entries.push_back(
            {m_phases[phase], LegendEntry::Sign::Box, colours.series(static_cast<std::size_t>(phase)), 0, {}});
    if (m_anyEstimated)
        entries.push_back({tr("not measured"), LegendEntry::Sign::Band, colours.muted, 0, {}});
    if (m_absent > 0)
        entries.push_back({tr("no value"), LegendEntry::Sign::Hatched, colours.muted, 0, {}});
    return entries;
}

QString PhaseChart::note() const
{
    if (m_absent == 0)
        return {};
    return tr("Hatched: no value, which is not zero (%1); a bar with such a phase is at least this long.")
        .arg(countInWords(m_absent));
}

QString PhaseChart::markText(std::size_t mark) const
{
    const auto phases = static_cast<std::size_t>(m_phases.size());
    const std::size_t row = mark / phases, phase = mark % phases;
    const PhasePart &p = part(row, phase);
    const QString name = m_phases[static_cast<qsizetype>(phase)];
    if (!std::isfinite(p.value))
        return QStringLiteral("%1\n%2: – %3").arg(m_rows[row].name, name, p.absentReason);
    double sum = 0;
    for (std::size_t other = 0; other < phases; ++other)
        sum += valueOf(part(row, other));
    return QStringLiteral("%1\n%2: %3 (%4 %)")
        .arg(m_rows[row].name, name, quantity(p.value, xAxis().unit))
        .arg(sum > 0 ? 100 * p.value / sum : 0, 0, 'f', 1);
}

QString PhaseChart::description() const
{
    if (isEmpty())
        return tr("Phases without results.");
    QStringList parts{
        tr("Stacked phases of %1 results: %2; phases: %3.")
            .arg(countInWords(m_rows.size()), rangeInWords(xAxis(), m_extent), m_phases.join(QStringLiteral(", "))),
        note()};
    if (const QString here = currentText(); !here.isEmpty())
        parts << tr("Current phase: %1.").arg(QString(here).replace(QLatin1Char('\n'), QStringLiteral(", ")));
    return sentences(parts);
}

ChartTable PhaseChart::table() const
{
    ChartTable table;
    table.header << tr("result") << tr("name");
    for (const QString &phase : m_phases)
        table.header << withUnit(phase, xAxis().unit);
    for (std::size_t row = 0; row < m_rows.size(); ++row) {
        QStringList cells{QString::number(m_rows[row].id), m_rows[row].name};
        for (std::size_t phase = 0; phase < static_cast<std::size_t>(m_phases.size()); ++phase)
            cells << cell(part(row, phase).value);
        table.rows.push_back(std::move(cells));
    }
    return table;
}

} // namespace assay::charts
