#include "ui/views/run_strip.hpp"

#include <cmath>

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QSplitter>
#include <QVBoxLayout>

#include "core/base/units.hpp"

namespace assay::ui {
namespace {

constexpr int kSteps = 1000;

QToolButton *actionButton(QAction *action)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace

RunStrip::RunStrip(RunQueue &queue, QAction *cancel, QAction *retry, QWidget *parent)
    : QWidget(parent), m_queue(queue), m_now(new QLabel), m_left(new QLabel), m_bar(new QProgressBar),
      m_details(new QToolButton), m_runs(new QWidget), m_table(new QTableView), m_log(new QPlainTextEdit)
{
    m_bar->setRange(0, kSteps);
    m_bar->setTextVisible(false);
    m_bar->setFixedWidth(200);
    m_bar->setAccessibleName(tr("Progress of the runs"));
    m_now->setObjectName("now");
    m_now->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_details->setText(tr("Runs"));
    m_details->setCheckable(true);
    m_details->setToolTip(tr("Every ended run with its cause and log"));
    auto *line = new QHBoxLayout;
    line->addWidget(m_bar);
    line->addWidget(m_now, 1);
    line->addWidget(m_left);
    line->addWidget(actionButton(cancel));
    line->addWidget(actionButton(retry));
    line->addWidget(m_details);

    m_table->setModel(&queue);
    m_table->setAccessibleName(tr("Ended runs"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(24);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setColumnWidth(RunQueue::What, 420);
    m_log->setReadOnly(true);
    m_log->setAccessibleName(tr("Log of the run"));
    m_log->setPlaceholderText(tr("Select a run to see what it printed"));
    auto *split = new QSplitter;
    split->addWidget(m_table);
    split->addWidget(m_log);
    split->setSizes({700, 400});
    auto *inner = new QVBoxLayout(m_runs);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->addWidget(split);
    m_runs->setFixedHeight(200);
    m_runs->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->addLayout(line);
    layout->addWidget(m_runs);

    connect(m_details, &QToolButton::toggled, m_runs, &QWidget::setVisible);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &RunStrip::showLog);
    connect(&queue, &RunQueue::started, this, [this] {
        m_ended.clear();
        show();
    });
    connect(&queue, &RunQueue::progressed, this, &RunStrip::showProgress);
    connect(&queue, &RunQueue::finished, this, [this](const QString &summary) {
        m_ended = summary;
        showProgress();
    });
    hide();
}

void RunStrip::showRuns(bool on)
{
    m_details->setChecked(on);
}

void RunStrip::showProgress()
{
    const QueueState &state = m_queue.state();
    const bool going = m_queue.isRunning();
    m_bar->setVisible(going);
    m_bar->setValue(static_cast<int>(std::lround(state.fraction * kSteps)));
    const QString now = !going ? m_ended : state.now.isEmpty() ? tr("Starting …") : state.now;
    m_now->setText(m_now->fontMetrics().elidedText(now, Qt::ElideRight, m_now->width()));
    m_now->setToolTip(now);
    QStringList words;
    if (state.total > 0)
        words << tr("%1 of %2").arg(state.done).arg(state.total);
    if (state.failed > 0)
        words << tr("%1 failed").arg(state.failed);
    if (state.doesNotFit > 0)
        words << tr("%1 do not fit").arg(state.doesNotFit);
    if (going && state.secondsLeft > 0)
        words << tr("about %1 left").arg(QString::fromStdString(formatWait(state.secondsLeft)));
    m_left->setText(words.join(", "));
}

void RunStrip::showLog()
{
    const QModelIndex current = m_table->currentIndex();
    m_log->setPlainText(current.isValid() ? m_queue.ended(current.row()).log : QString());
}

} // namespace assay::ui
