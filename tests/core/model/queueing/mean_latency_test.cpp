#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/random.hpp"
#include "core/model/queueing/mean_latency.hpp"
#include "tests/core/model/queueing/event_simulation.hpp"
#include "tests/core/model/queueing/service_times.hpp"

using namespace assay;
using namespace assay::model;

namespace {

MeanLatency mean(const QueueLoad &load)
{
    auto result = meanLatency(load);
    EXPECT_TRUE(result) << result.error().text();
    return result.value_or(MeanLatency{});
}

/// Erlang C as it stands in textbooks, in logarithms.
double textbookErlangC(int servers, double offered)
{
    const auto log = [&](int j) { return j * std::log(offered) - std::lgamma(j + 1.0); };
    const double last = std::exp(log(servers) - log(servers)) * servers / (servers - offered);
    double others = 0;
    for (int j = 0; j < servers; ++j)
        others += std::exp(log(j) - log(servers));
    return last / (others + last);
}

double simulatedMean(const Recorded &times, double rate, std::uint32_t servers, std::size_t queries)
{
    std::exponential_distribution<double> gap(rate);
    std::uniform_int_distribution<std::size_t> pick(0, times.seconds.size() - 1);
    EventSimulation simulation([&](std::mt19937_64 &g) { return gap(g); },
                               [&](std::mt19937_64 &g) { return times.seconds[pick(g)]; }, servers, 20261123);
    double sum = 0;
    for (const double seconds : simulation.run(queries / 10, queries))
        sum += seconds;
    return sum / static_cast<double>(queries);
}

TEST(ErlangC, AgreesWithTheTextbookFormula)
{
    for (const int servers : {1, 2, 3, 8, 30, 300, 3000})
        for (const double busy : {0.01, 0.3, 0.7, 0.95, 0.999})
            EXPECT_NEAR(erlangC(static_cast<std::uint32_t>(servers), busy * servers),
                        textbookErlangC(servers, busy * servers), 1e-9)
                << servers << " servers, busy " << busy;
}

TEST(ErlangC, StaysANumberForThousandsOfServersAndAnyLoad)
{
    for (const std::uint32_t servers : {1U, 5000U, 100000U})
        for (const double busy : {0.0, 1e-300, 1e-9, 0.5, 0.99999999, 1.0, 7.0}) {
            const double waits = erlangC(servers, busy * servers);
            EXPECT_TRUE(waits >= 0 && waits <= 1) << servers << " " << busy << " " << waits;
        }
}

TEST(MeanLatency, IsThatOfMM1AndMD1)
{
    for (const double busy : {0.1, 0.5, 0.8, 0.95, 0.999}) {
        const MeanLatency markov = mean({busy / 2, 2, 1, 1, 1, {}});
        EXPECT_NEAR(*markov.sojournSeconds, 2 / (1 - busy), 1e-9 / (1 - busy));
        const MeanLatency fixed = mean({busy / 2, 2, 0, 1, 1, {}});
        EXPECT_NEAR(*fixed.sojournSeconds, 2 + 2 * busy / (2 * (1 - busy)), 1e-9 / (1 - busy));
        EXPECT_DOUBLE_EQ(fixed.busyFraction, busy);
        EXPECT_DOUBLE_EQ(fixed.sojournInterval->low, *fixed.sojournSeconds) << "exact: no band";
    }
}

TEST(MeanLatency, IsThatOfMMk)
{
    // M/M/2: W = u² / (1 - u²) service times.
    const MeanLatency two = mean({1.2, 1, 1, 1, 2, {}});
    EXPECT_NEAR(*two.waitSeconds, 0.36 / 0.64, 1e-12);
    EXPECT_LT(two.sojournInterval->low, *two.sojournSeconds);
    EXPECT_GT(two.sojournInterval->high, *two.sojournSeconds);
}

TEST(MeanLatency, OfOneServerIsWithin3PercentOfASimulation)
{
    for (const Recorded &times : {constantTimes(), exponentialTimes(), bimodalTimes(), uniformTimes()})
        for (const double busy : {0.3, 0.7, 0.9}) {
            const double truth = simulatedMean(times, busy, 1, 2'000'000);
            EXPECT_NEAR(*mean({busy, 1, times.scv, 1, 1, {}}).sojournSeconds / truth, 1, 0.03) << times.name << busy;
        }
}

void expectNear(const MeanLatency &latency, double truth, double tolerance, const std::string &what)
{
    EXPECT_NEAR(*latency.sojournSeconds / truth, 1, tolerance) << what;
    EXPECT_LE(latency.sojournInterval->low, truth * 1.01) << what;
    EXPECT_GE(latency.sojournInterval->high, truth * 0.99) << what;
}

TEST(MeanLatency, OfUpTo30ServersIsWithin6PercentOfASimulation)
{
    for (const Recorded &times : {constantTimes(), exponentialTimes(), bimodalTimes()})
        for (const std::uint32_t servers : {2U, 4U, 10U, 30U})
            for (const double busy : {0.5, 0.9}) {
                const double truth = simulatedMean(times, busy * servers, servers, 800'000);
                const QueueLoad load = loadOf(times.seconds, busy * servers, servers);
                EXPECT_NEAR(load.serviceScv, times.scv, 1e-9);
                const std::string what = times.name + " " + std::to_string(servers) + " " + std::to_string(busy);
                expectNear(mean(load), truth, 0.06, what);
                expectNear(mean({load.rate, 1, times.scv, 1, servers, {}}), truth, 0.06, what + " by two moments");
            }
}

TEST(MeanLatency, OfHeavyTailsNeedsTheRecordedTimes)
{
    // One query in fifty takes fifty times as long.
    std::vector<double> seconds(50, 1.0);
    seconds.back() = 50;
    const Recorded heavy = recorded("heavy", seconds);
    for (const double busy : {0.5, 0.7}) {
        const double truth = simulatedMean(heavy, busy * 4, 4, 3'000'000);
        const QueueLoad load = loadOf(heavy.seconds, busy * 4, 4);
        expectNear(mean(load), truth, 0.06, "by recorded times");
        const MeanLatency moments = mean({load.rate, 1, heavy.scv, 1, 4, {}});
        EXPECT_GT(*moments.sojournSeconds / truth, 1.08);
        EXPECT_LE(moments.sojournInterval->low, truth) << "and it says so";
    }
}

/// `of` queries, one of which takes `times` as long as the others.
Recorded oneIn(std::size_t of, double times)
{
    std::vector<double> seconds(of, 1.0);
    seconds.back() = times;
    return recorded("one in " + std::to_string(of), seconds);
}

TEST(MeanLatency, OfHeavyTailsIsWithin6PercentOfASimulationUpTo30Servers)
{
    struct Case {
        Recorded times;
        std::uint32_t servers;
        double busy;
    };
    for (const auto &[times, servers, busy] :
         {Case{oneIn(50, 50), 30, 0.8}, Case{oneIn(50, 50), 30, 0.9}, Case{oneIn(50, 50), 10, 0.7},
          Case{oneIn(100, 20), 30, 0.9}, Case{oneIn(100, 20), 10, 0.9}, Case{oneIn(100, 20), 10, 0.5}}) {
        const double truth = simulatedMean(times, busy * servers, servers, 1'500'000);
        expectNear(mean(loadOf(times.seconds, busy * servers, servers)), truth, 0.06,
                   times.name + " at " + std::to_string(servers) + " servers busy " + std::to_string(busy));
    }
}

TEST(MeanLatency, OfRecordedTimesNeverFallsWithTheRate)
{
    for (const Recorded &times : {constantTimes(), exponentialTimes(1000), bimodalTimes(), uniformTimes(),
                                  oneIn(50, 50), oneIn(1000, 200), oneIn(5, 3)})
        for (const std::uint32_t servers : {1U, 2U, 7U, 30U, 300U}) {
            double before = 0;
            QueueLoad load = loadOf(times.seconds, 0, servers);
            for (int step = 0; step < 1000; ++step) {
                load.rate = servers * step / 1000.0;
                const double now = *mean(load).sojournSeconds;
                EXPECT_GE(now, before * (1 - 1e-12)) << times.name << " " << servers << " " << step;
                before = now;
            }
        }
}

TEST(WorkEvenness, IsAboutThePartOfTheWorkThatIsInLongQueries)
{
    EXPECT_DOUBLE_EQ(workEvenness(constantTimes().seconds), 1);
    EXPECT_NEAR(workEvenness(exponentialTimes().seconds), 2.0 / 3, 0.01) << "moments 1, 2 and 6";
    EXPECT_NEAR(workEvenness(oneIn(1000, 1000).seconds), 0.5, 0.01);
    EXPECT_NEAR(workEvenness(oneIn(1000, 200).seconds), 200.0 / 1199, 0.01);
    const std::vector<double> zero(3, 0.0), huge{1e200, 2e200};
    EXPECT_EQ(workEvenness(zero), 1);
    EXPECT_NEAR(workEvenness(huge), 25.0 / 27, 1e-12) << "no power overflows";
}

TEST(LightTraffic, IsTheFirstOfTheResidualTimes)
{
    // Of constant times the least of k uniform ones: k / (k + 1). Of one server (1 + c_s²) / 2. Of exponentials 1.
    for (const std::uint32_t servers : {1U, 2U, 7U, 30U}) {
        EXPECT_NEAR(lightTrafficRatio(constantTimes().seconds, servers), servers / (servers + 1.0), 1e-12);
        EXPECT_NEAR(lightTrafficRatio(exponentialTimes().seconds, servers), 1, 0.01);
    }
    EXPECT_NEAR(lightTrafficRatio(bimodalTimes().seconds, 1), (1 + bimodalTimes().scv) / 2, 1e-12);
    const std::vector<double> zero(3, 0.0);
    EXPECT_EQ(lightTrafficRatio(zero, 4), 1);
}

TEST(MeanLatency, OfConstantArrivalsIsCloseToTheExactAnswer)
{
    // D/M/1: W = s / (1 - s) with s = exp(-(1 - s) / u).
    for (const double busy : {0.5, 0.8, 0.95}) {
        double s = 0.5;
        for (int i = 0; i < 1000; ++i)
            s = std::exp(-(1 - s) / busy);
        EXPECT_NEAR(*mean({busy, 1, 1, 0, 1, {}}).sojournSeconds * (1 - s), 1, 0.03) << busy;
    }
    EXPECT_EQ(*mean({0.9, 1, 0, 0, 1, {}}).waitSeconds, 0) << "nobody waits when all is constant";
}

TEST(MeanLatency, SaturatedIsAnAnswerAndNoNumber)
{
    for (const double rate : {1.0, 1.5, 1e12}) {
        const MeanLatency latency = mean({rate, 1, 1, 1, 1, {}});
        EXPECT_TRUE(latency.saturated);
        EXPECT_FALSE(latency.waitSeconds || latency.sojournSeconds || latency.sojournInterval);
        EXPECT_NE(latency.absentReason.find("saturated"), std::string::npos);
    }
}

TEST(MeanLatency, OfNoRateOrNoServiceTimeIsTheServiceTime)
{
    EXPECT_EQ(*mean({0, 0.25, 3, 1, 4, {}}).sojournSeconds, 0.25);
    EXPECT_EQ(*mean({1e9, 0, 0, 1, 1, {}}).sojournSeconds, 0);
    EXPECT_EQ(*mean({0, 0, 0, 0, 1, {}}).sojournSeconds, 0);
}

TEST(MeanLatency, RefusesWhatIsNoLoad)
{
    const double nan = std::numeric_limits<double>::quiet_NaN(), infinite = std::numeric_limits<double>::infinity();
    for (const QueueLoad &load : std::initializer_list<QueueLoad>{{nan, 1, 0, 1, 1, {}},
                                                                  {-1, 1, 0, 1, 1, {}},
                                                                  {1, infinite, 0, 1, 1, {}},
                                                                  {1, 1, -1, 1, 1, {}},
                                                                  {1, 1, 0, nan, 1, {}},
                                                                  {1, 1, 0, 1, 0, {}},
                                                                  {1, 1, 0, 1, 2, nan},
                                                                  {1e300, 1e300, 0, 1, 1, {}}})
        EXPECT_FALSE(meanLatency(load));
}

TEST(MeanLatency, NeverFallsWithRateSpreadOrServiceTimeNorRisesWithServers)
{
    Random random(4);
    for (int i = 0; i < 2000; ++i) {
        QueueLoad load;
        load.servers = 1 + static_cast<std::uint32_t>(random.below(40));
        load.serviceSeconds = 1e-6 * std::exp(10 * random.uniform());
        load.rate = random.uniform() * 0.98 * load.servers / load.serviceSeconds;
        load.serviceScv = 4 * random.uniform();
        load.arrivalScv = random.below(2) == 0 ? 1 : 2 * random.uniform();
        const double base = *mean(load).sojournSeconds * (1 - 1e-12);
        for (int change = 0; change < 4; ++change) {
            QueueLoad more = load;
            more.rate *= change == 0 ? 1.01 : 1;
            more.serviceScv += change == 1 ? 0.1 : 0;
            more.serviceSeconds *= change == 2 ? 1.01 : 1;
            if (change == 3 && load.servers > 1)
                --more.servers;
            const MeanLatency latency = mean(more);
            EXPECT_TRUE(latency.saturated || *latency.sojournSeconds >= base) << i << " change " << change;
        }
    }
}

TEST(MeanSojournColumn, IsTheSameAsPointByPoint)
{
    Random random(9);
    std::vector<double> rate, service, scv, servers;
    for (int i = 0; i < 500; ++i) {
        servers.push_back(i % 3 == 0 ? 1 : 1 + static_cast<double>(random.below(30)));
        service.push_back(random.uniform());
        rate.push_back(1.2 * random.uniform() * servers.back() / service.back());
        scv.push_back(3 * random.uniform());
    }
    std::vector<double> seconds(rate.size());
    std::vector<std::uint8_t> saturated(rate.size());
    meanSojournColumn({rate, service, scv, servers}, seconds, saturated);
    for (std::size_t i = 0; i < rate.size(); ++i) {
        const MeanLatency point = mean({rate[i], service[i], scv[i], 1, static_cast<std::uint32_t>(servers[i]), {}});
        EXPECT_EQ(saturated[i] != 0, point.saturated);
        EXPECT_NEAR(seconds[i], point.sojournSeconds.value_or(0), 1e-9 * point.sojournSeconds.value_or(1));
    }
}

} // namespace
