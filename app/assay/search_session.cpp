#include "app/assay/search_session.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>

#include <fmt/format.h>

#include "app/assay/run_session.hpp"
#include "core/base/clock.hpp"
#include "core/base/units.hpp"
#include "core/catalog/hardware.hpp"
#include "core/model/standing.hpp"
#include "core/study/search/search.hpp"

namespace assay::app {
namespace {

/// Points of the grid that may stand for one design, before a search gives up looking for others.
constexpr std::uint64_t kMostAliases = 10;

std::vector<study::SearchObjective> searchObjectives(const std::vector<model::Goal> &goals)
{
    std::vector<study::SearchObjective> all;
    for (const model::Goal &goal : goals)
        all.push_back({goal.objective.id, goal.objective.maximise});
    return all;
}

/// What became of a point without any number.
std::string causeOf(const study::ResultRecord &record)
{
    if (record.runs.empty())
        return "no run";
    const study::RunRecord &last = record.runs.back();
    return fmt::format("{}: {}", measure::toText(last.cause), last.causeText);
}

bool allMeasured(const model::Candidate &candidate)
{
    return std::ranges::all_of(candidate.values,
                               [](const auto &value) { return value.evidence == Evidence::Measured; });
}

} // namespace

StopOrTime::StopOrTime(const std::stop_token &other, std::optional<double> seconds)
    : m_other(other), m_forward(other, [this] { m_source.request_stop(); })
{
    if (!seconds)
        return;
    const auto wait = std::chrono::nanoseconds(static_cast<std::int64_t>(*seconds * 1e9));
    m_deadline = nowNanoseconds() + wait.count();
    m_timer = std::jthread([this, wait](const std::stop_token &ended) {
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, ended, wait, [] { return false; });
        if (!ended.stop_requested())
            m_source.request_stop();
    });
}

std::optional<double> StopOrTime::secondsLeft() const
{
    if (!m_deadline)
        return std::nullopt;
    return std::max(0.0, 1e-9 * static_cast<double>(*m_deadline - nowNanoseconds()));
}

SearchSession::SearchSession(const SearchQuestion &question, const study::PlanSpace &space,
                             const desk::Surroundings &around, const run::StudyOptions &study, store::StudyFile &file,
                             const std::stop_token &stop, bool quiet)
    : m_question(question), m_space(space), m_around(around), m_study(study), m_file(file),
      m_stop(stop, question.budget.seconds), m_sink(file, around.workloads, around.plugins, around.devices),
      m_display(quiet), m_asked(question.settings.budget)
{
    if (question.derived())
        m_drafter.emplace(catalog::loadHardware(), question.choices,
                          [&file](const study::ResultRecord &result) { return desk::serviceTimes(file, result); });
}

std::size_t SearchSession::room() const
{
    if (!m_question.budget.points)
        return std::numeric_limits<std::size_t>::max();
    return *m_question.budget.points - std::min(*m_question.budget.points, m_designs.size());
}

Result<std::vector<study::SearchPoint>> SearchSession::proposals()
{
    const study::SearchSettings &asked = m_question.settings;
    while (true) {
        if (m_designs.size() >= m_space.designs())
            m_end = report::SearchEnd::Space;
        else if (room() == 0)
            m_end = report::SearchEnd::Budget;
        if (m_end)
            return std::vector<study::SearchPoint>();
        study::SearchSettings settings = asked;
        settings.budget = m_asked;
        const auto search = study::Search::create(m_space.space(), searchObjectives(m_question.goals), settings);
        if (!search)
            return failure(search.error());
        auto points = search->propose(m_history);
        if (!points || !points->empty())
            return points;
        const bool more = m_asked < m_space.space().size() && asked.method != study::SearchMethod::LatinHypercube &&
                          (!m_question.budget.points || m_asked < kMostAliases * *m_question.budget.points);
        if (!more)
            m_end = m_asked >= m_space.space().size() ? report::SearchEnd::Space : report::SearchEnd::Budget;
        m_asked = std::min<std::uint64_t>(m_space.space().size(), m_asked + asked.population);
    }
}

