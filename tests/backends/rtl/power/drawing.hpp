#pragma once

#include <string>
#include <utility>
#include <vector>

#include "backends/rtl/netlist/netlist.hpp"

namespace assay::rtl {

/// A netlist cell by cell.
class Drawing {
public:
    using Nets = std::vector<std::int32_t>;
    using Pins = std::vector<std::pair<std::string, Nets>>;
    using Parameters = std::vector<std::pair<std::string, std::string>>;

    std::int32_t net()
    {
        netlist.netNames.emplace_back();
        return netlist.nets++;
    }
    Nets nets(std::size_t count)
    {
        Nets made;
        for (std::size_t i = 0; i < count; ++i)
            made.push_back(net());
        return made;
    }
    void cell(const std::string &type, const Pins &inputs, const Pins &outputs, Parameters parameters = {})
    {
        Netlist::Cell added{"cell" + std::to_string(netlist.cells.size()), type, {}, std::move(parameters)};
        for (const auto &[port, on] : inputs)
            added.pins.push_back({port, on, false});
        for (const auto &[port, on] : outputs)
            added.pins.push_back({port, on, true});
        netlist.cells.push_back(added);
    }
    std::int32_t flipFlop(std::int32_t data)
    {
        const auto out = net();
        cell("SB_DFF", {{"C", {clock}}, {"D", {data}}}, {{"Q", {out}}});
        return out;
    }
    std::int32_t lut(const std::string &table, std::int32_t i0, std::int32_t i1 = Netlist::kConstant0)
    {
        const auto out = net();
        cell("SB_LUT4", {{"I0", {i0}}, {"I1", {i1}}, {"I2", {Netlist::kConstant0}}, {"I3", {Netlist::kConstant0}}},
             {{"O", {out}}}, {{"LUT_INIT", table}});
        return out;
    }

    Netlist netlist;
    std::int32_t clock = net();
};

inline const std::string kNot = "0101010101010101", kXor = "0110011001100110";

} // namespace assay::rtl
