#include "ui/models/run_queue.hpp"

#include <algorithm>
#include <set>

#include "core/base/clock.hpp"
#include "core/catalog/hardware.hpp"
#include "core/catalog/published.hpp"
#include "core/desk/study_projector.hpp"
#include "core/desk/study_sink.hpp"

namespace assay::ui {
namespace {

constexpr int kTickMilliseconds = 100;
constexpr std::size_t kKeptRuns = 5000; ///< rows; older ones are in the study file

QString toQt(const std::string &text)
{
    return QString::fromStdString(text);
}

std::set<std::string> workloadsOf(const std::vector<study::DesignPoint> &points)
{
    std::set<std::string> workloads;
    for (const study::DesignPoint &point : points)
        workloads.insert(point.workload);
    return workloads;
}

} // namespace

struct RunQueue::Mailbox {
    std::mutex mutex;
    std::vector<EndedRun> ended;
    QueueState state;
    bool finished = false, error = false;
    QString summary;
};

RunQueue::RunQueue(QObject *parent) : QAbstractTableModel(parent), m_mail(std::make_shared<Mailbox>())
{
    m_tick.setInterval(kTickMilliseconds);
    connect(&m_tick, &QTimer::timeout, this, &RunQueue::takeMail);
}

RunQueue::~RunQueue()
{
    m_thread.request_stop();
}

void RunQueue::start(const std::filesystem::path &file, const std::vector<study::DesignPoint> &points,
                     const MachinePointer &machine, Which which)
{
    if (m_running)
        return;
    m_file = file;
    m_points = points;
    m_machine = machine;
    m_which = which;
    m_mail = std::make_shared<Mailbox>();
    m_state = {};
    beginResetModel();
    m_ended.clear();
    endResetModel();
    m_running = true;
    m_thread = std::jthread([this](const std::stop_token &stop) { work(stop); });
    m_tick.start();
    emit started(toQt(file.string()));
    emit progressed();
}

void RunQueue::cancel()
{
    m_thread.request_stop();
}

void RunQueue::retry()
{
    if (!m_running && m_machine)
        start(m_file, m_points, m_machine, Which::Missing);
}

namespace {

/// The study's thread: everything between an opened file and a summary.
class StudyWork {
public:
    using Tell = std::function<void(const run::StudyProgress &)>;
    using Ended = std::function<void(const run::QueuedRun &, const run::RunOutcome &, std::int64_t result)>;
    using Notice = std::function<void(const std::string &)>;
    StudyWork(const std::filesystem::path &file, std::vector<study::DesignPoint> points, const MachineFacts &machine,
              bool again)
        : m_path(file), m_around(machine.around), m_again(again), m_points(std::move(points)),
          m_projected(desk::takeProjected(m_points))
    {
    }

    Result<run::StudySummary> run(const Tell &tell, const Ended &ended, const Notice &notice,
                                  const std::stop_token &stop)
    {
        auto file = store::StudyFile::open(m_path, store::StudyFile::Mode::Create);
        if (!file)
            return failure(file.error());
        if (auto settled = file->settleInterruptedRuns(); !settled)
            return failure(settled.error());
        const auto code = desk::workloadCode(m_around, workloadsOf(m_points));
        if (!code)
            return failure(code.error());
        desk::StudySink sink(*file, m_around.workloads, m_around.plugins, m_around.devices);
        if (auto registered = sink.registerPoints(m_points); !registered)
            return failure(registered.error());
        const auto queue = run::queueRuns(m_points, m_again, sink);
        if (!queue)
            return failure(queue.error());
        auto summary = run::runStudy(
            *queue, m_around.workloads, m_around.plugins, desk::studyOptions(m_around, *code), sink,
            {tell, [&](const auto &one, const auto &outcome) { ended(one, outcome, sink.numberOf(one.key)); }, notice},
            stop);
        if (summary && !summary->cancelled && !summary->stopped)
            if (const Status projected = project(*file); !projected)
                return failure(projected.error());
        return summary;
    }

private:
    Status project(store::StudyFile &file)
    {
        const desk::StudyProjector projector(m_around.workloads, catalog::loadHardware(), catalog::loadPublished(), {});
        if (const auto kept = projector.keepErrors(file, utcNow()); !kept)
            return failure(kept.error());
        const auto projected = projector.project(file, m_projected, utcNow());
        return projected ? Status() : failure(projected.error());
    }

