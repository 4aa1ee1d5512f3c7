#include "ui/models/study_session.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "ui/models/row_filter.hpp"
#include "ui/models/study_reader.hpp"
#include "ui/models/table_columns.hpp"

namespace assay::ui {
namespace {

constexpr int kWatchMilliseconds = 1000;

/// Columns that are on screen first get their intervals first.
constexpr std::array<std::string_view, 4> kFirst = {"latency.p50", "latency.p99", "throughput.queries",
                                                    "energy.gross_per_query"};

/// Intervals are published in batches of so many columns.
constexpr std::size_t kBatch = 4;

/// Places of columns, those of kFirst before the others.
std::vector<std::size_t> intervalOrder(const std::vector<std::shared_ptr<const MetricColumn>> &columns)
{
    std::vector<std::size_t> order(columns.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_partition(order.begin(), order.end(), [&](std::size_t place) {
        return std::find(kFirst.begin(), kFirst.end(), columns[place]->id) != kFirst.end();
    });
    return order;
}

} // namespace

StudySession::StudySession(QObject *parent)
    : QObject(parent), m_reader(new StudyReader), m_epoch(std::make_shared<std::atomic<std::uint64_t>>(0))
{
    m_storeThread.setObjectName("store");
    m_reader->moveToThread(&m_storeThread);
    connect(&m_storeThread, &QThread::finished, m_reader, &QObject::deleteLater);
    m_storeThread.start();
    m_computing.setMaxThreadCount(1);
    m_watch.setInterval(kWatchMilliseconds);
    connect(&m_watch, &QTimer::timeout, this, &StudySession::lookForChanges);
    connect(&m_history, &ViewHistory::changed, this, &StudySession::viewMoved);
}

StudySession::~StudySession()
{
    ++*m_epoch;
    m_computing.waitForDone();
    m_storeThread.quit();
    m_storeThread.wait();
}

void StudySession::changePending(int by)
{
    m_pending += by;
    emit busyChanged();
}

void StudySession::open(const QString &file)
{
    emit opening(file);
    changePending(1);
    const std::uint64_t request = ++m_request;
    QMetaObject::invokeMethod(m_reader, [this, file, request, reader = m_reader] {
        auto snapshot = reader->open(file.toStdString());
        QMetaObject::invokeMethod(this, [this, file, request, snapshot = std::move(snapshot)] {
            changePending(-1);
            if (request != m_request)
                return; // another file was asked for meanwhile
            if (snapshot)
                takeOpened(file, *snapshot);
            else
                emit openFailed(file, QString::fromStdString(snapshot.error().text()));
        });
    });
}

void StudySession::close()
{
    ++m_request;
    ++*m_epoch;
    m_watch.stop();
    QMetaObject::invokeMethod(m_reader, [reader = m_reader] { reader->close(); });
    m_snapshot.reset();
    m_known.reset();
    m_shown.clear();
    m_comparisons.clear();
    m_comparedWith.reset();
    m_history.restart({});
    emit closed();
}

void StudySession::takeOpened(const QString & /*file*/, const SnapshotPointer &snapshot)
{
    m_snapshot = snapshot;
    m_known.reset();
    m_comparisons.clear();
    m_comparing.clear();
    m_comparedWith.reset();
    ++*m_epoch;
    m_history.restart({});
    emit opened();
    emit snapshotChanged();
    computeIntervals();
    computeComparisons();
    m_watch.start();
}

void StudySession::lookForChanges()
{
    if (std::exchange(m_looking, true))
        return; // the answer to the last question is still to come
    const std::uint64_t request = m_request;
    QMetaObject::invokeMethod(m_reader, [this, request, reader = m_reader] {
        auto snapshot = reader->refresh();
        QMetaObject::invokeMethod(this, [this, request, snapshot = std::move(snapshot)] {
            m_looking = false;
            if (request != m_request || (snapshot && !*snapshot))
                return; // another file by now, or nothing new
            if (snapshot) {
                takeSnapshot(*snapshot);
                return;
            }
            m_watch.stop(); // said once; what is on screen stays
            emit noticed(tr("What was read stays, but the file cannot be read again: %1")
                             .arg(QString::fromStdString(snapshot.error().text())));
        });
    });
}

void StudySession::takeSnapshot(const SnapshotPointer &snapshot)
{
    if (m_snapshot && snapshot->generation == m_snapshot->generation) {
        m_snapshot = snapshot;
        emit intervalsChanged();
        return;
    }
    m_known = std::exchange(m_snapshot, snapshot);
    m_shown = shownRows(*m_snapshot, view());
    ++*m_epoch;
    m_comparisons.clear();
    m_comparing.clear();
    emit snapshotChanged();
    emit shownChanged();
    computeIntervals();
    computeComparisons();
}

std::size_t StudySession::shownCount() const
{
    return static_cast<std::size_t>(std::count(m_shown.begin(), m_shown.end(), true));
}

std::shared_ptr<const ComparisonColumn> StudySession::comparison(const std::string &metric) const
{
    const auto found = m_comparisons.find(metric);
    return found == m_comparisons.end() ? nullptr : found->second;
}

void StudySession::viewMoved()
{
    const ViewState before = std::exchange(m_lastView, view());
    const bool filter = before.filterText != view().filterText || before.brushes != view().brushes;
    if (m_snapshot && (filter || m_shown.size() != m_snapshot->size())) {
        m_shown = shownRows(*m_snapshot, view());
        emit shownChanged();
    }
    emit viewChanged();
    computeComparisons();
}

void StudySession::compute(std::function<void()> work)
{
    changePending(1);
    m_computing.start([this, work = std::move(work)] {
        work();
        QMetaObject::invokeMethod(this, [this] { changePending(-1); });
    });
}

void StudySession::computeIntervals()
{
    const std::uint64_t epoch = *m_epoch;
    compute([this, snapshot = m_snapshot, before = m_known, epoch, current = m_epoch] {
        SnapshotPointer best = snapshot;
        const auto &columns = snapshot->metrics;
        const auto order = intervalOrder(columns);
        for (std::size_t start = 0; start < order.size();) {
            const std::size_t end = std::min(order.size(), start + kBatch);
            std::vector<std::shared_ptr<const MetricColumn>> done;
            for (; start < end; ++start) {
                if (*current != epoch)
                    return;
                done.push_back(withIntervals(*snapshot, *columns[order[start]], before.get()));
            }
            best = withColumns(*best, done);
            QMetaObject::invokeMethod(this, [this, best, epoch] {
                if (*m_epoch == epoch)
                    takeSnapshot(best);
            });
        }
    });
}

void StudySession::computeComparisons()
{
    if (!m_snapshot)
        return;
    if (m_comparedWith != view().baseline) {
        m_comparisons.clear();
        m_comparing.clear();
        m_comparedWith = view().baseline;
        emit comparisonChanged();
    }
    if (!m_comparedWith)
        return;
    for (const auto &column : shownColumns(*m_snapshot, view())) {
        if (column.kind != TableColumn::Kind::Delta || !m_comparing.insert(column.name).second)
            continue;
        const std::uint64_t epoch = *m_epoch;
        compute(
            [this, snapshot = m_snapshot, epoch, current = m_epoch, baseline = *m_comparedWith, metric = column.name] {
                if (*current != epoch)
                    return;
                auto compared = compareWithBaseline(*snapshot, baseline, metric);
                QMetaObject::invokeMethod(this, [this, epoch, compared = std::move(compared)] {
                    if (*m_epoch != epoch || m_comparedWith != compared->baseline)
                        return;
                    m_comparisons[compared->metric] = compared;
                    emit comparisonChanged();
                });
            });
    }
}

void StudySession::setBaseline(std::optional<std::int64_t> number)
{
    m_history.change(number ? tr("Set baseline to #%1").arg(*number) : tr("Clear baseline"),
                     [&](ViewState &state) { state.baseline = number; });
}

void StudySession::select(const std::set<std::int64_t> &numbers)
{
    m_history.change(
        tr("Select"), [&](ViewState &state) { state.selection = numbers; }, "selection");
}

void StudySession::setFilterText(const QString &text)
{
    m_history.change(
        tr("Filter"), [&](ViewState &state) { state.filterText = text.toStdString(); }, "filter");
}

void StudySession::setBrush(const Brush &brush)
{
    const auto edit = [&](ViewState &state) {
        std::erase_if(state.brushes, [&](const Brush &other) { return other.dimension == brush.dimension; });
        if (brush.low || brush.high || !brush.values.empty())
            state.brushes.push_back(brush);
    };
    m_history.change(tr("Brush"), edit, "brush " + QString::fromStdString(brush.dimension));
}

void StudySession::keepOnlySelected()
{
    Brush brush{"number", {}, {}, {}};
    for (const std::int64_t number : view().selection)
        brush.values.insert(std::to_string(number));
    if (!brush.values.empty())
        setBrush(brush);
}

void StudySession::clearFilter()
{
    m_history.change(tr("Clear filter"), [](ViewState &state) {
        state.filterText.clear();
        state.brushes.clear();
    });
}

void StudySession::setTable(const TableView &table, const QString &what)
{
    m_history.change(what, [&](ViewState &state) { state.table = table; });
}

void StudySession::setDifferencesOnly(bool on)
{
    m_history.change(on ? tr("Show differences only") : tr("Show all parameters"),
                     [&](ViewState &state) { state.differencesOnly = on; });
}

void StudySession::onStore(std::function<std::function<void()>(StudyReader &)> read)
{
    changePending(1);
    const std::uint64_t request = m_request;
    QMetaObject::invokeMethod(m_reader, [this, request, read = std::move(read), reader = m_reader] {
        auto take = read(*reader);
        QMetaObject::invokeMethod(this, [this, request, take = std::move(take)] {
            changePending(-1);
            if (request == m_request)
                take();
        });
    });
}

void StudySession::requestDetail(std::int64_t number)
{
    const std::uint64_t request = ++m_detailRequest;
    QMetaObject::invokeMethod(m_reader, [this, number, request, reader = m_reader] {
        auto detail = reader->detail(number);
        QMetaObject::invokeMethod(this, [this, number, request, detail = std::move(detail)] {
            if (request != m_detailRequest)
                return;
            if (detail)
                emit detailReady(*detail);
            else
                emit detailFailed(number, QString::fromStdString(detail.error().text()));
        });
    });
}

} // namespace assay::ui
