#include "ui/views/chart_area.hpp"

#include <utility>

#include <QVBoxLayout>

#include "ui/views/distribution_panel.hpp"
#include "ui/views/parallel_panel.hpp"
#include "ui/views/phase_panel.hpp"
#include "ui/views/roofline_panel.hpp"
#include "ui/views/series_panel.hpp"

namespace assay::ui {

const QStringList &ChartArea::ids()
{
    static const QStringList ids{"scatter", "parallel", "distribution", "phases", "roofline", "series"};
    return ids;
}

QString ChartArea::title(const QString &id)
{
    const QStringList titles{tr("Trade-off"), tr("Parallel"), tr("Distribution"),
                             tr("Phases"),    tr("Roofline"), tr("Over time")};
    return titles.value(ids().indexOf(id));
}

ChartArea::ChartArea(StudySession &session, HardwareShelf &shelf, QWidget *parent)
    : QWidget(parent), m_session(session), m_shelf(shelf), m_tabs(new QTabBar), m_stack(new QStackedWidget)
{
    m_tabs->setAccessibleName(tr("Charts"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(true);
    for (const QString &id : ids())
        m_tabs->setTabData(m_tabs->addTab(title(id)), id);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_tabs);
    layout->addWidget(m_stack, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        const QString id = m_tabs->tabData(tab).toString();
        m_stack->setCurrentWidget(make(id));
        if (!m_showing)
            emit chosen(id);
    });
    m_stack->setCurrentWidget(make(current()));
}

QString ChartArea::current() const
{
    return m_tabs->tabData(m_tabs->currentIndex()).toString();
}

void ChartArea::choose(const QString &id)
{
    if (!ids().contains(id))
        return;
    const bool before = std::exchange(m_showing, true);
    m_tabs->setCurrentIndex(static_cast<int>(ids().indexOf(id)));
    m_showing = before;
}

charts::Chart &ChartArea::chart()
{
    QWidget *panel = m_stack->currentWidget();
    if (auto *scatter = qobject_cast<ScatterPanel *>(panel))
        return scatter->chart();
    return qobject_cast<ChartPanel *>(panel)->chart();
}

QWidget *ChartArea::make(const QString &id)
{
    QWidget *&panel = m_panels[id];
    if (panel != nullptr)
        return panel;
    if (id == "scatter") {
        auto *scatter = new ScatterPanel(m_session);
        connect(scatter, &ScatterPanel::tableRequested, this, &ChartArea::tableRequested);
        panel = scatter;
    } else {
        ChartPanel *made = nullptr;
        if (id == "parallel")
            made = new ParallelPanel(m_session);
        else if (id == "distribution")
            made = new DistributionPanel(m_session);
        else if (id == "phases")
            made = new PhasePanel(m_session);
        else if (id == "roofline")
            made = new RooflinePanel(m_session, m_shelf);
        else
            made = new SeriesPanel(m_session);
        connect(made, &ChartPanel::tableRequested, this, &ChartArea::tableRequested);
        panel = made;
    }
    m_stack->addWidget(panel);
    return panel;
}

} // namespace assay::ui
