#include "core/measure/comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/random.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;

Side side(double value, double noise, int runs, std::uint64_t seed)
{
    Random random(seed);
    Side made;
    for (int i = 0; i < runs; ++i)
        made.runs.push_back({value * (1 + noise * random.normal()), std::nullopt});
    return made;
}

TEST(Comparison, HalfTheLatencyIsFasterAndTwiceTheThroughputToo)
{
    const auto a = side(100e-6, 0.01, 5, 1);
    const auto b = side(50e-6, 0.01, 5, 2);
    EXPECT_EQ(compare(a, b, Better::Lower).word(Better::Lower), "faster");
    EXPECT_EQ(compare(b, a, Better::Lower).word(Better::Lower), "slower");
    EXPECT_EQ(compare(b, a, Better::Higher).word(Better::Higher), "faster");
    EXPECT_NEAR(compare(a, b, Better::Lower).ratio, 0.5, 0.02);
}

TEST(Comparison, WithinFivePercentIsEquivalent)
{
    const auto comparison = compare(side(100, 0.005, 8, 1), side(101, 0.005, 8, 2), Better::Lower);
    EXPECT_EQ(comparison.word(Better::Lower), "equivalent");
    EXPECT_GE(comparison.interval->low, 0.95);
    EXPECT_LE(comparison.interval->high, 1.05);
}

TEST(Comparison, UndecidedSaysHowManyRunsWouldDecide)
{
    const auto comparison = compare(side(100, 0.08, 5, 1), side(110, 0.08, 5, 2), Better::Lower);
    ASSERT_EQ(comparison.verdict, Verdict::Undecided);
    ASSERT_TRUE(comparison.runsWanted.has_value());
    EXPECT_GT(*comparison.runsWanted, 5U);
    EXPECT_THAT(comparison.reason, HasSubstr("runs of each would decide"));
}

TEST(Comparison, SingleProcessAndQuickNeverNameAWinner)
{
    const auto single = compare(side(100, 0, 1, 1), side(10, 0, 5, 2), Better::Lower);
    EXPECT_EQ(single.word(Better::Lower), "undecided");
    EXPECT_NEAR(single.ratio, 0.1, 1e-9);
    EXPECT_FALSE(single.interval.has_value());
    EXPECT_THAT(single.reason, HasSubstr("single process"));

    auto quick = side(10, 0.01, 5, 2);
    quick.quick = true;
    EXPECT_EQ(compare(side(100, 0.01, 5, 1), quick, Better::Lower).word(Better::Lower), "undecided");
}

TEST(Comparison, NothingToCompareIsSaid)
{
    EXPECT_THAT(compare({}, side(1, 0, 5, 1), Better::Lower).reason, HasSubstr("no value"));
    EXPECT_THAT(compare(side(0, 0, 5, 1), side(1, 0, 5, 1), Better::Lower).reason, HasSubstr("above zero"));
}

TEST(Comparison, EqualSystemsAreRarelyCalledDifferent)
{
    int wrong = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        const auto verdict = compare(side(100, 0.03, 5, seed), side(100, 0.03, 5, seed + 1000), Better::Lower).verdict;
        wrong += verdict == Verdict::Better || verdict == Verdict::Worse;
    }
    EXPECT_LE(wrong, 16);
}

} // namespace
} // namespace assay::measure
