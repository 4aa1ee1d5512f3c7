#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/measure/observation.hpp"

namespace assay::measure {

/// Where the machine is read; other roots let tests replay recorded machines.
struct EnvironmentRoots {
    std::string sys = "/sys";
    std::string proc = "/proc";
};

/// The machine now: CPU model, cores, governor, boost, frequencies, throttle counts, kernel, virtual machine, clock
/// source, load, memory, steal and busy ticks, this process's CPU time, the clocks' distance, debug build. A fact that
/// cannot be read is left out, never 0. Takes about a millisecond; never inside a timed region.
[[nodiscard]] Json environmentRecord(const EnvironmentRoots &roots = {});

/// What changed on the machine while measuring, as validity findings: steal above 1 % or CPU use by others above 5 %
/// (invalid), a stepped clock or a suspend (invalid), changed frequency (above 2 %), throttling; and what was not
/// right to begin with: governor, boost, virtual machine, debug build (warnings).
[[nodiscard]] std::vector<ValidityFinding> environmentFindings(const Json &start, const Json &end);

} // namespace assay::measure
