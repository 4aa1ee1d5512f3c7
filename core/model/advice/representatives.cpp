#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>

#include <fmt/format.h>

#include "core/model/advice/advice.hpp"
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

/// Equal for results that answer the same question (comparison.hpp) by the same kind of scenario.
std::string questionOf(const study::ResultRecord &result)
{
    std::string key = fmt::format("{} {}", static_cast<int>(result.point.scenario.kind), result.point.workload);
    for (const auto &[name, value] : result.point.workloadParameters)
        key += fmt::format("\n{}={}", name, value.text());
    return key;
}

struct Group {
    Records results;
    std::set<std::string> targets;
};

} // namespace

std::vector<const study::ResultRecord *> widestQuestion(std::span<const study::ResultRecord *const> results)
{
    std::vector<Group> groups;
    std::map<std::string, std::size_t> places;
    for (const study::ResultRecord *result : results) {
        if (result->completeRuns().empty())
            continue;
        const auto [place, isNew] = places.emplace(questionOf(*result), groups.size());
        if (isNew)
            groups.emplace_back();
        Group &group = groups[place->second];
        group.results.push_back(result);
        group.targets.insert(result->point.target.text());
    }
    const auto wider = [](const Group &a, const Group &b) {
        return a.targets.size() == b.targets.size() ? a.results.size() > b.results.size()
                                                    : a.targets.size() > b.targets.size();
    };
    return groups.empty() ? Records() : std::ranges::min_element(groups, wider)->results;
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
