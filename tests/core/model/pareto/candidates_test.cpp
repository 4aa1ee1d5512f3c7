#include "core/model/pareto/candidates.hpp"

#include <gmock/gmock.h>

namespace assay::model {
namespace {

const std::vector<FrontObjective> kBoth{{"latency.p50", "s", false}, {"throughput.items", "item/s", true}};

CandidateValue exactly(double value)
{
    CandidateValue made;
    made.value = value;
    made.boundary = Boundary::InMemory;
    return made;
}

CandidateValue about(double low, double value, double high, const std::string &common = "")
{
    CandidateValue made = exactly(value);
    made.low = low;
    made.high = high;
    made.commonDoubt = common;
    return made;
}

Candidate candidate(std::int64_t number, CandidateValue a, CandidateValue b)
{
    Candidate made;
    made.result = number;
    made.values = {std::move(a), std::move(b)};
    return made;
}

TEST(CandidateFronts, CertainValuesAreOnTheFrontOrOffIt)
{
    const auto answer = candidateFronts({candidate(1, exactly(1), exactly(10)), candidate(2, exactly(2), exactly(30)),
                                         candidate(3, exactly(3), exactly(20))},
                                        kBoth, 1, 50);
    ASSERT_EQ(answer.fronts.size(), 1U);
    EXPECT_THAT(answer.fronts[0].onFront, testing::ElementsAre(true, true, false));
    EXPECT_THAT(answer.fronts[0].probability, testing::ElementsAre(1, 1, 0));
}

TEST(CandidateFronts, OverlapIsToldAsAProbability)
{
    // Equal rates: the faster one of two is alone on the front; the same interval makes it a coin's throw.
    const auto answer = candidateFronts(
        {candidate(1, about(0.9, 1, 1.1), exactly(10)), candidate(2, about(0.9, 1, 1.1), exactly(10))}, kBoth, 1, 4000);
    EXPECT_NEAR(answer.fronts[0].probability[0], 0.5, 0.04);
    EXPECT_NEAR(answer.fronts[0].probability[0] + answer.fronts[0].probability[1], 1, 1e-9);
}

TEST(CandidateFronts, ADoubtInCommonDoesNotBlurWhoIsBetter)
{
    const auto answer = candidateFronts({candidate(1, about(0.5, 1, 2, "clock"), exactly(10)),
                                         candidate(2, about(0.55, 1.1, 2.2, "clock"), exactly(10))},
                                        kBoth, 1, 500);
    EXPECT_EQ(answer.fronts[0].probability[0], 1) << "the clock slows both";
    EXPECT_EQ(answer.fronts[0].probability[1], 0);
}

TEST(CandidateFronts, OtherBoundariesMakeAnotherFront)
{
    Candidate wire = candidate(3, exactly(0.1), exactly(99));
    wire.values[0].boundary = Boundary::WireToWire;
    const auto answer = candidateFronts(
        {candidate(1, exactly(1), exactly(10)), candidate(2, exactly(2), exactly(9)), wire}, kBoth, 1, 10);
    ASSERT_EQ(answer.fronts.size(), 2U);
    EXPECT_THAT(answer.fronts[0].members, testing::ElementsAre(0, 1)) << "the larger group first";
    EXPECT_THAT(answer.fronts[0].onFront, testing::ElementsAre(true, false))
        << "what spans something else does not beat it";
    EXPECT_EQ(answer.fronts[1].boundaries[0], "wire-to-wire");
}

TEST(CandidateFronts, AnAbsentValueExcludesWithTheReason)
{
    CandidateValue absent;
    absent.absentReason = "no sensor";
    const auto answer =
        candidateFronts({candidate(1, exactly(1), absent), candidate(2, exactly(5), exactly(1))}, kBoth, 1, 10);
    EXPECT_EQ(answer.candidates[0].excluded, "no throughput.items: no sensor");
    EXPECT_THAT(answer.fronts[0].members, testing::ElementsAre(1));
}

TEST(CandidateFronts, TheSeedDecidesTheDraws)
{
    const std::vector<Candidate> two{candidate(1, about(0.8, 1, 1.3), exactly(10)),
                                     candidate(2, about(0.9, 1.05, 1.2), exactly(10))};
    EXPECT_EQ(candidateFronts(two, kBoth, 7).fronts[0].probability,
              candidateFronts(two, kBoth, 7).fronts[0].probability);
    EXPECT_NE(candidateFronts(two, kBoth, 7).fronts[0].probability,
              candidateFronts(two, kBoth, 8).fronts[0].probability);
}

} // namespace
} // namespace assay::model
