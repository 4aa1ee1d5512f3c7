#pragma once

#include "core/measure/load_driver.hpp"
#include "core/measure/slo_search.hpp"
#include "core/measure/warm_up.hpp"

namespace assay::measure {

/// searchRate() on the driver's system, from `startRate` queries per second.
[[nodiscard]] Result<SloOutcome> searchSlo(LoadDriver &driver, const WarmUp &warmUp, double startRate);

} // namespace assay::measure
