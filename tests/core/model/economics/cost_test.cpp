#include "core/model/economics/cost.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "core/model/economics/formulas.hpp"

namespace assay::model {
namespace {

OptionNumbers rented(double capacity, double hourly, double oneTime = 0)
{
    OptionNumbers option;
    option.deployment = Deployment::Cloud;
    option.capacity = capacity;
    option.hourlyUsd = hourly;
    option.oneTimeUsd = oneTime;
    return option;
}

Conditions demand(double rate)
{
    Conditions conditions;
    conditions.rate = rate;
    return conditions;
}

OptionNumbers card()
{
    OptionNumbers option;
    option.capacity = 1000;
    option.serviceSeconds = 0.8e-3;
    option.deviceUsd = 2000;
    option.hostUsd = 3000;
    option.idleWatts = 80;
    option.activeWatts = 180;
    option.effortHours = 100;
    return option;
}

TEST(Formulas, TextbookCostsOfTheTwoInstances)
{
    EXPECT_NEAR(textbookCostPerMillion(1000, 1, 0.20), 0.0556, 5e-5);
    EXPECT_NEAR(textbookCostPerMillion(5000, 1, 1.00), 0.0556, 5e-5) << "equivalent when both are equally utilised";
    EXPECT_NEAR(textbookCostPerMillion(1000, 0.30, 0.20), 0.1852, 5e-5);
    EXPECT_NEAR(textbookCostPerMillion(5000, 0.70, 1.00), 0.0794, 5e-5);
}

TEST(Cost, TheSameInstancesAtTheSameDemand)
{
    EXPECT_NEAR(*costPerMillionAtDemand(demand(300), rented(1000, 0.20)), 0.1852, 5e-5);
    EXPECT_NEAR(*costPerMillionAtDemand(demand(300), rented(5000, 1.00)), 0.9259, 5e-5);
}

TEST(Cost, TheStaircaseOfTheWorkedExample)
{
    const OptionNumbers a = rented(1000, 0.20), b = rented(20000, 1.00, 60000);
    const auto cheaper = [&](double rate) {
        return totalCost(demand(rate), a) < totalCost(demand(rate), b) ? 'A' : 'B';
    };
    EXPECT_EQ(kHoursPerYear * 3, 26298);
    EXPECT_EQ(cheaper(1), 'A');
    EXPECT_EQ(cheaper(16000), 'A');
    EXPECT_EQ(cheaper(16001), 'B');
    EXPECT_EQ(cheaper(20000), 'B');
    EXPECT_EQ(cheaper(20001), 'A');
    EXPECT_EQ(cheaper(21000), 'A');
    EXPECT_EQ(cheaper(21001), 'B');
    EXPECT_EQ(cheaper(100000), 'B');
}

TEST(Cost, CloudFollowsTheDayAndOnPremisesItsPeak)
{
    Conditions day = demand(1000);
    std::array<double, 24> hours{};
    for (std::size_t hour = 0; hour < 24; ++hour)
        hours[hour] = hour < 12 ? 0.5 : 1.5;
    day.profile = hoursOf(hours);
    ASSERT_EQ(day.profile.size(), 2U);
    // 500 query/s need one device of 600, 1500 need three: two in the mean.
    EXPECT_DOUBLE_EQ(costOverLife(day, rented(600, 1)).devices, 2 * 26298);
    OptionNumbers bought = card();
    bought.capacity = 600;
    EXPECT_DOUBLE_EQ(costOverLife(day, bought).devices, 3 * 5000.0) << "sized at the peak";
    day.peakFactor = 3; // twice the busiest hour
    EXPECT_DOUBLE_EQ(costOverLife(day, rented(600, 1)).devices, (2 + 5) / 2.0 * 26298);
    EXPECT_DOUBLE_EQ(devicesNeeded(day, bought), 5);
}

TEST(Cost, OnPremisesAddsItsParts)
{
    Conditions conditions = demand(500);
    conditions.lifeYears = 2;
    conditions.electricity = 0.10;
    conditions.pue = 1.5;
    conditions.hosting = 20;
    conditions.engineer = 50;
    conditions.overhead = 1.4;
    conditions.operationsHours = 3;
    conditions.changesPerYear = 2;
    conditions.changeShare = 0.25;
    const CostParts parts = costOverLife(conditions, card());
    EXPECT_DOUBLE_EQ(parts.devices, 5000);
    EXPECT_DOUBLE_EQ(parts.hosting, 20 * 24);
    EXPECT_DOUBLE_EQ(parts.operations, 3 * 2 * 70);
    EXPECT_DOUBLE_EQ(parts.engineering, 100 * 70 * (1 + 4 * 0.25));
    const double watts = 80 + 100 * 0.4; // busy 500 × 0.8 ms
    EXPECT_DOUBLE_EQ(meanPower(conditions, card()), watts);
    EXPECT_NEAR(parts.energy, watts / 1000 * 1.5 * 0.10 * 2 * 8766, 1e-9);
    OptionNumbers included = card();
    included.hostingIncludesPower = true;
    EXPECT_EQ(costOverLife(conditions, included).energy, 0);
    EXPECT_DOUBLE_EQ(parts.total(),
                     parts.devices + parts.hosting + parts.operations + parts.engineering + parts.energy);
}

TEST(Cost, EdgeNeedsDevicesAtEverySiteAndNoBuilding)
{
    Conditions conditions = demand(100);
    conditions.sites = 10;
    conditions.pue = 1.8;
    conditions.electricity = 0.2;
    OptionNumbers board = card();
    board.deployment = Deployment::Edge;
    board.hostUsd = 0;
    EXPECT_DOUBLE_EQ(devicesNeeded(conditions, board), 10) << "10 query/s at each site";
    Conditions same = conditions;
    same.pue = 1;
    EXPECT_DOUBLE_EQ(costOverLife(conditions, board).energy, costOverLife(same, board).energy);
    EXPECT_EQ(costOverLife(conditions, board).hosting, 0);
}

TEST(Cost, ManagedPaysForRequestsOnly)
{
    OptionNumbers managed;
    managed.deployment = Deployment::Managed;
    managed.requestUsd = 1e-6;
    EXPECT_NEAR(*costPerMillionAtDemand(demand(10), managed), 1.0, 1e-12);
    EXPECT_EQ(devicesNeeded(demand(10), managed), 0);
}

TEST(Cost, DearerNeverCostsLess)
{
    const auto monotone = [](auto change) {
        Conditions conditions = demand(700);
        conditions.electricity = 0.1;
        conditions.engineer = 60;
        conditions.hosting = 10;
        conditions.operationsHours = 2;
        conditions.changesPerYear = 1;
        conditions.changeShare = 0.1;
        double before = 0;
        for (int step = 0; step < 200; ++step) {
            change(conditions, step);
            const double now = totalCost(conditions, card());
            if (now < before)
                return false;
            before = now;
        }
        return true;
    };
    EXPECT_TRUE(monotone([](Conditions &c, int step) { c.electricity = 0.01 * step; }));
    EXPECT_TRUE(monotone([](Conditions &c, int step) { c.pue = 1 + 0.01 * step; }));
    EXPECT_TRUE(monotone([](Conditions &c, int step) { c.rate = 37.0 * step; }));
    EXPECT_TRUE(monotone([](Conditions &c, int step) { c.lifeYears = 0.1 + step; }));
    EXPECT_TRUE(monotone([](Conditions &c, int step) { c.engineer = step; }));
    EXPECT_TRUE(monotone([](Conditions &c, int step) { c.changesPerYear = step; }));
    EXPECT_TRUE(monotone([](Conditions &c, int step) { c.peakFactor = 1 + 0.1 * step; }));
}

TEST(Cost, ExtremesStayFinite)
{
    Conditions nobody = demand(0);
    EXPECT_FALSE(costPerMillionAtDemand(nobody, card())) << "no queries: no price of one";
    EXPECT_TRUE(std::isfinite(totalCost(nobody, card())));
    EXPECT_EQ(meanPower(nobody, card()), 0);
    Conditions century = demand(1e9);
    century.lifeYears = 100;
    EXPECT_TRUE(std::isfinite(totalCost(century, card())));
    EXPECT_EQ(totalCost(demand(10), rented(100, 0)), 0) << "a price of zero is a price";
}

TEST(Formulas, CountsDoNotRoundUpForRoundingErrors)
{
    EXPECT_EQ(devicesFor(0.1 * 3, 0.1), 3);
    EXPECT_EQ(devicesFor(3.001, 1), 4);
    EXPECT_EQ(devicesFor(0, 1), 0);
}

} // namespace
} // namespace assay::model
