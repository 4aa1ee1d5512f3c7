#include "backends/rtl/sweep/sweep.hpp"

#include <gmock/gmock.h>

#include "tests/backends/rtl/synthesis/store_fixture.hpp"

namespace assay::rtl {
namespace {

using test::kHx8k;
using testing::HasSubstr;
using Fate = Outcome::Fate;

/// Designs of a few cells, with the delays of the real parts.
class SweepTest : public test::StoreTest {
protected:
    SweepTest()
    {
        std::filesystem::copy(std::filesystem::path(ASSAY_SOURCE_DIR) / "resources/rtl/timing", shared() / "timing",
                              std::filesystem::copy_options::recursive);
    }

    [[nodiscard]] Candidate candidate(std::int64_t bytes, double cycles, const std::string &problem = "add") const
    {
        Candidate made;
        made.design = design(test::kAddCore, "adder", {{"STEP", 3}, {"BYTES", bytes}});
        made.part = kHx8k;
        made.problem = problem;
        made.cycles = cycles;
        return made;
    }
    [[nodiscard]] std::vector<Outcome> run(const std::vector<Candidate> &candidates, SweepOptions options = {}) const
    {
        return runSweep(candidates, store(), shared(), options);
    }
};

TEST_F(SweepTest, OnlyPointsNearTheFrontArePlacedAndRouted)
{
    ASSAY_NEEDS("yosys");
    ASSAY_NEEDS("nextpnr-ice40");
    std::vector<Candidate> candidates{candidate(1, 1000), candidate(2, 500), candidate(4, 2000),
                                      candidate(4, 1e6, "another problem")};
    candidates[3].design.parameters["STEP"] = 5;
    candidates.push_back(candidate(8, 1));
    candidates.back().area.lut = 1e6;
    std::vector<std::string> told;
    SweepOptions options;
    options.progress = [&](double, const std::string &what) {
        told.push_back(what);
        return true;
    };
    const auto outcomes = run(candidates, options);
    ASSERT_EQ(outcomes.size(), 5U);
    EXPECT_EQ(outcomes[0].fate, Fate::Routed) << outcomes[0].text;
    EXPECT_EQ(outcomes[1].fate, Fate::Routed) << outcomes[1].text;
    EXPECT_EQ(outcomes[2].fate, Fate::Behind); // larger and slower than both
    EXPECT_EQ(outcomes[3].fate, Fate::Routed); // alone with its problem
    EXPECT_EQ(outcomes[4].fate, Fate::Hopeless);
    EXPECT_THAT(outcomes[4].text, HasSubstr("of 7680 LUTs"));
    ASSERT_TRUE(outcomes[2].estimate);
    EXPECT_GT(outcomes[2].estimate->hertz, 0);
    EXPECT_FALSE(outcomes[2].routed);
    EXPECT_EQ(outcomes[0].routed->clocks().size(), kSeeds.size());
    EXPECT_THAT(told, testing::Contains(HasSubstr("place and route of adder BYTES=")));
    // What was made is found without making it: a session asks so.
    EXPECT_TRUE(store().placeAndRoute(candidates[1].design, kHx8k, SynthesisStore::Effort::DataOnly));
    EXPECT_FALSE(store().placeAndRoute(candidates[2].design, kHx8k, SynthesisStore::Effort::DataOnly));
}

TEST_F(SweepTest, APointMayRefuseOrDemandPlaceAndRoute)
{
    ASSAY_NEEDS("yosys");
    ASSAY_NEEDS("nextpnr-ice40");
    std::vector<Candidate> candidates{candidate(1, 10), candidate(2, 1000)};
    candidates[0].routing = Candidate::Routing::Never;
    candidates[1].routing = Candidate::Routing::Always;
    const auto outcomes = run(candidates);
    EXPECT_EQ(outcomes[0].fate, Fate::Estimated);
    EXPECT_EQ(outcomes[1].fate, Fate::Routed) << outcomes[1].text;
}

TEST_F(SweepTest, APointThatDoesNotFitOrNotElaborateTellsWhy)
{
    ASSAY_NEEDS("yosys");
    std::vector<Candidate> candidates{candidate(60, 10), candidate(1, 10)};
    candidates[0].part.available.lut = 384;
    candidates[1].design.parameters["STEPS"] = 1;
    const auto outcomes = run(candidates);
    EXPECT_EQ(outcomes[0].fate, Fate::DoesNotFit);
    EXPECT_THAT(outcomes[0].text, HasSubstr("of 384 logic cells"));
    EXPECT_EQ(outcomes[1].fate, Fate::NoResult);
    EXPECT_THAT(outcomes[1].text, HasSubstr("no parameter STEPS"));
}

TEST_F(SweepTest, WithoutToolsEveryPointSaysWhatToInstall)
{
    const std::vector<Candidate> candidates{candidate(1, 10)};
    const test::PathIs nothing("/nonexistent");
    const auto outcomes = run(candidates);
    EXPECT_EQ(outcomes[0].fate, Fate::NoResult);
    EXPECT_THAT(outcomes[0].text, HasSubstr("yosys"));
}

TEST_F(SweepTest, StopsWhenAskedTo)
{
    const test::PathIs path(pathWithFake("yosys", "sleep 1; exit 1"));
    std::vector<Candidate> candidates;
    for (int bytes = 1; bytes < 20; ++bytes)
        candidates.push_back(candidate(bytes, 10));
    SweepOptions options;
    options.progress = [](double, const std::string &) { return false; };
    const auto outcomes = run(candidates, options);
    EXPECT_EQ(outcomes.back().fate, Fate::Stopped);
    EXPECT_LE(callsOfFake(), 4U);
}

} // namespace
} // namespace assay::rtl
