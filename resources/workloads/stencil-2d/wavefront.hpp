// Several steps fused: while row y of the first step is made, row y − 1 of the second, y − 2 of the third … follow, so
// that the grid passes through memory once. Levels between the first and the last keep four rows each.
#pragma once

#include <algorithm>
#include <thread>

#include "plugins/sdk/parallel.h"
#include "plugins/sdk/simd.h"
#include "plugins/sdk/workload.h"

ASSAY_CLONES inline void updateRow(const float *north, const float *row, const float *south, float *to,
                                   std::size_t width)
{
    to[0] = row[0];
    for (std::size_t x = 1; x < width - 1; ++x)
        to[x] = 0.5F * row[x] + 0.125F * ((north[x] + south[x]) + (row[x - 1] + row[x + 1]));
    to[width - 1] = row[width - 1];
}

ASSAY_CLONES inline void updateRow(const std::int32_t *north, const std::int32_t *row, const std::int32_t *south,
                                   std::int32_t *to, std::size_t width)
{
    to[0] = row[0];
    for (std::size_t x = 1; x < width - 1; ++x)
        to[x] = (4 * row[x] + ((north[x] + south[x]) + (row[x - 1] + row[x + 1])) + 4) >> 3;
    to[width - 1] = row[width - 1];
}

template <class T> class Wavefront : public assay::sdk::State {
public:
    Wavefront(const assay::sdk::Call &call, unsigned threads)
        : m_width(call.params.size("width")), m_height(call.params.size("height")), m_steps(call.params.size("steps")),
          m_pool(threads)
    {
        for (std::vector<T> &grid : m_grids)
            grid.resize(m_steps > kFused ? m_width * m_height : 0);
        for (unsigned i = 0; i < threads; ++i)
            m_rows.emplace_back((kFused - 1) * kKept * m_width);
    }

    void run(const assay::sdk::Call &call) override
    {
        const T *from = call.input<T>(0);
        for (std::size_t done = 0; done < m_steps;) {
            const std::size_t fused = std::min(kFused, m_steps - done);
            done += fused;
            T *to = done == m_steps ? call.output<T>(0) : m_grids[done / kFused % 2].data();
            const std::size_t bands =
                std::min<std::size_t>(m_pool.size(), std::max<std::size_t>(1, m_height / kThinnest));
            m_pool.forRange(bands, 1, [&](std::size_t begin, std::size_t end) {
                for (std::size_t band = begin; band < end; ++band)
                    advance(from, to, m_height * band / bands, m_height * (band + 1) / bands, fused,
                            m_rows[band].data());
            });
            from = to;
        }
    }

private:
    static constexpr std::size_t kFused = 8;
    static constexpr std::size_t kKept = 4;      ///< rows kept of a level: three are read, one is written
    static constexpr std::size_t kThinnest = 32; ///< rows of a band, so that rows computed twice stay few

    /// Rows [first, last) after `fused` steps. Neighbouring bands compute the rows around the cut on their own.
    void advance(const T *from, T *to, std::size_t first, std::size_t last, std::size_t fused, T *kept) const
    {
        // Level s is the grid after s steps; its rows firstOf(s) … lastOf(s) − 1 are needed.
        const auto firstOf = [&](std::size_t level) { return first > fused - level ? first - (fused - level) : 0; };
        const auto lastOf = [&](std::size_t level) { return std::min(m_height, last + (fused - level)); };
        const auto rowOf = [&](std::size_t level, std::size_t y) -> T * {
            return level == fused ? to + y * m_width : kept + ((level - 1) * kKept + y % kKept) * m_width;
        };
        const auto source = [&](std::size_t level, std::size_t y) -> const T * {
            return level == 0 ? from + y * m_width : rowOf(level, y);
        };
        for (std::size_t front = firstOf(1); front < lastOf(1) + fused; ++front)
            for (std::size_t level = 1; level <= fused && level - 1 <= front; ++level) {
                const std::size_t y = front - (level - 1);
                if (y < firstOf(level) || y >= lastOf(level))
                    continue;
                if (y == 0 || y == m_height - 1)
                    std::copy_n(source(level - 1, y), m_width, rowOf(level, y));
                else
                    updateRow(source(level - 1, y - 1), source(level - 1, y), source(level - 1, y + 1), rowOf(level, y),
                              m_width);
            }
    }

    std::size_t m_width, m_height, m_steps;
    std::vector<T> m_grids[2];
    std::vector<std::vector<T>> m_rows;
    assay::sdk::ThreadPool m_pool;
};
