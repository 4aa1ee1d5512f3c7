#pragma once

#include <optional>
#include <vector>

#include "backends/rtl/design/part.hpp"

namespace assay::rtl {

/// What a core takes by its closed form (manifest, `area`), before anything is synthesised.
struct AreaEstimate {
    struct Memory {
        double width = 0, depth = 0; ///< bits of a word, words
    };
    std::optional<double> lut; ///< absent: not known
    double multipliers = 0;    ///< that may go to DSP blocks
    double multiplierLuts = 0; ///< LUTs of one for which no DSP block is left
    std::vector<Memory> memories;
};

/// A LUT estimate this many times what the part has is hopeless; closed forms are not better than that.
inline constexpr double kHopelessLuts = 1.5;

/// What makes synthesis pointless: more bits of memory than the part can hold in block RAM and, poorly, in LUTs or
/// flip-flops together; or LUTs (with the multipliers beyond the DSP blocks) beyond kHopelessLuts. Empty where
/// synthesis has to tell.
[[nodiscard]] std::vector<Shortage> hopeless(const AreaEstimate &estimate, const Part &part);

} // namespace assay::rtl
