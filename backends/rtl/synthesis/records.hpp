#pragma once

#include "backends/rtl/synthesis/synthesis_store.hpp"
#include "core/base/json.hpp"

namespace assay::rtl {

/// Results as they are written: in the cache, and as data in resources/rtl/results. Only what is known is written, in
/// SI units (estimates, clocks: hertz). Reading throws Json::exception where a field has another type.
[[nodiscard]] Json toJson(const Resources &resources);
[[nodiscard]] Resources resourcesFrom(const Json &record);

[[nodiscard]] Json toJson(const ClockEstimate &estimate);
[[nodiscard]] ClockEstimate estimateFrom(const Json &record);

/// resources, beat bytes, seconds, tool, activity; of the estimates the one named estimateName(part), where it is
/// there.
[[nodiscard]] Json toJson(const Synthesis &synthesis);
[[nodiscard]] Synthesis synthesisFrom(const Json &record, const Part &part);

[[nodiscard]] Json toJson(const PlaceAndRoute &result);
[[nodiscard]] PlaceAndRoute placeAndRouteFrom(const Json &record);

/// A clock is estimated for each of these: "hx8k", "up5k", …; "ecp5", "xc7", "ultrascale+".
[[nodiscard]] std::string estimateName(const Part &part);

} // namespace assay::rtl
