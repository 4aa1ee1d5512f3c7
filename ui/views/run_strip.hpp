#pragma once

#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableView>
#include <QToolButton>
#include <QWidget>

#include "ui/models/run_queue.hpp"

namespace assay::ui {

/// The runs at the foot of the window: how far, how long, Cancel; on demand each ended run with its cause and log.
/// Hidden until something was run.
class RunStrip : public QWidget {
    Q_OBJECT
public:
    /// Its buttons are made of these actions.
    RunStrip(RunQueue &queue, QAction *cancel, QAction *retry, QWidget *parent = nullptr);
    void showRuns(bool on);

private:
    void showProgress();
    void showLog();

    RunQueue &m_queue;
    QLabel *m_now, *m_left;
    QProgressBar *m_bar;
    QToolButton *m_details;
    QWidget *m_runs;
    QTableView *m_table;
    QPlainTextEdit *m_log;
    QString m_ended; ///< how the last study ended
};

} // namespace assay::ui
