#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backends/rtl/netlist/netlist.hpp"
#include "backends/rtl/timing/delay_table.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

/// All paths of a netlist from flip-flop, RAM, multiplier or input to flip-flop, RAM, multiplier or output. A node is a
/// net where its driver drives it. The core's ports are taken to be flip-flops of the same clock outside.
struct TimingGraph {
    static constexpr std::int32_t kOutside = -1;
    struct Edge {
        std::int32_t from = kOutside, to = kOutside; ///< nets; outside: a clock edge
        PathDelay delay;                             ///< from clock edge or net through wire and cell
        std::int32_t cell = kOutside;                ///< index of the cell it goes through; outside: a port
    };
    std::vector<Edge> edges;
    std::int32_t nets = 0;

    /// Errors: Unsupported for a cell without published delays.
    [[nodiscard]] static Result<TimingGraph> of(const Netlist &netlist, const DelayTable &table);
};

struct LongestPath {
    PathDelay delay;
    double seconds = 0;
    std::vector<std::int32_t> edges; ///< of the graph, from clock edge to clock edge
};

/// Error Failed where the netlist has a combinational loop, or no path at all.
[[nodiscard]] Result<LongestPath> longestPath(const TimingGraph &graph, const NetDelays &nets);

} // namespace assay::rtl
