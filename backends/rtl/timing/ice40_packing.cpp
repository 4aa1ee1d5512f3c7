#include <algorithm>

#include "backends/rtl/timing/pin_bits.hpp"

namespace assay::rtl {
namespace {

/// What nextpnr-ice40 makes of carries (read in its ice40/chains.cc): cells of a chain follow each other in a column of
/// tiles; only the next cell sees a carry. Any other use goes out through a LUT, and the chain starts anew behind it.
class CarryChains {
public:
    CarryChains(const Netlist &netlist, const PinBits &pins, const DelayTable::Carry &delays, Wires &wires)
        : m_netlist(netlist), m_pins(pins), m_delays(delays), m_wires(wires)
    {
    }

    void pack()
    {
        for (std::size_t cell = 0; cell < m_netlist.cells.size(); ++cell)
            if (m_netlist.cells[cell].type == "SB_CARRY")
                shareInputs(cell);
        for (std::size_t cell = 0; cell < m_netlist.cells.size(); ++cell)
            if (m_netlist.cells[cell].type == "SB_CARRY" && startsChain(cell))
                walk(cell);
    }

private:
    std::int32_t net(std::size_t cell, std::string_view pin) const { return m_netlist.cells[cell].net(pin); }

    bool isLutBeside(std::size_t lut, std::size_t carry) const
    {
        return m_netlist.cells[lut].type == "SB_LUT4" && net(lut, "I1") == net(carry, "I0") &&
               net(lut, "I2") == net(carry, "I1");
    }

    /// The LUT of an adder takes the carry's operands, by the same inputs of the logic cell.
    void shareInputs(std::size_t carry)
    {
        for (const auto *pin : {"I0", "I1"}) {
            const std::int32_t bit = m_pins.bit(carry, pin);
            const std::int32_t on = net(carry, pin);
            if (bit < 0 || on < 0)
                continue;
            const auto &sinks = m_wires.sinks[static_cast<std::size_t>(on)];
            if (std::any_of(sinks.begin(), sinks.end(), [&](std::int32_t sink) {
                    const std::int32_t cell = m_pins.bits()[static_cast<std::size_t>(sink)].cell;
                    return cell >= 0 && isLutBeside(static_cast<std::size_t>(cell), carry);
                }))
                m_wires.kind[static_cast<std::size_t>(bit)] = Wires::Kind::Shared;
        }
    }

    bool isCarryOut(std::int32_t on) const
    {
        const std::int32_t driver = on < 0 ? -1 : m_pins.driver(on);
        return driver >= 0 && m_pins.pinName(driver) == "CO" &&
               m_netlist.cells[static_cast<std::size_t>(m_pins.bits()[static_cast<std::size_t>(driver)].cell)].type ==
                   "SB_CARRY";
    }

    bool startsChain(std::size_t carry) const
    {
        const std::int32_t in = net(carry, "CI");
        return !isCarryOut(in) || !staysInChain(in);
    }

    /// The bits that a carry goes to: the next carry's (−1: none) and those of LUTs.
    struct Users {
        std::int32_t next = -1;
        std::vector<std::int32_t> luts, others;
    };
    Users users(std::int32_t carryOut) const
    {
        Users found;
        for (const std::int32_t sink : m_wires.sinks[static_cast<std::size_t>(carryOut)]) {
            const std::int32_t cell = m_pins.bits()[static_cast<std::size_t>(sink)].cell;
            const bool logic = cell >= 0;
            const auto name = m_pins.pinName(sink);
            if (logic && name == "CI" && found.next < 0)
                found.next = sink;
            else
                (logic && name == "I3" ? found.luts : found.others).push_back(sink);
        }
        return found;
    }

    bool staysInChain(std::int32_t carryOut) const
    {
        const Users found = users(carryOut);
        if (!found.others.empty() || found.luts.size() > 1)
            return false;
        if (found.next < 0 || found.luts.empty())
            return true;
        const auto cellOf = [&](std::int32_t bit) {
            return static_cast<std::size_t>(m_pins.bits()[static_cast<std::size_t>(bit)].cell);
        };
        return isLutBeside(cellOf(found.luts.front()), cellOf(found.next));
    }

