#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "core/measure/metric.hpp"

namespace assay::model {

/// The weaker of two: a number that rests on both is no better than that.
[[nodiscard]] constexpr Evidence weakest(Evidence a, Evidence b)
{
    return std::max(a, b);
}

/// The weakest of all; empty when there is nothing to judge.
[[nodiscard]] std::optional<Evidence> weakest(const std::vector<Evidence> &all);

} // namespace assay::model
