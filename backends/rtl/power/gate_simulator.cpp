#include "backends/rtl/power/gate_simulator.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

namespace assay::rtl {
namespace {

tl::unexpected<Error> cannotSimulate(const Netlist::Cell &cell, const std::string &why)
{
    return failure(
        ErrorCode::Unsupported,
        fmt::format("cell '{}' ({}) {}: the netlist's activity cannot be counted. Write the core without this cell, "
                    "or do without an estimate of its power",
                    cell.name, cell.type, why));
}

std::uint16_t tableOf(const Netlist::Cell &lut)
{
    return static_cast<std::uint16_t>(std::strtoul(lut.parameter("LUT_INIT").c_str(), nullptr, 2));
}

/// Bit i of a parameter that Yosys wrote as bits, highest first.
bool bitOf(const std::string &parameter, std::size_t i)
{
    return i < parameter.size() && parameter[parameter.size() - 1 - i] == '1';
}

constexpr std::uint16_t kMajority = 0xe8e8; ///< of inputs 0, 1 and 2

/// Bits of a RAM's 16-bit word that one address of a narrow mode does not touch, and where its bits lie: mode 1 has 8
/// bits a word, every second; mode 2 has 4, mode 3 has 2.
std::uint16_t untouched(int mode, std::uint32_t address)
{
    if (mode == 0)
        return 0;
    const std::uint32_t stride = 1U << static_cast<unsigned>(mode), at = (address >> 8U) & (stride - 1);
    std::uint16_t mask = 0xffff;
    for (std::uint32_t bit = at; bit < 16; bit += stride)
        mask = static_cast<std::uint16_t>(mask & ~(1U << bit));
    return mask;
}

/// Which pin of a group of `stride` pins a narrow mode uses.
constexpr std::array<std::uint32_t, 4> kNarrowPin{0, 0, 1, 3};

/// The pins of a narrow mode, one for each group of bits.
std::uint16_t narrow(int mode, std::uint16_t word)
{
    if (mode == 0)
        return word;
    const std::uint32_t stride = 1U << static_cast<unsigned>(mode);
    std::uint16_t pins = 0;
    for (std::uint32_t group = 0; group < 16; group += stride)
        if (((word >> group) & ((1U << stride) - 1)) != 0)
            pins = static_cast<std::uint16_t>(pins | (1U << (group + kNarrowPin[static_cast<std::size_t>(mode)])));
    return pins;
}

std::uint16_t broadened(int mode, std::uint16_t pins)
{
    if (mode == 0)
        return pins;
    const std::uint32_t stride = 1U << static_cast<unsigned>(mode);
    std::uint16_t word = 0;
    for (std::uint32_t group = 0; group < 16; group += stride)
        if (((pins >> (group + kNarrowPin[static_cast<std::size_t>(mode)])) & 1U) != 0)
            word = static_cast<std::uint16_t>(word | (((1U << stride) - 1) << group));
    return word;
}

} // namespace

GateSimulator::GateSimulator(std::int32_t nets) : m_values(static_cast<std::size_t>(nets) + 3, 0)
{
    m_values[static_cast<std::size_t>(nets) + 1] = 1;
}

std::uint32_t GateSimulator::place(std::int32_t net) const
{
    const auto zero = static_cast<std::uint32_t>(m_values.size() - 3);
    return net >= 0 ? static_cast<std::uint32_t>(net) : net == Netlist::kConstant1 ? zero + 1 : zero;
}

std::uint32_t GateSimulator::input(const Netlist::Cell &cell, std::string_view pin, bool open, std::size_t bit) const
{
    const Netlist::Pin *found = cell.pin(pin);
    const std::int32_t net = found == nullptr || bit >= found->nets.size() ? Netlist::kOpen : found->nets[bit];
    return place(net != Netlist::kOpen ? net : open ? Netlist::kConstant1 : Netlist::kConstant0);
}

/// An unconnected output goes to a place nobody reads.
std::uint32_t GateSimulator::output(const Netlist::Cell &cell, std::string_view pin, std::size_t bit) const
{
    const Netlist::Pin *found = cell.pin(pin);
    return found == nullptr || bit >= found->nets.size() || found->nets[bit] < 0
               ? static_cast<std::uint32_t>(m_values.size() - 1)
               : static_cast<std::uint32_t>(found->nets[bit]);
}

void GateSimulator::addFlipFlop(const Netlist::Cell &cell)
{
    // SB_DFF, then E for an enable, then SR or SS (synchronous) or R or S (asynchronous) for reset or set.
    const std::string_view kind = std::string_view(cell.type).substr(6);
    FlipFlop added;
    added.data = input(cell, "D", false);
    added.enable = input(cell, "E", true);
    added.resetTo = kind.ends_with('S');
    added.reset = input(cell, added.resetTo ? "S" : "R", false);
    added.asynchronous = (kind.ends_with('R') || kind.ends_with('S')) && !kind.ends_with("SR") && !kind.ends_with("SS");
    added.output = output(cell, "Q");
    m_hasAsynchronous = m_hasAsynchronous || added.asynchronous;
    m_flipFlops.push_back(added);
}

void GateSimulator::addRam(const Netlist::Cell &cell)
{
    Ram ram;
    ram.readEnable = input(cell, "RE", false);
    ram.readClockEnable = input(cell, "RCLKE", true);
    ram.writeEnable = input(cell, "WE", false);
    ram.writeClockEnable = input(cell, "WCLKE", true);
    for (std::size_t i = 0; i < ram.readAddress.size(); ++i) {
        ram.readAddress[i] = input(cell, "RADDR", false, i);
        ram.writeAddress[i] = input(cell, "WADDR", false, i);
    }
    for (std::size_t i = 0; i < ram.mask.size(); ++i) {
        ram.mask[i] = input(cell, "MASK", false, i);
        ram.writeData[i] = input(cell, "WDATA", false, i);
        ram.readData[i] = output(cell, "RDATA", i);
    }
    ram.readMode = static_cast<int>(std::strtol(cell.parameter("READ_MODE").c_str(), nullptr, 2)) & 3;
    ram.writeMode = static_cast<int>(std::strtol(cell.parameter("WRITE_MODE").c_str(), nullptr, 2)) & 3;
    for (std::size_t word = 0; word < ram.words.size(); ++word) {
        const std::string &content = cell.parameter(fmt::format("INIT_{:X}", word / 16));
        for (std::size_t bit = 0; bit < 16; ++bit)
            if (bitOf(content, 16 * (word % 16) + bit))
                ram.words[word] = static_cast<std::uint16_t>(ram.words[word] | (1U << bit));
    }
    m_rams.push_back(ram);
}

Status GateSimulator::addMac(const Netlist &netlist, const Netlist::Cell &cell)
{
    for (const auto *pin : {"SIGNEXTIN", "ACCUMCI"})
        if (cell.net(pin) >= 0)
            return cannotSimulate(cell, fmt::format("takes {} from a neighbour", pin));
    for (const auto *pin : {"CO", "ACCUMCO", "SIGNEXTOUT"}) {
        const std::int32_t net = cell.net(pin);
        const auto reads = [&](const Netlist::Cell &other) {
            return std::any_of(other.pins.begin(), other.pins.end(), [&](const Netlist::Pin &sink) {
                return !sink.output && std::find(sink.nets.begin(), sink.nets.end(), net) != sink.nets.end();
            });
        };
        if (net >= 0 && std::any_of(netlist.cells.begin(), netlist.cells.end(), reads))
            return cannotSimulate(cell, fmt::format("gives {} to others", pin));
    }
    Mac mac{Mac16(cell), {}, {}};
    std::size_t next = 0;
    for (const auto *pin : {"A", "B", "C", "D"})
        for (std::size_t bit = 0; bit < 16; ++bit)
            mac.inputs[next++] = input(cell, pin, false, bit);
    for (const auto &[pin, open] : Mac16::kControls)
        mac.inputs[next++] = input(cell, pin, open);
    for (std::size_t bit = 0; bit < mac.output.size(); ++bit)
        mac.output[bit] = output(cell, "O", bit);
    if (!mac.unit.outputIsRegistered()) {
        Gate gate;
        gate.mac = static_cast<std::int16_t>(m_macs.size());
        m_gates.push_back(gate);
    }
    m_macs.push_back(mac);
    return {};
}

Status GateSimulator::add(const Netlist &netlist, const Netlist::Cell &cell)
{
    if (cell.type == "SB_LUT4") {
        m_gates.push_back(
            {{input(cell, "I0", false), input(cell, "I1", false), input(cell, "I2", false), input(cell, "I3", false)},
             output(cell, "O"),
             tableOf(cell),
             -1});
        return {};
    }
    if (cell.type == "SB_CARRY") {
        m_gates.push_back(
            {{input(cell, "I0", false), input(cell, "I1", false), input(cell, "CI", false), place(Netlist::kConstant0)},
             output(cell, "CO"),
             kMajority,
             -1});
        return {};
    }
    if (cell.type == "SB_GB") {
        const auto from = input(cell, "USER_SIGNAL_TO_GLOBAL_BUFFER", false);
        m_gates.push_back({{from, from, from, from}, output(cell, "GLOBAL_BUFFER_OUTPUT"), 0x8000, -1});
        return {};
    }
    if (cell.type.starts_with("SB_DFF") && !cell.type.starts_with("SB_DFFN"))
        addFlipFlop(cell);
    else if (cell.type == "SB_RAM40_4K")
        addRam(cell);
    else if (cell.type == "SB_MAC16" && cell.parameter("NEG_TRIGGER").find('1') == std::string::npos)
        return addMac(netlist, cell);
    else
        return cannotSimulate(cell, "is none that gate simulation knows");
    return {};
}

Status GateSimulator::checkClocks(const Netlist &netlist) const
{
    std::int32_t clock = Netlist::kOpen;
    for (const auto &cell : netlist.cells)
        for (const auto *pin : {"C", "RCLK", "WCLK", "CLK"}) {
            const bool isClock = std::string_view(pin) != "C" || cell.type.starts_with("SB_DFF");
            const std::int32_t net = isClock ? cell.net(pin) : Netlist::kOpen;
            if (net < 0)
                continue;
            if (clock >= 0 && clock != net)
                return cannotSimulate(cell, "has another clock than the cells before it");
            clock = net;
        }
    return {};
}

Status GateSimulator::sortGates()
{
    const auto inputsOfGate = [this](const Gate &gate, auto &&visit) {
        if (gate.mac < 0)
            std::for_each(gate.inputs.begin(), gate.inputs.end(), visit);
        else
            std::for_each(m_macs[static_cast<std::size_t>(gate.mac)].inputs.begin(),
                          m_macs[static_cast<std::size_t>(gate.mac)].inputs.end(), visit);
    };
    const auto outputsOfGate = [this](const Gate &gate, auto &&visit) {
        if (gate.mac < 0)
            visit(gate.output);
        else
            std::for_each(m_macs[static_cast<std::size_t>(gate.mac)].output.begin(),
                          m_macs[static_cast<std::size_t>(gate.mac)].output.end(), visit);
    };
    const auto nowhere = static_cast<std::uint32_t>(m_values.size() - 1);
    std::vector<std::int32_t> driver(m_values.size(), -1);
    for (std::size_t i = 0; i < m_gates.size(); ++i)
        outputsOfGate(m_gates[i], [&](std::uint32_t to) {
            if (to != nowhere)
                driver[to] = static_cast<std::int32_t>(i);
        });
    std::vector<std::vector<std::size_t>> users(m_gates.size());
    std::vector<std::size_t> waiting(m_gates.size(), 0);
    for (std::size_t i = 0; i < m_gates.size(); ++i)
        inputsOfGate(m_gates[i], [&](std::uint32_t from) {
            if (driver[from] >= 0) {
                users[static_cast<std::size_t>(driver[from])].push_back(i);
                ++waiting[i];
            }
        });
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < m_gates.size(); ++i)
        if (waiting[i] == 0)
            order.push_back(i);
    for (std::size_t done = 0; done < order.size(); ++done)
        for (const std::size_t user : users[order[done]])
            if (--waiting[user] == 0)
                order.push_back(user);
    if (order.size() < m_gates.size())
        return failure(ErrorCode::Failed,
                       "the netlist has a combinational loop: it cannot be simulated without delays. `check "
                       "-assert` of Yosys names the loop");
    std::vector<Gate> sorted;
    for (const std::size_t i : order)
        sorted.push_back(m_gates[i]);
    m_gates = std::move(sorted);
    return {};
}