    std::filesystem::path m_path;
    const desk::Surroundings &m_around;
    bool m_again;
    std::vector<study::DesignPoint> m_points, m_projected;
};

} // namespace

void RunQueue::work(const std::stop_token &stop)
{
    const std::shared_ptr<Mailbox> mail = m_mail;
    const auto tell = [&](const run::StudyProgress &progress) {
        const std::scoped_lock lock(mail->mutex);
        QueueState &state = mail->state;
        state.done = progress.done;
        state.total = progress.total;
        state.secondsLeft = progress.secondsLeft;
        if (progress.preparing) {
            state.now = tr("preparing: %1").arg(toQt(progress.preparing->what));
            state.fraction = 0;
            return;
        }
        state.now = progress.current == nullptr
                        ? QString()
                        : tr("%1: %2").arg(toQt(progress.run.phase), toQt(progress.current->point->describe()));
        state.fraction = progress.total == 0 ? 0
                                             : (static_cast<double>(progress.done) + progress.run.fraction / 2) /
                                                   static_cast<double>(progress.total);
    };
    const auto ended = [&](const run::QueuedRun &run, const run::RunOutcome &outcome, std::int64_t result) {
        EndedRun row;
        row.what = toQt(run.point->describe());
        row.result = result;
        row.doesNotFit = outcome.cause == measure::Cause::DoesNotFit;
        row.failed = !outcome.observation && !row.doesNotFit;
        row.state = outcome.observation ? tr("complete") : row.doesNotFit ? tr("does not fit") : tr("failed");
        if (!outcome.observation) {
            row.cause = toQt(toText(outcome.cause) + (outcome.causeText.empty() ? "" : ": " + outcome.causeText));
            row.next = toQt(nextStep(outcome.cause));
        }
        row.log = toQt(outcome.log);
        const std::scoped_lock lock(mail->mutex);
        mail->state.failed += row.failed ? 1 : 0;
        mail->state.doesNotFit += row.doesNotFit ? 1 : 0;
        mail->ended.push_back(std::move(row));
    };
    const auto notice = [&](const std::string &text) {
        const std::scoped_lock lock(mail->mutex);
        mail->state.now = toQt(text);
    };
    const auto summary =
        StudyWork(m_file, m_points, *m_machine, m_which == Which::Again).run(tell, ended, notice, stop);
    const std::scoped_lock lock(mail->mutex);
    mail->finished = true;
    mail->state.cancelled = summary && summary->cancelled;
    if (summary)
        mail->state.done = summary->completed + summary->failed + summary->doesNotFit;
    mail->error = !summary || summary->stopped;
    if (!summary)
        mail->summary = toQt(summary.error().text());
    else if (summary->stopped)
        mail->summary = toQt(summary->stopped->text());
    else
        mail->summary =
            (summary->cancelled ? tr("Cancelled: %1 runs complete, %2 failed") : tr("%1 runs complete, %2 failed"))
                .arg(summary->completed)
                .arg(summary->failed);
}

void RunQueue::takeMail()
{
    std::vector<EndedRun> ended;
    bool finished = false, error = false;
    QString summary;
    {
        const std::scoped_lock lock(m_mail->mutex);
        ended.swap(m_mail->ended);
        m_state = m_mail->state;
        finished = m_mail->finished;
        error = m_mail->error;
        summary = m_mail->summary;
    }
    if (!ended.empty()) {
        const std::size_t kept = std::min(ended.size(), kKeptRuns);
        beginInsertRows({}, 0, static_cast<int>(kept) - 1);
        for (std::size_t i = ended.size() - kept; i < ended.size(); ++i)
            m_ended.push_front(std::move(ended[i]));
        endInsertRows();
        if (m_ended.size() > kKeptRuns) {
            beginRemoveRows({}, static_cast<int>(kKeptRuns), static_cast<int>(m_ended.size()) - 1);
            m_ended.resize(kKeptRuns);
            endRemoveRows();
        }
    }
    emit progressed();
    if (finished)
        end(summary, error);
}

void RunQueue::end(const QString &summary, bool error)
{
    m_tick.stop();
    m_thread.join();
    m_running = false;
    emit progressed();
    emit finished(summary, error);
}

int RunQueue::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_ended.size());
}

int RunQueue::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunQueue::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const EndedRun &run = ended(index.row());
    if (role == Qt::ToolTipRole)
        return run.next.isEmpty() ? run.what : run.cause + "\n" + run.next;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case What:
        return run.what;
    case State:
        return run.state;
    default:
        return run.next.isEmpty() ? run.cause : tr("%1. %2").arg(run.cause, run.next);
    }
}

QVariant RunQueue::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == What ? tr("Run") : section == State ? tr("State") : tr("Why, and what to do");
}

} // namespace assay::ui
