#include "core/model/goals/goals.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/suggest.hpp"
#include "core/base/units.hpp"
#include "core/model/pareto/front.hpp"

namespace assay::model {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kShortNames = {
    {{"latency", "latency.p50"},
     {"throughput", "throughput.items"},
     {"energy", "energy.gross_per_query"},
     {"cost", "cost.per_million"}}};
constexpr double kViolationOfUnknown = 1e6;
constexpr std::size_t kMostGoals = 4;

struct Named {
    std::string_view id, unit;
    Better better = Better::Neither;
    bool derived = false;
};

Result<Named> find(std::string_view name)
{
    for (const auto &[shortName, id] : kShortNames)
        if (shortName == name)
            name = id;
    if (const MetricInfo *info = metricInfo(name))
        return Named{info->id, info->unit, info->better, false};
    std::vector<std::string> names;
    for (const auto &[shortName, id] : kShortNames)
        names.emplace_back(shortName);
    for (const MetricInfo &info : metricInfos())
        names.emplace_back(info.id);
    for (const DerivedInfo &info : derivedInfos()) {
        if (info.id == name)
            return Named{info.id, info.unit, info.better, true};
        names.emplace_back(info.id);
    }
    return failure(ErrorCode::NotFound,
                   fmt::format("there is no metric '{}'.{} There are latency, throughput, energy and cost for short; "
                               "`assay metrics` lists what is measured, `assay whatif` what is derived from it",
                               name, didYouMean(name, names)));
}

std::string quantity(double value, std::string_view unit)
{
    if (unit == "USD")
        return fmt::format("${:.4g}", value);
    return unit == "1" ? fmt::format("{:.6g}", value) : formatQuantity(value, unit);
}

/// What a number with this suffix is multiplied by to be in `unit`; nothing when it is none of its units.
std::optional<double> scaleOf(std::string_view suffix, std::string_view unit)
{
    constexpr std::array<std::pair<std::string_view, double>, 12> kPrefixes = {{{"", 1.0},
                                                                                {"n", 1e-9},
                                                                                {"u", 1e-6},
                                                                                {"µ", 1e-6},
                                                                                {"m", 1e-3},
                                                                                {"k", 1e3},
                                                                                {"M", 1e6},
                                                                                {"G", 1e9},
                                                                                {"T", 1e12},
                                                                                {"Ki", 1024.0},
                                                                                {"Mi", 1048576.0},
                                                                                {"Gi", 1073741824.0}}};
    if (suffix.empty())
        return 1.0;
    if (unit == "1")
        return std::nullopt;
    if (unit == "s" && suffix == "min")
        return 60.0;
    if (!suffix.ends_with(unit))
        return std::nullopt;
    const std::string_view prefix = suffix.substr(0, suffix.size() - unit.size());
    for (const auto &[name, scale] : kPrefixes)
        if (prefix == name && (name.size() != 2 || name == "µ" || unit.starts_with('B')))
            return scale;
    return std::nullopt;
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::optional<double> quantityOf(std::string_view text, std::string_view unit)
{
    if (unit == "USD" && text.starts_with('$'))
        text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || !std::isfinite(value))
        return std::nullopt;
    const auto scale = scaleOf(trimmed(text.substr(static_cast<std::size_t>(end - text.data()))), unit);
    return scale ? std::optional(value * *scale) : std::nullopt;
}

CandidateValue valueOf(const study::ResultRecord &result, const std::string &id, bool derived,
                       std::span<const Derived> all)
{
    if (!derived)
        return candidateValue(result, id);
    const auto found = std::ranges::find(all, id, &Derived::id);
    if (found == all.end()) {
        CandidateValue absent;
        absent.absentReason = "nothing was derived";
        return absent;
    }
    return {found->value, found->low, found->high, found->evidence, std::nullopt, found->absentReason, id};
}

} // namespace

Result<Goal> parseGoal(std::string_view name)
{
    const auto named = find(name);
    if (!named)
        return failure(named.error());
    if (named->better == Better::Neither)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("'{}' is neither good nor bad: name another metric", named->id));
    return Goal{{std::string(named->id), std::string(named->unit), named->better == Better::Higher}, named->derived};
}

Result<std::vector<Goal>> parseGoals(const std::vector<std::string> &names)
{
    if (names.empty() || names.size() > kMostGoals)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("give one to four objectives, not {}: {}", names.size(), fmt::join(names, ",")));
    std::vector<Goal> goals;
    for (const std::string &name : names) {
        auto goal = parseGoal(name);
        if (!goal)
            return failure(goal.error());
        if (std::ranges::any_of(goals, [&](const Goal &other) { return other.objective.id == goal->objective.id; }))
            return failure(ErrorCode::InvalidInput, fmt::format("'{}' twice", goal->objective.id));
        goals.push_back(std::move(*goal));
    }
    return goals;
}

