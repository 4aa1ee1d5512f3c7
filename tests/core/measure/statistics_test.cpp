#include "core/measure/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "core/base/random.hpp"
#include "core/measure/convergence.hpp"

namespace assay::measure {
namespace {

std::vector<std::uint32_t> exponentialSamples(std::size_t n, std::uint64_t seed)
{
    Random random(seed);
    std::vector<std::uint32_t> values(n);
    for (auto &value : values)
        value = static_cast<std::uint32_t>(1e6 * random.exponential());
    return values;
}

/// AR(1) around 1e6 with correlation 0.8.
std::vector<std::uint32_t> correlatedSamples(std::size_t n, std::uint64_t seed)
{
    Random random(seed);
    std::vector<std::uint32_t> values(n);
    double state = random.normal();
    for (auto &value : values) {
        state = 0.8 * state + 0.6 * random.normal();
        value = static_cast<std::uint32_t>(1e6 + 1e5 * state);
    }
    return values;
}

TEST(Statistics, NearestRankHasNoRoundingSlips)
{
    EXPECT_EQ(nearestRank(10, 0.9), 8U);
    EXPECT_EQ(nearestRank(100, 0.99), 98U);
    EXPECT_EQ(nearestRank(1000, 0.999), 998U);
    EXPECT_EQ(nearestRank(3, 0.5), 1U);
    EXPECT_EQ(nearestRank(1, 0.99), 0U);
}

TEST(Statistics, PercentilesNeedTenSamplesBeyondThem)
{
    EXPECT_TRUE(enoughFor(1000, 0.99));
    EXPECT_FALSE(enoughFor(999, 0.99));
    EXPECT_TRUE(enoughFor(10'000, 0.999));
    EXPECT_FALSE(enoughFor(19, 0.5));
}

TEST(Statistics, EarlyStoppingMinimaAreMlperfs)
{
    EXPECT_EQ(earlyStoppingMinimum(0.90), 64U);
    EXPECT_EQ(earlyStoppingMinimum(0.95), 130U);
    EXPECT_EQ(earlyStoppingMinimum(0.99), 662U);
    EXPECT_EQ(earlyStoppingMinimum(0.999), 6636U);
}

TEST(Statistics, SortsLikeTheLibrary)
{
    for (const std::size_t n : {0U, 5U, 5000U, 100'003U}) {
        Random random(n);
        std::vector<std::uint32_t> values(n);
        for (auto &value : values)
            value = static_cast<std::uint32_t>(random.next());
        auto expected = values;
        std::sort(expected.begin(), expected.end());
        sortValues(values);
        EXPECT_EQ(values, expected);
    }
}

TEST(Statistics, OrderStatisticRanksMatchTheBinomialTable)
{
    // n = 100, median: X(40) … X(61), David & Nagaraja; ranks here count from 0.
    const auto ranks = orderStatisticRanks(100, 0.5);
    ASSERT_TRUE(ranks.has_value());
    EXPECT_EQ(ranks->low, 39U);
    EXPECT_EQ(ranks->high, 60U);
    EXPECT_FALSE(orderStatisticRanks(50, 0.99).has_value());
}

TEST(Statistics, PercentileIntervalsCoverTheTruth)
{
    int covered50 = 0;
    int covered99 = 0;
    constexpr int kTrials = 400;
    for (int trial = 0; trial < kTrials; ++trial) {
        const auto values = exponentialSamples(2000, static_cast<std::uint64_t>(trial) + 1);
        auto sorted = values;
        sortValues(sorted);
        const LatencySeries series{values, sorted, lag1Autocorrelation(std::span<const std::uint32_t>(values)), 1};
        const auto p50 = percentileInterval(series, 0.5);
        const auto p99 = percentileInterval(series, 0.99);
        ASSERT_TRUE(p50 && p99);
        covered50 += p50->low <= 1e6 * std::log(2.0) && 1e6 * std::log(2.0) <= p50->high;
        covered99 += p99->low <= 1e6 * std::log(100.0) && 1e6 * std::log(100.0) <= p99->high;
    }
    EXPECT_GE(covered50, kTrials * 93 / 100);
    EXPECT_GE(covered99, kTrials * 93 / 100);
}

TEST(Statistics, CorrelatedSamplesGetTheWiderBlockBootstrap)
{
    int covered = 0;
    int naive = 0;
    constexpr int kTrials = 100;
    for (int trial = 0; trial < kTrials; ++trial) {
        const auto values = correlatedSamples(5000, static_cast<std::uint64_t>(trial) + 1);
        auto sorted = values;
        sortValues(sorted);
        const double lag1 = lag1Autocorrelation(std::span<const std::uint32_t>(values));
        EXPECT_GT(lag1, 0.7);
        const auto honest = percentileInterval({values, sorted, lag1, 1}, 0.5);
        const auto independent = percentileInterval({values, sorted, 0.0, 1}, 0.5);
        ASSERT_TRUE(honest && independent);
        covered += honest->low <= 1e6 && 1e6 <= honest->high;
        naive += independent->low <= 1e6 && 1e6 <= independent->high;
    }
    EXPECT_GE(covered, 87);
    EXPECT_LE(naive, 75) << "the test data should need block bootstrap";
}

TEST(Statistics, IntervalOverFewRunsCoversTheTruth)
{
    int covered = 0;
    constexpr int kTrials = 400;
    for (int trial = 0; trial < kTrials; ++trial) {
        Random random(static_cast<std::uint64_t>(trial) + 1);
        std::vector<RunFigure> runs;
        for (int r = 0; r < 5; ++r)
            runs.push_back({100 + 3 * random.normal(), std::nullopt});
        const auto estimate = acrossRuns(runs, 1);
        ASSERT_TRUE(estimate.has_value());
        covered += estimate->interval.low <= 100 && 100 <= estimate->interval.high;
    }
    EXPECT_GE(covered, kTrials * 91 / 100);
    EXPECT_FALSE(acrossRuns(std::vector<RunFigure>{{1, std::nullopt}}, 1).has_value());
}

TEST(Statistics, HierarchicalBootstrapSeesTheSpreadBetweenRuns)
{
    // Within a run the samples agree to 0.1; the runs differ by 5: the interval must be of the runs' size.
    Random random(3);
    std::vector<std::vector<double>> runs(5);
    for (auto &run : runs) {
        const double level = 100 + 5 * random.normal();
        for (int i = 0; i < 200; ++i)
            run.push_back(level + 0.1 * random.normal());
    }
    const auto mean = [](std::span<const double> v) {
        return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
    };
    const auto estimate = hierarchicalBootstrap(runs, mean, 1, 300);
    ASSERT_TRUE(estimate.has_value());
    EXPECT_GT(estimate->interval.high - estimate->interval.low, 2.0);
    EXPECT_NEAR(estimate->value, 100, 10);
}

TEST(Statistics, BinomialTestDecidesOrAsksForMore)
{
    EXPECT_EQ(binomialTest(662, 1, 0.99), BinomialVerdict::Pass);
    EXPECT_EQ(binomialTest(661, 1, 0.99), BinomialVerdict::Inconclusive);
    EXPECT_EQ(binomialTest(1000, 40, 0.99), BinomialVerdict::Fail);
    EXPECT_EQ(binomialTest(1000, 10, 0.99), BinomialVerdict::Inconclusive);
    EXPECT_EQ(binomialTest(5, 5, 0.99), BinomialVerdict::Fail);
    EXPECT_EQ(binomialTest(0, 0, 0.99), BinomialVerdict::Inconclusive);
}

TEST(Statistics, LineFitOfBatchSizesFindsFixedAndPerItemCost)
{
    const std::vector<double> batch = {1, 8, 64};
    const std::vector<double> seconds = {12e-6, 26e-6, 138e-6};
    const auto fit = fitLine(batch, seconds);
    ASSERT_TRUE(fit.has_value());
    EXPECT_NEAR(fit->intercept, 10e-6, 1e-9);
    EXPECT_NEAR(fit->slope, 2e-6, 1e-9);
    EXPECT_FALSE(fitLine(std::vector<double>{1, 2}, std::vector<double>{1, 2}).has_value());
}

TEST(Statistics, BimodalityTellsTwoPeaksFromOne)
{
    Random random(5);
    std::vector<std::uint32_t> one;
    std::vector<std::uint32_t> two;
    for (int i = 0; i < 5000; ++i) {
        one.push_back(static_cast<std::uint32_t>(20'000 + 500 * random.normal()));
        two.push_back(static_cast<std::uint32_t>((i % 2 == 0 ? 16'000 : 56'000) + 500 * random.normal()));
    }
    sortValues(one);
    sortValues(two);
    EXPECT_LT(bimodality(one), 0.5);
    EXPECT_GT(bimodality(two), 0.8);
}

} // namespace
} // namespace assay::measure
