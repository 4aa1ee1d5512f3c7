#include "ui/views/scatter_panel.hpp"

#include <algorithm>

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "core/base/units.hpp"
#include "ui/models/chart_rows.hpp"
#include "ui/models/metric_front.hpp"
#include "ui/models/table_columns.hpp"
#include "ui/views/chart_panel.hpp"

namespace assay::ui {
namespace {

QString cellText(const MetricColumn &column, const MetricCell &cell)
{
    if (!cell.value)
        return QStringLiteral("–");
    const std::string text = cell.low && cell.high ? formatInterval(*cell.value, *cell.low, *cell.high, column.unit)
                                                   : formatQuantity(*cell.value, column.unit);
    return QString::fromStdString(text + ", " + toText(cell.evidence) + ", " + toText(cell.boundary));
}

} // namespace

ScatterPanel::ScatterPanel(StudySession &session, QWidget *parent)
    : QWidget(parent), m_session(session), m_x(new QComboBox), m_y(new QComboBox), m_logX(new QCheckBox(tr("log x"))),
      m_logY(new QCheckBox(tr("log y"))), m_front(new QCheckBox(tr("Pareto front"))), m_looks(new QToolButton),
      m_looksMenu(new QMenu(this)), m_chart(new charts::ScatterChart)
{
    m_chart->setName(tr("Trade-off"));
    m_chart->setEmptyState(tr("No result has both numbers. Choose other metrics above."));
    m_chart->setReadOut([this](charts::Id id) { return readOut(id); });
    m_logX->setAccessibleName(tr("Logarithmic horizontal axis"));
    m_logY->setAccessibleName(tr("Logarithmic vertical axis"));
    auto *bar = new QHBoxLayout;
    addLabelled(*bar, tr("Across"), m_x, 11);
    bar->addWidget(m_logX);
    addLabelled(*bar, tr("Up"), m_y, 11);
    bar->addWidget(m_logY);
    bar->addStretch();
    m_looks->setText(tr("Looks"));
    m_looks->setAccessibleName(tr("Size and colour of the points, lines"));
    m_looks->setToolTip(tr("A metric for the points' size, one for their colour, and a line through the baseline"));
    m_looks->setPopupMode(QToolButton::InstantPopup);
    m_looks->setFocusPolicy(Qt::StrongFocus);
    m_looks->setMenu(m_looksMenu);
    connect(m_looksMenu, &QMenu::aboutToShow, this, &ScatterPanel::fillLooks);
    bar->addWidget(m_looks);
    bar->addWidget(m_front);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(bar);
    layout->addWidget(m_chart, 1);

    connect(m_x, &QComboBox::activated, this, [this] {
        changeView(tr("Choose horizontal axis"),
                   [this](ScatterView &view) { view.x = m_x->currentData().toString().toStdString(); });
    });
    connect(m_y, &QComboBox::activated, this, [this] {
        changeView(tr("Choose vertical axis"),
                   [this](ScatterView &view) { view.y = m_y->currentData().toString().toStdString(); });
    });
    connect(m_logX, &QCheckBox::clicked, this,
            [this](bool on) { changeView(tr("Scale"), [on](ScatterView &view) { view.logX = on; }); });
    connect(m_logY, &QCheckBox::clicked, this,
            [this](bool on) { changeView(tr("Scale"), [on](ScatterView &view) { view.logY = on; }); });
    connect(m_front, &QCheckBox::clicked, this,
            [this](bool on) { changeView(tr("Pareto front"), [on](ScatterView &view) { view.front = on; }); });
    connect(m_chart, &charts::ScatterChart::clicked, this,
            [this](charts::Id id, Qt::KeyboardModifiers modifiers) { take({id}, modifiers); });
    connect(m_chart, &charts::ScatterChart::brushed, this,
            [this](const std::vector<charts::Id> &ids, charts::Range, charts::Range, Qt::KeyboardModifiers modifiers) {
                take(ids, modifiers);
            });
    connect(m_chart, &charts::Chart::tableRequested, this, &ScatterPanel::tableRequested);
    connect(&session, &StudySession::snapshotChanged, this, &ScatterPanel::showData);
    connect(&session, &StudySession::intervalsChanged, this, &ScatterPanel::showData);
    connect(&session, &StudySession::shownChanged, this, &ScatterPanel::showData);
    connect(&session, &StudySession::closed, this, &ScatterPanel::showData);
    connect(&session, &StudySession::viewChanged, this, &ScatterPanel::showMarks);
    showData();
}

void ScatterPanel::changeView(const QString &what, const std::function<void(ScatterView &)> &edit)
{
    m_session.history().change(what, [&](ViewState &state) { edit(state.scatter); });
}

void ScatterPanel::take(const std::vector<charts::Id> &ids, Qt::KeyboardModifiers modifiers)
{
    selectClicked(m_session, ids, modifiers);
}

void ScatterPanel::fillLooks()
{
    m_looksMenu->clear();
    addLook(tr("&Size"), &ScatterView::size);
    addLook(tr("&Colour"), &ScatterView::colour);
    addIsoLines();
}

void ScatterPanel::addIsoLines()
{
    QMenu *menu = m_looksMenu->addMenu(tr("&Line through the baseline"));
    const QList<QPair<QString, std::string>> kinds{
        {tr("None"), ""}, {tr("Equal product of both axes"), "product"}, {tr("Equal ratio, up over across"), "ratio"}};
    for (const auto &[text, id] : kinds) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_session.view().scatter.iso == id);
        connect(action, &QAction::triggered, this, [this, wanted = id] {
            changeView(tr("Line of equal value"), [&](ScatterView &view) { view.iso = wanted; });
        });
    }
}

