#include "core/model/batching.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/core/report/result_fixture.hpp"

namespace assay::model {
namespace {

using namespace assay::test;
using testing::ElementsAre;

study::ResultRecord batchOf(std::int64_t number, std::int64_t batch, double p50,
                            const std::string &target = "cpu:native")
{
    study::ResultRecord made = result(number, target, {run(0, p50)});
    made.point.workloadParameters["batch"] = ParameterValue(batch);
    return made;
}

TEST(Batching, FindsWhatAQueryAndAnItemCost)
{
    const std::vector<study::ResultRecord> results = {batchOf(3, 64, 10e-6 + 64 * 2e-6), batchOf(1, 1, 12e-6),
                                                      batchOf(2, 8, 26e-6)};
    const auto lines = batchLines(results);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_NEAR(lines[0].alpha, 10e-6, 1e-12);
    EXPECT_NEAR(lines[0].beta, 2e-6, 1e-13);
    EXPECT_LT(lines[0].worstDeviation, 1e-9);
    EXPECT_THAT(lines[0].sizes, ElementsAre(1, 8, 64));
    EXPECT_THAT(lines[0].results, ElementsAre(1, 2, 3));
    EXPECT_NEAR(lines[0].serviceSeconds(16), 42e-6, 1e-12);
}

TEST(Batching, SaysHowFarTheLineIsOff)
{
    const auto lines = batchLines(std::vector{batchOf(1, 1, 10e-6), batchOf(2, 2, 30e-6), batchOf(3, 4, 20e-6)});
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_GT(lines[0].worstDeviation, 0.2);
    EXPECT_GE(lines[0].alpha, 0);
    EXPECT_GE(lines[0].beta, 0);
}

TEST(Batching, NeverGivesNegativeCosts)
{
    const auto growing = batchLines(std::vector{batchOf(1, 1, 1e-6), batchOf(2, 2, 4e-6), batchOf(3, 4, 16e-6)});
    ASSERT_EQ(growing.size(), 1U);
    EXPECT_EQ(growing[0].alpha, 0);
    EXPECT_GT(growing[0].beta, 0);
    const auto falling = batchLines(std::vector{batchOf(1, 1, 3e-6), batchOf(2, 2, 2e-6), batchOf(3, 4, 1e-6)});
    ASSERT_EQ(falling.size(), 1U);
    EXPECT_EQ(falling[0].beta, 0);
}

TEST(Batching, NeedsThreeSizesOfOneQuestion)
{
    EXPECT_TRUE(batchLines(std::vector{batchOf(1, 1, 1e-6), batchOf(2, 2, 2e-6)}).empty());
    EXPECT_TRUE(batchLines(std::vector{batchOf(1, 1, 1e-6), batchOf(2, 2, 2e-6), batchOf(3, 2, 2e-6)}).empty());
    EXPECT_TRUE(
        batchLines(std::vector{batchOf(1, 1, 1e-6), batchOf(2, 2, 2e-6), batchOf(3, 4, 2e-6, "opencl:pocl")}).empty());
    auto offline = batchOf(3, 4, 4e-6);
    offline.point.scenario.kind = measure::ScenarioKind::Offline;
    EXPECT_TRUE(batchLines(std::vector{batchOf(1, 1, 1e-6), batchOf(2, 2, 2e-6), offline}).empty());
}

TEST(Batching, ABatchFillsAtTheRateOfArrivalsOrTimesOut)
{
    EXPECT_DOUBLE_EQ(fillWait(33, 1000), 0.032);
    EXPECT_DOUBLE_EQ(fillWait(33, 1000, 0.01), 0.01);
    EXPECT_DOUBLE_EQ(fillWait(1, 1000, 0.01), 0);
}

} // namespace
} // namespace assay::model
