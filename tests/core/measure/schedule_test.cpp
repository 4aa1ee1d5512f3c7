#include "core/measure/schedule.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/base/hash.hpp"
#include "core/measure/statistics.hpp"

namespace assay::measure {
namespace {

std::vector<std::int64_t> arrivalsOf(const ScheduleSettings &settings)
{
    std::vector<std::int64_t> times;
    for (Schedule schedule(settings); !schedule.atEnd(); schedule.advance())
        times.push_back(schedule.nextTime());
    return times;
}

TEST(Schedule, NegativeLogAgreesWithTheLibrary)
{
    Random random(1);
    for (int i = 0; i < 100'000; ++i) {
        const double u = 1.0 - random.uniform();
        EXPECT_NEAR(negativeLog(u), -std::log(u), 1e-15 + 4e-16 * -std::log(u)) << u;
    }
    EXPECT_EQ(negativeLog(1.0), 0.0);
    EXPECT_NEAR(negativeLog(0x1.0p-53), 53 * std::log(2.0), 1e-13);
}

TEST(Schedule, PoissonIsBitIdenticalEverywhere)
{
    std::string text;
    for (const auto time : arrivalsOf({Arrivals::Poisson, 12'345.0, 10'000, 42}))
        text += std::to_string(time) + "\n";
    EXPECT_EQ(sha256Hex(text), "db1770531c5cc5bfc09011a0bd3578a6fcf0eff7f83ad4bc08e66133db1de775");
}

TEST(Schedule, RealisedRateIsTheTarget)
{
    for (const auto arrivals : {Arrivals::Poisson, Arrivals::Constant})
        for (const double rate : {3.0, 1000.0, 2.5e6}) {
            const auto times = arrivalsOf({arrivals, rate, 50'000, 7});
            ASSERT_EQ(times.size(), 50'000U);
            const double realised = static_cast<double>(times.size()) * 1e9 / static_cast<double>(times.back());
            EXPECT_NEAR(realised / rate, 1, 1e-6);
        }
}

TEST(Schedule, SeedsDifferAndArrivalsRise)
{
    const auto a = arrivalsOf({Arrivals::Poisson, 1000, 1000, 1});
    EXPECT_NE(a, arrivalsOf({Arrivals::Poisson, 1000, 1000, 2}));
    EXPECT_EQ(a, arrivalsOf({Arrivals::Poisson, 1000, 1000, 1}));
    EXPECT_TRUE(std::is_sorted(a.begin(), a.end()));
}

TEST(Schedule, PoissonGapsAreExponential)
{
    const auto times = arrivalsOf({Arrivals::Poisson, 1000, 200'000, 3});
    double below = 0;
    double squares = 0;
    std::int64_t previous = 0;
    for (const auto time : times) {
        const double gap = static_cast<double>(time - previous) * 1e-6; // in mean gaps
        below += gap < std::log(2.0) ? 1 : 0;
        squares += gap * gap;
        previous = time;
    }
    EXPECT_NEAR(below / static_cast<double>(times.size()), 0.5, 0.005);
    EXPECT_NEAR(squares / static_cast<double>(times.size()), 2.0, 0.05); // E[x²] of an exponential
}

TEST(Schedule, ConstantGapsAreEqual)
{
    const auto times = arrivalsOf({Arrivals::Constant, 1000, 100, 3});
    for (std::size_t i = 0; i < times.size(); ++i)
        EXPECT_EQ(times[i], static_cast<std::int64_t>(i + 1) * 1'000'000);
}

ScheduleSettings replay(std::vector<std::int64_t> times, double rate, std::uint64_t queries)
{
    const auto trace = std::make_shared<const ArrivalTrace>(ArrivalTrace{std::move(times), ""});
    return {Arrivals::Trace, rate > 0 ? rate : trace->rate(), queries, 1, trace};
}

TEST(Schedule, ATraceIsReplayedAsRecordedAndRepeatedAtItsRate)
{
    const std::vector<std::int64_t> recorded = {0, 1'000'000, 1'500'000, 6'000'000}; // mean gap 2 ms, so 8 ms a replay
    EXPECT_EQ(arrivalsOf(replay(recorded, 0, 6)),
              (std::vector<std::int64_t>{0, 1'000'000, 1'500'000, 6'000'000, 8'000'000, 9'000'000}));
    EXPECT_DOUBLE_EQ(scheduleSeconds(replay(recorded, 0, 8)), 16e-3);
    EXPECT_DOUBLE_EQ(scheduleSeconds(replay(recorded, 0, 2)), 1.5e-3) << "up to the arrival that is left out";
    EXPECT_DOUBLE_EQ(replay(recorded, 0, 1).rate, 500);
}

TEST(Schedule, ARateStretchesATrace)
{
    EXPECT_EQ(arrivalsOf(replay({0, 1'000'000, 1'500'000, 6'000'000}, 1000, 5)),
              (std::vector<std::int64_t>{0, 500'000, 750'000, 3'000'000, 4'000'000}));
}

TEST(Schedule, ATraceFillsATimeWithWholeReplaysOrIsCut)
{
    const std::vector<std::int64_t> recorded = {0, 1'000'000, 1'500'000, 6'000'000};
    EXPECT_EQ(arrivalsWithin(replay(recorded, 0, 1), 20e-3), 8U);
    EXPECT_EQ(arrivalsWithin(replay(recorded, 0, 1), 2e-3), 3U);
    EXPECT_EQ(arrivalsWithin(replay(recorded, 1000, 1), 0.6e-3), 2U);
    EXPECT_EQ(arrivalsWithin(replay(recorded, 0, 1), 1e-9), 1U);
    EXPECT_EQ(arrivalsWithin({Arrivals::Constant, 1000, 1, 1}, 0.5), 500U);
}

TEST(Schedule, SaysInWhichTimeTheArrivalsTakenWereDue)
{
    for (const auto &settings :
         {replay({0, 1'000'000, 1'500'000, 6'000'000}, 0, 8), ScheduleSettings{Arrivals::Poisson, 500, 800, 3}}) {
        Schedule schedule(settings);
        while (!schedule.atEnd())
            schedule.advance();
        EXPECT_NEAR(schedule.offeredSeconds(), static_cast<double>(settings.queries) / 500, 2e-9);
    }
}

} // namespace
} // namespace assay::measure
