#include "ui/views/explore_page.hpp"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

#include "ui/views/icons.hpp"

namespace assay::ui {
namespace {

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

ExplorePage::ExplorePage(StudySession &session, QAction *columns, QAction *differencesOnly, QWidget *parent)
    : QWidget(parent), m_session(session), m_filter(new QLineEdit), m_counts(new QLabel), m_body(new QStackedWidget),
      m_empty(new QLabel), m_results(new ResultsView(session)), m_scatter(new ScatterPanel(session)),
      m_split(new QSplitter(Qt::Vertical))
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
    bar->addWidget(toolButton(differencesOnly));
    bar->addWidget(toolButton(columns));

    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_split->addWidget(m_scatter);
    m_split->addWidget(m_results);
    m_split->setChildrenCollapsible(false);
    m_split->setStretchFactor(0, 1);
    m_split->setStretchFactor(1, 1);
    m_split->setSizes({320, 280});
    connect(m_scatter, &ScatterPanel::tableRequested, m_results, qOverload<>(&QWidget::setFocus));
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
    else
        m_empty->setText(tr("No result matches the filter. Ctrl+Shift+F clears it."));
    m_body->setCurrentIndex(shown > 0 ? 0 : 1);
}

} // namespace assay::ui
