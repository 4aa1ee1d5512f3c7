#pragma once

#include <optional>
#include <string>
#include <vector>

#include "backends/rtl/session/clock.hpp"
#include "backends/rtl/session/point.hpp"
#include "backends/rtl/synthesis/synthesis_store.hpp"

namespace assay::rtl {

/// What is known of a design as hardware: what it takes of the chip, and its clock.
struct HardwareResult {
    std::optional<Synthesis> synthesis;
    std::string synthesisMissing; ///< why there is none
    std::optional<PlaceAndRoute> routed;
    std::optional<ClockEstimate> estimate;
    Clock clock;
};

/// Looks results up, makes the missing ones where tools are there, and decides the clock. Throws sdk::Failure: the
/// design does not elaborate (build failed, with file and line), does not fit (by how much), or has no clock.
[[nodiscard]] HardwareResult findHardware(const Point &point, const SynthesisStore &store,
                                          const std::filesystem::path &sharedFolder);

/// The estimate of Fmax from a synthesised netlist, or from data that came without one; nothing when neither is there.
[[nodiscard]] std::optional<ClockEstimate> estimateFrom(const Synthesis &synthesis, const Design &design,
                                                        const Part &part, const std::filesystem::path &sharedFolder);

} // namespace assay::rtl
