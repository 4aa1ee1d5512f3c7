#include <algorithm>
#include <numeric>

#include "core/model/advice/advice.hpp"
#include "core/model/comparison.hpp"
#include "core/model/headline.hpp"
#include "core/model/standing.hpp"

namespace assay::model {
namespace {

/// By the default metric of the scenario; one that is known beats one that is not.
bool isBetter(const study::ResultRecord &a, const study::ResultRecord &b)
{
    const std::string_view id = defaultMetric(b.point.scenario.kind);
    const auto x = headlineValue(a, id).value, y = headlineValue(b, id).value;
    if (!x || !y)
        return x.has_value() && !y.has_value();
    const MetricInfo *info = metricInfo(id);
    return info != nullptr && info->better == Better::Higher ? *x > *y : *x < *y;
}

bool mayWin(const study::ResultRecord &result)
{
    const Standing found = standing(result);
    return !found.quick && !found.unchecked && !found.invalid();
}

bool isHome(const AdviceOption &option)
{
    const std::string &backend = option.result->point.target.backend;
    return option.draft.hardwareClass.empty()
               ? backend == "cpu" || backend == "opencl"
               : option.draft.hardwareClass == "cpu" || option.draft.hardwareClass == "gpu";
}

using Records = std::vector<const study::ResultRecord *>;

std::size_t targets(const Records &group)
{
    return bestOfEachTarget(group).size();
}

bool isSameQuestion(const study::ResultRecord &a, const study::ResultRecord &b)
{
    return a.point.scenario.kind == b.point.scenario.kind && checkSameQuestion(a, b).has_value();
}

} // namespace

std::vector<const study::ResultRecord *> widestQuestion(std::span<const study::ResultRecord *const> results)
{
    std::vector<Records> groups;
    for (const study::ResultRecord *result : results) {
        if (result->completeRuns().empty())
            continue;
        const auto group =
            std::ranges::find_if(groups, [&](const Records &each) { return isSameQuestion(*each.front(), *result); });
        if (group == groups.end())
            groups.push_back({result});
        else
            group->push_back(result);
    }
    const auto wider = [](const Records &a, const Records &b) {
        return targets(a) == targets(b) ? a.size() > b.size() : targets(a) > targets(b);
    };
    return groups.empty() ? Records() : *std::ranges::min_element(groups, wider);
}

std::vector<const study::ResultRecord *> bestOfEachTarget(std::span<const study::ResultRecord *const> results)
{
    std::vector<const study::ResultRecord *> best;
    for (const study::ResultRecord *result : results) {
        const auto same =
            std::ranges::find_if(best, [&](const auto *other) { return other->point.target == result->point.target; });
        if (same == best.end())
            best.push_back(result);
        else if (mayWin(*result) == mayWin(**same) ? isBetter(*result, **same) : mayWin(*result))
            *same = result;
    }
    return best;
}

std::size_t defaultBaseline(const std::vector<AdviceOption> &options)
{
    std::vector<std::size_t> indices(options.size());
    std::iota(indices.begin(), indices.end(), 0);
    return *std::ranges::min_element(indices, [&](std::size_t a, std::size_t b) {
        return isHome(options[a]) == isHome(options[b]) ? isBetter(*options[a].result, *options[b].result)
                                                        : isHome(options[a]);
    });
}

} // namespace assay::model
