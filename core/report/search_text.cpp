#include "core/report/search_text.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/json_text.hpp"
#include "core/report/pareto_text.hpp"
#include "core/report/printable.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

constexpr std::size_t kMostMisses = 5; ///< in text; JSON has all

std::string_view endText(SearchEnd end)
{
    switch (end) {
    case SearchEnd::Budget:
        return "the budget is used up";
    case SearchEnd::Space:
        return "all of the space is evaluated";
    case SearchEnd::Time:
        return "the time is up";
    case SearchEnd::Cancelled:
        return "cancelled";
    case SearchEnd::Stopped:
        break;
    }
    return "stopped";
}

std::string_view endId(SearchEnd end)
{
    switch (end) {
    case SearchEnd::Budget:
        return "budget";
    case SearchEnd::Space:
        return "space";
    case SearchEnd::Time:
        return "time";
    case SearchEnd::Cancelled:
        return "cancelled";
    case SearchEnd::Stopped:
        break;
    }
    return "stopped";
}

/// The answer with the members of its fronts alone.
model::FrontAnswer frontsAlone(const model::FrontAnswer &answer)
{
    model::FrontAnswer alone = answer;
    for (auto &front : alone.fronts) {
        model::CandidateFront kept;
        kept.boundaries = front.boundaries;
        for (std::size_t i = 0; i < front.members.size(); ++i)
            if (front.onFront[i]) {
                kept.members.push_back(front.members[i]);
                kept.onFront.push_back(true);
                kept.probability.push_back(front.probability[i]);
            }
        front = std::move(kept);
    }
    return alone;
}

/// The commonest reasons with how many points they kept away.
std::string missesText(const std::vector<SearchMiss> &misses, const char *what, std::size_t columns)
{
    std::map<std::string, std::vector<const SearchMiss *>> byReason;
    for (const SearchMiss &miss : misses)
        byReason[fmt::format("{}", fmt::join(miss.reasons, "; "))].push_back(&miss);
    std::vector<std::pair<std::string, std::vector<const SearchMiss *>>> sorted(byReason.begin(), byReason.end());
    std::ranges::stable_sort(sorted, [](const auto &a, const auto &b) { return a.second.size() > b.second.size(); });
    std::string text;
    for (std::size_t i = 0; i < std::min(sorted.size(), kMostMisses); ++i) {
        const auto &[reason, points] = sorted[i];
        const std::string more = points.size() > 1 ? fmt::format(" and {} more", points.size() - 1) : "";
        text += sentence(fmt::format("{}: {}{}: {}", what, printable(points.front()->name), more, printable(reason)),
                         columns);
    }
    if (sorted.size() > kMostMisses)
        text += sentence(fmt::format("{}: {} more reasons, in --json.", what, sorted.size() - kMostMisses), columns);
    return text;
}

std::string numbersText(const std::vector<std::int64_t> &results)
{
    std::string text;
    for (const std::int64_t result : results)
        text += (text.empty() ? "#" : ", #") + std::to_string(result);
    return text;
}

Json missesJson(const std::vector<SearchMiss> &misses)
{
    Json list = Json::array();
    for (const SearchMiss &miss : misses) {
        Json reasons = Json::array();
        for (const std::string &reason : miss.reasons)
            reasons.push_back(printable(reason));
        list.push_back({{"point", printable(miss.name)},
                        {"result", miss.result > 0 ? Json(miss.result) : Json(nullptr)},
                        {"reasons", reasons}});
    }
    return list;
}

} // namespace

std::string describe(const SearchReport &report, bool bold, std::size_t columns)
{
    std::string text;
    if (report.answer.fronts.empty())
        text += sentence("No point has values and meets all constraints: there is no front.", columns);
    else
        text += describe(frontsAlone(report.answer), report.objectives, bold, columns);
    for (const auto &front : report.answer.fronts)
        if (const auto dominated = model::dominatedShare(report.answer, front, report.objectives))
            text += sentence(fmt::format("Hypervolume: {:.1f} % of the box from the best to the worst values seen.",
                                         100 * dominated->share),
                             columns);
    text += missesText(report.infeasible, "Constraint missed", columns);
    text += missesText(report.failed, "Failed", columns);
    if (!report.notMeasured.empty())
        text += sentence(
            "On the front, but emulated or modelled, not measured: " + numbersText(report.notMeasured) + ".", columns);
    if (!report.confirmed.empty())
        text += sentence("Measured again: " + numbersText(report.confirmed) + ".", columns);
    text += sentence(fmt::format("{} of {} points evaluated ({} distinct designs, {} of them known from the file), {} "
                                 "runs done, {} failed, {} miss a constraint; {}.",
                                 report.evaluated, report.spaceSize, report.distinct, report.known, report.runs,
                                 report.failed.size(), report.infeasible.size(), endText(report.end)),
                     columns);
    if (report.end == SearchEnd::Cancelled || report.end == SearchEnd::Stopped)
        text += sentence("What is finished is kept; the same command goes on.", columns);
    return text;
}

Json searchJson(const SearchReport &report)
{
    Json hypervolume = Json::array();
    for (const auto &front : report.answer.fronts) {
        const auto dominated = model::dominatedShare(report.answer, front, report.objectives);
        hypervolume.push_back(dominated ? Json{{"share", dominated->share}, {"reference", dominated->reference}}
                                        : Json(nullptr));
    }
    return {{"file", report.file},
            {"search", report.settings},
            {"space", report.spaceSize},
            {"evaluated", report.evaluated},
            {"distinct", report.distinct},
            {"known", report.known},
            {"runs", report.runs},
            {"failed", missesJson(report.failed)},
            {"infeasible", missesJson(report.infeasible)},
            {"front", frontJson(report.answer, report.objectives)},
            {"hypervolume", hypervolume},
            {"not_measured", report.notMeasured},
            {"confirmed", report.confirmed},
            {"end", std::string(endId(report.end))},
            {"stopped", report.stopped.empty() ? Json(nullptr) : Json(report.stopped)}};
}

} // namespace assay::report
