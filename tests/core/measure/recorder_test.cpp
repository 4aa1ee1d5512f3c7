#include "core/measure/recorder.hpp"

#include <gtest/gtest.h>

#include "core/measure/summary.hpp"

namespace assay::measure {
namespace {

Sample sampleAt(std::uint64_t id, std::int64_t issue, std::uint64_t service)
{
    Sample sample;
    sample.id = id & ((1ULL << 36) - 1);
    sample.scheduled = sample.issue = issue;
    sample.service = service & ((1ULL << 56) - 1);
    return sample;
}

TEST(Recorder, ASampleTakes32Bytes)
{
    EXPECT_LE(sizeof(Sample), 32U);
}

TEST(Recorder, KeepsEverythingBelowItsCapacity)
{
    auto recorder = LaneRecorder::make({.samples = 1000, .seconds = 3});
    ASSERT_TRUE(recorder.has_value());
    for (std::uint64_t i = 0; i < 1000; ++i)
        recorder->add(sampleAt(i, static_cast<std::int64_t>(i) * 2'000'000, 1000 + i));
    ASSERT_EQ(recorder->samples().size(), 1000U);
    EXPECT_EQ(recorder->samples()[999].latency(), 1999U);
    Histogram first;
    Histogram second;
    recorder->mergeSecondInto(0, first);
    recorder->mergeSecondInto(1, second);
    EXPECT_EQ(first.total(), 500U);
    EXPECT_EQ(second.total(), 500U);
}

TEST(Recorder, ReservoirBeyondItIsUniform)
{
    // 100 of 10,000, many times: every tenth of the stream must be equally present.
    std::array<int, 10> tenths{};
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        auto recorder = LaneRecorder::make({.samples = 100, .seconds = 1, .seed = seed});
        ASSERT_TRUE(recorder.has_value());
        for (std::uint64_t i = 0; i < 10'000; ++i)
            recorder->add(sampleAt(i, 0, 1));
        EXPECT_EQ(recorder->count(), 10'000U);
        for (const Sample &sample : recorder->samples())
            ++tenths[sample.id / 1000];
    }
    for (const int count : tenths) // 2000 expected each, standard deviation about 42
        EXPECT_NEAR(count, 2000, 220);
}

TEST(Recorder, HistogramCountsWhatTheReservoirDrops)
{
    auto recorder = LaneRecorder::make({.samples = 10, .seconds = 1});
    ASSERT_TRUE(recorder.has_value());
    for (std::uint64_t i = 0; i < 5000; ++i)
        recorder->add(sampleAt(i, 0, 77));
    Histogram histogram;
    recorder->mergeSecondInto(0, histogram);
    EXPECT_EQ(histogram.total(), 5000U);
    EXPECT_EQ(histogram.percentile(0.5), 77U);
}

TEST(Recorder, LanesMergeInOrderAndEvenlyAfterOverflow)
{
    auto lanes = makeLanes(2, {.samples = 2000, .seconds = 1});
    ASSERT_TRUE(lanes.has_value());
    for (std::uint64_t i = 0; i < 10'000; ++i)
        (*lanes)->recorders[0].add(sampleAt(i, static_cast<std::int64_t>(i), 10));
    for (std::uint64_t i = 0; i < 1000; ++i)
        (*lanes)->recorders[1].add(sampleAt(i, static_cast<std::int64_t>(i) * 10, 20));
    const SampleSet set(**lanes, 1, 1);
    EXPECT_TRUE(set.reservoir());
    EXPECT_EQ(set.records(), 11'000U);
    std::size_t fromSecond = 0;
    std::int64_t previous = 0;
    for (const Sample &sample : set.samples()) {
        EXPECT_LE(previous, sample.scheduled);
        previous = sample.scheduled;
        fromSecond += sample.service == 20;
    }
    EXPECT_EQ(set.samples().size(), 1100U);
    EXPECT_EQ(fromSecond, 100U);
}

TEST(Columns, GrowTheirScaleInsteadOfOverflowing)
{
    const std::vector<std::uint64_t> values = {1'000, 20'000'000'000};
    const auto column = makeColumn("latency", values);
    EXPECT_NEAR(column.values[1] * column.scale, 20.0, 1e-7);
}

} // namespace
} // namespace assay::measure
