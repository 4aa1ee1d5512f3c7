#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/model/queueing/replay.hpp"
#include "tests/core/model/queueing/event_simulation.hpp"
#include "tests/core/model/queueing/service_times.hpp"

using namespace assay;
using namespace assay::model;

namespace {

ReplayLoad loadOf(const Recorded &times, double rate, std::uint32_t devices = 1, std::uint32_t slots = 1)
{
    ReplayLoad load;
    load.rate = rate;
    load.devices = devices;
    load.slots = slots;
    load.serviceSeconds = times.seconds;
    return load;
}

ReplayedLatency replay(const ReplayLoad &load, const ReplaySettings &settings = {})
{
    auto result = replayLatency(load, settings);
    EXPECT_TRUE(result) << result.error().text();
    return result.value_or(ReplayedLatency{});
}

double p99(const ReplayedLatency &latency)
{
    EXPECT_EQ(latency.percentiles.size(), 3U) << latency.absentReason;
    return latency.percentiles.empty() ? 0 : latency.percentiles.back().seconds.value;
}

double simulatedP99(const Recorded &times, double rate, std::uint32_t servers, std::size_t queries)
{
    std::exponential_distribution<double> gap(rate);
    std::uniform_int_distribution<std::size_t> pick(0, times.seconds.size() - 1);
    EventSimulation simulation([&](std::mt19937_64 &g) { return gap(g); },
                               [&](std::mt19937_64 &g) { return times.seconds[pick(g)]; }, servers, 4711);
    std::vector<double> sojourns = simulation.run(queries / 10, queries);
    std::sort(sojourns.begin(), sojourns.end());
    return sojourns[sojourns.size() * 99 / 100];
}

TEST(Replay, P99OfMM1IsWithin5PercentOfTheClosedForm)
{
    const Recorded times = exponentialTimes();
    for (const double busy : {0.2, 0.5, 0.8, 0.9})
        for (const std::uint64_t seed : {1U, 2U}) {
            ReplaySettings settings;
            settings.seed = seed;
            const ReplayedLatency latency = replay(loadOf(times, busy), settings);
            EXPECT_NEAR(p99(latency) * (1 - busy) / std::log(100), 1, 0.05) << busy;
            EXPECT_NEAR(latency.mean->value * (1 - busy), 1, 0.03) << busy;
            EXPECT_NEAR(latency.percentiles[0].seconds.value * (1 - busy) / std::log(2), 1, 0.05) << busy;
        }
}

/// p99 of M/G/1 by Pollaczek and Khinchine: the wait is a geometric sum of residual service times, here on a lattice
/// and summed by Panjer's recursion.
double exactP99(const Recorded &times, double busy)
{
    constexpr double kStep = 0.02;
    const auto survival = [&](double x) {
        return static_cast<double>(
                   std::count_if(times.seconds.begin(), times.seconds.end(), [&](double s) { return s > x; })) /
               static_cast<double>(times.seconds.size());
    };
    std::vector<double> residual;
    double sum = 0;
    for (int i = 0; survival(std::max(0.0, (i - 0.5) * kStep)) > 0; ++i) {
        residual.push_back(survival(i * kStep) * (i == 0 ? 0.5 : 1));
        sum += residual.back();
    }
    for (double &mass : residual)
        mass /= sum;
    std::vector<double> below; // P(W <= n kStep)
    std::vector<double> mass;
    const auto waitBelow = [&](double x) {
        return x < 0 ? 0.0 : below[static_cast<std::size_t>(std::floor(x / kStep))];
    };
    for (std::size_t n = 0;; ++n) {
        double next = n == 0 ? 1 - busy : 0;
        for (std::size_t j = 1; j < residual.size() && j <= n; ++j)
            next += busy * residual[j] * mass[n - j];
        mass.push_back(next / (1 - busy * residual[0]));
        below.push_back(mass.back() + (n == 0 ? 0 : below.back()));
        double within = 0;
        for (const double service : times.seconds)
            within += waitBelow(static_cast<double>(n) * kStep - service);
        if (within >= 0.99 * static_cast<double>(times.seconds.size()))
            return static_cast<double>(n) * kStep;
    }
}

TEST(Replay, P99OfOneServerIsWithin5PercentOfPollaczekAndKhinchine)
{
    for (const Recorded &times : {constantTimes(), bimodalTimes(), uniformTimes()})
        for (const double busy : {0.5, 0.9})
            EXPECT_NEAR(p99(replay(loadOf(times, busy))) / exactP99(times, busy), 1, 0.05) << times.name << busy;
}

void expectSimulatedP99(const Recorded &times)
{
    for (const std::uint32_t servers : {4U, 30U})
        for (const double busy : {0.5, 0.9}) {
            const double truth = simulatedP99(times, busy * servers, servers, busy > 0.8 ? 5'000'000 : 1'000'000);
            EXPECT_NEAR(p99(replay(loadOf(times, busy * servers, servers))) / truth, 1, 0.05)
                << times.name << " " << servers << " " << busy;
        }
}

TEST(Replay, P99OfManyServersAtConstantServiceIsWithin5PercentOfAnIndependentSimulation)
{
    expectSimulatedP99(constantTimes());
}

TEST(Replay, P99OfManyServersAtBimodalServiceIsWithin5PercentOfAnIndependentSimulation)
{
    expectSimulatedP99(bimodalTimes());
}

TEST(Replay, IntervalsHoldTheTruthMostly)
{
    const Recorded times = exponentialTimes();
    int held = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        ReplaySettings settings;
        settings.seed = seed;
        settings.wantedHalfWidth = 0.05;
        const auto latency = replay(loadOf(times, 0.6), settings);
        EXPECT_TRUE(latency.settled);
        const auto interval = latency.percentiles.back().seconds.interval;
        const double truth = std::log(100) / 0.4;
        held += interval.low <= truth && truth <= interval.high;
    }
    EXPECT_GE(held, 34) << "of 40 intervals of 95 %";
}

