#pragma once

#include <vector>

#include "core/measure/load_driver.hpp"

namespace assay::measure {

/// What warming up taught.
struct WarmUp {
    double rate = 0; ///< closed loop, queries per second
    double p50 = 0;  ///< seconds
    double seconds = 0;
    bool steady = false;
};

/// Closed loop, at least 20 queries (quick: as many as fit), until steady or three times the least duration.
[[nodiscard]] Result<WarmUp> warmUp(LoadDriver &driver);

/// A short closed loop on one slot, every query with its phases: for measurements whose samples stamps would spoil.
[[nodiscard]] Result<std::vector<PhaseSample>> samplePhases(LoadDriver &driver);

} // namespace assay::measure
