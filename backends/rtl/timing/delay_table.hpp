#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backends/rtl/design/part.hpp"
#include "backends/rtl/netlist/netlist.hpp"
#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

/// What a path is made of besides published delays: how many of each, times a fitted delay (NetDelays).
struct PathTerms {
    enum Term { Nets, LogFanout, Spread, GlobalWires, BlockNets };
    static constexpr std::size_t kCount = BlockNets + 1;
    std::array<double, kCount> count{};

    PathTerms &operator+=(const PathTerms &other);
};

/// A delay that is partly published, partly fitted.
struct PathDelay {
    double seconds = 0; ///< published
    PathTerms terms;    ///< fitted

    PathDelay &operator+=(const PathDelay &other);
};

/// Seconds for one of each term. The delay of a net is a + b·ln(fanout) + c·√(logic cells of the design / 1000), more
/// where it leaves or enters a block RAM or a multiplier; the way to a global buffer has a delay of its own.
struct NetDelays {
    std::array<double, PathTerms::kCount> seconds{};

    [[nodiscard]] double of(const PathDelay &path) const;
};

/// Delays of one cell: of each pin ("RDATA", one bit: "S[2]", or pins that are numbered: "DOA#").
struct CellDelays {
    struct Arc {
        std::string from, to;
        double seconds = 0;
    };
    struct PinDelay {
        std::string pin;
        double seconds = 0;
    };
    std::vector<Arc> arcs;        ///< through the cell, without a clock
    std::vector<PinDelay> launch; ///< clock edge to output
    std::vector<PinDelay> setup;  ///< input to clock edge
    bool block = false;           ///< a block RAM or multiplier: sits in a column of its own
};

/// Delays of one part, as resources/rtl/timing/FAMILY.json has them, with their sources.
class DelayTable {
public:
    /// Errors: Unsupported where there is no table for the part; InvalidInput where the file is wrong.
    [[nodiscard]] static Result<DelayTable> read(const std::filesystem::path &sharedFolder, const Part &part);

    /// Error Unsupported for a cell without published delays: it names the cell.
    [[nodiscard]] Result<CellDelays> delays(const Netlist::Cell &cell) const;

    /// Pairs of pins with a connection of their own between neighbouring cells, and its delay.
    struct Direct {
        std::string fromType, fromPin, toType, toPin; ///< "CARRY4", "CO[3]", "CARRY4", "CI"
        double seconds = 0;
    };
    /// Carry chains of logic cells: iCE40.
    struct Carry {
        std::size_t cellsPerTile = 0;
        double nextTile = 0; ///< seconds from one tile's last cell to the next one's first
        double toLut = 0;    ///< from a carry to the LUT of the next cell
        double in = 0;       ///< through the cell that takes a fabric net into a chain
        double out = 0;      ///< through the cell that takes a carry out to the fabric
    };
    /// Nets that place and route moves to global wires: iCE40.
    struct Globals {
        std::size_t moreThan = 0; ///< resets or enables of a net that make it global
        std::size_t ofAKind = 0, all = 0;
        double seconds = 0; ///< buffer and global wire
    };
    /// How far the estimates of held-out kernels were from place and route.
    struct Accuracy {
        double lowFactor = 0, highFactor = 0; ///< the interval is the clock times these
        std::string how;                      ///< what the estimate rests on
    };
    NetDelays nets;
    std::vector<std::string> luts, flipFlops; ///< cell types that share a logic cell when one drives the other only
    std::vector<Direct> direct;
    std::optional<Carry> carry;
    std::optional<Globals> globals;
    double portLaunch = 0, portSetup = 0; ///< of the flip-flops around the core
    double clockFactor = 1;               ///< of a family whose clock is that of another one, scaled
    std::optional<double> clockTreeHertz; ///< no clock is higher: the data sheet's limit of the clock tree
    Accuracy accuracy;

private:
    struct Entry {
        std::vector<std::pair<std::string, Json>> when; ///< parameters that it holds for: numbers or texts
        CellDelays delays;
    };
    Status readPart(const Json &part);
    Status readCell(const Json &cell);
    void readAccuracy(const Json &part);
    void scale(const Json &part);
    [[nodiscard]] bool holds(const Entry &entry, const Netlist::Cell &cell) const;

    std::string m_part;
    std::map<std::string, std::vector<Entry>, std::less<>> m_cells;
    Json m_defaults = Json::object(); ///< of parameters that a netlist may leave out; others are 0
};

} // namespace assay::rtl
