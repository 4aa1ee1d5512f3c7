#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "backends/rtl/netlist/netlist.hpp"
#include "backends/rtl/power/mac16.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

/// Simulates a mapped iCE40 netlist with one clock, gate by gate and without delays: every net changes at most once a
/// clock. All flip-flops start as 0, like the chip's. Unconnected inputs are 0, enables 1.
class GateSimulator {
public:
    /// Errors: Unsupported for a cell that cannot be simulated, and for several clocks; Failed for a combinational
    /// loop.
    [[nodiscard]] static Result<GateSimulator> of(const Netlist &netlist);

    /// Takes effect with the next step(); constants and open bits are ignored.
    void set(std::int32_t net, bool value);
    /// After the last step; constants are what they are, open bits 0.
    [[nodiscard]] bool get(std::int32_t net) const { return m_values[place(net)] != 0; }
    /// A clock edge, the inputs that were set with it, and the gates behind both.
    void step();

    /// Since construction or the last resetCounts(). The clock's own net is not counted.
    [[nodiscard]] std::uint64_t toggles() const { return m_toggles; }
    [[nodiscard]] std::uint64_t ramAccesses() const { return m_ramAccesses; }
    [[nodiscard]] const std::vector<std::uint64_t> &togglesOfNets() const { return m_netToggles; }
    void resetCounts();
    /// Counts each net, too; slower.
    void countNets() { m_netToggles.assign(m_values.size(), 0); }

    [[nodiscard]] std::int64_t flipFlops() const { return static_cast<std::int64_t>(m_flipFlops.size()); }
    [[nodiscard]] std::int64_t rams() const { return static_cast<std::int64_t>(m_rams.size()); }
    [[nodiscard]] std::int64_t dsps() const { return static_cast<std::int64_t>(m_macs.size()); }

private:
    /// A LUT or carry, or (mac ≥ 0) a multiplier whose output depends on inputs of the same clock.
    struct Gate {
        std::array<std::uint32_t, 4> inputs{};
        std::uint32_t output = 0;
        std::uint16_t table = 0; ///< bit i: output for inputs i
        std::int16_t mac = -1;
    };
    struct FlipFlop {
        std::uint32_t data = 0, enable = 0, reset = 0, output = 0;
        bool resetTo = false, asynchronous = false;
    };
    struct Ram {
        std::uint32_t readEnable = 0, readClockEnable = 0, writeEnable = 0, writeClockEnable = 0;
        std::array<std::uint32_t, 11> readAddress{}, writeAddress{};
        std::array<std::uint32_t, 16> mask{}, writeData{}, readData{};
        int readMode = 0, writeMode = 0;
        std::array<std::uint16_t, 256> words{};
        std::uint16_t read = 0;
    };
    struct Mac {
        Mac16 unit;
        std::array<std::uint32_t, Mac16::kInputs> inputs{};
        std::array<std::uint32_t, 32> output{};
    };

    explicit GateSimulator(std::int32_t nets);
    [[nodiscard]] std::uint32_t place(std::int32_t net) const;
    [[nodiscard]] std::uint32_t input(const Netlist::Cell &cell, std::string_view pin, bool open,
                                      std::size_t bit = 0) const;
    [[nodiscard]] std::uint32_t output(const Netlist::Cell &cell, std::string_view pin, std::size_t bit = 0) const;
    Status add(const Netlist &netlist, const Netlist::Cell &cell);
    Status addMac(const Netlist &netlist, const Netlist::Cell &cell);
    void addFlipFlop(const Netlist::Cell &cell);
    void addRam(const Netlist::Cell &cell);
    Status checkClocks(const Netlist &netlist) const;
    Status sortGates();

    template <std::size_t N> [[nodiscard]] std::uint32_t word(const std::array<std::uint32_t, N> &bits) const;
    [[nodiscard]] Mac16::Inputs inputsOf(const Mac &mac) const;
    void write(std::uint32_t at, std::uint8_t value);
    void writeOutput(const Mac &mac);
    void clockRam(Ram &ram);
    void settle();
    bool settleAsynchronous();

    std::vector<std::uint8_t> m_values; ///< of the nets, then 0, 1 and a place nobody reads
    std::vector<Gate> m_gates;          ///< in the order of the signal
    std::vector<FlipFlop> m_flipFlops;
    std::vector<std::uint8_t> m_next; ///< of each flip-flop
    std::vector<Ram> m_rams;
    std::vector<Mac> m_macs;
    std::vector<std::pair<std::uint32_t, std::uint8_t>> m_inputs; ///< to be set with the next step
    std::vector<std::uint64_t> m_netToggles;
    std::uint64_t m_toggles = 0, m_ramAccesses = 0;
    bool m_hasAsynchronous = false;
};

} // namespace assay::rtl
