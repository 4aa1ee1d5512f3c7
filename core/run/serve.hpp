#pragma once

#include "core/run/stdio.hpp"

namespace assay::run {

/// The runner's whole life: says hello, takes one request ("job" or "inventory") from the private descriptors,
/// answers it and ends. Sends progress three times a second; ends at once when the desk side closes its pipe
/// (cancelled, or gone). Returns the exit code: 0 when a last word was said.
[[nodiscard]] int serve(const PrivateDescriptors &descriptors);

} // namespace assay::run
