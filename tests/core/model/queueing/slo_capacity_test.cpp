#include <gtest/gtest.h>

#include <cmath>

#include "core/model/queueing/slo_capacity.hpp"
#include "tests/core/model/queueing/service_times.hpp"

using namespace assay;
using namespace assay::model;

namespace {

SloCapacity capacity(const ReplayLoad &load, const SloLimit &limit, std::uint64_t seed = 1)
{
    auto result = sloCapacity(load, limit, seed);
    EXPECT_TRUE(result) << result.error().text();
    return result.value_or(SloCapacity{});
}

ReplayLoad serving(const Recorded &times, std::uint32_t slots = 1)
{
    ReplayLoad load;
    load.slots = slots;
    load.serviceSeconds = times.seconds;
    return load;
}

TEST(SloCapacity, OfMM1IsThatOfTheClosedForm)
{
    // p99 of the sojourn is ln(100) / (1 - λ), so λ = 1 - ln(100) / limit.
    const Recorded times = exponentialTimes();
    for (const double limit : {6.0, 10.0, 30.0}) {
        const SloCapacity found = capacity(serving(times), {limit, 0.99});
        ASSERT_TRUE(found.queriesPerSecond) << found.absentReason;
        const double truth = 1 - std::log(100) / limit;
        EXPECT_NEAR(found.queriesPerSecond->value / truth, 1, 0.03) << limit;
        EXPECT_LE(found.queriesPerSecond->interval.low, truth * 1.02);
        EXPECT_GE(found.queriesPerSecond->interval.high, truth * 0.98);
        EXPECT_NEAR(found.busyFraction, truth, 0.03);
        EXPECT_FALSE(found.boundBySaturation);
    }
}

TEST(SloCapacity, TheReplayAtTheCapacityKeepsTheLimit)
{
    const Recorded times = uniformTimes();
    ReplayLoad load = serving(times, 4);
    const SloCapacity found = capacity(load, {3, 0.99});
    ASSERT_TRUE(found.queriesPerSecond) << found.absentReason;
    load.rate = found.queriesPerSecond->value;
    EXPECT_NEAR(replayLatency(load)->percentiles.back().seconds.value, 3, 0.2);
}

TEST(SloCapacity, NeverFallsWithALooserLimitOrMoreSlots)
{
    const Recorded times = bimodalTimes();
    double before = 0;
    for (const double limit : {5.5, 7.0, 10.0, 20.0}) {
        const double now = capacity(serving(times), {limit, 0.95}).queriesPerSecond->value;
        EXPECT_GE(now, before);
        before = now;
    }
    EXPECT_GT(capacity(serving(times, 2), {10, 0.95}).queriesPerSecond->value,
              2 * capacity(serving(times), {10, 0.95}).queriesPerSecond->value * 0.99);
}

TEST(SloCapacity, IsTheSameForTheSameSeed)
{
    const Recorded times = bimodalTimes();
    EXPECT_EQ(capacity(serving(times), {10, 0.95}, 7).queriesPerSecond->value,
              capacity(serving(times), {10, 0.95}, 7).queriesPerSecond->value);
}

TEST(SloCapacity, SaysWhenTheLimitIsNotTheBound)
{
    const Recorded times = constantTimes();
    const SloCapacity found = capacity(serving(times), {1e6, 0.99});
    EXPECT_TRUE(found.boundBySaturation);
    EXPECT_NEAR(found.queriesPerSecond->value, kBusiest, 1e-9);
}

TEST(SloCapacity, IsAbsentWithTheReason)
{
    const Recorded times = constantTimes();
    const SloCapacity tooTight = capacity(serving(times), {0.5, 0.99});
    EXPECT_FALSE(tooTight.queriesPerSecond);
    EXPECT_NE(tooTight.absentReason.find("service time alone"), std::string::npos);

    const std::vector<double> zero(5, 0.0);
    ReplayLoad instant;
    instant.serviceSeconds = zero;
    EXPECT_NE(capacity(instant, {1, 0.99}).absentReason.find("zero"), std::string::npos);

    EXPECT_FALSE(sloCapacity(serving(times), {0, 0.99}));
    EXPECT_FALSE(sloCapacity(serving(times), {1, 1.0}));
    EXPECT_FALSE(sloCapacity(ReplayLoad{}, {1, 0.99}));
}

TEST(SloCapacity, OfBatchesIsFoundAboveTheRatesThatFillTooSlowly)
{
    ReplayLoad load;
    BatchRule batches;
    batches.line.alpha = 1;
    batches.line.beta = 0.1;
    batches.line.sizes = {1, 8, 64};
    batches.size = 8;
    load.batching = batches; // no time-out: a low rate fills slowly
    const SloCapacity found = capacity(load, {6, 0.99});
    ASSERT_TRUE(found.queriesPerSecond) << found.absentReason;
    EXPECT_GT(found.queriesPerSecond->value, 2);
    load.rate = 0.5;
    EXPECT_GT(replayLatency(load)->percentiles.back().seconds.value, 6);
    EXPECT_NE(capacity(load, {1.5, 0.99}).absentReason.find("at no rate"), std::string::npos);
}

} // namespace
