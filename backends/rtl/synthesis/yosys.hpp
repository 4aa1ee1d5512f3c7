#pragma once

#include <filesystem>
#include <string>

#include "backends/rtl/design/design.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

/// Changes whenever what is asked of Yosys changes; part of the key of cached results.
inline constexpr const char *kYosysFlow = "flat, out of context, 1";

/// Bytes of a beat at a core's two ports.
struct BeatBytes {
    int input = 0, output = 0;
};

/// Maps a core for `family` (synthesisFamily) and writes `folder`/netlist.json, a flat netlist with the core as its
/// only module besides the library's. Errors: Unsupported without Yosys; Failed with Yosys's words, file and line
/// first.
[[nodiscard]] Status synthesise(const Design &design, const std::string &family, const std::filesystem::path &folder,
                                double limitSeconds);

/// Puts shift registers around a mapped core: `core` is the netlist of module `top` that synthesise() wrote. Writes
/// `folder`/netlist.json, flat, module `pins`; `pins` is resources/rtl/pins.v. The core's own cells stay as they are.
[[nodiscard]] Status wrapInPins(const std::filesystem::path &core, const std::string &top, BeatBytes bytes,
                                const std::filesystem::path &pins, const std::filesystem::path &folder,
                                double limitSeconds);

} // namespace assay::rtl
