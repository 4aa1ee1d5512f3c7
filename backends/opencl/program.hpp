#pragma once

#include <filesystem>
#include <string>

#include "backends/opencl/device.hpp"
#include "backends/opencl/handle.hpp"

namespace assay::opencl {

/// A program built for one device, and how.
struct BuiltProgram {
    Program program;
    bool fromCache = false;
    double buildSeconds = 0; ///< compiling, or loading from the cache
    std::string log;         ///< what the compiler said; may be long
};

/// Compiles `sourceFile` with `options`, or takes the binary that an earlier build of the same source, options, device
/// and driver left in `cacheFolder` ("" for none). A cached binary that the driver refuses is built again.
/// Throws Failure(ASSAY_BUILD_FAILED) with the compiler's log, its first error first.
[[nodiscard]] BuiltProgram buildProgram(cl_context context, const Device &device,
                                        const std::filesystem::path &sourceFile, const std::string &options,
                                        const std::filesystem::path &cacheFolder);

/// The log from its first error on, cut at `limit` bytes; the whole log when no line says "error".
[[nodiscard]] std::string firstErrors(const std::string &log, std::size_t limit);

} // namespace assay::opencl
