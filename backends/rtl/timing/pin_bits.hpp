#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "backends/rtl/netlist/netlist.hpp"
#include "backends/rtl/timing/delay_table.hpp"

namespace assay::rtl {

/// Every bit of every pin of a netlist under one number, and what is on each net: for passes over a netlist.
class PinBits {
public:
    explicit PinBits(const Netlist &netlist);

    struct Bit {
        std::int32_t net = Netlist::kOpen;
        std::int32_t cell = -1; ///< −1: an output port of the core
        std::int32_t pin = 0, index = 0;
    };
    [[nodiscard]] const std::vector<Bit> &bits() const { return m_bits; }
    /// The bits a name of a delay table stands for: "RDATA" all of them, "S[2]" one, "DOA#" DOA0, DOA1 … Appended to
    /// `found`.
    void named(std::size_t cell, std::string_view name, std::vector<std::int32_t> &found) const;
    /// The pin's lowest bit, −1 where the cell has no such pin.
    [[nodiscard]] std::int32_t bit(std::size_t cell, std::string_view pin) const;
    /// The bit that drives a net, −1: an input port, or nothing.
    [[nodiscard]] std::int32_t driver(std::int32_t net) const { return m_driver[static_cast<std::size_t>(net)]; }
    [[nodiscard]] std::string_view pinName(std::int32_t bit) const;
    [[nodiscard]] std::int32_t outputPorts() const { return m_outputPorts; } ///< the bits from here on are ports

private:
    const Netlist &m_netlist;
    std::vector<Bit> m_bits;
    std::vector<std::size_t> m_firstPin;  ///< of a cell, in m_firstBit
    std::vector<std::int32_t> m_firstBit; ///< of a pin
    std::vector<std::int32_t> m_driver;
    std::int32_t m_outputPorts = 0;
};

/// How the wires to the inputs of cells run: filled for all inputs by default as fabric nets, then refined by what
/// packing does.
struct Wires {
    enum class Kind : std::uint8_t {
        Untimed, ///< no path ends or goes on here: clocks, constants, unused
        Fabric,  ///< through the general routing; counts in the net's fanout
        Shared,  ///< enters a logic cell by an input that is counted already
        Direct,  ///< by a connection of its own
        Global   ///< by a global buffer
    };
    std::vector<Kind> kind;                       ///< of each pin bit
    std::vector<double> seconds;                  ///< of each pin bit: published delays between driver and pin
    std::vector<std::vector<std::int32_t>> sinks; ///< of each net, the timed bits on it
};

/// The data input of a flip-flop.
[[nodiscard]] bool isDataPin(std::string_view pin);

/// LUT and flip-flop in one logic cell, and dedicated connections.
void packDirect(const Netlist &netlist, const PinBits &pins, const DelayTable &table, Wires &wires);
/// iCE40's carry chains: cells of a tile, tiles, ways in and out of the chain.
void packCarryChains(const Netlist &netlist, const PinBits &pins, const DelayTable &table, Wires &wires);
/// iCE40's global buffers for nets with many resets or clock enables, as nextpnr chooses them.
void promoteGlobals(const Netlist &netlist, const PinBits &pins, const DelayTable &table, Wires &wires);

} // namespace assay::rtl
