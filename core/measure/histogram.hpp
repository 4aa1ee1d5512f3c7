#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "core/base/result.hpp"

namespace assay::measure {

/// Counts of nanosecond values in log-linear buckets: 2048 sub-buckets an octave, so a bucket is at most value/1024
/// wide (three significant digits), 1 ns … 1 h. Fixed size once made; record() does not allocate. Mergeable.
class Histogram {
public:
    static constexpr std::uint64_t kHighest = 3'600'000'000'000; ///< larger values are counted there
    static constexpr std::size_t kHalf = 1024;                   ///< sub-buckets above the first octave
    static constexpr std::size_t kBuckets = 33 * kHalf;

    Histogram();
    void record(std::uint64_t nanoseconds)
    {
        ++m_counts[indexOf(nanoseconds)];
        ++m_total;
    }
    void addCount(std::size_t bucket, std::uint64_t count);
    void merge(const Histogram &other);
    void clear();
    [[nodiscard]] std::uint64_t total() const { return m_total; }
    /// Nearest rank; the bucket's middle. 0 when empty.
    [[nodiscard]] std::uint64_t percentile(double fraction) const;
    [[nodiscard]] std::size_t bucketCount() const { return m_counts.size(); }
    [[nodiscard]] std::uint64_t countAt(std::size_t bucket) const { return m_counts[bucket]; }
    [[nodiscard]] static std::uint64_t lowerBound(std::size_t bucket);
    [[nodiscard]] static std::size_t indexOf(std::uint64_t nanoseconds)
    {
        const std::uint64_t value = nanoseconds < kHighest ? nanoseconds : kHighest;
        const auto exponent = static_cast<unsigned>(std::bit_width(value | (2 * kHalf - 1))) - 11U;
        return std::size_t{exponent} * kHalf + static_cast<std::size_t>(value >> exponent);
    }

    /// Compact: varint pairs of (bucket gap, count).
    [[nodiscard]] std::vector<std::uint8_t> encode() const;
    [[nodiscard]] static Result<Histogram> decode(const std::vector<std::uint8_t> &bytes);

private:
    std::vector<std::uint64_t> m_counts;
    std::uint64_t m_total = 0;
};

} // namespace assay::measure
