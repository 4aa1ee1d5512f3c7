#include "backends/rtl/sweep/area_estimate.hpp"

#include <algorithm>
#include <cmath>

namespace assay::rtl {
namespace {

struct MemoryBits {
    double inBlock, inLut;
};

/// Bits of a block RAM, and of memory that a LUT gives at most: iCE40 has only the flip-flop behind it; ECP5 spends six
/// LUTs on 64 bits; a 7-series LUT holds 64, in the slices that can.
MemoryBits memoryBits(Family family)
{
    switch (family) {
    case Family::Ice40:
        return {4096, 1};
    case Family::Ecp5:
        return {18432, 64.0 / 6};
    case Family::Xc7:
    case Family::UltraScalePlus:
        break;
    }
    return {18432, 64};
}

std::optional<double> lutDemand(const AreaEstimate &estimate, const Resources &available)
{
    if (!estimate.lut)
        return {};
    const double blocks = available.dsp ? static_cast<double>(*available.dsp) : estimate.multipliers;
    return *estimate.lut + std::max(0.0, estimate.multipliers - blocks) * estimate.multiplierLuts;
}

std::int64_t whole(double value)
{
    return static_cast<std::int64_t>(std::ceil(value));
}

} // namespace

std::vector<Shortage> hopeless(const AreaEstimate &estimate, const Part &part)
{
    std::vector<Shortage> found;
    const Resources &available = part.available;
    double bits = 0;
    for (const auto &memory : estimate.memories)
        bits += memory.width * memory.depth;
    const MemoryBits each = memoryBits(part.family);
    if (available.bram && available.lut &&
        bits > each.inBlock * static_cast<double>(*available.bram) + each.inLut * static_cast<double>(*available.lut))
        found.push_back({"block RAMs", whole(bits / each.inBlock), *available.bram});
    if (const auto luts = lutDemand(estimate, available);
        luts && available.lut && *luts > kHopelessLuts * static_cast<double>(*available.lut))
        found.push_back({"LUTs", whole(*luts), *available.lut});
    return found;
}

} // namespace assay::rtl
