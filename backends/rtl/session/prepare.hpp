#pragma once

#include <span>

#include "backends/rtl/session/session.hpp"

namespace assay::rtl {

/// assay.prepare/1: hardware results (backends/rtl/sweep has the order), then the models that are neither prebuilt nor
/// cached, of the points that may fit. Points that cannot be read or made are left to their open(), which says why.
void prepareSweep(const Surroundings &surroundings, std::span<const sdk::Config> configs,
                  const sdk::PrepareProgress &progress);

} // namespace assay::rtl
