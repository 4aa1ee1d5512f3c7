#pragma once

#include <vector>

#include "core/catalog/workload.hpp"

namespace assay::catalog {

/// One set of parameters to test a workload's code with.
struct Case {
    ParameterSet parameters;
    double cost = 0; ///< operations plus bytes touched, for one query
};

/// The default parameters (made smaller if they are too much for a test), every choice, sweep values, ends and odd
/// sizes inside the ranges one at a time, then random combinations. Each case keeps all tensors below 8 MiB; all of
/// them together cost at most `budget`. Always the same for the same manifest.
[[nodiscard]] std::vector<Case> casesFor(const Workload &workload, double budget);

} // namespace assay::catalog
