#pragma once

#include <cstdint>

#include "core/base/json.hpp"

namespace assay::measure {

/// What measuring itself costs on this machine now; all in nanoseconds.
struct Calibration {
    double clockCost = 0;   ///< one read of the clock, median
    double wakeP50 = 0;     ///< how late an absolute sleep wakes up, median
    double wakeP999 = 0;    ///< … and the 99.9th percentile (the maximum when fewer sleeps were tried)
    double nullLatency = 0; ///< what an empty query reads as: the bias of every latency
    double nullWall = 0;    ///< wall time an empty closed-loop query takes: what the harness adds to each query
    std::int64_t spinWindow = 200'000; ///< W: sleep until W before an arrival, spin from there; at least 200 µs

    [[nodiscard]] Json toJson() const;
};

/// Measures all of it: about 0.3 s, quick 0.1 s. Call it before the device is opened, on an otherwise idle machine.
[[nodiscard]] Calibration calibrate(bool quick);

} // namespace assay::measure
