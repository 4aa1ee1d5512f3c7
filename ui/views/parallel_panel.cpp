#include "ui/views/parallel_panel.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "ui/models/row_filter.hpp"
#include "ui/views/icons.hpp"
#include "ui/views/scatter_columns.hpp"

namespace assay::ui {
namespace {

charts::ParallelData parallelData(const StudySnapshot &snapshot, const std::vector<ParallelDimension> &dimensions,
                                  const std::vector<bool> &there)
{
    charts::ParallelData data;
    std::vector<charts::Id> ids;
    std::vector<std::uint16_t> categories;
    const TargetCategories targets = targetCategories(snapshot);
    std::vector<std::vector<double>> values(dimensions.size());
    for (std::size_t row = 0; row < snapshot.size(); ++row) {
        if (!there[row] || snapshot.rows[row].standing.withoutNumbers())
            continue;
        ids.push_back(snapshot.rows[row].number);
        categories.push_back(targets.ofRow[row]);
        for (std::size_t axis = 0; axis < dimensions.size(); ++axis)
            values[axis].push_back(dimensions[axis].values[row]);
    }
    data.ids = charts::ids(std::move(ids));
    data.category = std::make_shared<const std::vector<std::uint16_t>>(std::move(categories));
    data.categories = targets.names;
    for (std::size_t axis = 0; axis < dimensions.size(); ++axis)
        data.axes.push_back({dimensions[axis].axis, charts::values(std::move(values[axis]))});
    return data;
}

} // namespace

ParallelPanel::ParallelPanel(StudySession &session, QWidget *parent)
    : ChartPanel(session, parent), m_chart(new charts::ParallelChart), m_axes(new QToolButton), m_menu(new QMenu(this))
{
    m_chart->setName(tr("Parallel coordinates"));
    m_chart->setEmptyState(tr("No result is left to compare. Ctrl+Shift+F clears the filter."));
    m_axes->setText(tr("Axes"));
    m_axes->setAccessibleName(tr("Axes of the parallel coordinates"));
    m_axes->setIcon(themedIcon("columns"));
    m_axes->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_axes->setPopupMode(QToolButton::InstantPopup);
    m_axes->setFocusPolicy(Qt::StrongFocus);
    m_axes->setMenu(m_menu);
    bar().addWidget(m_axes);
    place(*m_chart);
    connect(m_menu, &QMenu::aboutToShow, this, &ParallelPanel::fillMenu);
    connect(m_chart, &charts::ParallelChart::brushesChanged, this, &ParallelPanel::takeBrushes);
    connect(m_chart, &charts::ParallelChart::orderChanged, this, &ParallelPanel::takeOrder);
}

ParallelPanel::Shown ParallelPanel::wanted() const
{
    const ViewState &view = session().view();
    Shown wanted{session().snapshot(), {}, view.filterText, view.brushes};
    if (!wanted.snapshot)
        return wanted;
    wanted.axes = parallelAxes(*wanted.snapshot, view.charts);
    // What the axes' brushes leave out stays as ghosts; what the rest of the filter leaves out is not there.
    std::erase_if(wanted.rest, [&](const Brush &brush) {
        const auto found = std::ranges::find(wanted.axes, brush.dimension);
        return found != wanted.axes.end() && axisBrush(brush, parallelDimension(*wanted.snapshot, *found), 0);
    });
    return wanted;
}

void ParallelPanel::refresh()
{
    const bool before = std::exchange(m_showing, true);
    if (const Shown now = wanted(); now != m_shown) { // else selection, baseline or brushes alone are others
        m_shown = now;
        showData();
    }
    showBrushes();
    const auto &selection = session().view().selection;
    m_chart->setSelection({selection.begin(), selection.end()});
    m_chart->setBaseline(session().view().baseline);
    m_axes->setEnabled(session().snapshot() != nullptr);
    setAbout(tr("Drag along an axis to keep a range, with Alt to leave it out"));
    m_showing = before;
}

void ParallelPanel::showData()
{
    charts::ParallelData lines;
    m_dimensions.clear();
    if (const SnapshotPointer &snapshot = m_shown.snapshot) {
        for (const std::string &id : m_shown.axes)
            m_dimensions.push_back(parallelDimension(*snapshot, id));
        ViewState rest;
        rest.filterText = m_shown.text;
        rest.brushes = m_shown.rest;
        lines = parallelData(*snapshot, m_dimensions, shownRows(*snapshot, rest));
    }
    std::vector<std::size_t> order(lines.axes.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    m_chart->setData(std::move(lines));
    m_chart->setOrder(order);
}

void ParallelPanel::showBrushes()
{
    std::vector<charts::AxisBrush> brushes;
    for (std::size_t axis = 0; axis < m_dimensions.size(); ++axis)
        for (const Brush &brush : session().view().brushes)
            if (brush.dimension == m_dimensions[axis].id)
                if (const auto made = axisBrush(brush, m_dimensions[axis], axis); made)
                    brushes.push_back(*made);
    m_chart->setBrushes(std::move(brushes));
}

void ParallelPanel::takeBrushes()
{
    if (m_showing)
        return;
    const std::vector<charts::AxisBrush> brushes = m_chart->brushes();
    session().history().change(
        tr("Brush"),
        [&](ViewState &state) {
            std::erase_if(state.brushes, [&](const Brush &brush) {
                for (std::size_t axis = 0; axis < m_dimensions.size(); ++axis) {
                    if (m_dimensions[axis].id != brush.dimension)
                        continue;
                    const bool replaced = std::ranges::find(brushes, axis, &charts::AxisBrush::axis) != brushes.end();
                    return replaced || axisBrush(brush, m_dimensions[axis], axis).has_value();
                }
                return false;
            });
            for (const charts::AxisBrush &brush : brushes)
                state.brushes.push_back(brushOf(brush, m_dimensions[brush.axis]));
        },
        "brush");
}

void ParallelPanel::takeOrder()
{
    if (m_showing)
        return;
    std::vector<std::string> axes;
    for (const std::size_t axis : m_chart->order())
        axes.push_back(m_dimensions[axis].id);
    changeCharts(tr("Move axis"), [&](ChartsView &view) { view.parallelAxes = axes; });
}

void ParallelPanel::fillMenu()
{
    m_menu->clear();
    const SnapshotPointer &snapshot = session().snapshot();
    if (!snapshot)
        return;
    const std::vector<std::string> axes = parallelAxes(*snapshot, session().view().charts);
    for (const std::string &id : possibleAxes(*snapshot)) {
        QAction *action = m_menu->addAction(ColumnTexts::title(*columnFromId(id)));
        action->setCheckable(true);
        action->setChecked(std::ranges::find(axes, id) != axes.end());
        action->setEnabled(!action->isChecked() || axes.size() > 2);
        connect(action, &QAction::toggled, this, [this, id, axes](bool on) {
            std::vector<std::string> changed = axes;
            if (on)
                changed.push_back(id);
            else
                std::erase(changed, id);
            changeCharts(tr("Choose axes"), [&](ChartsView &view) { view.parallelAxes = changed; });
        });
    }
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("As the study suggests")), &QAction::triggered, this,
            [this] { changeCharts(tr("Choose axes"), [](ChartsView &view) { view.parallelAxes.clear(); }); });
}

} // namespace assay::ui
