#include <gtest/gtest.h>

#include <cmath>

#include "core/model/queueing/replay.hpp"
#include "tests/core/model/queueing/service_times.hpp"

using namespace assay;
using namespace assay::model;

namespace {

BatchRule rule(std::uint32_t size, double timeout, double alpha = 1, double beta = 0.1)
{
    BatchRule made;
    made.line.alpha = alpha;
    made.line.beta = beta;
    made.line.sizes = {1, 8, 64};
    made.size = size;
    made.timeoutSeconds = timeout;
    return made;
}

BatchedLatency batched(const BatchRule &of, double rate, std::uint32_t servers = 1)
{
    auto result = batchedLatency(of, rate, servers);
    EXPECT_TRUE(result) << result.error().text();
    return result.value_or(BatchedLatency{});
}

ReplayedLatency replayed(const BatchRule &of, double rate, std::uint32_t servers = 1)
{
    ReplayLoad load;
    load.rate = rate;
    load.devices = servers;
    load.batching = of;
    auto result = replayLatency(load);
    EXPECT_TRUE(result) << result.error().text();
    return result.value_or(ReplayedLatency{});
}

TEST(BatchFormation, OfFullBatchesIsThatOfErlangGaps)
{
    const BatchFormation formation = batchFormation(rule(16, 0), 4);
    EXPECT_DOUBLE_EQ(formation.meanSize, 16);
    EXPECT_NEAR(formation.sizeVariance, 0, 1e-9);
    EXPECT_NEAR(formation.meanFillSeconds, 15.0 / 2 / 4, 1e-12);
    EXPECT_NEAR(formation.gapScv, 1.0 / 16, 1e-12);
}

TEST(BatchFormation, OfAShortTimeoutIsOneByOne)
{
    const BatchFormation formation = batchFormation(rule(16, 1e-9), 4);
    EXPECT_NEAR(formation.meanSize, 1, 1e-6);
    EXPECT_NEAR(formation.gapScv, 1, 1e-6);
}

TEST(BatchedLatency, IsCloseToItsReplay)
{
    for (const double timeout : {0.0, 0.5, 2.0})
        for (const double rate : {0.9, 3.0})
            for (const std::uint32_t servers : {2U, 4U}) {
                const BatchRule of = rule(8, timeout, 1, 0.05);
                const BatchedLatency mean = batched(of, rate, servers);
                if (mean.saturated)
                    continue;
                ASSERT_TRUE(mean.sojournSeconds) << mean.absentReason;
                const ReplayedLatency truth = replayed(of, rate, servers);
                ASSERT_TRUE(truth.mean) << truth.absentReason;
                EXPECT_NEAR(mean.busyFraction, truth.busyFraction, 1e-9);
                EXPECT_NEAR(*mean.sojournSeconds / truth.mean->value, 1, 0.06)
                    << timeout << " " << rate << " " << servers;
            }
}

TEST(BatchedLatency, FillsNoLongerThanTheTimeout)
{
    const BatchedLatency latency = batched(rule(8, 0.25), 0.5, 4);
    EXPECT_DOUBLE_EQ(*latency.longestFillSeconds, 0.25);
    EXPECT_LE(*latency.fillSeconds, 0.25);
    EXPECT_LE(replayed(rule(8, 0.25), 1e-6).percentiles.back().seconds.value, 0.25 + 1 + 0.1 + 1e-6);
}

TEST(BatchedLatency, OutsideTheMeasuredBatchesIsAbsentWithTheReason)
{
    for (const BatchRule &of : {rule(65, 0), rule(128, 1)}) {
        EXPECT_FALSE(batched(of, 1).sojournSeconds);
        EXPECT_NE(batched(of, 1).absentReason.find("outside the measured"), std::string::npos);
        EXPECT_TRUE(replayed(of, 1).percentiles.empty());
        EXPECT_EQ(replayed(of, 1).absentReason, batched(of, 1).absentReason);
    }
    BatchRule partial = rule(8, 1);
    partial.line.sizes = {4, 8, 16};
    EXPECT_NE(batched(partial, 1).absentReason.find("1 to 8"), std::string::npos)
        << "with a time-out a batch may hold one query";
    partial.timeoutSeconds = 0;
    EXPECT_TRUE(batched(partial, 1).sojournSeconds);
}

TEST(BatchedLatency, WithoutArrivalsSaysWhatHappens)
{
    EXPECT_NE(batched(rule(8, 0), 0).absentReason.find("no batch ever fills"), std::string::npos);
    EXPECT_NE(replayed(rule(8, 0), 0).absentReason.find("no batch ever fills"), std::string::npos);
    EXPECT_DOUBLE_EQ(*batched(rule(8, 0.5), 0).sojournSeconds, 0.5 + 1 + 0.1);
    EXPECT_DOUBLE_EQ(replayed(rule(8, 0.5), 0).mean->value, 0.5 + 1 + 0.1);
}

TEST(BatchedLatency, SaturatesWhereTheBatchesAreBusyAllTheTime)
{
    // A batch of 8 takes 1.8 s: 4.44 queries/s at most.
    EXPECT_FALSE(batched(rule(8, 0), 4.4).saturated);
    EXPECT_TRUE(batched(rule(8, 0), 4.5).saturated);
    EXPECT_FALSE(batched(rule(8, 0), 4.5).sojournSeconds);
    EXPECT_TRUE(replayed(rule(8, 0), 4.5).saturated);
}

TEST(BatchedLatency, RecordedTimesSpreadTheServiceOfABatch)
{
    ReplayLoad load;
    load.rate = 3;
    load.devices = 2;
    load.batching = rule(8, 1);
    const double even = replayLatency(load)->percentiles.back().seconds.value;
    const Recorded times = bimodalTimes();
    load.serviceSeconds = times.seconds;
    EXPECT_GT(replayLatency(load)->percentiles.back().seconds.value, 1.5 * even);
}

} // namespace
