#pragma once

#include <cstdint>
#include <string>

#include "plugins/abi/assay_plugin.h"

namespace assay::faulty {

/// What goes wrong, where, and how many calls go well before.
struct Plan {
    std::string fault = "none";
    std::string when = "execute";
    std::int64_t after = 0;
};

/// Does what the plan says if `when` is the plan's and its time has come; returns ASSAY_OK where the call may go on.
/// Faults of the output (wrong, nan, partial) are left to the caller: see spoils().
/// Every fault ends by itself after minutes, or at 4 GiB or 300 processes, should nobody stop it.
assay_status strike(Plan &plan, const char *when, assay_error *error);

/// Whether the plan spoils the output of a download in this way.
[[nodiscard]] bool spoils(const Plan &plan, const char *fault);

} // namespace assay::faulty
