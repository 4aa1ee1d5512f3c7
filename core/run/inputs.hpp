#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/catalog/workload.hpp"
#include "core/catalog/workload_module.hpp"

namespace assay::run {

/// What a run computes on, and what must come out.
struct Inputs {
    std::vector<std::vector<catalog::Tensor>> sets; ///< all tensors once per input set; residents are the same in all
    std::vector<std::vector<catalog::Tensor>> outputs; ///< the reference's, per set; empty: the run stays unchecked
};

/// How many input sets queries rotate over: more than one keeps a branch predictor from learning the data by heart;
/// at most 1 MiB of extra inputs so that a workload that fits a cache still does.
[[nodiscard]] std::uint32_t inputSetCount(std::uint64_t inputBytes);

/// Generates the sets from the run's seed and computes the reference outputs (from the module, or golden ones, which
/// allow a single set).
[[nodiscard]] Result<Inputs> makeInputs(const catalog::Workload &workload, const ParameterSet &parameters,
                                        std::uint64_t seed, const std::optional<catalog::WorkloadModule> &module);

} // namespace assay::run
