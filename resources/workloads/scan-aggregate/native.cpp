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

// Two rows in a row may share a group; in one sum they would wait for each other. With few rows a group that is rare,
// and going through the copies would take longer than the rows.
constexpr std::size_t kCopies = 4;
constexpr std::size_t kFewRowsPerGroup = 16;

/// Adds the other copies to the first and clears them.
__attribute__((target_clones("avx512f", "avx2", "default"))) void foldCopies(std::uint64_t *__restrict packed,
                                                                             std::size_t groups)
{
    for (std::size_t g = 0; g < groups; ++g)
        packed[g] += packed[g + groups] + packed[g + 2 * groups] + packed[g + 3 * groups];
    std::fill_n(packed + groups, (kCopies - 1) * groups, 0U);
}

/// Splits the packed sums and clears them: `sums` and `counts` become them, or grow by them.
__attribute__((target_clones("avx512f", "avx2", "default"))) void split(std::uint64_t *__restrict packed,
                                                                        std::size_t groups, bool grow,
                                                                        std::int64_t *__restrict sums,
                                                                        std::uint32_t *__restrict counts)
{
    for (std::size_t g = 0; g < groups; ++g) {
        const std::uint64_t total = packed[g];
        const auto sum =
            static_cast<std::int64_t>(total & (kOne - 1)) - static_cast<std::int64_t>((total >> 48U) << 31U);
        counts[g] = static_cast<std::uint32_t>(total >> 48U) + (grow ? counts[g] : 0U);
        sums[g] = sum + (grow ? sums[g] : 0);
        packed[g] = 0;
    }
}

/// Aggregates of one thread.
class Accumulator {
public:
    explicit Accumulator(std::size_t groups) : m_groups(groups), m_packed(kCopies * groups) {}

    /// Of the rows [begin, end), into `sums` and `counts` of all groups.
    template <class Key>
    void aggregate(const Columns &columns, std::uint8_t limit, std::size_t begin, std::size_t end, std::int64_t *sums,
                   std::uint32_t *counts)
    {
        const auto *key = static_cast<const Key *>(columns.key);
        m_oneCopy = end - begin < kFewRowsPerGroup * m_groups;
        std::size_t start = begin;
        do {
            const std::size_t stop = std::min(end, start + kRowsPerFlush);
            for (std::size_t row = start; row < stop; row += kBatch)
                addBatch(key + row, columns.value + row, columns.filter + row, limit, std::min(kBatch, stop - row));
            if (!m_oneCopy)
                foldCopies(m_packed.data(), m_groups);
            split(m_packed.data(), m_groups, start > begin, sums, counts);
            start = stop;
        } while (start < end);
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
        if (m_oneCopy)
            for (std::size_t i = 0; i < rows; ++i)
                m_packed[key[i]] += increments[i];
        else
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
    bool m_oneCopy = false;
    std::vector<std::uint64_t> m_packed; // copy after copy
};

class Simd : public State {
public:
    explicit Simd(const Call &call) : m_sizes(call), m_accumulator(m_sizes.groups) {}
    void run(const Call &call) override
    {
        aggregate(m_accumulator, call, 0, m_sizes.rows, call.output<std::int64_t>(0), call.output<std::uint32_t>(1));
    }

protected:
    void aggregate(Accumulator &accumulator, const Call &call, std::size_t begin, std::size_t end, std::int64_t *sums,
                   std::uint32_t *counts) const
    {
        if (m_sizes.wideKeys)
            accumulator.aggregate<std::uint16_t>(m_sizes.columns(call), m_sizes.limit, begin, end, sums, counts);
        else
            accumulator.aggregate<std::uint8_t>(m_sizes.columns(call), m_sizes.limit, begin, end, sums, counts);
    }
    [[nodiscard]] const Sizes &sizes() const { return m_sizes; }

private:
    Sizes m_sizes;
    Accumulator m_accumulator;
};

class Threads : public Simd {
public:
    explicit Threads(const Call &call) : Simd(call), m_parts(m_pool.size(), Part(sizes().groups)) {}
    void run(const Call &call) override
    {
        const std::size_t rows = sizes().rows;
        const std::size_t parts = std::clamp<std::size_t>(rows / kRowsPerPart, 1, m_pool.size());
        if (parts == 1)
            return Simd::run(call);
        m_pool.forRange(parts, 1, [&](std::size_t first, std::size_t last) {
            for (std::size_t part = first; part < last; ++part) {
                Part &own = m_parts[part];
                aggregate(own.accumulator, call, rows * part / parts, rows * (part + 1) / parts, own.sums.data(),
                          own.counts.data());
            }
        });
        for (std::size_t g = 0; g < sizes().groups; ++g) {
            std::int64_t sum = 0;
            std::uint32_t count = 0;
            for (std::size_t part = 0; part < parts; ++part) {
                sum += m_parts[part].sums[g];
                count += m_parts[part].counts[g];
            }
            call.output<std::int64_t>(0)[g] = sum;
            call.output<std::uint32_t>(1)[g] = count;
        }
    }

private:
    static constexpr std::size_t kRowsPerPart = 16384; // below it, waking a thread costs more than it saves

    struct Part {
        explicit Part(std::size_t groups) : accumulator(groups), sums(groups), counts(groups) {}
        Accumulator accumulator;
        std::vector<std::int64_t> sums;
        std::vector<std::uint32_t> counts;
    };
    assay::sdk::ThreadPool m_pool;
    std::vector<Part> m_parts;
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
