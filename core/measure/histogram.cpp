#include "core/measure/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace assay::measure {
namespace {

void putVarint(std::vector<std::uint8_t> &bytes, std::uint64_t value)
{
    while (value >= 0x80) {
        bytes.push_back(static_cast<std::uint8_t>(value | 0x80));
        value >>= 7;
    }
    bytes.push_back(static_cast<std::uint8_t>(value));
}

bool takeVarint(const std::vector<std::uint8_t> &bytes, std::size_t &at, std::uint64_t &value)
{
    value = 0;
    for (unsigned shift = 0; shift < 64 && at < bytes.size(); shift += 7) {
        const std::uint64_t byte = bytes[at++];
        if (shift == 63 && byte > 1)
            return false;
        value |= (byte & 0x7f) << shift;
        if ((byte & 0x80) == 0)
            return true;
    }
    return false;
}

tl::unexpected<Error> damaged(const char *why)
{
    return failure(ErrorCode::InvalidInput,
                   std::string("a stored histogram is damaged (") + why + "); measure this point again");
}

} // namespace

Histogram::Histogram() : m_counts(kBuckets, 0) {}

void Histogram::merge(const Histogram &other)
{
    for (std::size_t i = 0; i < kBuckets; ++i)
        m_counts[i] += other.m_counts[i];
    m_total += other.m_total;
}

void Histogram::clear()
{
    std::fill(m_counts.begin(), m_counts.end(), 0);
    m_total = 0;
}

void Histogram::addCount(std::size_t bucket, std::uint64_t count)
{
    m_counts[bucket] += count;
    m_total += count;
}

std::uint64_t Histogram::percentile(double fraction) const
{
    if (m_total == 0)
        return 0;
    const auto wanted = std::ceil(std::clamp(fraction, 0.0, 1.0) * static_cast<double>(m_total));
    const std::uint64_t rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(wanted), 1, m_total);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
        seen += m_counts[i];
        if (seen >= rank)
            return lowerBound(i) + (lowerBound(i + 1) - lowerBound(i)) / 2;
    }
    return kHighest;
}

std::uint64_t Histogram::lowerBound(std::size_t bucket)
{
    if (bucket < 2 * kHalf)
        return bucket;
    const std::size_t exponent = bucket / kHalf - 1;
    return static_cast<std::uint64_t>(bucket - exponent * kHalf) << exponent;
}

std::vector<std::uint8_t> Histogram::encode() const
{
    std::vector<std::uint8_t> bytes;
    std::size_t previous = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
        if (m_counts[i] == 0)
            continue;
        putVarint(bytes, i - previous);
        putVarint(bytes, m_counts[i]);
        previous = i;
    }
    return bytes;
}

Result<Histogram> Histogram::decode(const std::vector<std::uint8_t> &bytes)
{
    Histogram histogram;
    std::uint64_t bucket = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        std::uint64_t gap = 0;
        std::uint64_t count = 0;
        if (!takeVarint(bytes, at, gap) || !takeVarint(bytes, at, count))
            return damaged("it ends early");
        if (gap >= kBuckets || bucket + gap >= kBuckets)
            return damaged("a bucket lies beyond the last");
        bucket += gap;
        if (histogram.m_total + count < histogram.m_total)
            return damaged("its counts overflow");
        histogram.addCount(bucket, count);
    }
    return histogram;
}

} // namespace assay::measure
