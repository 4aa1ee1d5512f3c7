#include "ui/charts/scatter_chart.hpp"

#include <algorithm>
#include <unordered_map>

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include "ui/charts/lines.hpp"
#include "ui/charts/scatter_state.hpp"

namespace assay::charts {
namespace {

constexpr int kIdleForGrid = 120; ///< ms without a change until the grid is made
constexpr double kSmallest = 6, kLargest = 22;

} // namespace

ScatterChart::ScatterChart(QWidget *parent) : Chart(parent), m_state(std::make_unique<State>())
{
    m_state->gridTimer.setSingleShot(true);
    m_state->gridTimer.setInterval(kIdleForGrid);
    connect(&m_state->gridTimer, &QTimer::timeout, this, &ScatterChart::buildGridLater);
    setName(tr("Scatter chart"));
}

ScatterChart::~ScatterChart() = default;

void ScatterChart::setAxes(const Axis &x, const Axis &y)
{
    const bool otherScale = x.logarithmic != xAxis().logarithmic || y.logarithmic != yAxis().logarithmic;
    Chart::setAxes(x, y);
    if (otherScale)
        placeColumns(true, true);
}

void ScatterChart::setData(ScatterData data)
{
    const bool samePoints = data.ids == m_state->data.ids;
    m_state->data = std::move(data);
    m_state->sizes = m_state->data.size ? rangeOf(*m_state->data.size, false) : std::nullopt;
    m_state->shades = m_state->data.colour ? rangeOf(*m_state->data.colour, false) : std::nullopt;
    if (!samePoints)
        findHighlights();
    placeColumns(true, true);
}

const ScatterData &ScatterChart::data() const
{
    return m_state->data;
}

void ScatterChart::setX(Values x)
{
    m_state->data.x = std::move(x);
    placeColumns(true, false);
}

void ScatterChart::setY(Values y)
{
    m_state->data.y = std::move(y);
    placeColumns(false, true);
}

void ScatterChart::placeColumns(bool x, bool y)
{
    State &s = *m_state;
    if (x)
        s.u = placesOf(spanOf(s.data.x), xAxis().logarithmic);
    if (y)
        s.v = placesOf(spanOf(s.data.y), yAxis().logarithmic);
    splitGhosts(pointCloud(spanOf(s.data.x), s.u, spanOf(s.data.y), s.v));
    countLooks();
    s.grid.reset();
    if (s.cloud->placed > kMarkersUpTo)
        s.gridTimer.start();
    dataChanged();
}

void ScatterChart::splitGhosts(PointCloud cloud)
{
    State &s = *m_state;
    std::vector<std::uint8_t> ghosts, others;
    for (std::size_t row = 0; s.data.looks && row < cloud.size(); ++row) {
        ghosts.push_back(lookOf(row).ghost ? 1 : 0);
        others.push_back(lookOf(row).ghost ? 0 : 1);
    }
    s.ghostCount = static_cast<std::size_t>(std::count(ghosts.begin(), ghosts.end(), 1));
    s.ghosts = s.ghostCount > 0 ? only(cloud, ghosts) : PointCloud{};
    s.cloud = std::make_shared<const PointCloud>(s.ghostCount > 0 ? only(cloud, others) : std::move(cloud));
}

void ScatterChart::countLooks()
{
    State &s = *m_state;
    s.anyCrossed = s.anyBadged = s.anyFill[0] = s.anyFill[1] = s.anyFill[2] = false;
    s.categoryCounts.assign(static_cast<std::size_t>(s.data.categories.size()), 0);
    const std::size_t categories = s.data.category ? s.categoryCounts.size() : 0;
    if (categories == 0 && !s.data.looks)
        return;
    for (std::size_t row = 0; row < s.cloud->size(); ++row) {
        if (!s.cloud->isPlaced(row))
            continue;
        if (const std::size_t category = categoryOf(row); category < categories)
            ++s.categoryCounts[category];
        const PointLook look = lookOf(row);
        s.anyFill[static_cast<std::size_t>(look.fill)] = s.data.looks != nullptr;
        s.anyCrossed = s.anyCrossed || look.crossed;
        s.anyBadged = s.anyBadged || look.badged;
    }
}

void ScatterChart::buildGridLater()
{
    QThreadPool::globalInstance()->start([chart = QPointer<ScatterChart>(this), cloud = m_state->cloud] {
        auto grid = std::make_shared<const PointGrid>(*cloud);
        // The chart lives in the thread of the application: it is looked at there only.
        QMetaObject::invokeMethod(qApp, [chart, cloud, grid = std::move(grid)] {
            if (chart && chart->m_state->cloud == cloud)
                chart->m_state->grid = grid;
        });
    });
}

void ScatterChart::findHighlights()
{
    State &s = *m_state;
    std::unordered_map<Id, std::size_t> rows;
    for (const Id id : s.front)
        rows.emplace(id, SIZE_MAX);
    for (const Id id : s.selection)
        rows.emplace(id, SIZE_MAX);
    if (s.baseline)
        rows.emplace(*s.baseline, SIZE_MAX);
    if (s.data.ids && !rows.empty())
        for (std::size_t i = 0; i < s.data.ids->size(); ++i)
            if (const auto found = rows.find((*s.data.ids)[i]); found != rows.end())
                found->second = i;
    const auto rowsOf = [&rows](const std::vector<Id> &wanted) {
        std::vector<std::size_t> result;
        for (const Id id : wanted)
            if (const std::size_t row = rows.at(id); row != SIZE_MAX)
                result.push_back(row);
        return result;
    };
    s.frontRows = rowsOf(s.front);
    s.selectedRows = rowsOf(s.selection);
    s.baselineRow.reset();
    if (s.baseline && rows.at(*s.baseline) != SIZE_MAX)
        s.baselineRow = rows.at(*s.baseline);
}

void ScatterChart::setFront(std::vector<Id> front, const QString &name, bool xIsMaximised)
{
    m_state->frontTurns = xIsMaximised;
    m_state->front = std::move(front);
    m_state->frontName = name;
    findHighlights();
    dataChanged();
}

void ScatterChart::setBaseline(std::optional<Id> baseline, const QString &name)
{
    m_state->baseline = baseline;
    m_state->baselineName = name;
    findHighlights();
    dataChanged();
}

void ScatterChart::setSelection(std::vector<Id> selection)
{
    m_state->selection = std::move(selection);
    findHighlights();
    marksChanged();
}

void ScatterChart::setIsoLines(std::vector<IsoLine> lines)
{
    m_state->isoLines = std::move(lines);
    marksChanged();
}

void ScatterChart::setDrag(Drag drag)
{
    m_state->drag = drag;
}

PointLook ScatterChart::lookOf(std::size_t row) const
{
    return m_state->data.looks && row < m_state->data.looks->size() ? (*m_state->data.looks)[row] : PointLook{};
}

std::size_t ScatterChart::categoryOf(std::size_t row) const
{
    return m_state->data.category && row < m_state->data.category->size() ? (*m_state->data.category)[row] : 0;
}

QColor ScatterChart::colourOf(std::size_t row, const Colours &colours) const
{
    if (!m_state->data.colour)
        return colours.series(categoryOf(row));
    const double value = at(m_state->data.colour, row);
    if (!std::isfinite(value) || !m_state->shades)
        return colours.muted;
    const double width = m_state->shades->high - m_state->shades->low;
    // Few shades: markers are painted once for each.
    constexpr double kSteps = 24;
    return colours.ramp(width > 0 ? std::round((value - m_state->shades->low) / width * kSteps) / kSteps : 0.5);
}

double ScatterChart::sizeOf(std::size_t row) const
{
    const double value = at(m_state->data.size, row);
    if (!m_state->data.size)
        return kMarkerSize;
    if (!std::isfinite(value) || !m_state->sizes)
        return kSmallest;
    const double width = m_state->sizes->high - m_state->sizes->low;
    const double part = width > 0 ? (value - m_state->sizes->low) / width : 0.5;
    const double area = kSmallest * kSmallest + part * (kLargest * kLargest - kSmallest * kSmallest);
    return std::round(std::sqrt(area) * 2) / 2;
}

std::optional<Range> ScatterChart::xExtent() const
{
    return m_state->u.range;
}

std::optional<Range> ScatterChart::yExtent() const
{
    return m_state->v.range;
}

std::size_t ScatterChart::markCount() const
{
    return m_state->cloud->placed > 0 ? m_state->cloud->size() : 0;
}

std::optional<Id> ScatterChart::markId(std::size_t mark) const
{
    if (!m_state->data.ids || mark >= m_state->data.ids->size())
        return std::nullopt;
    return (*m_state->data.ids)[mark];
}

QPointF ScatterChart::markPlace(std::size_t mark, const Frame &frame) const
{
    return frame.toPixel(at(m_state->data.x, mark), at(m_state->data.y, mark));
}

std::optional<std::size_t> ScatterChart::markAt(const QPointF &pixel, const Frame &frame) const
{
    if (!frame.area.adjusted(-kReach, -kReach, kReach, kReach).contains(pixel))
        return std::nullopt;
    const CloudView view = viewOf(*m_state->cloud, frame);
    return m_state->grid ? m_state->grid->nearest(*m_state->cloud, view, pixel, kReach)
                         : nearestOfAll(*m_state->cloud, view, pixel, kReach);
}

std::optional<std::size_t> ScatterChart::stepped(std::size_t from, Step step) const
{
    const PointCloud &cloud = *m_state->cloud;
    const bool vertical = step == Step::Up || step == Step::Down;
    const bool forward = step == Step::Right || step == Step::Up || step == Step::Ahead || step == Step::First;
    const std::vector<float> &places = vertical ? *cloud.v.parts : *cloud.u.parts;
    constexpr float kEdge = 2;
    constexpr float kStride = 0.1F;
    float start = step == Step::First ? -kEdge : step == Step::Last ? kEdge : from < cloud.size() ? places[from] : 0;
    if (step == Step::Ahead || step == Step::Back)
        start += step == Step::Ahead ? kStride : -kStride;
    // The nearest in order (place, row) on the way; looking at all is quick enough for a key.
    std::optional<std::size_t> best;
    const auto before = [&places](std::size_t a, std::size_t b) {
        return places[a] < places[b] || (places[a] == places[b] && a < b);
    };
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        if (!cloud.isPlaced(i))
            continue;
        const bool onTheWay = forward ? places[i] > start || (places[i] == start && i > from)
                                      : places[i] < start || (places[i] == start && i < from);
        if (onTheWay && (!best || (forward ? before(i, *best) : before(*best, i))))
            best = i;
    }
    if (best)
        return best;
    return step == Step::Ahead ? stepped(from, Step::Last) : step == Step::Back ? stepped(from, Step::First) : from;
}

bool ScatterChart::isRaster() const
{
    return m_state->raster;
}

} // namespace assay::charts
