#pragma once

#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include <QAbstractTableModel>
#include <QTimer>

#include "ui/models/machine.hpp"

namespace assay::ui {

/// A run that ended, newest first in the table.
struct EndedRun {
    QString what, state, cause, next, log; ///< cause and next step are "" of a run that went well
    std::int64_t result = 0;
    bool failed = false, doesNotFit = false;
};

/// What is going on, as of the last tenth of a second.
struct QueueState {
    std::size_t done = 0, total = 0, failed = 0, doesNotFit = 0;
    QString now; ///< "measure: gemm … on cpu:native"
    double fraction = 0, secondsLeft = 0;
    bool cancelled = false; ///< it ended before its last run
};

/// Does the runs of one study at a time, on a thread of its own, each in a runner process; results go into the study
/// file as they come. What happens is collected there and shown ten times a second, however many runs end. UI thread.
class RunQueue : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { What, State, Why, ColumnCount };

    explicit RunQueue(QObject *parent = nullptr);
    ~RunQueue() override; ///< cancels and waits for the run that goes on

    /// Which runs of a point are done: those that the file has not yet, or all of them once more.
    enum class Which { Missing, Again };
    /// Only when none is going on.
    void start(const std::filesystem::path &file, const std::vector<study::DesignPoint> &points,
               const MachinePointer &machine, Which which = Which::Missing);
    /// Ends the run that goes on; what is finished is kept.
    void cancel();
    /// Starts again what was asked for last: runs that are not complete.
    void retry();

    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] bool canRetry() const { return !m_running && (m_state.failed > 0 || m_state.cancelled); }
    [[nodiscard]] const QueueState &state() const { return m_state; }
    [[nodiscard]] const EndedRun &ended(int row) const { return m_ended[static_cast<std::size_t>(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void started(const QString &file);
    void progressed();
    /// How it ended, in a sentence; `error` when it could not be done at all.
    void finished(const QString &summary, bool error);

private:
    struct Mailbox; ///< what the runs' thread tells, taken ten times a second

    void work(const std::stop_token &stop);
    void takeMail();
    void end(const QString &summary, bool error);

    std::filesystem::path m_file;
    std::vector<study::DesignPoint> m_points;
    MachinePointer m_machine;
    Which m_which = Which::Missing;
    std::shared_ptr<Mailbox> m_mail;
    std::deque<EndedRun> m_ended;
    QueueState m_state;
    QTimer m_tick;
    bool m_running = false;
    std::jthread m_thread; ///< last: it ends before what it uses
};

} // namespace assay::ui
