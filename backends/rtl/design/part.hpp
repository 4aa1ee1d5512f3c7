#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

/// What designs are synthesised for. UltraScale+ takes Xc7's resources (Yosys packs its DSP and FF badly) and a scaled
/// clock.
enum class Family { Ice40, Ecp5, Xc7, UltraScalePlus };

/// Cells of one family: 4- or 6-input LUTs, block RAMs in the family's smallest block (iCE40 4 Kib; ECP5 18 Kib;
/// 7-series 18 Kib, so that a RAMB36 counts two). `lut` counts what LUTs are used for besides logic, too: carry chains
/// (ECP5) and memories of LUTs.
struct Resources {
    std::optional<std::int64_t> lut, ff, dsp, bram;
    /// iCE40: logic cells. One holds a LUT, the flip-flop behind it and a bit of carry chain; a flip-flop or a carry
    /// bit that has no LUT of its own takes another. Parts offer as many as they have LUTs.
    std::optional<std::int64_t> cells;
};

/// The chip of a board, as the hardware catalogue says.
struct Part {
    Family family = Family::Ice40;
    std::string name;    ///< "hx8k", "up5k", "lfe5u-85f", "xc7z020", "xcu250" …
    std::string package; ///< of iCE40: "ct256", "sg48"
    Resources available;
};

/// One resource of which there is too little.
struct Shortage {
    std::string resource; ///< "block RAMs", "LUTs" …
    std::int64_t needed = 0, available = 0;
};
/// Empty when it fits. What is not known is not compared. Where logic cells are known they count instead of LUTs and
/// flip-flops.
[[nodiscard]] std::vector<Shortage> shortages(const Resources &needed, const Resources &available);
/// "needs 36 of 32 block RAMs (112 %) and 9100 of 7680 LUTs (118 %)".
[[nodiscard]] std::string toText(const std::vector<Shortage> &shortages);

/// What takes part in comparisons of area: logic cells, or LUTs where a family has none.
[[nodiscard]] std::optional<std::int64_t> area(const Resources &resources);

/// What Yosys is run for: "ice40", "ice40-dsp" (UP5K: multipliers go to DSP blocks), "ecp5" or "xc7". Parts of the same
/// name here share a synthesis.
[[nodiscard]] std::string synthesisFamily(const Part &part);

} // namespace assay::rtl
