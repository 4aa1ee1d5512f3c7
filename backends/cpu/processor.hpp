#pragma once

#include "plugins/sdk/backend.hpp"

namespace assay::cpu {

/// This machine's processor as a device: `native`, with what /proc/cpuinfo, sysconf and affinity say.
[[nodiscard]] sdk::DeviceInfo describeProcessor();

} // namespace assay::cpu
