#include "ui/views/status_line.hpp"

namespace assay::ui {
namespace {

constexpr int kNoticeMilliseconds = 12000;

} // namespace

StatusLine::StatusLine(StudySession &session, QWidget *parent)
    : QStatusBar(parent), m_session(session), m_busy(new QLabel), m_study(new QLabel)
{
    setAccessibleName(tr("Status"));
    m_study->setContentsMargins(0, 0, 8, 0);
    addPermanentWidget(m_busy);
    addPermanentWidget(m_study);
    connect(&session, &StudySession::opening, this,
            [this](const QString &file) { showMessage(tr("Opening %1 …").arg(file)); });
    connect(&session, &StudySession::opened, this, [this] { clearMessage(); });
    connect(&session, &StudySession::openFailed, this, [this] { clearMessage(); });
    connect(&session, &StudySession::noticed, this,
            [this](const QString &text) { showMessage(text, kNoticeMilliseconds); });
    connect(&session, &StudySession::snapshotChanged, this, &StatusLine::showStudy);
    connect(&session, &StudySession::closed, this, &StatusLine::showStudy);
    connect(&session, &StudySession::busyChanged, this, &StatusLine::showBusy);
    showStudy();
    showBusy();
}

void StatusLine::showStudy()
{
    const auto &snapshot = m_session.snapshot();
    if (!snapshot) {
        m_study->setText(tr("No study is open"));
        return;
    }
    unsigned running = 0, failed = 0;
    for (const ResultRow &row : snapshot->rows) {
        running += row.standing.running;
        failed += row.standing.failed;
    }
    QString text = tr("Results: %1, runs: %2").arg(snapshot->size()).arg(snapshot->runCount());
    if (failed > 0)
        text += tr(", failed: %1").arg(failed);
    if (running > 0)
        text += tr(", running: %1").arg(running);
    m_study->setText(text);
}

void StatusLine::showBusy()
{
    m_busy->setText(m_session.isBusy() ? tr("Computing intervals …") : QString());
}

} // namespace assay::ui
