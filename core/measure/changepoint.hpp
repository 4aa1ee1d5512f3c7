#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace assay::measure {

/// Places where the mean of a series changes: PELT (Killick, Fearnhead, Eckley 2012), squared-error cost, penalty
/// `penaltyFactor` · ln n · σ², σ from the median absolute difference of neighbours, so that shifts do not inflate it.
/// Returns the indices at which a new segment begins (0 left out), rising. Segments have at least three values.
[[nodiscard]] std::vector<std::size_t> changepoints(std::span<const double> series, double penaltyFactor = 4.0);

} // namespace assay::measure