std::string Constraint::text() const
{
    return fmt::format("{} {} {}", id, atMost ? "<=" : ">=", quantity(limit, unit));
}

Result<Constraint> parseConstraint(std::string_view text)
{
    const auto at = text.find("<=") != std::string_view::npos ? text.find("<=") : text.find(">=");
    if (at == std::string_view::npos)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("the constraint '{}' has no bound: write 'METRIC<=VALUE' or 'METRIC>=VALUE' in "
                                   "quotes, for example 'latency.p99<=5ms'",
                                   text));
    const auto named = find(trimmed(text.substr(0, at)));
    if (!named)
        return failure(named.error());
    const std::string_view value = trimmed(text.substr(at + 2));
    const auto limit = quantityOf(value, named->unit);
    if (!limit)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("the constraint '{}' cannot be used: '{}' is no {}", text, value,
                                   named->unit == "1" ? "plain number" : fmt::format("number of {}", named->unit)));
    return Constraint{std::string(named->id), std::string(named->unit), named->derived, text[at] == '<', *limit};
}

double violation(const Constraint &constraint, const std::optional<double> &value)
{
    if (!value || !std::isfinite(*value))
        return kViolationOfUnknown;
    const double over = constraint.atMost ? *value - constraint.limit : constraint.limit - *value;
    const double share = constraint.limit == 0 ? over : over / std::abs(constraint.limit);
    return std::clamp(share, 0.0, kViolationOfUnknown);
}

Judgement judge(const study::ResultRecord &result, const std::vector<Goal> &goals,
                const std::vector<Constraint> &constraints, std::span<const Derived> derived)
{
    Judgement judgement;
    for (const Goal &goal : goals)
        judgement.values.push_back(valueOf(result, goal.objective.id, goal.derived, derived));
    judgement.failed = whyExcluded(result, result);
    if (!judgement.failed.empty())
        return judgement;
    for (std::size_t i = 0; i < goals.size() && judgement.failed.empty(); ++i)
        if (!judgement.values[i].value)
            judgement.failed = fmt::format("no {}: {}", goals[i].objective.id, judgement.values[i].absentReason);
    for (const Constraint &constraint : constraints) {
        const CandidateValue value = valueOf(result, constraint.id, constraint.derived, derived);
        const double share = violation(constraint, value.value);
        judgement.violation += share;
        if (share > 0)
            judgement.missed.push_back(constraint.text() + ": " +
                                       (value.value ? "it is " + quantity(*value.value, constraint.unit)
                                                    : "not known (" + value.absentReason + ")"));
    }
    return judgement;
}

study::Evaluation Judgement::evaluation(study::SearchPoint point) const
{
    study::Evaluation made{std::move(point), std::nullopt, violation};
    if (!failed.empty())
        return made;
    std::vector<double> numbers;
    for (const CandidateValue &value : values)
        numbers.push_back(*value.value);
    made.values = std::move(numbers);
    return made;
}

std::optional<DominatedShare> dominatedShare(const FrontAnswer &answer, const CandidateFront &front,
                                             const std::vector<FrontObjective> &objectives)
{
    if (objectives.size() < 2 || front.members.empty())
        return std::nullopt;
    const auto value = [&](std::size_t member, std::size_t k) {
        return *answer.candidates[front.members[member]].values[k].value;
    };
    DominatedShare dominated;
    std::vector<std::vector<double>> points(front.members.size(), std::vector<double>(objectives.size()));
    for (std::size_t k = 0; k < objectives.size(); ++k) {
        double best = value(0, k), worst = best;
        for (std::size_t member = 1; member < front.members.size(); ++member) {
            const double each = value(member, k);
            const bool better = objectives[k].maximise ? each > best : each < best;
            const bool worse = objectives[k].maximise ? each < worst : each > worst;
            best = better ? each : best;
            worst = worse ? each : worst;
        }
        double span = 1.1 * (worst - best); // signed: towards worse
        if (span == 0)
            span = (objectives[k].maximise ? -0.1 : 0.1) * std::max(std::abs(best), 1.0);
        dominated.reference.push_back(best + span);
        for (std::size_t member = 0; member < front.members.size(); ++member)
            points[member][k] = (value(member, k) - best) / span;
    }
    std::vector<std::vector<double>> onFront;
    for (std::size_t member = 0; member < front.members.size(); ++member)
        if (front.onFront[member])
            onFront.push_back(points[member]);
    dominated.share = hypervolume(onFront, std::vector<double>(objectives.size(), 1.0));
    return dominated;
}

} // namespace assay::model
