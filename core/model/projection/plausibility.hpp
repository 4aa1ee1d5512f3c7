#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/projection/calibration.hpp"

namespace assay::model {

/// Why a time cannot be: not above zero, not a number, shorter than at the roof (within rounding), or a roof that is
/// none. "" when it may be.
[[nodiscard]] std::string implausible(double seconds, const RoofWork &roof);

/// What is claimed of a device, and what it can do at most; what is not known is not judged.
struct Claim {
    std::optional<double> seconds, roofSeconds;
    std::optional<double> watts, limitWatts; ///< of one device, and its power limit
    std::optional<double> utilisation;       ///< busy fraction
};
/// All reasons why the claim is impossible; such a number is quarantined: shown with the reason, never ranked, compared
/// or calibrated with.
[[nodiscard]] std::vector<std::string> gates(const Claim &claim);

} // namespace assay::model
