#include "core/model/placement_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "core/measure/comparison.hpp"
#include "core/model/evidence.hpp"
#include "core/model/headline.hpp"
#include "core/model/standing.hpp"

namespace assay::model {
namespace {

using study::ResultRecord;

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr int kShareSteps = 9; // values of a shared unknown that are tried: the ratio need not be monotone in it

/// Bounds of a side: the ends of its ranges, some of them pinned.
struct Ends {
    double low = kInfinite, high = -kInfinite;
};

using Pins = std::map<std::string, double>; ///< unknown's id → value

Ends endsOf(const PlacedTime &time, const Pins &pins)
{
    Ends ends;
    std::vector<double> values(time.unknowns.size());
    for (std::size_t corner = 0; corner < std::size_t{1} << time.unknowns.size(); ++corner) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            const Unknown &unknown = time.unknowns[i];
            const auto pin = pins.find(unknown.id);
            const bool high = (corner >> i & 1U) != 0;
            values[i] = pin != pins.end() ? pin->second
                        : high            ? unknown.span.high.value_or(kInfinite)
                                          : unknown.span.low;
        }
        const double seconds = time.at(values);
        ends.low = std::min(ends.low, seconds);
        ends.high = std::max(ends.high, seconds);
    }
    return ends;
}

std::vector<const Unknown *> shared(const PlacedTime &a, const PlacedTime &b)
{
    std::vector<const Unknown *> both;
    for (const Unknown &unknown : a.unknowns)
        if (std::any_of(b.unknowns.begin(), b.unknowns.end(),
                        [&](const auto &other) { return other.id == unknown.id; }))
            both.push_back(&unknown);
    return both;
}

/// Widens `ratio` by what it is with the shared unknowns from `next` on at each of their values.
void widen(const PlacedTime &a, const PlacedTime &b, const std::vector<const Unknown *> &both, std::size_t next,
           Pins &pins, Ends &ratio)
{
    if (next == both.size()) {
        const Ends ofA = endsOf(a, pins), ofB = endsOf(b, pins);
        ratio.low = std::min(ratio.low, std::isinf(ofA.high) ? 0 : ofB.low / ofA.high);
        ratio.high = std::max(ratio.high, ofB.high / ofA.low);
        return;
    }
    const Unknown &unknown = *both[next];
    if (pins.contains(unknown.id)) {
        widen(a, b, both, next + 1, pins, ratio);
        return;
    }
    const double low = unknown.span.low, high = unknown.span.high.value_or(kInfinite);
    const int steps = std::isinf(high) || high <= low ? 1 : kShareSteps;
    for (int i = 0; i < steps; ++i) {
        pins[unknown.id] = steps == 1 ? low : low + (high - low) * i / (steps - 1);
        widen(a, b, both, next + 1, pins, ratio);
    }
    if (std::isinf(high)) {
        pins[unknown.id] = high;
        widen(a, b, both, next + 1, pins, ratio);
    }
    pins.erase(unknown.id);
}

Ends ratioOf(const PlacedTime &a, const PlacedTime &b, Pins pins = {})
{
    Ends ratio;
    widen(a, b, shared(a, b), 0, pins, ratio);
    return ratio;
}

Verdict verdictOf(const Ends &ratio)
{
    if (ratio.low >= 1 - measure::kEquivalent && ratio.high <= 1 + measure::kEquivalent)
        return Verdict::Equivalent;
    if (ratio.high < 1)
        return Verdict::Better;
    return ratio.low > 1 ? Verdict::Worse : Verdict::Undecided;
}

double width(const Ends &ratio)
{
    return std::log(ratio.high) - std::log(std::max(ratio.low, 1e-12));
}

/// The range that widens the ratio most: were it known to be typical, the ratio would be narrowest.
std::string widestRange(const PlacedTime &a, const PlacedTime &b)
{
    std::string name;
    double narrowest = kInfinite;
    for (const PlacedTime *side : {&a, &b})
        for (const Unknown &unknown : side->unknowns) {
            if (!unknown.span.high)
                return unknown.name;
            const double left = width(ratioOf(a, b, {{unknown.id, unknown.span.typical}}));
            if (left < narrowest) {
                narrowest = left;
                name = unknown.name;
            }
        }
    return name;
}

/// The longest part of the slower side.
std::string longestStep(const PlacedTime &slower)
{
    const auto longest =
        std::max_element(slower.steps.begin(), slower.steps.end(), [](const Step &left, const Step &right) {
            return left.seconds.typical < right.seconds.typical;
        });
    return longest == slower.steps.end() ? "" : longest->name;
}

/// "" when the pair may be ranked.
std::string whyNotRanked(const ResultRecord &a, const ResultRecord &b)
{
    if (!(a.point.scenario == b.point.scenario))
        return fmt::format("the load differs ({} and {})", a.point.scenario.describe(), b.point.scenario.describe());
    for (const ResultRecord *result : {&a, &b})
        if (standing(*result).invalid())
            return fmt::format("result {} is invalid (a validity check failed in every run)", result->number);
    return "";
}