Status SearchSession::evaluate(const std::vector<study::SearchPoint> &points)
{
    std::vector<std::pair<study::SearchPoint, std::string>> asked;
    std::vector<Design *> fresh;
    for (const study::SearchPoint &point : points) {
        auto made = m_space.designPoint(point);
        const std::string name = m_space.name(point);
        const std::string id = made ? made->key() : name;
        if (!m_designs.contains(id)) {
            if (room() == 0)
                break;
            Design &design = m_designs[id];
            design.name = name;
            if (made) {
                design.point = std::move(*made);
                fresh.push_back(&design);
            } else {
                design.judgement.failed = made.error().text();
                design.evaluated = true;
            }
        }
        asked.emplace_back(point, id);
    }
    if (auto done = runDesigns(fresh, false); !done)
        return done;
    for (const auto &[point, id] : asked)
        if (m_designs[id].evaluated)
            m_history.push_back(m_designs[id].judgement.evaluation(point));
    std::erase_if(m_designs, [](const auto &each) { return !each.second.evaluated; }); // cut off by the end
    return {};
}

run::StudyProgress SearchSession::overall(run::StudyProgress progress, std::size_t queued) const
{
    progress.done += m_runs;
    progress.total = m_runs + queued;
    if (const auto left = m_stop.secondsLeft()) {
        progress.secondsLeft = *left;
    } else if (progress.current != nullptr && m_question.budget.points) {
        const study::DesignPoint &point = *progress.current->point;
        const double later = static_cast<double>(std::min<std::uint64_t>(room(), m_space.designs() - m_designs.size()));
        progress.total += static_cast<std::size_t>(later) * point.stopRule.repeats;
        progress.secondsLeft +=
            later * point.stopRule.repeats * run::estimateSeconds(point, m_around.isEmulated(point));
    }
    return progress;
}

Status SearchSession::runDesigns(const std::vector<Design *> &designs, bool again)
{
    std::vector<study::DesignPoint> points;
    for (const Design *design : designs)
        points.push_back(*design->point);
    if (auto registered = m_sink.registerPoints(points); !registered)
        return registered;
    const auto queue = run::queueRuns(points, again, m_sink);
    if (!queue)
        return failure(queue.error());
    std::set<std::string> queued;
    for (const auto &each : *queue)
        queued.insert(each.key);
    if (!queue->empty()) {
        const auto summary = run::runStudy(
            *queue, m_around.workloads, m_around.plugins, m_study, m_sink,
            {[&](const run::StudyProgress &progress) { m_display.progress(overall(progress, queue->size())); },
             [&](const run::QueuedRun &run, const run::RunOutcome &outcome) { m_display.ended(run, outcome); },
             [&](const std::string &text) { m_display.notice(text); }},
            m_stop.token());
        if (!summary)
            return failure(summary.error());
        m_runs += summary->completed + summary->failed + summary->doesNotFit;
        if (summary->stopped) {
            m_end = report::SearchEnd::Stopped;
            m_stopped = summary->stopped->text();
        }
    }
    if (!m_end && m_stop.token().stop_requested())
        m_end = m_stop.timeUp() ? report::SearchEnd::Time : report::SearchEnd::Cancelled;
    for (Design *design : designs) {
        const std::string key = design->point->key();
        design->number = m_sink.numberOf(key);
        m_known += queued.contains(key) || again ? 0 : 1;
        const auto whole = finished(*design->point);
        if (!whole)
            return failure(whole.error());
        if (m_end && !*whole)
            continue;
        if (auto judged = judge(*design); !judged)
            return judged;
    }
    return {};
}

Result<bool> SearchSession::finished(const study::DesignPoint &point)
{
    const auto complete = m_sink.completeRepeats(point.key());
    if (!complete)
        return failure(complete.error());
    if (complete->size() >= point.stopRule.repeats)
        return true;
    const auto misfit = m_sink.misfit(point.key());
    if (!misfit)
        return failure(misfit.error());
    return misfit->has_value();
}

