#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/model/advice/findings.hpp"
#include "core/model/crossover/crossings.hpp"
#include "core/model/crossover/crossover_curve.hpp"
#include "core/model/crossover/sensitivity.hpp"

namespace assay::model {
namespace {

constexpr std::size_t kDraws = 2'000, kFlipsTold = 3;
constexpr double kSure = 0.95;

/// Where along the demand the option is the cheaper one: "from 16,000 to 20,000 and from 21,000 query/s".
std::string stretchesText(const Crossings &found, std::size_t option, double to)
{
    std::vector<std::string> parts;
    for (const Stretch &stretch : found.stretches)
        if (stretch.cheapest == option)
            parts.push_back(stretch.to < to ? fmt::format("from {:.6g} to {:.6g}", stretch.from, stretch.to)
                                            : fmt::format("from {:.6g}", stretch.from));
    return parts.empty() ? "" : fmt::format("{} query/s", fmt::join(parts, " and "));
}

std::string flipsText(const Decision &decision, std::size_t chosen)
{
    std::vector<std::string> parts;
    for (const Flip &flip : decisionStability(decision, chosen)) {
        if (!flip.at || parts.size() == kFlipsTold)
            break;
        parts.push_back(fmt::format("{} {} {:.4g} {} (now {:.4g})", flip.knob->id,
                                    *flip.at > flip.typical ? "above" : "below", *flip.at,
                                    flip.knob->unit == "1" ? "" : flip.knob->unit, flip.typical));
    }
    return parts.empty() ? "no single number that is possible turns it" : fmt::format("{}", fmt::join(parts, "; "));
}

Finding unknownCost(const AdviceOption &option)
{
    return {"economics",
            fmt::format("what {} costs is not known", nameOf(option)),
            {option.draft.missing.front().text},
            {option.result->number},
            Strength::Weak,
            "the missing numbers, by --assume or --hardware"};
}

Finding costFinding(const AdviceCase &question, const AdviceOption &option, const AdviceOption &baseline)
{
    Decision decision = makeDecision({baseline.draft, option.draft}, question.assumptions);
    const double rate = decision.conditions.rate, years = decision.conditions.lifeYears;
    const std::array<double, 1> here{rate};
    const Knob *demand = decision.find("demand.rate");
    const auto costs = decision.costs();
    const double sure = crossoverCurve(decision, *demand, here, kDraws).cheapest[1].front();
    const bool cheaper = costs[1] < costs[0];
    Finding finding{"economics",
                    {},
                    {fmt::format("USD {:.4g} against {:.4g} over {:.3g} years at {:.4g} query/s; it is the cheaper one "
                                 "in {:.0f} % of {} draws of all ranges",
                                 costs[1], costs[0], years, rate, 100 * sure, kDraws)},
                    {option.result->number, baseline.result->number},
                    sure >= kSure || sure <= 1 - kSure ? Strength::Strong : Strength::Weak,
                    flipsText(decision, cheaper ? 1 : 0)};
    finding.claim = fmt::format("{} {} than {} at this demand{}", nameOf(option), cheaper ? "costs less" : "costs more",
                                nameOf(baseline), finding.strength == Strength::Weak ? ", but that is not sure" : "");
    if (!(rate > 0))
        return finding;
    const double from = std::max(demand->least, rate / 100), to = std::min(demand->most, rate * 1000);
    const Crossings found = crossings(decision, *demand, from, to);
    const std::string where = found.equivalent ? "" : stretchesText(found, 1, to);
    finding.because.push_back(
        found.equivalent ? fmt::format("within 5 % of each other from {:.4g} to {:.4g} query/s", from, to)
        : where.empty()
            ? fmt::format("it never costs less from {:.4g} to {:.4g} query/s: no crossover within its life", from, to)
            : fmt::format("it costs less {} over this life (looked at {:.6g} to {:.6g})", where, from, to));
    return finding;
}

} // namespace

const Derived *derivedOf(const AdviceOption &option, std::string_view id)
{
    const auto found = std::ranges::find(option.derived, id, &Derived::id);
    return found == option.derived.end() || !found->value ? nullptr : &*found;
}

std::vector<Finding> economicsFindings(const AdviceCase &question, std::size_t index)
{
    const AdviceOption &baseline = question.options[question.baseline], &option = question.options[index];
    if (!option.draft.missing.empty())
        return {unknownCost(option)};
    if (!baseline.draft.missing.empty())
        return {};
    return {costFinding(question, option, baseline)};
}

std::vector<Finding> baselineFindings(const AdviceCase &question)
{
    const AdviceOption &baseline = question.options[question.baseline];
    return baseline.draft.missing.empty() ? std::vector<Finding>() : std::vector<Finding>{unknownCost(baseline)};
}

} // namespace assay::model