/// Through the baseline, else through the one selected result; none where that has no such point.
void ScatterPanel::showIsoLine()
{
    std::vector<charts::IsoLine> lines;
    const ViewState &state = m_session.view();
    const StudySnapshot &snapshot = *m_session.snapshot();
    std::int64_t through = state.baseline.value_or(0);
    if (through == 0 && state.selection.size() == 1)
        through = *state.selection.begin();
    const std::size_t row = snapshot.rowOf(through).value_or(snapshot.size());
    const MetricColumn *x = snapshot.metric(m_metrics.x), *y = snapshot.metric(m_metrics.y);
    if (!state.scatter.iso.empty() && row < snapshot.size() && x != nullptr && y != nullptr) {
        const double atX = x->cells[row].value.value_or(0), atY = y->cells[row].value.value_or(0);
        const bool product = state.scatter.iso == "product";
        if (atX > 0 && atY > 0)
            lines.push_back({product ? charts::IsoLine::Kind::Product : charts::IsoLine::Kind::Ratio,
                             product ? atX * atY : atY / atX,
                             product ? tr("product as #%1").arg(through) : tr("ratio as #%1").arg(through), false});
    }
    addLimits(lines);
    m_chart->setIsoLines(std::move(lines));
}

/// The latency limit of the study's load, where all that have one have the same.
void ScatterPanel::addLimits(std::vector<charts::IsoLine> &lines) const
{
    double limit = 0, percentile = 0;
    for (const study::ResultRecord &result : *m_session.snapshot()->results) {
        const auto &load = result.point.scenario;
        if (load.sloSeconds <= 0)
            continue;
        if (limit > 0 && (limit != load.sloSeconds || percentile != load.sloPercentile))
            return;
        limit = load.sloSeconds;
        percentile = load.sloPercentile;
    }
    if (limit <= 0)
        return;
    const QString metric = QStringLiteral("latency.p%1").arg(percentile * 100);
    const QString label = tr("limit of p%1").arg(percentile * 100);
    if (metric.toStdString() == m_metrics.x)
        lines.push_back({charts::IsoLine::Kind::AtX, limit, label, true});
    if (metric.toStdString() == m_metrics.y)
        lines.push_back({charts::IsoLine::Kind::AtY, limit, label, true});
}

void ScatterPanel::addLook(const QString &title, std::string ScatterView::*look)
{
    QMenu *menu = m_looksMenu->addMenu(title);
    const std::string chosen = m_session.view().scatter.*look;
    const auto add = [&](const QString &text, const std::string &id) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(id == chosen);
        connect(action, &QAction::triggered, this, [this, look, id] {
            changeView(tr("Choose size or colour"), [&](ScatterView &view) { view.*look = id; });
        });
    };
    add(look == &ScatterView::size ? tr("The same for all") : tr("By target"), "");
    menu->addSeparator();
    if (m_session.snapshot())
        for (const auto &metric : m_session.snapshot()->metrics)
            if (std::ranges::any_of(metric->cells, [](const MetricCell &cell) { return cell.value.has_value(); }))
                add(ColumnTexts::title({TableColumn::Kind::Metric, metric->id}), metric->id);
}

