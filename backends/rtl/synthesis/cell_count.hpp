#pragma once

#include "backends/rtl/design/part.hpp"
#include "backends/rtl/netlist/netlist.hpp"

namespace assay::rtl {

/// What a mapped netlist takes of its chip. Cells of a type that takes nothing of these resources (constants, buffers,
/// multiplexers inside a slice) do not count.
///
/// iCE40's logic cells are counted as nextpnr-ice40 packs them: each LUT takes one; a flip-flop shares it when nothing
/// but the flip-flop reads the LUT, and a carry bit when its three inputs are the LUT's. nextpnr adds some per cent
/// where it breaks long carry chains.
[[nodiscard]] Resources countResources(const Netlist &netlist);

} // namespace assay::rtl
