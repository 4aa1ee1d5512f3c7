#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <CL/cl.h>

#include "plugins/abi/assay_plugin.h"

namespace assay::opencl {

/// What an implementation's options (a JSON object in the workload's manifest, formulas evaluated) ask for:
///
///   "scratch":  [{"name": "partial", "bytes": 4096}, …]           device memory of a query's own, not initialised
///   "launches": [{"kernel": "scan",
///                 "global": [65536], "local": [64],               one to three sizes; local is optional
///                 "args": ["x", "partial", 17, {"real": 0.5}, "@i", {"even": "partial", "odd": "y"}],
///                 "repeat": 8}, …]                                 default 1
///
/// An argument is a tensor or scratch buffer by name, an int, a float, "@i" for the number of the repetition as an int,
/// or a buffer for even and another for odd repetitions. Launches run in order.
struct LaunchPlan {
    struct Scratch {
        std::string name;
        std::size_t bytes = 0;
    };
    struct Argument {
        enum class Kind { Memory, Integer, Real, Repetition } kind = Kind::Memory;
        std::size_t evenBuffer = 0; ///< index among tensors (manifest order) and, after them, scratch buffers
        std::size_t oddBuffer = 0;
        cl_int integer = 0;
        cl_float real = 0;

        [[nodiscard]] bool varies() const { return kind == Kind::Repetition || evenBuffer != oddBuffer; }
    };
    struct Launch {
        std::string kernel;
        std::vector<std::size_t> global, local;
        std::vector<Argument> arguments;
        unsigned repeat = 1;

        [[nodiscard]] bool varies() const; ///< whether repetitions differ in their arguments
    };
    std::vector<Scratch> scratch;
    std::vector<Launch> launches;
};

/// `entry` is the kernel of launches that name none. Throws Failure(ASSAY_INVALID_ARGUMENT) naming the launch, the key
/// and what is wrong.
[[nodiscard]] LaunchPlan parseLaunchPlan(std::string_view options, std::string_view entry,
                                         std::span<const assay_tensor> tensors);

} // namespace assay::opencl
