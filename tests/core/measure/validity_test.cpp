#include "core/measure/validity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/random.hpp"

namespace assay::measure {
namespace {

using Level = ValidityFinding::Level;

ValidityInput good()
{
    ValidityInput input;
    input.p50 = 100e-6;
    input.openLoop = true;
    input.issueDelayP99 = 0.5e-6;
    input.harnessOverhead = 60e-9;
    input.scheduledRate = input.offeredRate = 1000;
    input.environmentStart = input.environmentEnd = Json::object();
    return input;
}

/// The one finding that the input gives.
ValidityFinding only(const ValidityInput &input)
{
    const auto findings = validityFindings(input);
    EXPECT_EQ(findings.size(), 1U);
    return findings.empty() ? ValidityFinding{} : findings.front();
}

void expectOnly(const ValidityInput &input, Level level, const char *id)
{
    const auto finding = only(input);
    EXPECT_EQ(finding.id, id);
    EXPECT_EQ(finding.level, level) << finding.text;
    EXPECT_GT(finding.text.size(), 20U);
}

TEST(Validity, GoodMeasurementHasNoFindings)
{
    EXPECT_THAT(validityFindings(good()), testing::IsEmpty());
}

TEST(Validity, IssueDelayWarnsThenInvalidates)
{
    auto input = good();
    input.issueDelayP99 = 2e-6;
    expectOnly(input, Level::Warning, "issue-delay");
    input.issueDelayP99 = 11e-6;
    expectOnly(input, Level::Invalid, "issue-delay");
    input.issueDelayP99.reset(); // a closed loop: nothing has a time to start
    EXPECT_THAT(validityFindings(input), testing::IsEmpty());
    input = good();
    input.p50 = 1; // 1 % of it is far above 1 µs
    input.issueDelayP99 = 5e-3;
    EXPECT_THAT(validityFindings(input), testing::IsEmpty());
}

TEST(Validity, OverheadWarnsFromOnePercentAndInvalidatesAboveTwenty)
{
    auto input = good();
    input.harnessOverhead = 2e-6;
    expectOnly(input, Level::Warning, "harness-overhead");
    input.harnessOverhead = 21e-6;
    expectOnly(input, Level::Invalid, "harness-overhead");
}

TEST(Validity, OfferedRateMustBeTheScheduled)
{
    auto input = good();
    input.offeredRate = 1000.9;
    EXPECT_THAT(validityFindings(input), testing::IsEmpty());
    input.offeredRate = 998;
    expectOnly(input, Level::Invalid, "offered-rate");
}

TEST(Validity, LostQueriesBacklogShapeAndEnergyWindow)
{
    auto input = good();
    input.idsComplete = false;
    expectOnly(input, Level::Invalid, "lost-queries");
    input = good();
    input.backlogGrowing = true;
    expectOnly(input, Level::Invalid, "backlog");
    input = good();
    input.abandoned = 7;
    expectOnly(input, Level::Invalid, "backlog");
    input = good();
    input.bimodality = 0.8;
    EXPECT_THAT(validityFindings(input), testing::IsEmpty()) << "two peaks a few per cent apart matter to nobody";
    input.spread = 3;
    expectOnly(input, Level::Warning, "bimodal");
    input = good();
    input.meteredSeconds = 0.2;
    expectOnly(input, Level::Warning, "energy-window");
    input.meteredSeconds = 5;
    EXPECT_THAT(validityFindings(input), testing::IsEmpty());
}

TEST(Validity, InvalidComesFirst)
{
    auto input = good();
    input.harnessOverhead = 2e-6;
    input.idsComplete = false;
    const auto findings = validityFindings(input);
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_EQ(findings[0].level, Level::Invalid);
}

/// A queue simulated by its recursion: wait = max(0, wait + service - gap).
std::vector<Sample> queueAt(double load)
{
    Random random(4);
    std::vector<Sample> samples;
    double time = 0;
    double wait = 0;
    for (int i = 0; i < 20'000; ++i) {
        const double gap = 1000 * random.exponential() / load;
        time += gap;
        wait = std::max(0.0, wait + (samples.empty() ? 0 : 1000 * 1.0) - gap);
        Sample sample;
        sample.scheduled = static_cast<std::int64_t>(time);
        sample.issue = static_cast<std::int64_t>(time + wait);
        sample.service = 1000;
        samples.push_back(sample);
    }
    return samples;
}

TEST(Validity, BacklogGrowsAboveCapacityOnly)
{
    EXPECT_FALSE(backlogGrows(queueAt(0.5)));
    EXPECT_FALSE(backlogGrows(queueAt(0.8)));
    EXPECT_TRUE(backlogGrows(queueAt(1.5)));
    EXPECT_FALSE(backlogGrows(std::vector<Sample>(10)));
}

} // namespace
} // namespace assay::measure
