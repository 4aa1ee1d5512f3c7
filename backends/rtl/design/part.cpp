#include "backends/rtl/design/part.hpp"

#include <cmath>

#include <fmt/format.h>

namespace assay::rtl {
namespace {

std::string percent(const Shortage &shortage)
{
    if (shortage.available == 0)
        return "there are none";
    const double ratio = 100.0 * static_cast<double>(shortage.needed) / static_cast<double>(shortage.available);
    return ratio < 100.5 ? "just over 100 %" : fmt::format("{:.0f} %", ratio);
}

} // namespace

std::vector<Shortage> shortages(const Resources &needed, const Resources &available)
{
    std::vector<Shortage> found;
    const auto compare = [&](const char *name, std::optional<std::int64_t> want, std::optional<std::int64_t> have) {
        if (want && have && *want > *have)
            found.push_back({name, *want, *have});
    };
    compare("block RAMs", needed.bram, available.bram);
    compare("DSP blocks", needed.dsp, available.dsp);
    const auto cells = available.cells ? available.cells : available.lut;
    if (needed.cells && cells) {
        compare("logic cells", needed.cells, cells);
    } else {
        compare("LUTs", needed.lut, available.lut);
        compare("flip-flops", needed.ff, available.ff);
    }
    return found;
}

std::optional<std::int64_t> area(const Resources &resources)
{
    return resources.cells ? resources.cells : resources.lut;
}

std::string toText(const std::vector<Shortage> &shortages)
{
    std::string text;
    for (const Shortage &shortage : shortages) {
        const bool last = &shortage == &shortages.back();
        text += text.empty() ? "needs " : last ? " and " : ", ";
        text +=
            fmt::format("{} of {} {} ({})", shortage.needed, shortage.available, shortage.resource, percent(shortage));
    }
    return text;
}

std::string synthesisFamily(const Part &part)
{
    switch (part.family) {
    case Family::Ice40:
        return part.name == "up5k" ? "ice40-dsp" : "ice40";
    case Family::Ecp5:
        return "ecp5";
    case Family::Xc7:
    case Family::UltraScalePlus:
        break;
    }
    return "xc7";
}

} // namespace assay::rtl
