#include "core/model/crossover/limit_axis.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>

#include <fmt/format.h>

#include "core/base/units.hpp"

namespace assay::model {
namespace {

/// An option whose capacity hangs on the limit.
struct Limited {
    std::size_t option = 0;
    double usual = 0;         ///< its typical capacity in the decision
    std::vector<double> rate; ///< by limit
};

bool hangsOnLimit(const OptionDraft &draft, const Assumptions &assumptions)
{
    return draft.option.numbers.deployment != Deployment::Managed &&
           !assumptions.find(targetAssumption(draft.target, "capacity"));
}

Result<Limited> limited(std::size_t option, const Decision &decision, const std::vector<LimitCapacities> &all)
{
    Limited found{option, decision.options[option].numbers.capacity, {}};
    for (const LimitCapacities &each : all) {
        const Capacity &capacity = each.capacities[option];
        if (!capacity.absent.empty() && !capacity.nothingWithin)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("what {} carries within {} is not known: {}", decision.options[option].name,
                                       formatQuantity(each.limit, "s"), capacity.absent));
        found.rate.push_back(capacity.absent.empty() ? capacity.rate.value : 0);
    }
    return found;
}

} // namespace

Result<MapAxis> limitAxis(const Decision &decision, const std::vector<OptionDraft> &drafts,
                          const Assumptions &assumptions, const std::vector<LimitCapacities> &all)
{
    const auto options = std::make_shared<std::vector<Limited>>();
    for (std::size_t i = 0; i < drafts.size(); ++i) {
        if (!hangsOnLimit(drafts[i], assumptions))
            continue;
        auto found = limited(i, decision, all);
        if (!found)
            return failure(found.error());
        options->push_back(std::move(*found));
    }
    if (options->empty())
        return failure(ErrorCode::InvalidInput, "no option's capacity hangs on the latency limit: all were given, or "
                                                "are managed services. Leave out --assume target.….capacity");
    const AssumptionInfo &info = *assumptionInfo("slo.latency");
    MapAxis axis{std::string(info.id), std::string(info.meaning), std::string(info.unit), {}, {}};
    for (const LimitCapacities &each : all)
        axis.values.push_back(each.limit);
    axis.set = [options, limits = axis.values](Decision &current, double limit) {
        const auto at = static_cast<std::size_t>(std::ranges::lower_bound(limits, limit) - limits.begin());
        for (const Limited &each : *options)
            current.options[each.option].numbers.capacity *= each.rate[std::min(at, limits.size() - 1)] / each.usual;
    };
    return axis;
}

} // namespace assay::model
