#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>

#include "core/model/crossover/crossings.hpp"
#include "core/model/crossover/crossover_curve.hpp"
#include "core/model/crossover/draws.hpp"
#include "core/model/crossover/regime_map.hpp"
#include "core/model/crossover/sensitivity.hpp"
#include "core/model/crossover/value_of_information.hpp"
#include "tests/core/model/crossover/decisions.hpp"

namespace assay::model {
namespace {

Decision unsureStaircase()
{
    Decision decision = staircase();
    decision.knobs.push_back(
        knobOf("B once", 1, &OptionNumbers::oneTimeUsd, Range::triangular(30'000, 60'000, 90'000), 0, 1e9));
    return decision;
}

TEST(Draws, CoverTheDistributionAndComeFromTheSeed)
{
    const Decision decision = unsureStaircase();
    const Draws draws = drawKnobs(decision.knobs, 1000, 5);
    ASSERT_EQ(draws.knobs.size(), 1U) << "what has no range is not drawn";
    std::vector<double> sorted = draws.values[0];
    EXPECT_EQ(sorted, drawKnobs(decision.knobs, 1000, 5).values[0]);
    EXPECT_NE(sorted, drawKnobs(decision.knobs, 1000, 6).values[0]);
    std::ranges::sort(sorted);
    EXPECT_NEAR(sorted[500], 60'000, 100) << "one draw in each thousandth of the distribution";
    EXPECT_TRUE(drawKnobs(decision.knobs, 10, 5, decision.find("B once")).knobs.empty());
}

TEST(CrossoverCurve, IsSureFarFromTheCrossoverAndUnsureAroundIt)
{
    const Decision decision = unsureStaircase();
    const Knob &rate = *decision.find("demand.rate");
    const std::vector<double> x{1000, 15'500, 50'000};
    const CrossoverCurve curve = crossoverCurve(decision, rate, x, 4000);
    EXPECT_EQ(curve.cheapest[0][0], 1);
    EXPECT_EQ(curve.cheapest[1][2], 1);
    // At 15,500 A costs 16 × 0.20 = 3.20 an hour, B 1 + once / 26,298: A while once > 57,855.6.
    const double below = (57'855.6 - 30'000) * (57'855.6 - 30'000) / (60'000.0 * 30'000);
    EXPECT_NEAR(curve.cheapest[0][1], 1 - below, 0.002);
    EXPECT_NEAR(curve.costs[1][1].median, 26'298 + 60'000, 100);
    EXPECT_LT(curve.costs[1][1].low, curve.costs[1][1].median);
    EXPECT_EQ(curve.costs[0][1].low, curve.costs[0][1].high) << "nothing of A is unsure";
}

TEST(CrossoverCurve, TheRegionHoldsTheCrossing)
{
    const Decision decision = unsureStaircase();
    const Knob &rate = *decision.find("demand.rate");
    const CrossoverCurve curve = crossoverCurve(decision, rate, axisValues(1000, 100'000, 200), 2000);
    const auto regions = curve.undecided();
    ASSERT_FALSE(regions.empty());
    EXPECT_LT(regions.front().from, 16'000);
    EXPECT_GT(regions.front().to, 16'000);
    EXPECT_TRUE(crossoverCurve(decision, rate, axisValues(1, 5000, 20), 500).undecided().empty());
}

TEST(CrossoverCurve, EqualOptionsShareEveryDraw)
{
    Decision decision = unsureStaircase();
    decision.options[0].numbers = decision.options[1].numbers;
    decision.knobs.pop_back();
    const std::vector<double> x{100, 1000};
    const CrossoverCurve curve = crossoverCurve(decision, *decision.find("demand.rate"), x, 100);
    EXPECT_DOUBLE_EQ(curve.cheapest[0][0], 0.5);
}

TEST(AxisValues, AreByRatioWhereFarApart)
{
    EXPECT_THAT(axisValues(1, 100, 3), testing::ElementsAre(1, testing::DoubleNear(10, 1e-9), 100));
    EXPECT_THAT(axisValues(0, 100, 3), testing::ElementsAre(0, 50, 100));
}

TEST(Tornado, TheWidestBarIsFirstAndTellsWhatFlips)
{
    Decision decision = unsureStaircase();
    decision.conditions.rate = 15'500;
    decision.knobs.push_back(
        knobOf("A hourly", 0, &OptionNumbers::hourlyUsd, Range::triangular(0.19, 0.2, 0.21), 0, 100));
    EXPECT_EQ(cheapestOption(decision), 0U);
    const auto swings = tornado(decision, 0);
    ASSERT_EQ(swings.size(), 2U);
    EXPECT_EQ(swings[0].knob->id, "B once");
    EXPECT_NEAR(swings[0].width(), 60'000, 1e-6);
    EXPECT_TRUE(swings[0].flips);
    EXPECT_NEAR(swings[1].width(), 16 * 0.02 * 26'298, 1e-6);
}

TEST(DecisionStability, NamesTheNearestFlipFirst)
{
    Decision decision = unsureStaircase();
    decision.conditions.rate = 15'500;
    const auto flips = decisionStability(decision, 0);
    ASSERT_EQ(flips.size(), decision.knobs.size());
    EXPECT_EQ(flips[0].knob->id, "demand.rate");
    EXPECT_NEAR(*flips[0].at, 16'000, 1e-3);
    EXPECT_NEAR(*flips[0].change(), 500 / 15'500.0, 1e-6);
    EXPECT_EQ(flips[0].instead, 1U);
    EXPECT_FALSE(flips[0].withinRange) << "the rate was given without a range";
    const auto once = std::ranges::find_if(flips, [](const Flip &flip) { return flip.knob->id == "B once"; });
    EXPECT_NEAR(*once->at, 57'855.6, 0.1);
    EXPECT_TRUE(once->withinRange);
    EXPECT_FALSE(flips.back().at) << "electricity changes nothing of rented machines";
}

TEST(DecisionStability, OfNextToNothingNoChangeIsAPart)
{
    Decision decision = staircase();
    for (const double rate : {0.0, 5e-324, 1e-300}) {
        decision.conditions.rate = rate;
        for (const Flip &flip : decisionStability(decision, 0))
            EXPECT_TRUE(!flip.change() || std::isfinite(*flip.change())) << flip.knob->id << " at " << rate;
    }
}

TEST(InformationValue, IsWhatKnowingThePriceSaves)
{
    const Decision decision = bargain();
    const InformationValue value = informationValue(decision);
    EXPECT_EQ(value.chosen, 0U);
    EXPECT_NEAR(value.expectedRegret, 8, 0.05) << "the mean of 100 - b where the offer b is below 100";
    EXPECT_NEAR(value.wrong, 0.4, 0.001);
    ASSERT_EQ(value.items.size(), 1U) << "the other number decides nothing";
    EXPECT_EQ(value.items[0].knob->id, "offer");
    EXPECT_NEAR(value.items[0].saves, 8, 0.4);
}

TEST(InformationValue, IsNothingWhereNothingIsInDoubt)
{
    const Decision decision = staircase();
    const InformationValue value = informationValue(decision, 1000);
    EXPECT_EQ(value.expectedRegret, 0);
    EXPECT_TRUE(value.items.empty());
}

TEST(RegimeMap, TellsWhoWinsWhereAndWhereNobodyKnows)
{
    const Decision decision = unsureStaircase();
    const RegimeMap map = regimeMap(decision, mapAxis(*decision.find("demand.rate"), {1000, 15'500, 100'000}),
                                    mapAxis(*decision.find("demand.life"), {0.5, 3}));
    EXPECT_EQ(map.cells[0][0].cheapest, 0U);
    EXPECT_TRUE(map.cells[0][0].decided());
    EXPECT_EQ(map.cells[1][2].cheapest, 1U);
    EXPECT_FALSE(map.cells[1][1].decided());
    EXPECT_EQ(map.cells[0][1].cheapest, 0U) << "half a year does not wear off the price of B";
}

TEST(RegimeMap, AnOptionThatCannotMeetTheLimitDoesNotWin)
{
    const Decision decision = staircase();
    const MapAxis limit{"slo.latency", "limit", "s", {0.001, 1}, [](Decision &current, double seconds) {
                            current.options[0].numbers.capacity = seconds < 0.01 ? 0 : 1000;
                        }};
    const RegimeMap map = regimeMap(decision, mapAxis(*decision.find("demand.rate"), {100}), limit, 10);
    EXPECT_EQ(map.cells[0][0].cheapest, 1U);
    EXPECT_EQ(map.cells[1][0].cheapest, 0U);
}

} // namespace
} // namespace assay::model
