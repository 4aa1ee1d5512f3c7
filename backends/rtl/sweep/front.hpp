#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace assay::rtl {

/// A design point as it competes with others of the same `group`: both figures, less is better. A figure that is not
/// known competes with none.
struct Contender {
    std::string group;
    std::optional<double> latencySeconds, area;
};

/// Which contenders may be on the Pareto front: those to which no other is clearly better, that is, at most as large
/// and faster by more than `tolerance` (0.15: 15 %). Points within the error of their estimated clocks stay.
[[nodiscard]] std::vector<bool> nearFront(const std::vector<Contender> &contenders, double tolerance);

} // namespace assay::rtl
