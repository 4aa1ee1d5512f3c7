#include <algorithm>
#include <new>

#include "plugins/sdk/parallel.h"
#include "plugins/sdk/workload.h"
#include "scan.hpp"

namespace {

using assay::sdk::Call;
using assay::sdk::Failure;
using assay::sdk::State;
using hamming::Nearest;
using hamming::Neighbour;

struct Sizes {
    explicit Sizes(const Call &call)
        : codes(call.params.size("codes")), words(call.params.size("code_bits") / 64),
          queries(call.params.size("queries")), k(call.params.size("k")),
          bits(static_cast<std::int32_t>(call.params.integer("code_bits")))
    {
    }
    std::size_t codes, words, queries, k; ///< words of 64 bits in a code
    std::int32_t bits;
};

std::uint64_t word(const std::uint32_t *code, std::size_t w)
{
    std::uint64_t value = 0;
    std::memcpy(&value, code + 2 * w, sizeof value);
    return value;
}

// Counting bits is one scalar instruction where the CPU has it; the loop itself stays plain.
__attribute__((target_clones("popcnt", "default"), optimize("no-tree-vectorize"))) void
scanPlain(const std::uint32_t *codes, std::size_t count, const std::uint32_t *query, std::size_t words,
          Nearest &nearest)
{
    for (std::size_t c = 0; c < count; ++c, codes += 2 * words) {
        int distance = 0;
        for (std::size_t w = 0; w < words; ++w)
            distance += __builtin_popcountll(word(codes, w) ^ word(query, w));
        nearest.offer(distance, static_cast<std::int32_t>(c));
    }
}

class Scalar : public State {
public:
    explicit Scalar(const Call &call) : m_sizes(call), m_entries(m_sizes.k) {}
    void run(const Call &call) override
    {
        for (std::size_t q = 0; q < m_sizes.queries; ++q) {
            Nearest nearest(m_entries.data(), m_sizes.k, m_sizes.bits);
            scanPlain(call.resident<std::uint32_t>(0), m_sizes.codes,
                      call.input<std::uint32_t>(0) + q * 2 * m_sizes.words, m_sizes.words, nearest);
            nearest.write(call.output<std::int32_t>(0) + q * m_sizes.k, call.output<std::int32_t>(1) + q * m_sizes.k);
        }
    }

private:
    Sizes m_sizes;
    std::vector<Neighbour> m_entries;
};

/// The codes of a session in the order scan.hpp wants, padded to whole blocks.
class PackedCodes {
public:
    PackedCodes(const std::uint32_t *codes, const Sizes &sizes)
        : m_blocks((sizes.codes + hamming::kBlockCodes - 1) / hamming::kBlockCodes),
          m_data(new (std::align_val_t{64}) std::uint64_t[m_blocks * hamming::kBlockCodes * sizes.words]())
    {
        for (std::size_t c = 0; c < sizes.codes; ++c)
            for (std::size_t w = 0; w < sizes.words; ++w)
                m_data[(c / hamming::kBlockCodes * sizes.words + w) * hamming::kBlockCodes + c % hamming::kBlockCodes] =
                    word(codes + c * 2 * sizes.words, w);
    }
    [[nodiscard]] std::size_t blocks() const { return m_blocks; }
    [[nodiscard]] hamming::Stretch stretch(std::size_t begin, std::size_t end, const Sizes &sizes) const
    {
        return {m_data.get() + begin * hamming::kBlockCodes * sizes.words, end - begin, begin * hamming::kBlockCodes,
                sizes.codes};
    }

private:
    struct Free {
        void operator()(std::uint64_t *data) const { ::operator delete[](data, std::align_val_t{64}); }
    };
    std::size_t m_blocks;
    std::unique_ptr<std::uint64_t[], Free> m_data;
};

class Simd : public State {
public:
    explicit Simd(const Call &call, unsigned parts = 1)
        : m_sizes(call), m_scan(hamming::vectorScan()), m_codes(call.resident<std::uint32_t>(0), m_sizes),
          m_entries(parts * m_sizes.queries * m_sizes.k), m_queries(parts * m_sizes.queries * m_sizes.words)
    {
        if (m_scan == nullptr)
            throw Failure(ASSAY_UNSUPPORTED, "this CPU has neither AVX-512 VPOPCNTDQ nor AVX2; take variant scalar");
        m_nearest.reserve(parts * m_sizes.queries);
    }
    void run(const Call &call) override
    {
        start(call, 1);
        scan(0, 0, m_codes.blocks());
        finish(call, 1);
    }

protected:
    /// Empties the lists of all parts.
    void start(const Call &call, std::size_t parts)
    {
        std::memcpy(m_queries.data(), call.input<std::uint32_t>(0), m_sizes.queries * m_sizes.words * 8);
        m_nearest.clear();
        for (std::size_t i = 0; i < parts * m_sizes.queries; ++i)
            m_nearest.emplace_back(m_entries.data() + i * m_sizes.k, m_sizes.k, m_sizes.bits);
    }
    /// All queries over a piece of the codes that stays in the L1 cache, then the next piece.
    void scan(std::size_t part, std::size_t begin, std::size_t end)
    {
        const std::size_t tile = kTileBytes / (hamming::kBlockCodes * 8 * m_sizes.words);
        for (std::size_t b = begin; b < end; b += tile) {
            const hamming::Stretch stretch = m_codes.stretch(b, std::min(end, b + tile), m_sizes);
            for (std::size_t q = 0; q < m_sizes.queries; ++q)
                m_scan(stretch, m_queries.data() + q * m_sizes.words, m_sizes.words,
                       m_nearest[part * m_sizes.queries + q]);
        }
    }
    /// Parts hold ascending indices, so merging them in order keeps ties right.
    void finish(const Call &call, std::size_t parts)
    {
        for (std::size_t q = 0; q < m_sizes.queries; ++q) {
            Nearest &all = m_nearest[q];
            for (std::size_t part = 1; part < parts; ++part)
                for (const Neighbour &entry : m_nearest[part * m_sizes.queries + q])
                    all.offer(entry.distance, entry.index);
            all.write(call.output<std::int32_t>(0) + q * m_sizes.k, call.output<std::int32_t>(1) + q * m_sizes.k);
        }
    }
    [[nodiscard]] std::size_t blocks() const { return m_codes.blocks(); }
    /// Words compared for one block of codes.
    [[nodiscard]] std::size_t workPerBlock() const { return hamming::kBlockCodes * m_sizes.words * m_sizes.queries; }

private:
    static constexpr std::size_t kTileBytes = 16384;

