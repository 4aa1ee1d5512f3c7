#include "core/measure/slo_search.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/random.hpp"

namespace assay::measure {
namespace {

/// A target whose share of late queries rises steeply around `capacity`.
RateProbe targetOf(double capacity, double steepness = 60)
{
    return [=](double rate, std::uint64_t queries, std::uint64_t seed) -> Result<ProbeCounts> {
        const double late = 1 / (1 + std::exp(-steepness * (rate / capacity - 1)) * 99); // 1 % at capacity
        Random random(seed);
        ProbeCounts counts{queries, 0};
        for (std::uint64_t i = 0; i < queries; ++i)
            counts.over += random.uniform() < late ? 1 : 0;
        return counts;
    };
}

TEST(SloSearch, FindsTheRateFromBelowAndAbove)
{
    for (const double start : {10.0, 9'000.0, 1e6}) {
        SloSettings settings;
        settings.startRate = start;
        const auto found = searchRate(settings, targetOf(10'000));
        ASSERT_TRUE(found.has_value());
        ASSERT_TRUE(found->rate.has_value()) << found->text;
        EXPECT_NEAR(*found->rate / 10'000, 0.97, 0.04) << found->text;
        EXPECT_TRUE(found->confirmed);
        EXPECT_TRUE(found->neighbourFails);
        EXPECT_GT(found->probes.size(), 5U);
    }
}

TEST(SloSearch, InconclusiveProbesAreExtended)
{
    std::vector<std::uint64_t> asked;
    const RateProbe border = [&](double rate, std::uint64_t queries, std::uint64_t) -> Result<ProbeCounts> {
        if (rate < 100)
            return ProbeCounts{queries, 0};
        asked.push_back(queries);
        return ProbeCounts{queries, queries / 100};
    };
    SloSettings settings;
    settings.startRate = 100;
    settings.testNeighbour = false;
    const auto found = searchRate(settings, border);
    ASSERT_TRUE(found.has_value());
    ASSERT_GE(asked.size(), 2U);
    EXPECT_EQ(asked[1], 2 * asked[0]);
    EXPECT_EQ(found->probes[0]["verdict"], "inconclusive");
    EXPECT_LT(*found->rate, 100);
}

TEST(SloSearch, HopelessAndBoundlessObjectivesAreSaid)
{
    const RateProbe never = [](double, std::uint64_t n, std::uint64_t) -> Result<ProbeCounts> {
        return ProbeCounts{n, n};
    };
    const RateProbe always = [](double, std::uint64_t n, std::uint64_t) -> Result<ProbeCounts> {
        return ProbeCounts{n, 0};
    };
    SloSettings settings;
    settings.startRate = 1000;
    const auto hopeless = searchRate(settings, never);
    ASSERT_TRUE(hopeless.has_value());
    EXPECT_FALSE(hopeless->rate.has_value());
    EXPECT_THAT(hopeless->text, testing::HasSubstr("met the objective"));
    const auto boundless = searchRate(settings, always);
    ASSERT_TRUE(boundless.has_value());
    EXPECT_FALSE(boundless->bracketed);
    EXPECT_THAT(boundless->text, testing::HasSubstr("lower bound"));
}

TEST(SloSearch, EndsWhenProbesWouldTakeTooLongAndWhenTheTimeIsUp)
{
    std::vector<double> tried;
    const RateProbe never = [&](double rate, std::uint64_t n, std::uint64_t) -> Result<ProbeCounts> {
        tried.push_back(rate);
        return ProbeCounts{n, n};
    };
    SloSettings settings;
    settings.startRate = 1000;
    settings.longestProbeSeconds = 15; // a probe of p99 is 1324 queries
    ASSERT_TRUE(searchRate(settings, never).has_value());
    EXPECT_GE(*std::min_element(tried.begin(), tried.end()), 1324.0 / 15) << "slower probes would take for ever";

    settings.mostSeconds = 0;
    const auto hurried = searchRate(settings, targetOf(10'000));
    ASSERT_TRUE(hurried.has_value());
    EXPECT_TRUE(hurried->cutOff);
    EXPECT_FALSE(hurried->confirmed);
    EXPECT_THAT(hurried->text, testing::HasSubstr("not confirmed"));
    EXPECT_LE(*hurried->rate, 10'000);
}

TEST(SloSearch, ProbeErrorsStopTheSearch)
{
    const RateProbe broken = [](double, std::uint64_t, std::uint64_t) -> Result<ProbeCounts> {
        return failure(ErrorCode::Cancelled, "cancelled");
    };
    SloSettings settings;
    settings.startRate = 1;
    EXPECT_EQ(searchRate(settings, broken).error().code, ErrorCode::Cancelled);
}

} // namespace
} // namespace assay::measure
