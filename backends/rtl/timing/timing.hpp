#pragma once

#include <filesystem>
#include <string>

#include "backends/rtl/design/part.hpp"
#include "backends/rtl/netlist/netlist.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

/// A clock that a design may run at, and how good the figure is.
struct ClockEstimate {
    double hertz = 0;
    double lowHertz = 0, highHertz = 0; ///< the interval it is stated with
    std::string how;                    ///< "netlist timing, fitted on nextpnr-ice40 (mean error 6 %)"
    std::string criticalPath;           ///< "m_sum[3] → … → m_axis_tdata[17]: 9 cells"
};

/// The longest path over the mapped netlist, from flip-flop, RAM, DSP or input to flip-flop, RAM, DSP or output: cell
/// delays as published for the part (resources/rtl/timing/*.json, with sources), and a net delay a + b·ln(fanout) and
/// two more constants, fitted on place and route of iCE40. Families without place and route get a wide interval.
/// Errors: Unsupported where the part or a cell has no published delays; Failed for a combinational loop, and for a
/// netlist without any path.
[[nodiscard]] Result<ClockEstimate> estimateClock(const Netlist &netlist, const Part &part,
                                                  const std::filesystem::path &sharedFolder);

} // namespace assay::rtl
