#include "ui/models/what_if.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/models/what_if_worker.hpp"

namespace assay::ui {
namespace {

constexpr auto kStandard = "standard";

AssumedValue &changeOf(WhatIfView &view, const std::string &id)
{
    const auto found = std::ranges::find(view.changes, id, &AssumedValue::id);
    if (found != view.changes.end())
        return *found;
    view.changes.push_back({id, std::nullopt, false});
    return view.changes.back();
}

/// A range that the user gave stays as wide in proportion.
void moveTo(AssumedValue &change, double value, const model::AssumptionInfo &info)
{
    const double factor = change.value && *change.value != 0 ? value / *change.value : 1;
    if (change.low && change.high && factor > 0) {
        change.low = std::clamp(*change.low * factor, info.least, value);
        change.high = std::clamp(*change.high * factor, value, info.most);
    }
    change.value = value;
}

void forget(AssumedValue &change)
{
    change.value.reset();
    change.low.reset();
    change.high.reset();
}

void dropEmpty(WhatIfView &view)
{
    std::erase_if(view.changes, [](const AssumedValue &change) { return !change.value && !change.locked; });
}

} // namespace

WhatIf::WhatIf(StudySession &session, QObject *parent)
    : QObject(parent), m_session(session), m_newest(std::make_shared<std::atomic<std::uint64_t>>(0))
{
    m_worker = new WhatIfWorker(m_newest);
    m_thread.setObjectName("what if");
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &WhatIf::ask);
    connect(&session, &StudySession::opened, this, &WhatIf::follow);
    connect(&session, &StudySession::closed, this, &WhatIf::follow);
    connect(&session, &StudySession::snapshotChanged, this, &WhatIf::follow);
    connect(&session, &StudySession::viewChanged, this, &WhatIf::follow);
    follow();
}

WhatIf::~WhatIf()
{
    ++*m_newest;
    m_thread.quit();
    m_thread.wait();
}

QStringList WhatIf::sets() const
{
    QStringList names{kStandard};
    for (const Json &set : m_named.sets)
        names.push_back(QString::fromStdString(set["name"].get<std::string>()));
    return names;
}

/// The study, its results or the view changed.
void WhatIf::follow()
{
    const std::string file = m_session.snapshot() ? m_session.snapshot()->file : std::string();
    if (file != m_file) {
        m_file = file;
        ++*m_newest; // an answer about the study before comes too late
        m_asked = nullptr;
        m_answer = nullptr;
        m_pending = false;
        emit busyChanged();
        emit answerChanged();
        QMetaObject::invokeMethod(m_worker, [this, file, worker = m_worker] {
            auto named = worker->open(file);
            QMetaObject::invokeMethod(this, [this, file, named = std::move(named)] {
                if (file != m_file)
                    return; // another file is open by now
                if (named)
                    takeSets(*named);
                else
                    emit failed(QString::fromStdString(named.error().text()));
            });
        });
    }
    if (m_session.view().whatIf != m_view) {
        m_view = m_session.view().whatIf;
        takeSets(m_named);
    }
    const SnapshotPointer &snapshot = m_session.snapshot();
    if (snapshot && (snapshot->results != m_asked || m_session.view().selection != m_askedSelection ||
                     m_session.view().baseline != m_askedBaseline))
        m_soon.start();
}

void WhatIf::takeSets(const desk::NamedAssumptions &named)
{
    m_named = named;
    auto set = m_named.assumptions(m_view.set == kStandard ? std::string() : m_view.set);
    m_set = set ? std::move(*set) : model::Assumptions();
    m_assumptions = inForce(m_set, m_view);
    refreshRows();
    emit setsChanged();
    m_soon.start();
}

void WhatIf::refreshRows()
{
    m_rows = assumptionRows(m_set, m_view, m_answer ? m_answer->drafts : std::vector<model::OptionDraft>());
    emit rowsChanged();
}

void WhatIf::ask()
{
    const SnapshotPointer &snapshot = m_session.snapshot();
    if (!snapshot)
        return;
    const auto &selection = m_session.view().selection;
    m_asked = snapshot->results;
    m_askedSelection = selection;
    m_askedBaseline = m_session.view().baseline;
    WhatIfQuestion question{snapshot->results,
                            {selection.begin(), selection.end()},
                            {},
                            m_assumptions,
                            m_view.axis,
                            m_view.mapX,
                            m_view.mapY,
                            {m_view.hardware.begin(), m_view.hardware.end()},
                            m_askedBaseline};
    const std::uint64_t number = ++*m_newest;
    if (!m_pending) {
        m_pending = true;
        emit busyChanged();
    }
    QMetaObject::invokeMethod(m_worker, [this, number, question = std::move(question), worker = m_worker] {
        worker->answer(number, question, [this, number](const WhatIfPointer &answer) {
            QMetaObject::invokeMethod(this, [this, number, answer] { takeAnswer(number, answer); });
        });
    });
}