    void direct(std::int32_t bit, double seconds)
    {
        m_wires.kind[static_cast<std::size_t>(bit)] = Wires::Kind::Direct;
        m_wires.seconds[static_cast<std::size_t>(bit)] += seconds;
    }

    void walk(std::size_t carry)
    {
        std::size_t place = 0; // in the tile
        if (net(carry, "CI") >= 0) {
            m_wires.seconds[static_cast<std::size_t>(m_pins.bit(carry, "CI"))] += m_delays.in;
            place = 1;
        }
        for (;; ++place) {
            const std::int32_t out = net(carry, "CO");
            if (out < 0)
                return;
            const Users found = users(out);
            if (!staysInChain(out)) {
                for (const std::int32_t sink : m_wires.sinks[static_cast<std::size_t>(out)])
                    m_wires.seconds[static_cast<std::size_t>(sink)] += m_delays.out;
                return;
            }
            const double step = place % m_delays.cellsPerTile == m_delays.cellsPerTile - 1 ? m_delays.nextTile : 0.0;
            for (const std::int32_t lut : found.luts)
                direct(lut, step + m_delays.toLut);
            if (found.next < 0)
                return;
            direct(found.next, step);
            carry = static_cast<std::size_t>(m_pins.bits()[static_cast<std::size_t>(found.next)].cell);
        }
    }

    const Netlist &m_netlist;
    const PinBits &m_pins;
    const DelayTable::Carry &m_delays;
    Wires &m_wires;
};

/// How many resets and clock enables of flip-flops a net drives.
struct Controls {
    std::int32_t net = 0;
    std::size_t resets = 0, enables = 0;
};

bool isReset(std::string_view pin)
{
    return pin == "R" || pin == "S";
}

bool isEnable(std::string_view pin)
{
    return pin == "E";
}

} // namespace

void packCarryChains(const Netlist &netlist, const PinBits &pins, const DelayTable &table, Wires &wires)
{
    CarryChains(netlist, pins, *table.carry, wires).pack();
}

/// As nextpnr-ice40 does (read in its ice40/pack.cc): resets first, the largest first, then enables, while buffers
/// last.
void promoteGlobals(const Netlist &netlist, const PinBits &pins, const DelayTable &table, Wires &wires)
{
    const auto isOfFlipFlop = [&](std::int32_t bit) {
        const std::int32_t cell = pins.bits()[static_cast<std::size_t>(bit)].cell;
        return cell >= 0 && netlist.cells[static_cast<std::size_t>(cell)].type.starts_with("SB_DFF");
    };
    std::vector<Controls> controls;
    for (std::int32_t net = 0; net < netlist.nets; ++net) {
        Controls count{net, 0, 0};
        for (const std::int32_t sink : wires.sinks[static_cast<std::size_t>(net)]) {
            count.resets += isOfFlipFlop(sink) && isReset(pins.pinName(sink)) ? 1 : 0;
            count.enables += isOfFlipFlop(sink) && isEnable(pins.pinName(sink)) ? 1 : 0;
        }
        if (std::max(count.resets, count.enables) > table.globals->moreThan)
            controls.push_back(count);
    }
    std::size_t left = table.globals->all;
    const auto promote = [&](auto member, bool (*matches)(std::string_view)) {
        std::stable_sort(controls.begin(), controls.end(),
                         [&](const Controls &a, const Controls &b) { return a.*member > b.*member; });
        for (std::size_t kind = table.globals->ofAKind; kind > 0 && left > 0 && !controls.empty(); --kind, --left) {
            if (controls.front().*member <= table.globals->moreThan)
                return;
            for (const std::int32_t sink : wires.sinks[static_cast<std::size_t>(controls.front().net)])
                if (isOfFlipFlop(sink) && matches(pins.pinName(sink))) {
                    wires.kind[static_cast<std::size_t>(sink)] = Wires::Kind::Global;
                    wires.seconds[static_cast<std::size_t>(sink)] += table.globals->seconds;
                }
            controls.erase(controls.begin());
        }
    };
    promote(&Controls::resets, isReset);
    promote(&Controls::enables, isEnable);
}

} // namespace assay::rtl
