#include "core/measure/convergence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/random.hpp"
#include "core/measure/changepoint.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::vector<double> noisy(std::size_t n, std::uint64_t seed)
{
    Random random(seed);
    std::vector<double> series(n);
    for (auto &value : series)
        value = 100 + random.normal();
    return series;
}

TEST(Changepoints, FindsAShiftWhereItIs)
{
    auto series = noisy(60, 1);
    for (std::size_t i = 40; i < 60; ++i)
        series[i] += 10;
    const auto found = changepoints(series);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_NEAR(static_cast<double>(found[0]), 40, 1);
}

TEST(Changepoints, FindsTwoShifts)
{
    auto series = noisy(90, 2);
    for (std::size_t i = 30; i < 60; ++i)
        series[i] += 8;
    EXPECT_EQ(changepoints(series).size(), 2U);
}

TEST(Changepoints, RarelySeesAnyInNoise)
{
    int alarms = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed)
        alarms += changepoints(noisy(40, seed)).empty() ? 0 : 1;
    EXPECT_LE(alarms, 20);
    EXPECT_THAT(changepoints(std::vector<double>(50, 3.25)), IsEmpty());
    EXPECT_THAT(changepoints(std::vector<double>{1, 2}), IsEmpty());
}

struct Series {
    std::vector<std::uint32_t> inOrder, sorted;
    LatencySeries view;

    explicit Series(std::vector<std::uint32_t> values) : inOrder(std::move(values)), sorted(inOrder)
    {
        sortValues(sorted);
        view = {inOrder, sorted, lag1Autocorrelation(std::span<const std::uint32_t>(inOrder)), 1};
    }
};

std::vector<std::uint32_t> steadyLatencies(std::size_t n, double noise = 0.01)
{
    Random random(9);
    std::vector<std::uint32_t> values(n);
    for (auto &value : values)
        value = static_cast<std::uint32_t>(100'000 * (1 + noise * random.normal()));
    return values;
}

TEST(StopRules, SteadyRunConverges)
{
    const Series series(steadyLatencies(20'000));
    EXPECT_EQ(failedCriterion(StopRule::full(), series.view, 20'000, 10), "");
    EXPECT_EQ(failedCriterion(StopRule::quickRule(), series.view, 20'000, 1), "");
}

TEST(StopRules, EachCriterionIsNamedWhenItFails)
{
    const Series steady(steadyLatencies(20'000));
    EXPECT_THAT(failedCriterion(StopRule::full(), steady.view, 20'000, 5), HasSubstr("duration"));

    const Series few(steadyLatencies(500));
    EXPECT_EQ(failedCriterion(StopRule::full(), few.view, 500, 10), "queries: 500 of the 662 that p99 needs");

    auto wide = steadyLatencies(1000);
    Random random(1);
    for (auto &value : wide)
        value = static_cast<std::uint32_t>(100'000 * (1 + random.exponential()));
    EXPECT_THAT(failedCriterion(StopRule::full(), Series(wide).view, 1000, 10), HasSubstr("interval: p99"));

    auto shifted = steadyLatencies(20'000, 0.001);
    for (std::size_t i = 14'000; i < shifted.size(); ++i)
        shifted[i] += 5'000;
    StopRule loose = StopRule::full();
    loose.relativeHalfWidth = 0.03;
    EXPECT_THAT(failedCriterion(loose, Series(shifted).view, 20'000, 10), HasSubstr("level changed"));
    EXPECT_EQ(failedCriterion(StopRule::quickRule(), Series(shifted).view, 20'000, 1), "")
        << "quick makes no change-point test";

    auto drifting = steadyLatencies(20'000, 0.0001);
    for (std::size_t i = 0; i < drifting.size(); ++i)
        drifting[i] += static_cast<std::uint32_t>(i / 20);
    EXPECT_THAT(failedCriterion(loose, Series(drifting).view, 20'000, 10), HasSubstr("steady"));
}

TEST(StopRules, EarlyShiftDoesNotCount)
{
    auto shifted = steadyLatencies(20'000, 0.001);
    for (std::size_t i = 0; i < 2'000; ++i)
        shifted[i] += 5'000;
    EXPECT_EQ(failedCriterion(StopRule::full(), Series(shifted).view, 20'000, 10), "");
}

} // namespace
} // namespace assay::measure