TEST(Replay, TellsWhenItDidNotSettle)
{
    ReplaySettings settings;
    settings.mostQueries = 70000;
    const Recorded times = exponentialTimes();
    const ReplayedLatency latency = replay(loadOf(times, 0.97), settings);
    EXPECT_FALSE(latency.settled);
    EXPECT_GT(latency.percentiles.back().seconds.interval.high, latency.percentiles.back().seconds.value * 1.02);
}

TEST(Replay, IsTheSameForTheSameSeedAndAnotherForAnother)
{
    const Recorded times = bimodalTimes();
    ReplaySettings first, second;
    second.seed = 2;
    EXPECT_EQ(p99(replay(loadOf(times, 0.7), first)), p99(replay(loadOf(times, 0.7), first)));
    EXPECT_NE(p99(replay(loadOf(times, 0.7), first)), p99(replay(loadOf(times, 0.7), second)));
}

TEST(Replay, LatencyNeverFallsAsTheRateRises)
{
    const Recorded times = bimodalTimes();
    ReplaySettings settings;
    settings.mostQueries = 65536; // the same queries at each rate
    double before = 0;
    for (int step = 1; step < 20; ++step) {
        const ReplayedLatency latency = replay(loadOf(times, 4 * 0.05 * step, 2, 2), settings);
        EXPECT_GE(p99(latency), before * 0.998) << "but for what the control variate takes out";
        before = p99(latency);
    }
}

TEST(Replay, ConstantArrivalsAtConstantServiceDoNotWait)
{
    const Recorded times = constantTimes();
    ReplayLoad load = loadOf(times, 0.9);
    load.arrivals = Arrivals::Constant;
    EXPECT_NEAR(p99(replay(load)), 1, 1e-6);
}

TEST(Replay, AQueueForEachDeviceIsNoBetterThanOneForAll)
{
    const Recorded times = exponentialTimes();
    ReplayLoad load = loadOf(times, 0.85 * 8, 4, 2);
    const ReplayedLatency central = replay(load);
    load.dispatch = Dispatch::ShortestQueue;
    const ReplayedLatency shortest = replay(load);
    EXPECT_GT(shortest.mean->value, central.mean->value);
    EXPECT_LT(shortest.mean->value, 1 / (1 - 0.85)) << "better than a device picked blindly";
    EXPECT_NE(central.dispatchRule, shortest.dispatchRule);
    load.devices = 1;
    load.rate = 0.85 * 2;
    ReplayLoad one = load;
    one.dispatch = Dispatch::CentralQueue;
    EXPECT_EQ(p99(replay(load)), p99(replay(one))) << "one device: the rules are the same";
}

TEST(Replay, SaturatedIsAnAnswerAndNoNumber)
{
    const Recorded times = constantTimes();
    for (const double rate : {2.0, 2.5, 1e15}) {
        const ReplayedLatency latency = replay(loadOf(times, rate, 2));
        EXPECT_TRUE(latency.saturated);
        EXPECT_TRUE(latency.percentiles.empty() && !latency.mean);
        EXPECT_NE(latency.absentReason.find("saturated"), std::string::npos);
    }
}

TEST(Replay, AtNoRateASojournIsAServiceTime)
{
    const Recorded times = bimodalTimes();
    const ReplayedLatency latency = replay(loadOf(times, 0));
    EXPECT_DOUBLE_EQ(p99(latency), times.seconds.back());
    EXPECT_DOUBLE_EQ(latency.mean->value, 1);
    EXPECT_TRUE(latency.fewServiceTimes) << "ten recorded times do not tell a p99";
    EXPECT_FALSE(replay(loadOf(exponentialTimes(), 0)).fewServiceTimes);
}

TEST(Replay, ServiceTimesOfZeroAreNoProblem)
{
    const std::vector<double> zero(3, 0.0);
    ReplayLoad load;
    load.rate = 1e6;
    load.serviceSeconds = zero;
    EXPECT_EQ(p99(replay(load)), 0);
}

TEST(Replay, RefusesWhatIsNoLoad)
{
    const Recorded times = constantTimes();
    const std::vector<double> wrong = {1, std::numeric_limits<double>::quiet_NaN()};
    ReplayLoad load = loadOf(times, -1);
    EXPECT_FALSE(replayLatency(load));
    load = loadOf(times, 1, 0);
    EXPECT_FALSE(replayLatency(load));
    load = loadOf(times, 1);
    load.serviceSeconds = wrong;
    EXPECT_FALSE(replayLatency(load));
    load.serviceSeconds = {};
    const auto none = replayLatency(load);
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().message.find("no recorded service time"), std::string::npos);
    ReplaySettings settings;
    settings.fractions = {1.0};
    EXPECT_FALSE(replayLatency(loadOf(times, 0.5), settings));
}

} // namespace
