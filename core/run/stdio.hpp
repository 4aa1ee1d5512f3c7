#pragma once

#include "core/base/result.hpp"

namespace assay::run {

/// The runner's message descriptors, taken away from drivers: what a vendor library prints goes to the log.
struct PrivateDescriptors {
    int read = -1;  ///< messages from the desk side
    int write = -1; ///< messages to it
};

/// Duplicates stdin and stdout to private descriptors (close-on-exec), points fd 0 at /dev/null and fd 1 at fd 2.
/// Call first thing in main().
[[nodiscard]] Result<PrivateDescriptors> claimStdio();

} // namespace assay::run
