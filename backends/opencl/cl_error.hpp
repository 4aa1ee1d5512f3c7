#pragma once

#include <string>
#include <string_view>

#include <CL/cl.h>

#include "plugins/sdk/common.hpp"

namespace assay::opencl {

/// "CL_OUT_OF_RESOURCES"; "OpenCL error -9999" for codes that the specification does not name.
[[nodiscard]] std::string errorName(cl_int code);

/// The ABI's status for an OpenCL error: memory, lost device, build, or the device's fault in general.
[[nodiscard]] assay_status statusFor(cl_int code);

/// "clEnqueueWriteBuffer failed: CL_OUT_OF_RESOURCES (…what it usually means…)".
[[nodiscard]] sdk::Failure clFailure(std::string_view call, cl_int code);

/// Throws clFailure unless the call succeeded.
inline void check(cl_int code, const char *call)
{
    if (code != CL_SUCCESS) [[unlikely]]
        throw clFailure(call, code);
}

} // namespace assay::opencl
