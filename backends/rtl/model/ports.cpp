#include "backends/rtl/model/ports.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <sstream>
#include <vector>

#include <fmt/format.h>

namespace assay::rtl {
namespace {

struct Port {
    const char *name;
    bool input;
};
constexpr Port kPorts[] = {{"aclk", true},           {"aresetn", true},        {"s_axis_tdata", true},
                           {"s_axis_tkeep", true},   {"s_axis_tuser", true},   {"s_axis_tlast", true},
                           {"s_axis_tvalid", true},  {"s_axis_tready", false}, {"m_axis_tdata", false},
                           {"m_axis_tkeep", false},  {"m_axis_tuser", false},  {"m_axis_tlast", false},
                           {"m_axis_tvalid", false}, {"m_axis_tready", true}};

struct Found {
    bool input = false;
    std::uint32_t bits = 0;
};

/// VL_IN8(&aclk,0,0); VL_OUTW(&m_axis_tdata,127,0,4); …
std::map<std::string, Found> portsOf(const std::string &header)
{
    std::map<std::string, Found> ports;
    std::istringstream lines(header);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t macro = line.find("VL_"), open = line.find("(&");
        if (macro == std::string::npos || open == std::string::npos || macro > open)
            continue;
        const std::string kind = line.substr(macro, open - macro);
        const std::size_t comma = line.find(',', open);
        unsigned high = 0, low = 0;
        if (comma == std::string::npos || !(kind.starts_with("VL_IN") || kind.starts_with("VL_OUT")) ||
            std::sscanf(line.c_str() + comma, ",%u,%u", &high, &low) != 2)
            continue;
        ports[line.substr(open + 2, comma - open - 2)] = {kind.starts_with("VL_IN") && !kind.starts_with("VL_INOUT"),
                                                          high - low + 1};
    }
    return ports;
}

tl::unexpected<Error> against(const std::string &top, const std::string &what)
{
    return failure(ErrorCode::Failed, fmt::format("module '{}' {}; the ports of a core are fixed: aclk, aresetn, "
                                                  "s_axis_* and m_axis_* with tdata, tkeep, tuser, tlast, tvalid and "
                                                  "tready (share/assay/rtl/README.md)",
                                                  top, what));
}

Status checkNames(const std::map<std::string, Found> &ports, const std::string &top)
{
    std::vector<std::string> missing, names;
    for (const Port &port : kPorts) {
        names.emplace_back(port.name);
        const auto found = ports.find(port.name);
        if (found == ports.end())
            missing.emplace_back(port.name);
        else if (found->second.input != port.input)
            return against(top, fmt::format("has {} as the wrong direction", port.name));
    }
    if (!missing.empty())
        return against(top, fmt::format("lacks {}", fmt::join(missing, ", ")));
    for (const auto &[name, found] : ports)
        if (std::find(names.begin(), names.end(), name) == names.end())
            return against(top, fmt::format("has the port '{}', which nobody drives or reads", name));
    return {};
}

Status checkWidths(const std::map<std::string, Found> &ports, const std::string &top)
{
    for (const auto &[name, found] : ports) {
        const bool data = name.ends_with("tdata"), keep = name.ends_with("tkeep");
        if (data && (found.bits % 8 != 0))
            return against(top, fmt::format("has {} of {} bits, which are not whole bytes", name, found.bits));
        if (!data && !keep && found.bits != 1)
            return against(top, fmt::format("has {} of {} bits instead of 1", name, found.bits));
    }
    for (const char *side : {"s_axis_", "m_axis_"}) {
        const std::uint32_t data = ports.at(std::string(side) + "tdata").bits;
        const std::uint32_t keep = ports.at(std::string(side) + "tkeep").bits;
        if (keep != data / 8)
            return against(top,
                           fmt::format("has {0}tkeep of {1} bits for {2} bytes of {0}tdata", side, keep, data / 8));
    }
    return {};
}

} // namespace

Result<PortWidths> readPorts(const std::string &header, const std::string &top)
{
    const auto ports = portsOf(header);
    if (auto named = checkNames(ports, top); !named)
        return failure(named.error());
    if (auto wide = checkWidths(ports, top); !wide)
        return failure(wide.error());
    return PortWidths{ports.at("s_axis_tdata").bits / 8, ports.at("m_axis_tdata").bits / 8};
}

} // namespace assay::rtl
