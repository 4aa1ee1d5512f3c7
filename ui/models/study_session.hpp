#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QThread>
#include <QThreadPool>
#include <QTimer>

#include "core/report/result_detail.hpp"
#include "ui/models/comparison_column.hpp"
#include "ui/models/study_snapshot.hpp"
#include "ui/models/view_history.hpp"

namespace assay::ui {

class StudyReader;

/// Everything about one result as the file has it; immutable.
using DetailPointer = std::shared_ptr<const report::ResultDetail>;

/// One open study and how it is looked at: the one selection, filter and baseline that all views share.
///
/// UI thread. The file is read on a thread of its own (StudyReader), intervals and comparisons are computed on another;
/// both answer with immutable values, so nothing here blocks. The file is opened for reading only: other programs may
/// write it meanwhile, and what they add appears within about a second.
class StudySession : public QObject {
    Q_OBJECT
public:
    explicit StudySession(QObject *parent = nullptr);
    ~StudySession() override;

    /// Starts reading; `opened` or `openFailed` follows. What was open stays until the new file is there.
    void open(const QString &file);
    void close();
    [[nodiscard]] bool isOpen() const { return m_snapshot != nullptr; }
    [[nodiscard]] bool isBusy() const { return m_pending > 0; }
    /// Null while nothing is open.
    [[nodiscard]] const SnapshotPointer &snapshot() const { return m_snapshot; }

    [[nodiscard]] ViewHistory &history() { return m_history; }
    [[nodiscard]] const ViewState &view() const { return m_history.state(); }
    /// For each row whether filter and brushes let it through.
    [[nodiscard]] const std::vector<bool> &shown() const { return m_shown; }
    [[nodiscard]] std::size_t shownCount() const;
    /// Of the present baseline; null until it is computed, or without a baseline.
    [[nodiscard]] std::shared_ptr<const ComparisonColumn> comparison(const std::string &metric) const;

    // Steps that can be undone.
    void setBaseline(std::optional<std::int64_t> number);
    void select(const std::set<std::int64_t> &numbers);
    void setFilterText(const QString &text);
    /// In place of a brush of the same dimension; one without bounds and values takes it away.
    void setBrush(const Brush &brush);
    void keepOnlySelected(); ///< filters out what is not selected
    void clearFilter();
    void setTable(const TableView &table, const QString &what);
    void setDifferencesOnly(bool on);

    /// Runs `read` on the store thread with the open study's reader, then what it gives back on the UI thread, unless
    /// another study was opened meanwhile.
    void onStore(std::function<std::function<void()>(StudyReader &)> read);

    /// `detailReady` or `detailFailed` follows, unless another is asked for meanwhile.
    void requestDetail(std::int64_t number);

signals:
    void opening(const QString &file);
    void opened();
    void openFailed(const QString &file, const QString &reason);
    void closed();
    void snapshotChanged();  ///< other results, or more
    void intervalsChanged(); ///< the same results, more of their intervals: snapshot() is another one
    void viewChanged();      ///< the view's state, by a step, undo or redo
    void shownChanged();     ///< which rows the filter lets through
    void comparisonChanged();
    void detailReady(const assay::ui::DetailPointer &detail);
    void detailFailed(std::int64_t number, const QString &reason);
    void busyChanged();
    /// Something worth a line in the status bar.
    void noticed(const QString &text);

private:
    void takeOpened(const QString &file, const SnapshotPointer &snapshot);
    void takeSnapshot(const SnapshotPointer &snapshot);
    void viewMoved();
    void computeIntervals();
    void computeComparisons();
    void compute(std::function<void()> work);
    void changePending(int by);
    void lookForChanges();

    QThread m_storeThread;
    StudyReader *m_reader; ///< lives on m_storeThread, which deletes it
    QThreadPool m_computing;
    QTimer m_watch;
    ViewHistory m_history;
    SnapshotPointer m_snapshot;
    SnapshotPointer m_known; ///< the generation before: its intervals need not be computed again
    std::vector<bool> m_shown;
    std::map<std::string, std::shared_ptr<const ComparisonColumn>> m_comparisons;
    std::optional<std::int64_t> m_comparedWith;
    std::set<std::string> m_comparing;
    std::shared_ptr<std::atomic<std::uint64_t>> m_epoch; ///< what was started in an earlier one stops
    std::uint64_t m_request = 0, m_detailRequest = 0;
    ViewState m_lastView;
    int m_pending = 0;
    bool m_looking = false;
};

} // namespace assay::ui