Result<GateSimulator> GateSimulator::of(const Netlist &netlist)
{
    GateSimulator made(netlist.nets);
    for (const auto &cell : netlist.cells)
        if (auto added = made.add(netlist, cell); !added)
            return failure(added.error());
    if (auto checked = made.checkClocks(netlist); !checked)
        return failure(checked.error());
    if (auto sorted = made.sortGates(); !sorted)
        return failure(sorted.error());
    made.m_next.resize(made.m_flipFlops.size());
    made.settle();
    made.resetCounts();
    return made;
}

void GateSimulator::resetCounts()
{
    m_toggles = m_ramAccesses = 0;
    std::fill(m_netToggles.begin(), m_netToggles.end(), 0);
}

void GateSimulator::set(std::int32_t net, bool value)
{
    if (net >= 0)
        m_inputs.emplace_back(static_cast<std::uint32_t>(net), value ? 1 : 0);
}

inline void GateSimulator::write(std::uint32_t at, std::uint8_t value)
{
    if (m_values[at] == value)
        return;
    m_values[at] = value;
    if (at == m_values.size() - 1)
        return;
    ++m_toggles;
    if (!m_netToggles.empty())
        ++m_netToggles[at];
}

template <std::size_t N> std::uint32_t GateSimulator::word(const std::array<std::uint32_t, N> &bits) const
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < N; ++i)
        value |= static_cast<std::uint32_t>(m_values[bits[i]]) << i;
    return value;
}

