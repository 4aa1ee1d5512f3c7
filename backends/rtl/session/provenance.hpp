#pragma once

#include <optional>

#include "backends/rtl/model/model_store.hpp"
#include "backends/rtl/power/power.hpp"
#include "backends/rtl/session/core_run.hpp"
#include "backends/rtl/session/hardware_result.hpp"

namespace assay::rtl {

/// The document of assay.provenance/1: `emulated` when the clock comes from place and route and nothing else is
/// modelled; else `modelled` with the reason; and every figure with where it comes from.
[[nodiscard]] Json provenance(const Point &point, const HardwareResult &hardware, const ModelStore::Library &library,
                              const CoreRun &core, const std::optional<PowerEstimate> &power);

} // namespace assay::rtl
