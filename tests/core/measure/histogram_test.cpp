#include "core/measure/histogram.hpp"

#include <gtest/gtest.h>

#include "core/base/random.hpp"

namespace assay::measure {
namespace {

TEST(Histogram, HoldsOneNanosecondToOneHourInTheStatedSize)
{
    const Histogram histogram;
    EXPECT_EQ(histogram.bucketCount(), 33'792U);
    EXPECT_LT(Histogram::indexOf(Histogram::kHighest), histogram.bucketCount());
    EXPECT_EQ(Histogram::indexOf(UINT64_MAX), Histogram::indexOf(Histogram::kHighest));
}

TEST(Histogram, BucketsAreAtMostAThousandthWide)
{
    Random random(7);
    for (int i = 0; i < 200'000; ++i) {
        const auto value = static_cast<std::uint64_t>(std::exp(random.uniform() * std::log(3.6e12)));
        const auto bucket = Histogram::indexOf(value);
        ASSERT_LE(Histogram::lowerBound(bucket), value);
        ASSERT_GT(Histogram::lowerBound(bucket + 1), value);
        const auto width = Histogram::lowerBound(bucket + 1) - Histogram::lowerBound(bucket);
        ASSERT_LE(width, std::max<std::uint64_t>(1, value / 1024)) << value;
    }
}

TEST(Histogram, PercentilesAreNearestRankWithinABucket)
{
    Histogram histogram;
    for (std::uint64_t v = 1; v <= 100'000; ++v)
        histogram.record(v * 1000);
    EXPECT_EQ(histogram.total(), 100'000U);
    EXPECT_NEAR(static_cast<double>(histogram.percentile(0.5)), 50e6, 50e6 / 1000);
    EXPECT_NEAR(static_cast<double>(histogram.percentile(0.99)), 99e6, 99e6 / 1000);
    EXPECT_NEAR(static_cast<double>(histogram.percentile(1.0)), 100e6, 100e6 / 1000);
    EXPECT_EQ(Histogram().percentile(0.5), 0U);
}

TEST(Histogram, SmallValuesAreExact)
{
    Histogram histogram;
    for (const std::uint64_t v : {3, 17, 17, 2047})
        histogram.record(v);
    EXPECT_EQ(histogram.percentile(0.25), 3U);
    EXPECT_EQ(histogram.percentile(0.5), 17U);
    EXPECT_EQ(histogram.percentile(1.0), 2047U);
}

TEST(Histogram, MergingEqualsRecordingTogether)
{
    Histogram a;
    Histogram b;
    Histogram both;
    Random random(1);
    for (int i = 0; i < 1000; ++i) {
        const std::uint64_t value = random.below(1'000'000'000);
        (i % 3 == 0 ? a : b).record(value);
        both.record(value);
    }
    a.merge(b);
    EXPECT_EQ(a.total(), both.total());
    EXPECT_EQ(a.encode(), both.encode());
}

TEST(Histogram, EncodingRoundTripsAndIsCompact)
{
    Histogram histogram;
    Random random(2);
    for (int i = 0; i < 10'000; ++i)
        histogram.record(100'000 + random.below(10'000));
    const auto bytes = histogram.encode();
    EXPECT_LT(bytes.size(), 1000U);
    const auto decoded = Histogram::decode(bytes);
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(decoded->encode(), bytes);
    EXPECT_EQ(decoded->percentile(0.9), histogram.percentile(0.9));
}

TEST(Histogram, DamagedBytesAreRefusedWithANextStep)
{
    Histogram histogram;
    histogram.record(5'000'000);
    auto cut = histogram.encode();
    cut.pop_back();
    for (const auto &bytes : {cut, std::vector<std::uint8_t>{0xff, 0xff, 0xff, 0x7f, 1},
                              std::vector<std::uint8_t>(12, 0xff), std::vector<std::uint8_t>{1}}) {
        const auto decoded = Histogram::decode(bytes);
        ASSERT_FALSE(decoded.has_value());
        EXPECT_NE(decoded.error().message.find("measure this point again"), std::string::npos);
    }
}

} // namespace
} // namespace assay::measure
