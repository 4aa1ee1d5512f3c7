#include <gmock/gmock.h>

#include "backends/rtl/session/clock.hpp"
#include "backends/rtl/session/timing_model.hpp"

namespace assay::rtl {
namespace {

using testing::HasSubstr;

PlaceAndRoute routed()
{
    PlaceAndRoute result;
    result.seeds = {{1, 100e6, ""}, {2, 90e6, ""}, {3, 95e6, ""}};
    result.tool = "nextpnr";
    return result;
}

ClockEstimate estimate()
{
    ClockEstimate result;
    result.hertz = 80e6;
    result.lowHertz = 60e6;
    result.highHertz = 100e6;
    result.how = "netlist timing";
    return result;
}

TEST(Clock, IsTheMedianOfTheSeedsWithTheirRange)
{
    const auto clock = decideClock(routed(), estimate(), 0);
    ASSERT_TRUE(clock);
    EXPECT_TRUE(clock->placedAndRouted);
    EXPECT_DOUBLE_EQ(clock->hertz, 95e6);
    EXPECT_DOUBLE_EQ(clock->lowHertz, 90e6);
    EXPECT_DOUBLE_EQ(clock->highHertz, 100e6);
}

TEST(Clock, IsAnEstimateWhereEverySeedFailed)
{
    PlaceAndRoute failed;
    failed.seeds = {{1, {}, "took more than 60 s"}};
    const auto clock = decideClock(failed, estimate(), 0);
    ASSERT_TRUE(clock);
    EXPECT_FALSE(clock->placedAndRouted);
    EXPECT_DOUBLE_EQ(clock->hertz, 80e6);
    EXPECT_EQ(clock->how, "netlist timing");
}

TEST(Clock, OfChoiceIsExactWhereItIsMet)
{
    const auto clock = decideClock(routed(), {}, 50e6);
    ASSERT_TRUE(clock);
    EXPECT_TRUE(clock->placedAndRouted);
    EXPECT_DOUBLE_EQ(clock->lowHertz, 50e6);
    EXPECT_DOUBLE_EQ(clock->highHertz, 50e6);
    EXPECT_NEAR(*clock->slackSeconds, 1 / 50e6 - 1 / 95e6, 1e-15);
}

TEST(Clock, OfChoiceThatOnlySomeSeedsMeetIsNoLongerPlacedAndRouted)
{
    const auto clock = decideClock(routed(), {}, 97e6);
    ASSERT_TRUE(clock);
    EXPECT_FALSE(clock->placedAndRouted);
    EXPECT_THAT(clock->how, HasSubstr("met for certain only up to 90.0 MHz"));
}

TEST(Clock, OfChoiceBeyondReachIsRefusedWithWhatIsReached)
{
    const auto clock = decideClock(routed(), {}, 125e6);
    ASSERT_FALSE(clock);
    EXPECT_EQ(clock.error().code, ErrorCode::Unsupported);
    EXPECT_THAT(clock.error().text(), HasSubstr("the clock of 125 MHz is not met: the design reaches 95.0 MHz"));
}

TEST(Clock, IsNotInventedWhereNothingIsKnown)
{
    const auto clock = decideClock({}, {}, 0);
    ASSERT_FALSE(clock);
    EXPECT_THAT(clock.error().text(), HasSubstr("Install yosys"));
    const auto chosen = decideClock({}, {}, 12e6);
    ASSERT_TRUE(chosen);
    EXPECT_FALSE(chosen->placedAndRouted);
    EXPECT_FALSE(chosen->fmaxHertz);
}

class QueryTimes : public testing::Test {
protected:
    QueryTimes()
    {
        m_clock.hertz = 100e6;
        m_clock.lowHertz = 80e6;
        m_clock.highHertz = 125e6;
        m_board.link = Link{"PCIe", {5e-6, 20e-6, 40e-6}, {8e9, 10e9, 12e9}, "somewhere"};
    }
    Clock m_clock;
    Board m_board;
    QueryWork m_work{1000, 80'000, 800};
};

TEST_F(QueryTimes, OfAStreamAreTheCoresAlone)
{
    const QueryTime time = queryTime(m_work, m_clock, Deployment::Stream, m_board);
    EXPECT_DOUBLE_EQ(time.total(), 10e-6);
    EXPECT_DOUBLE_EQ(queryTime(m_work, m_clock, Deployment::Stream, m_board, End::High).total(), 12.5e-6);
    EXPECT_DOUBLE_EQ(queryTime(m_work, m_clock, Deployment::Stream, m_board, End::Low).total(), 8e-6);
}

TEST_F(QueryTimes, OfACardHaveTheLinkTwice)
{
    const QueryTime time = queryTime(m_work, m_clock, Deployment::Card, m_board);
    EXPECT_DOUBLE_EQ(time.upload, 28e-6);
    EXPECT_DOUBLE_EQ(time.execute, 10e-6);
    EXPECT_DOUBLE_EQ(time.download, 20.08e-6);
    const QueryTime longest = queryTime(m_work, m_clock, Deployment::Card, m_board, End::High);
    EXPECT_DOUBLE_EQ(longest.upload, 50e-6);
    EXPECT_GT(longest.total(), time.total());
    EXPECT_LT(queryTime(m_work, m_clock, Deployment::Card, m_board, End::Low).total(), time.total());
}

TEST_F(QueryTimes, OfACardAreBoundByItsMemory)
{
    m_board.memoryBytesPerSecond = 1e9;
    EXPECT_DOUBLE_EQ(queryTime(m_work, m_clock, Deployment::Card, m_board).execute, 80.8e-6);
}

} // namespace
} // namespace assay::rtl
