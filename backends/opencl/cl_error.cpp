#include "backends/opencl/cl_error.hpp"

#include <algorithm>
#include <array>

namespace assay::opencl {
namespace {

struct NamedError {
    cl_int code;
    std::string_view name;
    std::string_view meaning; ///< in words with a next step, where the name alone does not help
};

#define NAMED(code, meaning)                                                                                           \
    NamedError                                                                                                         \
    {                                                                                                                  \
        code, #code, meaning                                                                                           \
    }
constexpr std::array kErrors{
    NAMED(CL_DEVICE_NOT_FOUND, ""),
    NAMED(CL_DEVICE_NOT_AVAILABLE, "the device went away; look at the kernel log"),
    NAMED(CL_COMPILER_NOT_AVAILABLE, "this driver cannot compile OpenCL C"),
    NAMED(CL_MEM_OBJECT_ALLOCATION_FAILURE, "not enough device memory; make the workload smaller or use fewer slots"),
    NAMED(CL_OUT_OF_RESOURCES, "too many registers, too much local memory, or the kernel read or wrote out of bounds"),
    NAMED(CL_OUT_OF_HOST_MEMORY, "not enough host memory"),
    NAMED(CL_PROFILING_INFO_NOT_AVAILABLE, ""),
    NAMED(CL_MAP_FAILURE, ""),
    NAMED(CL_BUILD_PROGRAM_FAILURE, ""),
    NAMED(CL_MISALIGNED_SUB_BUFFER_OFFSET, ""),
    NAMED(CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST, "an earlier command of the query failed"),
    NAMED(CL_COMPILE_PROGRAM_FAILURE, ""),
    NAMED(CL_LINKER_NOT_AVAILABLE, ""),
    NAMED(CL_LINK_PROGRAM_FAILURE, ""),
    NAMED(CL_KERNEL_ARG_INFO_NOT_AVAILABLE, ""),
    NAMED(CL_INVALID_VALUE, ""),
    NAMED(CL_INVALID_DEVICE_TYPE, ""),
    NAMED(CL_INVALID_PLATFORM, ""),
    NAMED(CL_INVALID_DEVICE, ""),
    NAMED(CL_INVALID_CONTEXT, ""),
    NAMED(CL_INVALID_QUEUE_PROPERTIES, ""),
    NAMED(CL_INVALID_COMMAND_QUEUE, ""),
    NAMED(CL_INVALID_HOST_PTR, ""),
    NAMED(CL_INVALID_MEM_OBJECT, ""),
    NAMED(CL_INVALID_BINARY, ""),
    NAMED(CL_INVALID_BUILD_OPTIONS, ""),
    NAMED(CL_INVALID_PROGRAM, ""),
    NAMED(CL_INVALID_PROGRAM_EXECUTABLE, ""),
    NAMED(CL_INVALID_KERNEL_NAME, "the program has no kernel of this name"),
    NAMED(CL_INVALID_KERNEL_DEFINITION, ""),
    NAMED(CL_INVALID_KERNEL, ""),
    NAMED(CL_INVALID_ARG_INDEX, "the kernel takes fewer arguments than the manifest's launch gives"),
    NAMED(CL_INVALID_ARG_VALUE, ""),
    NAMED(CL_INVALID_ARG_SIZE, "the kernel's argument has another type than the manifest's launch gives"),
    NAMED(CL_INVALID_KERNEL_ARGS, "the kernel takes more arguments than the manifest's launch gives"),
    NAMED(CL_INVALID_WORK_DIMENSION, ""),
    NAMED(CL_INVALID_WORK_GROUP_SIZE, "the device does not take this local size with this kernel"),
    NAMED(CL_INVALID_WORK_ITEM_SIZE, "the device does not take this local size"),
    NAMED(CL_INVALID_GLOBAL_OFFSET, ""),
    NAMED(CL_INVALID_EVENT_WAIT_LIST, ""),
    NAMED(CL_INVALID_EVENT, ""),
    NAMED(CL_INVALID_OPERATION, ""),
    NAMED(CL_INVALID_BUFFER_SIZE, "a tensor is empty or larger than the device can allocate at once"),
    NAMED(CL_INVALID_GLOBAL_WORK_SIZE, ""),
    NAMED(CL_INVALID_PROPERTY, ""),
    NAMED(CL_INVALID_COMPILER_OPTIONS, ""),
};
#undef NAMED

const NamedError *find(cl_int code)
{
    const auto *found =
        std::find_if(kErrors.begin(), kErrors.end(), [&](const NamedError &error) { return error.code == code; });
    return found == kErrors.end() ? nullptr : found;
}

} // namespace

std::string errorName(cl_int code)
{
    const NamedError *error = find(code);
    return error != nullptr ? std::string(error->name) : "OpenCL error " + std::to_string(code);
}

assay_status statusFor(cl_int code)
{
    switch (code) {
    case CL_DEVICE_NOT_AVAILABLE:
        return ASSAY_DEVICE_LOST;
    case CL_MEM_OBJECT_ALLOCATION_FAILURE:
    case CL_OUT_OF_HOST_MEMORY:
        return ASSAY_OUT_OF_MEMORY;
    case CL_BUILD_PROGRAM_FAILURE:
    case CL_COMPILE_PROGRAM_FAILURE:
    case CL_LINK_PROGRAM_FAILURE:
    case CL_INVALID_KERNEL_NAME:
        return ASSAY_BUILD_FAILED;
    case CL_INVALID_WORK_GROUP_SIZE:
    case CL_INVALID_WORK_ITEM_SIZE:
    case CL_INVALID_BUFFER_SIZE:
    case CL_COMPILER_NOT_AVAILABLE:
        return ASSAY_UNSUPPORTED;
    default:
        return ASSAY_DEVICE_ERROR;
    }
}

sdk::Failure clFailure(std::string_view call, cl_int code)
{
    std::string text = std::string(call) + " failed: " + errorName(code);
    if (const NamedError *error = find(code); error != nullptr && !error->meaning.empty())
        text += " (" + std::string(error->meaning) + ")";
    return {statusFor(code), text};
}

} // namespace assay::opencl
