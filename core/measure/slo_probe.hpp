#pragma once

#include "core/measure/load_driver.hpp"
#include "core/measure/slo_search.hpp"
#include "core/measure/warm_up.hpp"

namespace assay::measure {

/// How the search of this plan goes; the caller adds the start rate.
[[nodiscard]] SloSettings sloSettings(const Plan &plan);

/// The metric slo.rate of an outcome.
void addSloRate(Observation &observation, const SloOutcome &outcome, const Plan &plan);

/// searchRate() on the driver's system, from `startRate` queries per second.
[[nodiscard]] Result<SloOutcome> searchSlo(LoadDriver &driver, const WarmUp &warmUp, double startRate);

} // namespace assay::measure
