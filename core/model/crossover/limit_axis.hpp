#pragma once

#include <vector>

#include "core/model/crossover/regime_map.hpp"
#include "core/model/economics/option.hpp"

namespace assay::model {

/// What each option of a decision carries within one latency limit, in their order.
struct LimitCapacities {
    double limit = 0; ///< seconds
    std::vector<Capacity> capacities;
};

/// The latency limit (slo.latency) as an axis of a map. `drafts` are those of the decision's options; `all` rises by
/// its limits, which are the axis' values. An option's capacity becomes that of the limit: 0 where nothing is within
/// it, so that the option is not possible there. By what a draw makes the usual one larger or smaller it makes that
/// one, too. Managed services carry anything, and a capacity that somebody gave is taken as given whatever the limit.
/// Errors: a capacity that is not known within one of the limits (an slo-search tells of its own limit only), no option
/// whose capacity hangs on it.
[[nodiscard]] Result<MapAxis> limitAxis(const Decision &decision, const std::vector<OptionDraft> &drafts,
                                        const Assumptions &assumptions, const std::vector<LimitCapacities> &all);

} // namespace assay::model
