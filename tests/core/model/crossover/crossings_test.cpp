#include "core/model/crossover/crossings.hpp"

#include <gmock/gmock.h>

#include "core/base/random.hpp"
#include "tests/core/model/crossover/decisions.hpp"

namespace assay::model {
namespace {

TEST(Crossings, TheStaircaseOfTheWorkedExampleHasFourRegions)
{
    const Decision decision = staircase();
    const Crossings found = crossings(decision, *decision.find("demand.rate"), 1, 200'000);
    EXPECT_TRUE(found.exact);
    EXPECT_FALSE(found.equivalent);
    ASSERT_EQ(found.stretches.size(), 4U);
    const std::vector<double> points = found.points();
    EXPECT_NEAR(points[0], 16'000, 1e-3);
    EXPECT_NEAR(points[1], 20'000, 1e-3);
    EXPECT_NEAR(points[2], 21'000, 1e-3);
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_EQ(found.stretches[i].cheapest, i % 2) << i;
    EXPECT_EQ(found.stretches.front().from, 1);
    EXPECT_EQ(found.stretches.back().to, 200'000);
}

TEST(Crossings, LinesCrossExactly)
{
    Decision decision = staircase();
    // B's one-time price is worn off by what A's twelve devices cost more: 2.40 - 1 USD an hour.
    decision.conditions.rate = 12'000;
    const Crossings found = crossings(decision, *decision.find("demand.life"), 0.1, 50);
    ASSERT_EQ(found.points().size(), 1U);
    EXPECT_NEAR(found.points()[0], 60'000 / 1.4 / 8766, 1e-9);
}

TEST(Crossings, NoCrossoverAndEquivalentAreAnswers)
{
    Decision decision = staircase();
    const Crossings none = crossings(decision, *decision.find("demand.rate"), 1, 10'000);
    EXPECT_TRUE(none.points().empty());
    EXPECT_EQ(none.stretches.front().cheapest, 0U);

    decision.options[1].numbers = decision.options[0].numbers;
    const Crossings same = crossings(decision, *decision.find("demand.rate"), 1, 1e6);
    EXPECT_TRUE(same.equivalent);
    ASSERT_EQ(same.stretches.size(), 1U);
    EXPECT_FALSE(same.stretches.front().cheapest);
}

/// The whole axis looked at in small steps, for decisions drawn at random.
TEST(Crossings, AgreesWithAFineGrid)
{
    Random random(7);
    for (int round = 0; round < 40; ++round) {
        Decision decision = staircase();
        decision.options.push_back(decision.options[0]);
        for (Option &option : decision.options) {
            OptionNumbers &numbers = option.numbers;
            numbers.deployment = random.uniform() < 0.5 ? Deployment::Cloud : Deployment::OnPremises;
            numbers.capacity = 50 + 1000 * random.uniform();
            numbers.serviceSeconds = 0.7 / numbers.capacity;
            numbers.hourlyUsd = random.uniform();
            numbers.deviceUsd = 10'000 * random.uniform();
            numbers.idleWatts = 50;
            numbers.activeWatts = 50 + 300 * random.uniform();
            numbers.oneTimeUsd = 50'000 * random.uniform();
        }
        const Knob &rate = *decision.find("demand.rate");
        const Crossings found = crossings(decision, rate, 1, 5000);
        EXPECT_TRUE(found.exact);
        std::size_t stretch = 0;
        for (double x = 1.37; x < 5000; x += 3.7) {
            while (found.stretches[stretch].to < x)
                ++stretch;
            decision.turn(rate, x);
            const std::vector<double> costs = decision.costs();
            ASSERT_TRUE(found.stretches[stretch].cheapest) << x;
            EXPECT_EQ(costs[*found.stretches[stretch].cheapest], *std::ranges::min_element(costs))
                << "round " << round << " at " << x;
        }
    }
}

} // namespace
} // namespace assay::model