Mac16::Inputs GateSimulator::inputsOf(const Mac &mac) const
{
    std::uint64_t words = 0;
    for (std::size_t i = 0; i < 64; ++i)
        words |= static_cast<std::uint64_t>(m_values[mac.inputs[i]]) << i;
    std::array<bool, Mac16::kControls.size()> controls{};
    for (std::size_t i = 0; i < controls.size(); ++i)
        controls[i] = m_values[mac.inputs[64 + i]] != 0;
    return Mac16::inputs(controls, words);
}

void GateSimulator::writeOutput(const Mac &mac)
{
    const std::uint32_t value = mac.unit.output(inputsOf(mac));
    for (std::size_t bit = 0; bit < mac.output.size(); ++bit)
        write(mac.output[bit], static_cast<std::uint8_t>((value >> bit) & 1U));
}

/// Reads what was there before this edge's write.
void GateSimulator::clockRam(Ram &ram)
{
    const bool reads = m_values[ram.readEnable] != 0 && m_values[ram.readClockEnable] != 0;
    const bool writes = m_values[ram.writeEnable] != 0 && m_values[ram.writeClockEnable] != 0;
    if (reads) {
        const std::uint32_t address = word(ram.readAddress);
        const auto stored = ram.words[address & 0xffU];
        ram.read = narrow(ram.readMode, static_cast<std::uint16_t>(stored & ~untouched(ram.readMode, address)));
    }
    if (writes) {
        const std::uint32_t address = word(ram.writeAddress);
        const auto mask =
            static_cast<std::uint16_t>(ram.writeMode == 0 ? word(ram.mask) : untouched(ram.writeMode, address));
        const auto data = broadened(ram.writeMode, static_cast<std::uint16_t>(word(ram.writeData)));
        auto &stored = ram.words[address & 0xffU];
        stored = static_cast<std::uint16_t>((stored & mask) | (data & ~mask));
    }
    m_ramAccesses += (reads ? 1U : 0U) + (writes ? 1U : 0U);
}