void WhatIf::takeAnswer(std::uint64_t question, const WhatIfPointer &answer)
{
    if (question != *m_newest)
        return;
    m_answer = answer;
    refreshRows();
    if (m_pending && answer->complete) {
        m_pending = false;
        emit busyChanged();
    }
    emit answerChanged();
}

void WhatIf::edit(const QString &text, const std::function<void(WhatIfView &)> &change, const QString &mergeKey)
{
    m_session.history().change(
        text,
        [&](ViewState &state) {
            change(state.whatIf);
            dropEmpty(state.whatIf);
        },
        mergeKey);
}

void WhatIf::chooseSet(const QString &name)
{
    edit(tr("Choose assumptions %1").arg(name), [&](WhatIfView &view) { view.set = name.toStdString(); });
}

void WhatIf::setValue(const std::string &id, double value)
{
    const model::AssumptionInfo *info = model::assumptionInfo(id);
    const auto row = std::ranges::find(m_rows, id, &AssumptionRow::id);
    if (info == nullptr || (row != m_rows.end() && row->locked))
        return;
    const double possible = std::clamp(info->whole ? std::round(value) : value, info->least, info->most);
    const QString name = QString::fromStdString(id);
    edit(
        tr("Assume %1 = %2").arg(name).arg(possible, 0, 'g', 4),
        [&](WhatIfView &view) { moveTo(changeOf(view, id), possible, *info); }, "assume:" + name);
}

void WhatIf::reset(const std::string &id)
{
    edit(tr("Reset %1").arg(QString::fromStdString(id)), [&](WhatIfView &view) { forget(changeOf(view, id)); });
}

void WhatIf::resetAll()
{
    edit(tr("Reset all assumptions"), [](WhatIfView &view) {
        for (AssumedValue &change : view.changes)
            if (!change.locked)
                forget(change);
    });
}

void WhatIf::setLocked(const std::string &id, bool locked)
{
    edit(locked ? tr("Lock %1").arg(QString::fromStdString(id)) : tr("Unlock %1").arg(QString::fromStdString(id)),
         [&](WhatIfView &view) { changeOf(view, id).locked = locked; });
}

void WhatIf::setRange(const std::string &id, double low, double value, double high)
{
    const model::AssumptionInfo *info = model::assumptionInfo(id);
    const auto row = std::ranges::find(m_rows, id, &AssumptionRow::id);
    if (info == nullptr || (row != m_rows.end() && row->locked))
        return;
    const double typical = std::clamp(value, info->least, info->most);
    edit(tr("Assume a range of %1").arg(QString::fromStdString(id)), [&](WhatIfView &view) {
        AssumedValue &change = changeOf(view, id);
        change.value = typical;
        change.low = std::clamp(low, info->least, typical);
        change.high = std::clamp(high, typical, info->most);
    });
}

void WhatIf::setAxis(const std::string &id)
{
    edit(tr("Choose what the crossover is over"), [&](WhatIfView &view) { view.axis = id; });
}

void WhatIf::setMapAxes(const std::string &x, const std::string &y)
{
    edit(tr("Choose the axes of the map"), [&](WhatIfView &view) {
        view.mapX = x;
        view.mapY = y;
    });
}

void WhatIf::setHardware(const std::string &target, const std::string &id)
{
    edit(tr("Say what %1 is").arg(QString::fromStdString(target)), [&](WhatIfView &view) {
        if (id.empty())
            view.hardware.erase(target);
        else
            view.hardware[target] = id;
    });
}

std::vector<std::string> WhatIf::targets() const
{
    std::vector<std::string> targets;
    if (m_answer)
        for (const model::OptionDraft &draft : m_answer->drafts)
            if (std::ranges::find(targets, draft.target) == targets.end())
                targets.push_back(draft.target);
    return targets;
}

void WhatIf::saveAs(const QString &name)
{
    model::Assumptions set = m_assumptions;
    set.name = name.trimmed().toStdString();
    const std::string file = m_file;
    QMetaObject::invokeMethod(m_worker, [this, file, set = std::move(set), worker = m_worker] {
        auto named = worker->save(file, set);
        QMetaObject::invokeMethod(this, [this, file, name = set.name, named = std::move(named)] {
            if (file != m_file)
                return;
            if (!named) {
                emit failed(QString::fromStdString(named.error().text()));
                return;
            }
            m_named = *named;
            edit(tr("Keep assumptions as %1").arg(QString::fromStdString(name)), [&](WhatIfView &view) {
                view.set = name;
                std::ranges::for_each(view.changes, forget); // the set says so now
            });
            takeSets(m_named);
            emit saved(QString::fromStdString(name));
        });
    });
}

} // namespace assay::ui
