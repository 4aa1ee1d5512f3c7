#include "backends/rtl/timing/pin_bits.hpp"

#include <charconv>

namespace assay::rtl {

PinBits::PinBits(const Netlist &netlist) : m_netlist(netlist)
{
    m_driver.assign(static_cast<std::size_t>(netlist.nets), -1);
    for (std::size_t cell = 0; cell < netlist.cells.size(); ++cell) {
        m_firstPin.push_back(m_firstBit.size());
        const auto &pins = netlist.cells[cell].pins;
        for (std::size_t pin = 0; pin < pins.size(); ++pin) {
            m_firstBit.push_back(static_cast<std::int32_t>(m_bits.size()));
            for (std::size_t i = 0; i < pins[pin].nets.size(); ++i) {
                const std::int32_t net = pins[pin].nets[i];
                if (pins[pin].output && net >= 0)
                    m_driver[static_cast<std::size_t>(net)] = static_cast<std::int32_t>(m_bits.size());
                m_bits.push_back({net, static_cast<std::int32_t>(cell), static_cast<std::int32_t>(pin),
                                  static_cast<std::int32_t>(i)});
            }
        }
    }
    m_outputPorts = static_cast<std::int32_t>(m_bits.size());
    for (std::size_t port = 0; port < netlist.outputs.size(); ++port)
        for (std::size_t i = 0; i < netlist.outputs[port].nets.size(); ++i)
            m_bits.push_back(
                {netlist.outputs[port].nets[i], -1, static_cast<std::int32_t>(port), static_cast<std::int32_t>(i)});
}

void PinBits::named(std::size_t cell, std::string_view name, std::vector<std::int32_t> &found) const
{
    int index = -1;
    if (const auto bracket = name.find('['); bracket != std::string_view::npos) {
        std::from_chars(name.data() + bracket + 1, name.data() + name.size(), index);
        name = name.substr(0, bracket);
    }
    const bool numbered = name.ends_with('#');
    if (numbered)
        name.remove_suffix(1);
    const auto matches = [&](std::string_view port) {
        return numbered ? port.starts_with(name) && port.size() > name.size() &&
                              port.find_first_not_of("0123456789", name.size()) == std::string_view::npos
                        : port == name;
    };
    const auto &pins = m_netlist.cells[cell].pins;
    for (std::size_t pin = 0; pin < pins.size(); ++pin) {
        if (!matches(pins[pin].port))
            continue;
        for (std::size_t i = 0; i < pins[pin].nets.size(); ++i)
            if (index < 0 || static_cast<std::size_t>(index) == i)
                found.push_back(m_firstBit[m_firstPin[cell] + pin] + static_cast<std::int32_t>(i));
    }
}

std::int32_t PinBits::bit(std::size_t cell, std::string_view pin) const
{
    const auto &pins = m_netlist.cells[cell].pins;
    for (std::size_t i = 0; i < pins.size(); ++i)
        if (pins[i].port == pin && !pins[i].nets.empty())
            return m_firstBit[m_firstPin[cell] + i];
    return -1;
}

std::string_view PinBits::pinName(std::int32_t bit) const
{
    const Bit &place = m_bits[static_cast<std::size_t>(bit)];
    const auto pin = static_cast<std::size_t>(place.pin);
    return place.cell < 0 ? m_netlist.outputs[pin].port
                          : m_netlist.cells[static_cast<std::size_t>(place.cell)].pins[pin].port;
}

} // namespace assay::rtl