void GateSimulator::settle()
{
    for (const Gate &gate : m_gates) {
        if (gate.mac >= 0) {
            writeOutput(m_macs[static_cast<std::size_t>(gate.mac)]);
            continue;
        }
        const unsigned index = m_values[gate.inputs[0]] | (m_values[gate.inputs[1]] << 1U) |
                               (m_values[gate.inputs[2]] << 2U) | (m_values[gate.inputs[3]] << 3U);
        write(gate.output, static_cast<std::uint8_t>((gate.table >> index) & 1U));
    }
}

/// True if an asynchronous reset changed a flip-flop.
bool GateSimulator::settleAsynchronous()
{
    const std::uint64_t before = m_toggles;
    for (const FlipFlop &flipFlop : m_flipFlops)
        if (flipFlop.asynchronous && m_values[flipFlop.reset] != 0)
            write(flipFlop.output, flipFlop.resetTo ? 1 : 0);
    return m_toggles != before;
}

void GateSimulator::step()
{
    for (std::size_t i = 0; i < m_flipFlops.size(); ++i) {
        const FlipFlop &flipFlop = m_flipFlops[i];
        const bool enabled = m_values[flipFlop.enable] != 0, resets = m_values[flipFlop.reset] != 0;
        const auto resetTo = static_cast<std::uint8_t>(flipFlop.resetTo ? 1 : 0);
        m_next[i] = resets && (enabled || flipFlop.asynchronous) ? resetTo
                    : enabled                                    ? m_values[flipFlop.data]
                                                                 : m_values[flipFlop.output];
    }
    for (Ram &ram : m_rams)
        clockRam(ram);
    for (Mac &mac : m_macs)
        mac.unit.clock(inputsOf(mac));
    for (std::size_t i = 0; i < m_flipFlops.size(); ++i)
        write(m_flipFlops[i].output, m_next[i]);
    for (const Ram &ram : m_rams)
        for (std::size_t bit = 0; bit < ram.readData.size(); ++bit)
            write(ram.readData[bit], static_cast<std::uint8_t>((ram.read >> bit) & 1U));
    for (const Mac &mac : m_macs)
        if (mac.unit.outputIsRegistered())
            writeOutput(mac);
    for (const auto &[net, value] : m_inputs)
        write(net, value);
    m_inputs.clear();
    settle();
    while (m_hasAsynchronous && settleAsynchronous())
        settle();
}

} // namespace assay::rtl
