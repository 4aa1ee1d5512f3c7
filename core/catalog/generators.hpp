#pragma once

#include "core/catalog/workload.hpp"

namespace assay::catalog {

/// Whether the generator can fill the tensor at these parameters: its numbers are possible for the dtype, its file
/// (below `folder`) is there and large enough.
[[nodiscard]] Status checkGenerator(const TensorSpec &spec, const ParameterSet &parameters,
                                    const std::filesystem::path &folder);

} // namespace assay::catalog
