#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/model/economics/decision.hpp"

namespace assay::model {

/// Values of all knobs with a range, drawn together: draw by draw the same for all options and along a whole axis
/// (common random numbers), so that differences are of the options and not of luck.
struct Draws {
    std::vector<const Knob *> knobs;         ///< those with a range
    std::vector<std::vector<double>> values; ///< of each knob, draw by draw
    std::size_t count = 0;

    void apply(Decision &decision, std::size_t draw) const;
};
/// A Latin hypercube: each knob's values are spread evenly over its distribution, in an order of their own, so that
/// means settle with few draws (McKay, Beckman, Conover 1979). The knobs must outlive the draws. `without`: a knob that
/// is left alone because it is an axis.
[[nodiscard]] Draws drawKnobs(std::span<const Knob> knobs, std::size_t count, std::uint64_t seed,
                              const Knob *without = nullptr);

} // namespace assay::model