/// "" when the pair was measured well enough to name a winner.
std::string whyNoWinner(const ResultRecord &a, const ResultRecord &b)
{
    for (const ResultRecord *result : {&a, &b}) {
        if (standing(*result).quick)
            return fmt::format("result {} is quick, and quick results never name a winner; run it without --quick",
                               result->number);
        if (usedRuns(*result).size() < 2)
            return fmt::format("result {} is of a single process, which never names a winner; run it without "
                               "--repeats 1",
                               result->number);
    }
    return "";
}

/// An unchecked result may compute anything: it never wins, and it is not "as good" either.
std::string whyUnchecked(const ResultRecord &a, const ResultRecord &b, Verdict verdict)
{
    const bool aWins = verdict == Verdict::Worse || verdict == Verdict::Equivalent;
    const bool bWins = verdict == Verdict::Better || verdict == Verdict::Equivalent;
    for (const auto &[result, wins] : {std::pair{&a, aWins}, std::pair{&b, bWins}})
        if (wins && standing(*result).unchecked)
            return fmt::format("the outputs of result {} were not checked against a reference, and an unchecked "
                               "result never wins",
                               result->number);
    return "";
}

void decide(const ResultRecord &a, const ResultRecord &b, const Ends &ratio, PlacedComparison &comparison)
{
    comparison.verdict = verdictOf(ratio);
    if (comparison.verdict == Verdict::Undecided) {
        comparison.decides = widestRange(comparison.a, comparison.b);
        comparison.reason = fmt::format("either may be faster within the ranges; what matters most is the range of {}",
                                        comparison.decides);
    } else {
        comparison.decides = longestStep(comparison.verdict == Verdict::Better ? comparison.a : comparison.b);
    }
    for (const std::string &why : {whyUnchecked(a, b, comparison.verdict), whyNoWinner(a, b)})
        if (!why.empty()) {
            comparison.verdict = Verdict::Undecided;
            comparison.reason = why;
        }
    if (const std::string why = whyNotRanked(a, b); !why.empty()) {
        comparison.verdict = Verdict::NotRanked;
        comparison.reason = why;
    }
}

Span spanOf(const Ends &ends, double typical)
{
    return {ends.low, typical, std::isfinite(ends.high) ? std::optional(ends.high) : std::nullopt};
}

Span idleOf(const Json &figure)
{
    if (figure.contains("value"))
        return {figure["value"].get<double>(), figure["value"].get<double>(), figure["value"].get<double>()};
    return {figure.value("low", 0.0), figure.value("typical", 0.0), figure.value("high", 0.0)};
}

} // namespace

Result<PlacedComparison> comparePlaced(const ResultRecord &a, const ResultRecord &b, Place place, Nic nic,
                                       const std::vector<Segment> &segments)
{
    if (const Status same = checkSameQuestion(a, b); !same)
        return failure(same.error());
    PlacedComparison comparison;
    comparison.place = place;
    comparison.nic = nic;
    auto timeA = placedTime(a, place, nic, segments), timeB = placedTime(b, place, nic, segments);
    if (!timeA || !timeB)
        return failure(!timeA ? timeA.error() : timeB.error());
    comparison.a = std::move(*timeA);
    comparison.b = std::move(*timeB);
    comparison.evidence = weakest(comparison.a.evidence, comparison.b.evidence);
    comparison.notes = notesOn(a, b);
    const Ends ratio = ratioOf(comparison.a, comparison.b);
    comparison.ratio = spanOf(ratio, comparison.b.seconds.typical / comparison.a.seconds.typical);
    decide(a, b, ratio, comparison);
    return comparison;
}

Result<IdleComparison> compareIdle(const ResultRecord &result, const Json &target)
{
    IdleComparison comparison;
    comparison.target = target.value("id", "");
    comparison.name = target.value("name", comparison.target);
    if (!target.contains("idle_w"))
        return failure(ErrorCode::Unsupported,
                       fmt::format("the hardware catalogue has no sourced idle power of '{}'. Add one in "
                                   "~/.local/share/assay/hardware, or name another target",
                                   comparison.target));
    const Json &figure = target["idle_w"];
    comparison.source = figure.value("source", "");
    comparison.quality = figure.value("quality", "");
    comparison.derived = figure.value("derived", "");
    comparison.power = headline(result, "design.power");
    if (!comparison.power.value)
        return failure(ErrorCode::Unsupported,
                       fmt::format("result {} has no design.power: {}. Emulated boards with a sourced power model have "
                                   "it, for example rtl:ice40-up5k",
                                   result.number, comparison.power.absentReason));
    comparison.idle = idleOf(figure);
    comparison.watts = {*comparison.power.value, *comparison.power.value, *comparison.power.value};
    for (const auto *run : usedRuns(result))
        if (const Metric *power = run->metric("design.power"); power != nullptr && power->low && power->high) {
            comparison.watts.low = std::min(comparison.watts.low, *power->low);
            comparison.watts.high = std::max(*comparison.watts.high, *power->high);
        }
    const Ends ratio{comparison.watts.low / *comparison.idle.high, *comparison.watts.high / comparison.idle.low};
    comparison.ratio = spanOf(ratio, comparison.watts.typical / comparison.idle.typical);
    comparison.verdict = verdictOf(ratio);
    if (comparison.verdict == Verdict::Undecided)
        comparison.reason = "either may take less within the ranges";
    if (comparison.verdict == Verdict::Better)
        comparison.margin = comparison.idle.low - *comparison.watts.high;
    return comparison;
}

} // namespace assay::model
