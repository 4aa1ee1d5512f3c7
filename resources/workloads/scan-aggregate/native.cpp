#include <emmintrin.h>

#include <algorithm>
#include <bit>

#include "plugins/sdk/parallel.h"
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;
using assay::sdk::State;

struct Columns {
    const void *key;
    const std::int32_t *value;
    const std::uint8_t *filter;
    bool wideKeys;
};

struct Sizes {
    explicit Sizes(const Call &call)
        : rows(call.params.size("rows")), groups(call.params.size("groups")),
          limit(static_cast<std::uint8_t>(call.params.integer("selectivity"))),
          wideKeys(call.params.text("dtype") == "u16")
    {
    }
    [[nodiscard]] Columns columns(const Call &call) const
    {
        return {call.input<std::uint8_t>(0), call.input<std::int32_t>(1), call.input<std::uint8_t>(2), wideKeys};
    }
    std::size_t rows, groups;
    std::uint8_t limit;
    bool wideKeys;
};

template <class Key>
__attribute__((optimize("no-tree-vectorize"))) void aggregatePlain(const Columns &columns, const Sizes &sizes,
                                                                   std::int64_t *sum, std::uint32_t *count)
{
    const auto *key = static_cast<const Key *>(columns.key);
    for (std::size_t row = 0; row < sizes.rows; ++row)
        if (columns.filter[row] < sizes.limit) {
            sum[key[row]] += columns.value[row];
            count[key[row]] += 1;
        }
}

class Scalar : public State {
public:
    explicit Scalar(const Call &call) : m_sizes(call) {}
    void run(const Call &call) override
    {
        auto *sum = call.output<std::int64_t>(0);
        auto *count = call.output<std::uint32_t>(1);
        std::fill_n(sum, m_sizes.groups, 0);
        std::fill_n(count, m_sizes.groups, 0);
        if (m_sizes.wideKeys)
            aggregatePlain<std::uint16_t>(m_sizes.columns(call), m_sizes, sum, count);
        else
            aggregatePlain<std::uint8_t>(m_sizes.columns(call), m_sizes, sum, count);
    }

private:
    Sizes m_sizes;
};

// ---- simd: count and sum in one 64-bit word, so that a row is one addition ----------------------------------

constexpr std::size_t kBatch = 512;                            // rows between filter and addition; stays in L1
constexpr std::size_t kRowsPerFlush = 65535 / kBatch * kBatch; // fewer than 2^16 rows, so neither half can overflow
constexpr std::uint64_t kOne = std::uint64_t{1} << 48U;

/// A count of one, and the value plus 2^31 so that it is not negative.
constexpr std::uint64_t packed(std::int32_t value)
{
    return kOne + (static_cast<std::uint32_t>(value) ^ 0x80000000U);
}

/// What each row adds: nothing when the filter rejects it.
__attribute__((target_clones("avx512f", "avx2", "default"))) void makeIncrements(const std::int32_t *value,
                                                                                 const std::uint8_t *filter,
                                                                                 std::uint32_t limit, std::size_t rows,
                                                                                 std::uint64_t *increments)
{
    for (std::size_t i = 0; i < rows; ++i)
        increments[i] = packed(value[i]) & (0U - std::uint64_t{filter[i] < limit});
}

/// One bit a row that passes; returns how many do.
std::size_t markPassing(const std::uint8_t *filter, std::uint8_t limit, std::size_t rows, std::uint64_t *bits)
{
    std::fill_n(bits, kBatch / 64, 0U);
    const __m128i limits = _mm_set1_epi8(static_cast<char>(limit));
    std::size_t i = 0;
    for (; i + 16 <= rows; i += 16) {
        const __m128i values = _mm_loadu_si128(reinterpret_cast<const __m128i *>(filter + i));
        const __m128i rejected = _mm_cmpeq_epi8(_mm_max_epu8(values, limits), values); // value >= limit
        const std::uint64_t passing = ~static_cast<unsigned>(_mm_movemask_epi8(rejected)) & 0xFFFFU;
        bits[i / 64] |= passing << (i % 64);
    }
    for (; i < rows; ++i)
        bits[i / 64] |= std::uint64_t{filter[i] < limit} << (i % 64);
    std::size_t count = 0;
    for (std::size_t word = 0; word < kBatch / 64; ++word)
        count += static_cast<std::size_t>(std::popcount(bits[word]));
    return count;
}

constexpr std::size_t kCopies = 4; // two rows in a row may share a group; in one sum they would wait for each other

/// Splits the packed sums, adds them to `sums` and `counts`, and clears them.
__attribute__((target_clones("avx512f", "avx2", "default"))) void flush(std::uint64_t *__restrict packed,
                                                                        std::size_t groups,
                                                                        std::int64_t *__restrict sums,
                                                                        std::uint32_t *__restrict counts)
{
    for (std::size_t g = 0; g < groups; ++g) {
        const std::uint64_t total = packed[g] + packed[g + groups] + packed[g + 2 * groups] + packed[g + 3 * groups];
        counts[g] += static_cast<std::uint32_t>(total >> 48U);
        sums[g] += static_cast<std::int64_t>(total & (kOne - 1)) - static_cast<std::int64_t>((total >> 48U) << 31U);
    }
    std::fill_n(packed, kCopies * groups, 0U);
}

