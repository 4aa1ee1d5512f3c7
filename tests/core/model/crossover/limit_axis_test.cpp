#include "core/model/crossover/limit_axis.hpp"

#include <gmock/gmock.h>

#include "tests/core/model/crossover/decisions.hpp"

namespace assay::model {
namespace {

using testing::HasSubstr;

std::vector<OptionDraft> draftsOf(const Decision &decision)
{
    std::vector<OptionDraft> drafts;
    for (const Option &option : decision.options) {
        drafts.push_back({option, option.name == "A" ? "cpu:native" : "rtl:board", "", {}, {}, {}, {}});
    }
    return drafts;
}

Capacity carries(double rate)
{
    Capacity capacity;
    capacity.rate = Range::fixed(rate);
    return capacity;
}

Capacity none(const char *why, bool nothingWithin)
{
    Capacity capacity;
    capacity.absent = why;
    capacity.nothingWithin = nothingWithin;
    return capacity;
}

/// A (1,000 query/s at the usual limit) needs time, B (20,000) hardly any.
std::vector<LimitCapacities> tighterIsLess()
{
    return {{0.001, {none("too slow", true), carries(5000)}},
            {0.01, {carries(100), carries(15'000)}},
            {0.1, {carries(1000), carries(20'000)}}};
}

TEST(LimitAxis, TakesTheCapacityOfEachLimit)
{
    const Decision decision = staircase();
    const auto axis = limitAxis(decision, draftsOf(decision), Assumptions(), tighterIsLess());
    ASSERT_TRUE(axis) << axis.error().text();
    EXPECT_EQ(axis->id, "slo.latency");
    EXPECT_EQ(axis->unit, "s");
    const RegimeMap map = regimeMap(decision, mapAxis(*decision.find("demand.rate"), {1000}), *axis, 10);
    EXPECT_EQ(map.y, (std::vector<double>{0.001, 0.01, 0.1}));
    EXPECT_EQ(map.cells[0][0].cheapest, 1U) << "A cannot meet it";
    EXPECT_EQ(map.cells[1][0].cheapest, 0U) << "ten of A at $0.20/h against B with its $60,000";
    Decision tight = decision;
    axis->set(tight, 0.01);
    EXPECT_DOUBLE_EQ(tight.options[0].numbers.capacity, 100);
    EXPECT_DOUBLE_EQ(tight.options[1].numbers.capacity, 15'000);
}

TEST(LimitAxis, WhatADrawMakesOfTheUsualCapacityItMakesOfTheOthers)
{
    const Decision decision = staircase();
    const auto axis = limitAxis(decision, draftsOf(decision), Assumptions(), tighterIsLess());
    Decision drawn = decision;
    drawn.options[0].numbers.capacity *= 0.8;
    axis->set(drawn, 0.01);
    EXPECT_DOUBLE_EQ(drawn.options[0].numbers.capacity, 80);
}

TEST(LimitAxis, WhatSomebodySaidOfACapacityHoldsForEveryLimit)
{
    const Decision decision = staircase();
    Assumptions assumptions;
    ASSERT_TRUE(assumptions.setFromText("target.cpu:native.capacity=1000"));
    const auto axis = limitAxis(decision, draftsOf(decision), assumptions, tighterIsLess());
    ASSERT_TRUE(axis);
    Decision tight = decision;
    axis->set(tight, 0.001);
    EXPECT_DOUBLE_EQ(tight.options[0].numbers.capacity, 1000);
    EXPECT_DOUBLE_EQ(tight.options[1].numbers.capacity, 5000);
    ASSERT_TRUE(assumptions.setFromText("target.rtl:board.capacity=20000"));
    EXPECT_THAT(limitAxis(decision, draftsOf(decision), assumptions, tighterIsLess()).error().text(),
                HasSubstr("Leave out --assume"));
}

TEST(LimitAxis, NotKnownIsNotNothing)
{
    const Decision decision = staircase();
    auto all = tighterIsLess();
    all[0].capacities[0] = none("the search was for 100 ms", false);
    EXPECT_THAT(limitAxis(decision, draftsOf(decision), Assumptions(), all).error().text(),
                HasSubstr("what A carries within 1.00 ms is not known: the search was for 100 ms"));
}

} // namespace
} // namespace assay::model
