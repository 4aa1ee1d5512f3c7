#include "backends/rtl/sweep/front.hpp"

#include <algorithm>

namespace assay::rtl {
namespace {

bool clearlyBetter(const Contender &one, const Contender &other, double tolerance)
{
    return one.group == other.group && one.latencySeconds && other.latencySeconds && one.area && other.area &&
           *one.area <= *other.area && *one.latencySeconds * (1 + tolerance) < *other.latencySeconds;
}

} // namespace

std::vector<bool> nearFront(const std::vector<Contender> &contenders, double tolerance)
{
    std::vector<bool> near;
    for (const Contender &contender : contenders)
        near.push_back(std::ranges::none_of(
            contenders, [&](const Contender &other) { return clearlyBetter(other, contender, tolerance); }));
    return near;
}

} // namespace assay::rtl
