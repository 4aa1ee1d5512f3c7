#include "backends/rtl/synthesis/cell_count.hpp"

#include <array>
#include <map>
#include <set>
#include <string_view>

namespace assay::rtl {
namespace {

struct Takes {
    std::int64_t lut = 0, ff = 0, dsp = 0, bram = 0;
};

/// Cells of fixed size. A memory of LUTs takes as many LUTs as its family's slices spend on it.
const std::map<std::string_view, Takes> &sizes()
{
    static const std::map<std::string_view, Takes> kSizes{
        // iCE40
        {"SB_LUT4", {.lut = 1}},
        {"SB_RAM40_4K", {.bram = 1}},
        {"SB_RAM40_4KNR", {.bram = 1}},
        {"SB_RAM40_4KNW", {.bram = 1}},
        {"SB_RAM40_4KNRNW", {.bram = 1}},
        {"SB_MAC16", {.dsp = 1}},
        // ECP5: two LUTs to a carry cell; a slice pair and the writing slice to 16 words of 4 bits
        {"LUT4", {.lut = 1}},
        {"CCU2C", {.lut = 2}},
        {"TRELLIS_DPR16X4", {.lut = 6}},
        {"TRELLIS_FF", {.ff = 1}},
        {"DP16KD", {.bram = 1}},
        {"PDPW16KD", {.bram = 1}},
        {"MULT18X18D", {.dsp = 1}},
        {"MULT9X9D", {.dsp = 1}},
        // 7-series
        {"LUT1", {.lut = 1}},
        {"LUT2", {.lut = 1}},
        {"LUT3", {.lut = 1}},
        {"LUT5", {.lut = 1}},
        {"LUT6", {.lut = 1}},
        {"INV", {.lut = 1}},
        {"SRL16E", {.lut = 1}},
        {"SRLC32E", {.lut = 1}},
        {"RAM32X1S", {.lut = 1}},
        {"RAM64X1S", {.lut = 1}},
        {"RAM32X1D", {.lut = 2}},
        {"RAM64X1D", {.lut = 2}},
        {"RAM128X1S", {.lut = 2}},
        {"RAM128X1D", {.lut = 4}},
        {"RAM256X1S", {.lut = 4}},
        {"RAM256X1D", {.lut = 8}},
        {"RAM32M", {.lut = 4}},
        {"RAM64M", {.lut = 4}},
        {"DSP48E1", {.dsp = 1}},
        {"RAMB18E1", {.bram = 1}},
        {"RAMB36E1", {.bram = 2}},
    };
    return kSizes;
}

bool isFlipFlop(std::string_view type)
{
    return type.starts_with("SB_DFF") || type.starts_with("FDRE") || type.starts_with("FDSE") ||
           type.starts_with("FDCE") || type.starts_with("FDPE");
}

using Net = std::int32_t;

Net netOf(const Netlist::Cell &cell, std::string_view port)
{
    const Netlist::Pin *pin = cell.pin(port);
    return pin != nullptr && !pin->nets.empty() ? pin->nets.front() : Netlist::kOpen;
}

std::vector<std::int32_t> readersOf(const Netlist &netlist)
{
    std::vector<std::int32_t> readers(static_cast<std::size_t>(netlist.nets), 0);
    const auto count = [&](const Netlist::Pin &pin) {
        for (const Net net : pin.nets)
            if (net >= 0)
                ++readers[static_cast<std::size_t>(net)];
    };
    for (const auto &cell : netlist.cells)
        for (const auto &pin : cell.pins)
            if (!pin.output)
                count(pin);
    for (const auto &pin : netlist.outputs)
        count(pin);
    return readers;
}

std::int64_t logicCells(const Netlist &netlist)
{
    const auto readers = readersOf(netlist);
    std::set<Net> aloneFromLut;
    std::set<std::array<Net, 3>> lutInputs;
    std::int64_t cells = 0;
    for (const auto &cell : netlist.cells)
        if (cell.type == "SB_LUT4") {
            ++cells;
            lutInputs.insert({netOf(cell, "I1"), netOf(cell, "I2"), netOf(cell, "I3")});
            if (const Net out = netOf(cell, "O"); out >= 0 && readers[static_cast<std::size_t>(out)] == 1)
                aloneFromLut.insert(out);
        }
    for (const auto &cell : netlist.cells) {
        if (isFlipFlop(cell.type) && !aloneFromLut.contains(netOf(cell, "D")))
            ++cells;
        if (cell.type == "SB_CARRY" && !lutInputs.contains({netOf(cell, "I0"), netOf(cell, "I1"), netOf(cell, "CI")}))
            ++cells;
    }
    return cells;
}

} // namespace

Resources countResources(const Netlist &netlist)
{
    Takes sum;
    bool ice40 = false;
    for (const auto &cell : netlist.cells) {
        ice40 = ice40 || cell.type.starts_with("SB_");
        if (isFlipFlop(cell.type))
            ++sum.ff;
        if (const auto size = sizes().find(cell.type); size != sizes().end()) {
            sum.lut += size->second.lut;
            sum.ff += size->second.ff;
            sum.dsp += size->second.dsp;
            sum.bram += size->second.bram;
        }
    }
    Resources resources{sum.lut, sum.ff, sum.dsp, sum.bram, {}};
    if (ice40)
        resources.cells = logicCells(netlist);
    return resources;
}

} // namespace assay::rtl