    Sizes m_sizes;
    hamming::Scan m_scan;
    PackedCodes m_codes;
    std::vector<Neighbour> m_entries;
    std::vector<std::uint64_t> m_queries; // aligned copies, as 64-bit words
    std::vector<Nearest> m_nearest;       // part after part, query after query
};

class Threads : public Simd {
public:
    explicit Threads(const Call &call) : Simd(call, std::max(1U, std::thread::hardware_concurrency())) {}
    void run(const Call &call) override
    {
        const std::size_t parts = std::clamp<std::size_t>(blocks() * workPerBlock() / kWorkPerPart, 1, m_pool.size());
        start(call, parts);
        m_pool.forRange(parts, 1, [&](std::size_t first, std::size_t last) {
            for (std::size_t part = first; part < last; ++part)
                scan(part, blocks() * part / parts, blocks() * (part + 1) / parts);
        });
        finish(call, parts);
    }

private:
    static constexpr std::size_t kWorkPerPart =
        65536; // 64-bit words; below it, waking a thread costs more than it saves

    assay::sdk::ThreadPool m_pool;
};

std::unique_ptr<State> makeScalar(const Call &call)
{
    return std::make_unique<Scalar>(call);
}
std::unique_ptr<State> makeSimd(const Call &call)
{
    return std::make_unique<Simd>(call);
}
std::unique_ptr<State> makeThreads(const Call &call)
{
    return std::make_unique<Threads>(call);
}

} // namespace

ASSAY_STATE_VARIANT("scalar", makeScalar, "one code after the other, not vectorised; the CPU's bit count instruction");
ASSAY_STATE_VARIANT("simd", makeSimd, "one thread; eight codes at once, AVX-512 VPOPCNTDQ or AVX2, chosen at run time");
ASSAY_STATE_VARIANT("threads", makeThreads, "the simd scan, codes spread over all cores");