/// Sums of one thread.
class Accumulator {
public:
    explicit Accumulator(const Sizes &sizes)
        : m_groups(sizes.groups), m_packed(kCopies * sizes.groups), m_sums(sizes.groups), m_counts(sizes.groups)
    {
    }
    void clear()
    {
        std::fill(m_sums.begin(), m_sums.end(), 0);
        std::fill(m_counts.begin(), m_counts.end(), 0U);
    }
    template <class Key> void add(const Columns &columns, std::uint8_t limit, std::size_t begin, std::size_t end)
    {
        const auto *key = static_cast<const Key *>(columns.key);
        for (std::size_t start = begin; start < end; start += kRowsPerFlush) {
            const std::size_t stop = std::min(end, start + kRowsPerFlush);
            for (std::size_t row = start; row < stop; row += kBatch)
                addBatch(key + row, columns.value + row, columns.filter + row, limit, std::min(kBatch, stop - row));
            flush(m_packed.data(), m_groups, m_sums.data(), m_counts.data());
        }
    }
    void addTo(std::int64_t *sum, std::uint32_t *count) const
    {
        for (std::size_t g = 0; g < m_groups; ++g) {
            sum[g] += m_sums[g];
            count[g] += m_counts[g];
        }
    }

private:
    template <class Key>
    void addBatch(const Key *key, const std::int32_t *value, const std::uint8_t *filter, std::uint8_t limit,
                  std::size_t rows)
    {
        std::uint64_t passing[kBatch / 64];
        const std::size_t count = markPassing(filter, limit, rows, passing);
        if (count * 8 < rows) {
            addMarked(key, value, passing);
            return;
        }
        std::uint64_t increments[kBatch];
        makeIncrements(value, filter, limit, rows, increments);
        addAll(key, increments, rows);
    }
    /// For few rows: from one marked row to the next.
    template <class Key> void addMarked(const Key *key, const std::int32_t *value, const std::uint64_t *bits)
    {
        for (std::size_t word = 0; word < kBatch / 64; ++word)
            for (std::uint64_t rest = bits[word]; rest != 0; rest &= rest - 1) {
                const std::size_t i = word * 64 + static_cast<std::size_t>(std::countr_zero(rest));
                m_packed[key[i]] += packed(value[i]);
            }
    }
    /// For many rows: all of them, without a branch.
    template <class Key> void addAll(const Key *key, const std::uint64_t *increments, std::size_t rows)
    {
        std::uint64_t *copy0 = m_packed.data(), *copy1 = copy0 + m_groups, *copy2 = copy1 + m_groups,
                      *copy3 = copy2 + m_groups;
        std::size_t i = 0;
        for (; i + kCopies <= rows; i += kCopies) {
            copy0[key[i]] += increments[i];
            copy1[key[i + 1]] += increments[i + 1];
            copy2[key[i + 2]] += increments[i + 2];
            copy3[key[i + 3]] += increments[i + 3];
        }
        for (; i < rows; ++i)
            copy0[key[i]] += increments[i];
    }

    std::size_t m_groups;
    std::vector<std::uint64_t> m_packed; // copy after copy
    std::vector<std::int64_t> m_sums;
    std::vector<std::uint32_t> m_counts;
};

class Simd : public State {
public:
    explicit Simd(const Call &call, std::size_t parts = 1) : m_sizes(call), m_parts(parts, Accumulator(m_sizes)) {}
    void run(const Call &call) override
    {
        add(call, 0, 0, m_sizes.rows);
        finish(call, 1);
    }

protected:
    void add(const Call &call, std::size_t part, std::size_t begin, std::size_t end)
    {
        m_parts[part].clear();
        if (m_sizes.wideKeys)
            m_parts[part].add<std::uint16_t>(m_sizes.columns(call), m_sizes.limit, begin, end);
        else
            m_parts[part].add<std::uint8_t>(m_sizes.columns(call), m_sizes.limit, begin, end);
    }
    void finish(const Call &call, std::size_t parts) const
    {
        std::fill_n(call.output<std::int64_t>(0), m_sizes.groups, 0);
        std::fill_n(call.output<std::uint32_t>(1), m_sizes.groups, 0U);
        for (std::size_t part = 0; part < parts; ++part)
            m_parts[part].addTo(call.output<std::int64_t>(0), call.output<std::uint32_t>(1));
    }
    [[nodiscard]] std::size_t rows() const { return m_sizes.rows; }

private:
    Sizes m_sizes;
    std::vector<Accumulator> m_parts;
};

class Threads : public Simd {
public:
    explicit Threads(const Call &call) : Simd(call, std::max(1U, std::thread::hardware_concurrency())) {}
    void run(const Call &call) override
    {
        const std::size_t parts = std::clamp<std::size_t>(rows() / kRowsPerPart, 1, m_pool.size());
        m_pool.forRange(parts, 1, [&](std::size_t first, std::size_t last) {
            for (std::size_t part = first; part < last; ++part)
                add(call, part, rows() * part / parts, rows() * (part + 1) / parts);
        });
        finish(call, parts);
    }

private:
    static constexpr std::size_t kRowsPerPart = 16384; // below it, waking a thread costs more than it saves

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

ASSAY_STATE_VARIANT("scalar", makeScalar, "one plain loop with a branch, not vectorised");
ASSAY_STATE_VARIANT("simd", makeSimd,
                    "one thread; vector filter (AVX-512, AVX2 or SSE2, chosen at run time), one 64-bit addition a row");
ASSAY_STATE_VARIANT("threads", makeThreads, "the simd aggregation on all cores, each with its own sums");
