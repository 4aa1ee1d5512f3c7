#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "backends/rtl/netlist/netlist.hpp"
#include "backends/rtl/power/gate_simulator.hpp"
#include "backends/rtl/stream/layout.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

/// Speaks resources/rtl's AXI4-Stream convention to a simulated netlist, without pauses on either side.
class StreamDriver {
public:
    /// Errors: InvalidInput names the port that the convention has and the netlist lacks.
    [[nodiscard]] static Result<StreamDriver> of(const Netlist &netlist, GateSimulator &simulator);

    /// Four clocks of reset, then the core waits for packets.
    void reset();
    /// Sends all packets and takes output until `outputBytes` have come. Counts of the simulator begin with the first
    /// beat accepted. Error Failed after `cycleLimit` clocks.
    [[nodiscard]] Result<std::vector<std::uint8_t>> run(const Packets &packets, std::uint64_t outputBytes,
                                                        std::uint64_t cycleLimit);
    /// Clocks of the last run, from the first beat accepted to the last one given, both included.
    [[nodiscard]] std::uint64_t clocks() const { return m_clocks; }

private:
    struct Ports {
        const Netlist::Pin *inData, *inKeep, *inUser, *inLast, *inValid, *inReady;
        const Netlist::Pin *outData, *outKeep, *outLast, *outValid, *outReady, *reset;
    };
    StreamDriver(const Ports &ports, GateSimulator &simulator) : m_ports(ports), m_simulator(&simulator) {}
    void present(const Packets &packets);
    void advance(const Packets &packets);
    void collect(std::vector<std::uint8_t> &output) const;
    void set(const Netlist::Pin &pin, std::size_t bit, bool value) { m_simulator->set(pin.nets[bit], value); }
    [[nodiscard]] bool get(const Netlist::Pin &pin, std::size_t bit = 0) const
    {
        return m_simulator->get(pin.nets[bit]);
    }

    Ports m_ports;
    GateSimulator *m_simulator;
    std::size_t m_packet = 0;     ///< whose beat is presented; behind the last: none
    std::uint64_t m_start = 0;    ///< of that beat among all bytes
    std::uint64_t m_inPacket = 0; ///< of that beat in its packet
    std::uint64_t m_clocks = 0;
};

} // namespace assay::rtl
