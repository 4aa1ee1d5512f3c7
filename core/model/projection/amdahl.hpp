#pragma once

#include <optional>

#include "core/base/result.hpp"

namespace assay::model {

/// What accelerating a part of a program gains over all (Amdahl 1967).
struct AmdahlGain {
    double overall = 1;        ///< at the part's own gain
    std::optional<double> cap; ///< with an infinitely fast part, 1 / (1 - f); nothing limits it when the part is all
};
/// `hotFraction` f of the time, in [0, 1], gets `gain` times faster, gain > 0. Errors: other numbers.
[[nodiscard]] Result<AmdahlGain> amdahl(double hotFraction, double gain);

} // namespace assay::model
