#pragma once

#include <optional>
#include <string>

#include "backends/rtl/session/core_run.hpp"
#include "backends/rtl/session/hardware_result.hpp"
#include "backends/rtl/session/point.hpp"

namespace assay::rtl {

/// Power of the chip while the core works, where a source for the part exists. The activity comes with the results, or
/// from the cache, or is simulated with the gates of the last query, which needs Yosys or a netlist it made. Nothing
/// where the part has no coefficients; `log` says why there is nothing else.
[[nodiscard]] std::optional<PowerEstimate> chipPower(const Point &point, const HardwareResult &hardware,
                                                     const CoreRun &core, const SynthesisStore &store,
                                                     const ArtifactCache &cache, std::string &log);

} // namespace assay::rtl
