#pragma once

#include <filesystem>
#include <string>

#include "backends/rtl/design/part.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

/// What one seed of nextpnr-ice40 reached, with what the netlist takes of the part: logic cells, RAMs and DSP blocks.
struct Routed {
    double fmaxHz = 0;
    Resources used;
};

/// Places and routes a netlist of iCE40 cells; the pads go where nextpnr likes. `folder` takes the report. The clock is
/// that of the slowest clock domain. Errors: Unsupported without nextpnr-ice40 or for a part it does not know; Failed
/// with "does not fit …", "took more than 60 s", or nextpnr's words.
[[nodiscard]] Result<Routed> placeAndRoute(const std::filesystem::path &netlist, const Part &part, int seed,
                                           const std::filesystem::path &folder, double limitSeconds);

} // namespace assay::rtl
