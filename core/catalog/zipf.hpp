#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/random.hpp"

namespace assay::catalog {

/// Ranks 0 … values-1 with a probability in proportion to (rank + 1)^-exponent, by the alias method (Walker 1977, set
/// up as in Vose 1991): one random word and one table look-up for each draw, whatever the exponent.
class Zipf {
public:
    static constexpr std::uint32_t kMostValues = 1U << 20;

    Zipf(std::uint32_t values, double exponent);

    [[nodiscard]] std::uint32_t rank(Random &random) const
    {
        const std::uint64_t word = random.next();
        const auto slot = static_cast<std::size_t>(((word >> 32) * m_slots.size()) >> 32);
        const auto coin = static_cast<std::uint32_t>(word);
        return coin < m_slots[slot].keep ? static_cast<std::uint32_t>(slot) : m_slots[slot].alias;
    }

private:
    struct Slot {
        std::uint32_t keep;  ///< the slot's own rank is drawn if a 32-bit coin is below this
        std::uint32_t alias; ///< else this rank
    };
    std::vector<Slot> m_slots;
};

} // namespace assay::catalog