Status SearchSession::judge(Design &design)
{
    const auto record = m_file.result(design.number);
    if (!record)
        return failure(record.error());
    std::vector<model::Derived> derived;
    const bool numbers = !record->completeRuns().empty();
    if (m_drafter && numbers) {
        const auto drafts = m_drafter->draft({&*record}, m_question.assumptions, today());
        if (!drafts)
            return failure(drafts.error());
        derived = model::derive(drafts->front(), m_question.assumptions);
    }
    design.judgement = model::judge(*record, m_question.goals, m_question.constraints, derived);
    if (!numbers)
        design.judgement.failed = causeOf(*record);
    design.quick = model::standing(*record).quick;
    design.evaluated = true;
    return {};
}

void SearchSession::addFront(report::SearchReport &report) const
{
    std::vector<const Design *> sorted;
    for (const auto &[id, design] : m_designs)
        sorted.push_back(&design);
    std::ranges::sort(sorted, [](const Design *a, const Design *b) {
        return std::tie(a->number, a->name) < std::tie(b->number, b->name);
    });
    std::vector<model::Candidate> candidates;
    report.failed.clear();
    report.infeasible.clear();
    for (const Design *design : sorted) {
        const model::Judgement &judged = design->judgement;
        if (!judged.failed.empty())
            report.failed.push_back({design->name, design->number, {judged.failed}});
        else if (!judged.missed.empty())
            report.infeasible.push_back({design->name, design->number, judged.missed});
        else
            candidates.push_back({design->number, fmt::format("#{} {}", design->number, design->name), judged.values,
                                  "", design->quick});
    }
    report.answer = model::candidateFronts(std::move(candidates), report.objectives, m_question.assumptions.seed);
}

/// The likeliest members of the fronts that can be measured, run once more as often as a design point is.
Status SearchSession::confirm(report::SearchReport &report)
{
    std::vector<std::pair<double, Design *>> likely;
    for (const auto &front : report.answer.fronts)
        for (std::size_t i = 0; i < front.members.size(); ++i)
            for (auto &[id, design] : m_designs)
                if (front.onFront[i] && design.number == report.answer.candidates[front.members[i]].result &&
                    design.point && !m_around.isEmulated(*design.point) &&
                    m_around.devices.contains(design.point->target.text()))
                    likely.emplace_back(front.probability[i], &design);
    std::ranges::stable_sort(likely, [](const auto &a, const auto &b) { return a.first > b.first; });
    likely.resize(std::min(likely.size(), m_question.confirm));
    std::vector<Design *> designs;
    for (const auto &[probability, design] : likely)
        designs.push_back(design);
    if (designs.empty())
        return {};
    if (auto done = runDesigns(designs, true); !done)
        return done;
    for (const Design *design : designs)
        report.confirmed.push_back(design->number);
    std::ranges::sort(report.confirmed);
    return {};
}

Result<report::SearchReport> SearchSession::run()
{
    while (!m_end) {
        const auto points = proposals();
        if (!points)
            return failure(points.error());
        if (points->empty())
            continue;
        if (auto done = evaluate(*points); !done)
            return failure(done.error());
        if (m_question.budget.points)
            m_display.said(fmt::format("{} of {} points evaluated", m_designs.size(), *m_question.budget.points));
    }
    report::SearchReport report;
    report.objectives = m_question.objectives();
    addFront(report);
    if (m_question.confirm > 0 && (m_end == report::SearchEnd::Budget || m_end == report::SearchEnd::Space)) {
        if (auto done = confirm(report); !done)
            return failure(done.error());
        addFront(report);
    }
    for (const auto &front : report.answer.fronts)
        for (std::size_t i = 0; i < front.members.size(); ++i)
            if (const auto &candidate = report.answer.candidates[front.members[i]];
                front.onFront[i] && !allMeasured(candidate))
                report.notMeasured.push_back(candidate.result);
    std::ranges::sort(report.notMeasured);
    report.evaluated = m_history.size();
    report.distinct = m_designs.size();
    report.known = m_known;
    report.runs = m_runs;
    report.end = *m_end;
    report.stopped = m_stopped;
    return report;
}

} // namespace assay::app
