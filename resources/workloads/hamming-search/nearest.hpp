// The k nearest codes seen so far, nearest first.
#pragma once

#include <cstddef>
#include <cstdint>

namespace hamming {

struct Neighbour {
    std::int32_t distance, index;
};

/// Offers must come in ascending order of index: then an equal distance never displaces an earlier code. The array
/// belongs to the caller; it holds k entries.
class Nearest {
public:
    Nearest(Neighbour *entries, std::size_t k, std::int32_t codeBits) : m_entries(entries), m_k(k)
    {
        for (std::size_t i = 0; i < k; ++i)
            m_entries[i] = {codeBits + 1, -1}; // further than any code
    }

    /// Only codes nearer than this get in.
    [[nodiscard]] std::int32_t limit() const { return m_entries[m_k - 1].distance; }

    void offer(std::int32_t distance, std::int32_t index)
    {
        if (distance >= limit())
            return;
        std::size_t place = m_k - 1;
        for (; place > 0 && m_entries[place - 1].distance > distance; --place)
            m_entries[place] = m_entries[place - 1];
        m_entries[place] = {distance, index};
    }

    [[nodiscard]] const Neighbour *begin() const { return m_entries; }
    [[nodiscard]] const Neighbour *end() const { return m_entries + m_k; }

    void write(std::int32_t *indices, std::int32_t *distances) const
    {
        for (std::size_t i = 0; i < m_k; ++i) {
            indices[i] = m_entries[i].index;
            distances[i] = m_entries[i].distance;
        }
    }

private:
    Neighbour *m_entries;
    std::size_t m_k;
};

} // namespace hamming
