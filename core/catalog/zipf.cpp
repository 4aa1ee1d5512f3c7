#include "core/catalog/zipf.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::catalog {

Zipf::Zipf(std::uint32_t values, double exponent) : m_slots(values)
{
    std::vector<double> share(values);
    for (std::uint32_t i = 0; i < values; ++i)
        share[i] = std::pow(static_cast<double>(i) + 1.0, -exponent);
    const double mean = std::accumulate(share.begin(), share.end(), 0.0) / values;

    std::vector<std::uint32_t> small, large;
    for (std::uint32_t i = 0; i < values; ++i) {
        share[i] /= mean;
        (share[i] < 1.0 ? small : large).push_back(i);
        m_slots[i] = {UINT32_MAX, i};
    }
    while (!small.empty() && !large.empty()) {
        const std::uint32_t less = small.back(), more = large.back();
        small.pop_back();
        m_slots[less] = {static_cast<std::uint32_t>(std::min(share[less] * 0x1p32, 0x1p32 - 1)), more};
        share[more] -= 1.0 - share[less];
        if (share[more] < 1.0) {
            large.pop_back();
            small.push_back(more);
        }
    }
}

} // namespace assay::catalog
