#pragma once

#include <cstdint>
#include <vector>

#include "core/base/json.hpp"
#include "plugins/abi/assay_plugin.h"

namespace assay::run {

/// One profiled query: the device's stamps between the host's, both in nanoseconds.
struct DeviceTimeSample {
    assay_device_phases phases{};
    std::int64_t hostBefore = 0, hostAfter = 0;
};

/// Detail of a run, in seconds: the median of each phase on the device (`phases`); how the device's clock lies to the
/// host's (`clock`), and by it the median times from the call to the device's start and from its end to the return.
/// What the backend does not tell is left out; an empty object without samples.
[[nodiscard]] Json deviceTimeRecord(const std::vector<DeviceTimeSample> &samples);

} // namespace assay::run