void ScatterPanel::fillMetrics()
{
    const auto &snapshot = m_session.snapshot();
    for (auto *box : {m_x, m_y}) {
        const std::string &wanted = box == m_x ? m_metrics.x : m_metrics.y;
        QStringList ids;
        for (const auto &metric : snapshot->metrics)
            ids << QString::fromStdString(metric->id);
        QStringList present;
        for (int i = 0; i < box->count(); ++i)
            present << box->itemData(i).toString();
        if (ids != present) {
            box->clear();
            for (const QString &id : ids) {
                const TableColumn column{TableColumn::Kind::Metric, id.toStdString()};
                box->addItem(ColumnTexts::title(column), id);
                box->setItemData(box->count() - 1, ColumnTexts::meaning(column), Qt::ToolTipRole);
            }
        }
        box->setCurrentIndex(box->findData(QString::fromStdString(wanted)));
    }
}

void ScatterPanel::showData()
{
    const auto &snapshot = m_session.snapshot();
    if (!snapshot) {
        m_chart->setData({});
        return;
    }
    const ScatterView &view = m_session.view().scatter;
    m_metrics = scatterMetrics(*snapshot, view.x, view.y);
    fillMetrics();
    m_chart->setAxes(metricAxis(*snapshot, m_metrics.x, view.logX), metricAxis(*snapshot, m_metrics.y, view.logY));
    m_chart->setData(scatterData(*snapshot, m_session.shown(), m_metrics, {view.size, view.colour}));
    m_shown = view;
    showMarks();
}

/// Whether axes, size or colour are others than those shown.
bool ScatterPanel::isStale() const
{
    ScatterView now = m_session.view().scatter;
    now.front = m_shown.front; // front and line are marks over the same data
    now.iso = m_shown.iso;
    return now != m_shown;
}

void ScatterPanel::showMarks()
{
    const auto &snapshot = m_session.snapshot();
    if (!snapshot)
        return;
    const ViewState &state = m_session.view();
    if (isStale()) {
        showData();
        return;
    }
    m_logX->setChecked(state.scatter.logX);
    m_logY->setChecked(state.scatter.logY);
    m_front->setChecked(state.scatter.front);
    MetricFront front;
    if (m_session.shown().size() == snapshot->size())
        front = metricFront(*snapshot, state, m_session.shown(), m_metrics.x, m_metrics.y);
    m_front->setToolTip(front.none.empty() ? tr("Among results of %1").arg(QString::fromStdString(front.about))
                                           : tr("No front: %1").arg(QString::fromStdString(front.none)));
    m_chart->setFront(state.scatter.front ? front.numbers : std::vector<std::int64_t>(),
                      tr("Pareto front of %1").arg(QString::fromStdString(front.about)), front.xIsMaximised);
    m_chart->setBaseline(state.baseline, tr("baseline"));
    showIsoLine();
    m_chart->setSelection({state.selection.begin(), state.selection.end()});
}

QString ScatterPanel::readOut(charts::Id id) const
{
    const auto &snapshot = m_session.snapshot();
    const auto row = snapshot ? snapshot->rowOf(id) : std::nullopt;
    if (!row)
        return {};
    QString text = QString::fromStdString(snapshot->rows[*row].title);
    std::vector<std::string> metrics{m_metrics.x, m_metrics.y};
    for (const std::string &look : {m_shown.size, m_shown.colour})
        if (std::ranges::find(metrics, look) == metrics.end())
            metrics.push_back(look);
    for (const std::string &metric : metrics)
        if (const MetricColumn *column = snapshot->metric(metric))
            text += QStringLiteral("\n%1: %2")
                        .arg(ColumnTexts::title({TableColumn::Kind::Metric, metric}),
                             cellText(*column, column->cells[*row]));
    if (!snapshot->rows[*row].remarks.empty())
        text += "\n" + QString::fromStdString(snapshot->rows[*row].remarks);
    return text;
}

} // namespace assay::ui
