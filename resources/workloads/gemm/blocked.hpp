// The blocked, packed product around a microkernel: blocks of A stay in L2, panels of B stream through L1.
// K. Goto and R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008.
#pragma once

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#include "plugins/sdk/parallel.h"
#include "plugins/sdk/workload.h"
#include "tile.hpp"

/// Uninitialised memory on a cache line boundary.
class Scratch {
public:
    explicit Scratch(std::size_t bytes)
        : m_data(static_cast<std::byte *>(::operator new (std::max<std::size_t>(bytes, 64), std::align_val_t{64})))
    {
        std::memset(m_data.get(), 0, std::max<std::size_t>(bytes, 64)); // touch the pages before the first query
    }
    [[nodiscard]] std::byte *at(std::size_t offset) const { return m_data.get() + offset; }

private:
    struct Free {
        void operator()(std::byte *p) const { ::operator delete (p, std::align_val_t{64}); }
    };
    std::unique_ptr<std::byte, Free> m_data;
};

/// C = A·B on `threads` threads. All memory is taken by the constructor.
template <class In, class Out> class Blocked : public assay::sdk::State {
public:
    Blocked(const assay::sdk::Call &call, const Kernel<In, Out> &kernel, unsigned threads)
        : m_kernel(kernel), m_m(call.params.size("m")), m_n(call.params.size("n")), m_k(call.params.size("k")),
          m_blockK(evenBlock(m_k, kBlockK, kernel.group)), m_blockM(kernel.rows * (kBlockM / kernel.rows)),
          m_blockN(std::min(roundUp(m_n, kernel.cols), roundUp(kBlockN, kernel.cols))),
          m_scratchB(m_blockN / kernel.cols * kernel.panelBytesB(m_blockK)), m_pool(threads)
    {
        for (unsigned i = 0; i < threads; ++i)
            m_scratchA.emplace_back(kernel.panelBytesA(std::min(m_blockM, roundUp(m_m, kernel.rows)), m_blockK));
    }

    void run(const assay::sdk::Call &call) override
    {
        const In *a = call.input<In>(0);
        const In *b = call.input<In>(1);
        Out *c = call.output<Out>(0);
        for (std::size_t j = 0; j < m_n; j += m_blockN)
            for (std::size_t p = 0; p < m_k; p += m_blockK)
                multiplyBlock(a + p, b + p * m_n + j, c + j, std::min(m_blockN, m_n - j), std::min(m_blockK, m_k - p),
                              p > 0);
    }

private:
    static constexpr std::size_t kBlockK = 384, kBlockM = 192, kBlockN = 3072, kSmallB = 4096;

    static std::size_t roundUp(std::size_t value, std::size_t step) { return (value + step - 1) / step * step; }
    /// Equal blocks of at most `most`, so that no thin rest remains.
    static std::size_t evenBlock(std::size_t size, std::size_t most, std::size_t group)
    {
        const std::size_t blocks = (size + most - 1) / most;
        return roundUp((size + blocks - 1) / blocks, group);
    }

    /// Packing B pays only if its panels are used by several tiles and B does not fit L1 anyway.
    [[nodiscard]] bool packs(std::size_t cols) const
    {
        return !m_kernel.direct || cols != m_kernel.cols || (m_m > 2 * m_kernel.rows && m_n * m_k > kSmallB);
    }

    void multiplyBlock(const In *a, const In *b, Out *c, std::size_t n, std::size_t k, bool accumulate)
    {
        const std::size_t panels = (n + m_kernel.cols - 1) / m_kernel.cols;
        m_pool.forRange(panels, 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t panel = begin; panel < end; ++panel) {
                const std::size_t j = panel * m_kernel.cols;
                const std::size_t cols = std::min(m_kernel.cols, n - j);
                if (packs(cols))
                    m_kernel.packB(b + j, m_n, cols, k, m_scratchB.at(panel * m_kernel.panelBytesB(k)));
            }
        });
        // Tall products are cut between rows, flat ones between panels of columns.
        const std::size_t workers = m_pool.size();
        const bool byRows = m_m >= workers * m_kernel.rows;
        m_pool.forRange(workers, 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t worker = begin; worker < end; ++worker) {
                const auto cut = [&](std::size_t count, std::size_t step, std::size_t index) {
                    return std::min(count, (count + step - 1) / step * index / workers * step);
                };
                const Part part =
                    byRows ? Part{cut(m_m, m_kernel.rows, worker), cut(m_m, m_kernel.rows, worker + 1), 0, panels}
                           : Part{0, m_m, cut(panels, 1, worker), cut(panels, 1, worker + 1)};
                multiplyPart(a, b, c, n, k, accumulate, part, m_scratchA[worker]);
            }
        });
    }

    struct Part {
        std::size_t firstRow, endRow, firstPanel, endPanel;
    };

    void multiplyPart(const In *a, const In *b, Out *c, std::size_t n, std::size_t k, bool accumulate, const Part &part,
                      const Scratch &packed)
    {
        for (std::size_t i = part.firstRow; i < part.endRow; i += m_blockM) {
            const std::size_t rows = std::min(m_blockM, part.endRow - i);
            for (std::size_t r = 0; r < rows; r += m_kernel.rows)
                m_kernel.packA(a + (i + r) * m_k, m_k, std::min(m_kernel.rows, rows - r), k,
                               packed.at(m_kernel.panelBytesA(r, k)));
            for (std::size_t panel = part.firstPanel; panel < part.endPanel; ++panel) {
                const std::size_t j = panel * m_kernel.cols;
                const std::size_t cols = std::min(m_kernel.cols, n - j);
                const bool direct = !packs(cols);
                const void *right = direct ? static_cast<const void *>(b + j)
                                           : static_cast<const void *>(m_scratchB.at(panel * m_kernel.panelBytesB(k)));
                for (std::size_t r = 0; r < rows; r += m_kernel.rows)
                    m_kernel.tile[std::min(m_kernel.rows, rows - r) - 1](packed.at(m_kernel.panelBytesA(r, k)), right,
                                                                         direct ? m_n : 0, c + (i + r) * m_n + j, m_n,
                                                                         k, cols, accumulate);
            }
        }
    }

    Kernel<In, Out> m_kernel;
    std::size_t m_m, m_n, m_k, m_blockK, m_blockM, m_blockN;
    Scratch m_scratchB;
    std::vector<Scratch> m_scratchA;
    assay::sdk::ThreadPool m_pool;
};
