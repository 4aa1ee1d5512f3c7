#include "backends/rtl/power/stream_driver.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace assay::rtl {
namespace {

bool hasKeepOfEachByte(const Netlist &netlist, const std::string &stream)
{
    const Netlist::Pin *data = netlist.port(stream + "data"), *keep = netlist.port(stream + "keep");
    return data != nullptr && keep != nullptr && data->nets.size() == 8 * keep->nets.size();
}

} // namespace

Result<StreamDriver> StreamDriver::of(const Netlist &netlist, GateSimulator &simulator)
{
    struct Named {
        const char *name;
        const Netlist::Pin *Ports::*place;
    };
    static constexpr std::array<Named, 12> kPorts{{{"s_axis_tdata", &Ports::inData},
                                                   {"s_axis_tkeep", &Ports::inKeep},
                                                   {"s_axis_tuser", &Ports::inUser},
                                                   {"s_axis_tlast", &Ports::inLast},
                                                   {"s_axis_tvalid", &Ports::inValid},
                                                   {"s_axis_tready", &Ports::inReady},
                                                   {"m_axis_tdata", &Ports::outData},
                                                   {"m_axis_tkeep", &Ports::outKeep},
                                                   {"m_axis_tlast", &Ports::outLast},
                                                   {"m_axis_tvalid", &Ports::outValid},
                                                   {"m_axis_tready", &Ports::outReady},
                                                   {"aresetn", &Ports::reset}}};
    Ports ports{};
    for (const auto &[name, place] : kPorts) {
        const Netlist::Pin *found = netlist.port(name);
        if (found == nullptr || found->nets.empty())
            return failure(ErrorCode::InvalidInput,
                           fmt::format("{} has no port '{}' of the AXI4-Stream convention (resources/rtl/README.md)",
                                       netlist.top, name));
        ports.*place = found;
    }
    if (!hasKeepOfEachByte(netlist, "s_axis_t") || !hasKeepOfEachByte(netlist, "m_axis_t"))
        return failure(
            ErrorCode::InvalidInput,
            fmt::format("{}: tkeep has to be a bit for each byte of tdata (resources/rtl/README.md)", netlist.top));
    return StreamDriver(ports, simulator);
}

void StreamDriver::reset()
{
    set(*m_ports.reset, 0, false);
    set(*m_ports.inValid, 0, false);
    set(*m_ports.outReady, 0, true);
    for (int clock = 0; clock < 4; ++clock)
        m_simulator->step();
    set(*m_ports.reset, 0, true);
    m_simulator->step();
}

/// The beat at m_start, or none.
void StreamDriver::present(const Packets &packets)
{
    const bool valid = m_packet < packets.packets.size();
    set(*m_ports.inValid, 0, valid);
    if (!valid)
        return;
    const auto &packet = packets.packets[m_packet];
    const std::uint64_t width = m_ports.inKeep->nets.size(), left = packet.bytes - m_inPacket;
    for (std::size_t byte = 0; byte < width; ++byte) {
        const bool kept = byte < left;
        const std::uint8_t value = kept ? packets.bytes[m_start + byte] : 0;
        set(*m_ports.inKeep, byte, kept);
        for (std::size_t bit = 0; bit < 8; ++bit)
            set(*m_ports.inData, 8 * byte + bit, ((value >> bit) & 1U) != 0);
    }
    set(*m_ports.inUser, 0, packet.user != 0);
    set(*m_ports.inLast, 0, left <= width);
}

void StreamDriver::advance(const Packets &packets)
{
    const auto &packet = packets.packets[m_packet];
    const std::uint64_t taken = std::min<std::uint64_t>(m_ports.inKeep->nets.size(), packet.bytes - m_inPacket);
    m_start += taken;
    m_inPacket += taken;
    if (m_inPacket == packet.bytes) {
        ++m_packet;
        m_inPacket = 0;
    }
}

void StreamDriver::collect(std::vector<std::uint8_t> &output) const
{
    for (std::size_t byte = 0; byte < m_ports.outKeep->nets.size(); ++byte) {
        if (!get(*m_ports.outKeep, byte))
            continue;
        unsigned value = 0;
        for (std::size_t bit = 0; bit < 8; ++bit)
            value |= (get(*m_ports.outData, 8 * byte + bit) ? 1U : 0U) << bit;
        output.push_back(static_cast<std::uint8_t>(value));
    }
}

Result<std::vector<std::uint8_t>> StreamDriver::run(const Packets &packets, std::uint64_t outputBytes,
                                                    std::uint64_t cycleLimit)
{
    std::vector<std::uint8_t> output;
    m_packet = m_start = m_inPacket = m_clocks = 0;
    present(packets);
    m_simulator->step();
    bool started = false;
    for (std::uint64_t clock = 0; clock < cycleLimit; ++clock) {
        const bool accepted = m_packet < packets.packets.size() && get(*m_ports.inReady);
        if (accepted && !started) {
            started = true;
            m_simulator->resetCounts();
        }
        m_clocks += started ? 1 : 0;
        if (get(*m_ports.outValid))
            collect(output);
        if (accepted) {
            advance(packets);
            present(packets);
        }
        m_simulator->step();
        if (m_packet == packets.packets.size() && output.size() >= outputBytes)
            return output;
    }
    return failure(
        ErrorCode::Failed,
        fmt::format("timed out after {} clocks: {} of {} packets were taken and {} of {} bytes given. The core may "
                    "hang, or the limit is too small",
                    cycleLimit, m_packet, packets.packets.size(), output.size(), outputBytes));
}

} // namespace assay::rtl
