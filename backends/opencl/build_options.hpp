#pragma once

#include <span>
#include <string>

#include "plugins/abi/assay_plugin.h"

namespace assay::opencl {

/// Compiler options that carry parameters into OpenCL C: `-DP_<NAME>=<value>`; for texts also
/// `-DP_<NAME>_<VALUE>=1`. Names are upper-cased and everything that cannot be in an identifier becomes '_'. A text
/// whose characters are not all of [A-Za-z0-9_] is passed by the second form only, so that no text can add an option.
/// Reals are plain literals with a decimal point: without a suffix they are double where the device has doubles.
[[nodiscard]] std::string parameterOptions(std::span<const assay_param> workloadParameters,
                                           std::span<const assay_param> backendParameters);

} // namespace assay::opencl
