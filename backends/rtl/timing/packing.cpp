#include <algorithm>

#include "backends/rtl/timing/pin_bits.hpp"

namespace assay::rtl {
namespace {

bool isOneOf(const std::vector<std::string> &types, const std::string &type)
{
    return std::find(types.begin(), types.end(), type) != types.end();
}

/// "CO[3]" is pin CO, bit 3; "S" any bit of pin S.
bool isNamed(std::string_view name, std::string_view pin, std::int32_t index)
{
    const auto bracket = name.find('[');
    if (bracket == std::string_view::npos)
        return name == pin;
    return name.substr(0, bracket) == pin &&
           name.substr(bracket + 1, name.size() - bracket - 2) == std::to_string(index);
}

} // namespace

bool isDataPin(std::string_view pin)
{
    return pin == "D" || pin == "DI";
}

void packDirect(const Netlist &netlist, const PinBits &pins, const DelayTable &table, Wires &wires)
{
    for (std::int32_t net = 0; net < netlist.nets; ++net) {
        const std::int32_t driver = pins.driver(net);
        if (driver < 0)
            continue;
        const auto &from = pins.bits()[static_cast<std::size_t>(driver)];
        const std::string &fromType = netlist.cells[static_cast<std::size_t>(from.cell)].type;
        const auto &sinks = wires.sinks[static_cast<std::size_t>(net)];
        for (const std::int32_t sink : sinks) {
            const auto &to = pins.bits()[static_cast<std::size_t>(sink)];
            if (to.cell < 0)
                continue;
            const std::string &toType = netlist.cells[static_cast<std::size_t>(to.cell)].type;
            if (sinks.size() == 1 && isDataPin(pins.pinName(sink)) && isOneOf(table.flipFlops, toType) &&
                isOneOf(table.luts, fromType))
                wires.kind[static_cast<std::size_t>(sink)] = Wires::Kind::Direct;
            for (const auto &direct : table.direct)
                if (direct.fromType == fromType && direct.toType == toType &&
                    isNamed(direct.fromPin, pins.pinName(driver), from.index) &&
                    isNamed(direct.toPin, pins.pinName(sink), to.index)) {
                    wires.kind[static_cast<std::size_t>(sink)] = Wires::Kind::Direct;
                    wires.seconds[static_cast<std::size_t>(sink)] += direct.seconds;
                }
        }
    }
}

} // namespace assay::rtl
