#include <algorithm>

#include <fmt/format.h>

#include "core/base/units.hpp"
#include "core/model/advice/findings.hpp"
#include "core/model/comparison.hpp"
#include "core/model/evidence.hpp"
#include "core/model/headline.hpp"
#include "core/model/projection/amdahl.hpp"

namespace assay::model {
namespace {

std::string metricText(const Metric &metric)
{
    const MetricInfo *info = metricInfo(metric.id);
    return metric.value && info != nullptr ? formatQuantity(*metric.value, info->unit) : std::string("–");
}

Benefit speedOf(const AdviceCase &question, const AdviceOption &option)
{
    const study::ResultRecord &a = *question.options[question.baseline].result, &b = *option.result;
    Benefit benefit;
    benefit.of = "speed";
    const auto compared = compare(a, b, defaultMetric(a.point.scenario.kind));
    if (!compared) {
        benefit.because = {compared.error().text()};
        benefit.wouldDecide = "results that answer the same question";
        return benefit;
    }
    benefit.evidence = compared->evidence;
    benefit.decided = compared->verdict == Verdict::Better || compared->verdict == Verdict::Worse ||
                      compared->verdict == Verdict::Equivalent;
    benefit.because.push_back(fmt::format("{}: {} against {}, {}", compared->metricId, metricText(compared->b),
                                          metricText(compared->a), toText(compared->evidence)));
    if (!compared->reason.empty())
        benefit.because.push_back(compared->reason);
    if (compared->a.boundary != compared->b.boundary)
        benefit.because.push_back(fmt::format("they span different things, {} and {}: `assay compare --data-at` adds "
                                              "what lies between",
                                              toText(compared->b.boundary), toText(compared->a.boundary)));
    if (!benefit.decided)
        benefit.wouldDecide = compared->verdict == Verdict::NotRanked ? "results of one boundary and scenario"
                                                                      : "more runs, by the full rule";
    if (!compared->ratio)
        return benefit;
    const MetricInfo *info = metricInfo(compared->metricId);
    benefit.ratio = info != nullptr && info->better == Better::Higher ? *compared->ratio : 1 / *compared->ratio;
    if (question.hotFraction)
        if (const auto gain = amdahl(*question.hotFraction, *benefit.ratio)) {
            benefit.because.push_back(fmt::format("{:.3g} times for this workload, which is {:.3g} % of the program",
                                                  *benefit.ratio, 100 * *question.hotFraction));
            benefit.ratio = gain->overall;
        }
    return benefit;
}

/// Decided where the ranges leave no doubt which one is better.
Benefit modelledOf(const char *of, std::string_view id, std::string_view unit, const AdviceOption &baseline,
                   const AdviceOption &option)
{
    Benefit benefit;
    benefit.of = of;
    const Derived *a = derivedOf(baseline, id), *b = derivedOf(option, id);
    if (a == nullptr || b == nullptr) {
        const AdviceOption &lacking = a == nullptr ? baseline : option;
        const auto absent = std::ranges::find(lacking.derived, id, &Derived::id);
        benefit.because = {fmt::format("{}: {}", nameOf(lacking),
                                       absent == lacking.derived.end() ? "not known" : absent->absentReason)};
        benefit.wouldDecide = "prices and power of both";
        return benefit;
    }
    benefit.evidence = weakest(a->evidence, b->evidence);
    benefit.because.push_back(
        fmt::format("{}: {:.4g} against {:.4g} {}, {}", id, *b->value, *a->value, unit, toText(benefit.evidence)));
    if (a->unverifiedPrice || b->unverifiedPrice)
        benefit.because.emplace_back("a price has no verified source");
    if (!(*a->value > 0))
        return benefit;
    benefit.ratio = *b->value / *a->value;
    const double aLow = a->low.value_or(*a->value), aHigh = a->high.value_or(*a->value),
                 bLow = b->low.value_or(*b->value), bHigh = b->high.value_or(*b->value);
    benefit.decided =
        bLow > aHigh || bHigh < aLow || gainOf(std::max(*benefit.ratio, 1 / *benefit.ratio)) == Gain::None;
    if (!benefit.decided)
        benefit.wouldDecide =
            fmt::format("narrower ranges: {:.3g}–{:.3g} against {:.3g}–{:.3g}", bLow, bHigh, aLow, aHigh);
    return benefit;
}

Strength strengthOf(const Benefit &benefit)
{
    if (!benefit.decided)
        return Strength::Weak;
    return gainOf(*benefit.ratio) == Gain::Strong ? Strength::Strong : Strength::Fair;
}

std::string claimOf(const AdviceOption &option, const AdviceOption &baseline, const Benefit &benefit, bool whole)
{
    if (!benefit.ratio)
        return fmt::format("how {} of {} compares with {} is not known", benefit.of, nameOf(option), nameOf(baseline));
    const std::string_view over = whole && benefit.of == "speed" ? " over the whole program" : "";
    if (*benefit.ratio < 1)
        return fmt::format("{} has {:.3g} times the {} of {}{}: a loss", nameOf(option), *benefit.ratio, benefit.of,
                           nameOf(baseline), over);
    const Gain gain = gainOf(*benefit.ratio);
    return fmt::format("{} has {:.3g} times the {} of {}{}: {}{}", nameOf(option), *benefit.ratio, benefit.of,
                       nameOf(baseline), over, gain == Gain::None ? "no gain" : toText(gain) + " gain",
                       benefit.decided ? "" : ", if it is one");
}

} // namespace

std::vector<Benefit> benefitsOf(const AdviceCase &question, std::size_t index)
{
    const AdviceOption &baseline = question.options[question.baseline], &option = question.options[index];
    return {speedOf(question, option),
            modelledOf("performance per watt", "efficiency.per_watt", "query/J", baseline, option),
            modelledOf("performance per dollar", "efficiency.per_dollar", "query/USD", baseline, option)};
}

std::vector<Finding> benefitFindings(const AdviceCase &question, std::size_t index,
                                     const std::vector<Benefit> &benefits)
{
    const AdviceOption &baseline = question.options[question.baseline], &option = question.options[index];
    std::vector<Finding> findings;
    for (const Benefit &benefit : benefits)
        findings.push_back(
            {"benefit",
             claimOf(option, baseline, benefit, question.hotFraction.has_value()),
             benefit.because,
             {option.result->number, baseline.result->number},
             strengthOf(benefit),
             benefit.decided ? "other parameters, or a better implementation on either side" : benefit.wouldDecide});
    return findings;
}

} // namespace assay::model
