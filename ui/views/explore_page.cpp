#include "ui/views/explore_page.hpp"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

#include "ui/views/icons.hpp"

namespace assay::ui {
namespace {

constexpr int kRoomForTwo = 1250; ///< pixels of the page

QToolButton *toolButton(QAction *action)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setAutoRaise(true);
    return button;
}

} // namespace

ExplorePage::ExplorePage(StudySession &session, HardwareShelf &shelf, QAction *columns, QAction *differencesOnly,
                         QAction *sideBySide, QWidget *parent)
    : QWidget(parent), m_session(session), m_filter(new QLineEdit), m_counts(new QLabel), m_body(new QStackedWidget),
      m_below(new QStackedWidget), m_empty(new QLabel), m_none(new QLabel), m_results(new ResultsView(session)),
      m_first(new ChartArea(session, shelf)), m_second(new ChartArea(session, shelf)),
      m_charts(new QSplitter(Qt::Horizontal)), m_split(new QSplitter(Qt::Vertical)), m_sideBySide(sideBySide)
{
    m_filter->setPlaceholderText(tr("Filter: words of workload, target, parameters, remarks"));
    m_filter->setAccessibleName(tr("Filter results"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(themedIcon("search"), QLineEdit::LeadingPosition);
    m_filter->setMaximumWidth(480);
    connect(m_filter, &QLineEdit::textEdited, this, [this](const QString &text) { m_session.setFilterText(text); });
    connect(m_filter, &QLineEdit::returnPressed, m_results, qOverload<>(&QWidget::setFocus));

    auto *bar = new QHBoxLayout;
    bar->addWidget(m_filter, 1);
    bar->addWidget(m_counts);
    bar->addStretch(1);
    bar->addWidget(toolButton(sideBySide));
    bar->addWidget(toolButton(differencesOnly));
    bar->addWidget(toolButton(columns));

    for (QLabel *label : {m_empty, m_none}) {
        label->setAlignment(Qt::AlignCenter);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_none->setText(tr("No result matches the filter. Ctrl+Shift+F clears it."));
    m_below->addWidget(m_results);
    m_below->addWidget(m_none);
    for (ChartArea *area : {m_first, m_second}) {
        m_charts->addWidget(area);
        connect(area, &ChartArea::tableRequested, m_results, qOverload<>(&QWidget::setFocus));
        connect(area, &ChartArea::chosen, this, [this] { keepCharts(m_second->isVisibleTo(m_charts) ? 2 : 1); });
    }
    m_charts->setChildrenCollapsible(false);
    m_charts->setHandleWidth(16);
    m_second->choose("parallel");
    m_split->addWidget(m_charts);
    m_split->addWidget(m_below);
    m_split->setChildrenCollapsible(false);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);
    m_split->setSizes({340, 240});
    connect(sideBySide, &QAction::triggered, this, [this](bool on) { keepCharts(on ? 2 : 1); });
    m_body->addWidget(m_split);
    m_body->addWidget(m_empty);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(8);
    layout->addLayout(bar);
    layout->addWidget(m_body, 1);
    connect(&session, &StudySession::viewChanged, this, &ExplorePage::followView);
    connect(&session, &StudySession::shownChanged, this, &ExplorePage::showCounts);
    connect(&session, &StudySession::snapshotChanged, this, &ExplorePage::showCounts);
    connect(&session, &StudySession::closed, this, &ExplorePage::showCounts);
    followView();
    showCounts();
}

void ExplorePage::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void ExplorePage::followView()
{
    const QString text = QString::fromStdString(m_session.view().filterText);
    if (m_filter->text() != text)
        m_filter->setText(text);
    followCharts();
}

/// Two charts where nobody chose and there is room.
void ExplorePage::followCharts()
{
    const auto &tabs = m_session.view().openTabs;
    const bool two = tabs.empty() ? width() >= kRoomForTwo : tabs.size() > 1;
    m_first->choose(tabs.empty() ? "scatter" : QString::fromStdString(tabs[0]));
    m_second->choose(tabs.size() > 1 ? QString::fromStdString(tabs[1]) : "parallel");
    m_second->setVisible(two);
    m_sideBySide->setChecked(two);
}

void ExplorePage::keepCharts(std::size_t count)
{
    std::vector<std::string> tabs{m_first->current().toStdString()};
    if (count > 1)
        tabs.push_back(m_second->current().toStdString());
    m_session.history().change(tr("Choose charts"), [&](ViewState &state) { state.openTabs = tabs; });
    followCharts();
}

void ExplorePage::showChart(const QString &id)
{
    m_first->choose(id);
    keepCharts(m_second->isVisibleTo(m_charts) ? 2 : 1);
    m_first->chart().setFocus();
}

void ExplorePage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    followCharts();
}

void ExplorePage::showCounts()
{
    const auto &snapshot = m_session.snapshot();
    const int all = snapshot ? static_cast<int>(snapshot->size()) : 0;
    const int shown = static_cast<int>(m_session.shownCount());
    m_counts->setText(shown == all ? tr("Results: %1").arg(all) : tr("Results: %1 of %2").arg(shown).arg(all));
    if (!snapshot)
        m_empty->setText(tr("No study is open. Open one with Ctrl+O, or drop a study file on this window."));
    else if (all == 0)
        m_empty->setText(tr("This study has no results yet. They appear here as soon as the first run ends:\n\n"
                            "assay run -w vector-transform -t cpu:native --quick -o %1")
                             .arg(QString::fromStdString(snapshot->file)));
    m_body->setCurrentIndex(all > 0 ? 0 : 1);
    m_below->setCurrentIndex(shown > 0 ? 0 : 1);
}

} // namespace assay::ui
