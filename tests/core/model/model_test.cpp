#include <gtest/gtest.h>

#include "core/model/comparison.hpp"
#include "core/model/evidence.hpp"
#include "core/model/headline.hpp"
#include "core/model/standing.hpp"
#include "tests/core/report/result_fixture.hpp"

namespace assay::model {
namespace {

using namespace assay::test;
using study::ResultRecord;

/// Five runs around this median latency that differ by about a percent.
ResultRecord five(std::int64_t number, const std::string &target, double p50, double spread = 0.005)
{
    std::vector<study::RunRecord> runs;
    for (unsigned i = 0; i < 5; ++i)
        runs.push_back(run(i, p50 * (1 + spread * (static_cast<double>(i) - 2))));
    return result(number, target, runs);
}

void makeInvalid(study::RunRecord &run)
{
    run.findings = {{measure::ValidityFinding::Level::Invalid, "steal", "3 % of the CPU was stolen"}};
}

TEST(Evidence, TheWeakestCounts)
{
    EXPECT_EQ(weakest({Evidence::Measured, Evidence::Modelled, Evidence::Emulated}), Evidence::Modelled);
    EXPECT_EQ(weakest(Evidence::Measured, Evidence::Emulated), Evidence::Emulated);
    EXPECT_FALSE(weakest(std::vector<Evidence>{}).has_value());
}

TEST(Headline, OfOneRunIsThatRun)
{
    const Metric p50 = headline(result(1, "cpu:native", {run(0, 2e-3)}), "latency.p50");
    EXPECT_DOUBLE_EQ(*p50.value, 2e-3);
    EXPECT_DOUBLE_EQ(*p50.low, 2e-3 * 0.99);
    EXPECT_DOUBLE_EQ(*p50.high, 2e-3 * 1.01);
}

TEST(Headline, OfSeveralRunsIsTheirMeanAndCoversTheirSpread)
{
    const Metric p50 = headline(result(1, "cpu:native", {run(0, 2e-3), run(1, 3e-3), run(2, 4e-3)}), "latency.p50");
    EXPECT_NEAR(*p50.value, 3e-3, 1e-9);
    EXPECT_LT(*p50.low, 2.5e-3);
    EXPECT_GT(*p50.high, 3.5e-3);
}

TEST(Headline, ValueAloneIsTheSameValue)
{
    const auto point = result(1, "cpu:native", {run(0, 2e-3), run(1, 3e-3), run(2, 5e-3)});
    const Metric value = headlineValue(point, "latency.p50");
    EXPECT_NEAR(*value.value, *headline(point, "latency.p50").value, 1e-12);
    EXPECT_FALSE(value.low.has_value() || value.high.has_value());
}

TEST(Headline, IsTheSameEachTime)
{
    const auto point = five(1, "cpu:native", 2e-3);
    EXPECT_EQ(headline(point, "latency.p50").low, headline(point, "latency.p50").low);
}

ResultRecord emulated(std::int64_t number, double p50, double low, double high)
{
    ResultRecord point = five(number, "rtl:board", p50, 0);
    for (auto &run : point.runs) {
        Metric &metric = run.metrics[0];
        metric.evidence = Evidence::Emulated;
        metric.low = low;
        metric.high = high;
    }
    return point;
}

TEST(Headline, OfAnEmulatedTargetDoesNotNarrowWithTheRuns)
{
    const Metric p50 = headline(emulated(1, 2e-3, 1.5e-3, 3e-3), "latency.p50");
    EXPECT_DOUBLE_EQ(*p50.value, 2e-3);
    EXPECT_DOUBLE_EQ(*p50.low, 1.5e-3);
    EXPECT_DOUBLE_EQ(*p50.high, 3e-3);
}

TEST(Compare, EmulatedRangesThatOverlapStayUndecided)
{
    const auto comparison =
        compare(emulated(1, 2e-3, 1.5e-3, 3e-3), emulated(2, 2.4e-3, 1.8e-3, 3.6e-3), "latency.p50");
    ASSERT_TRUE(comparison) << comparison.error().text();
    EXPECT_EQ(comparison->verdict, Verdict::Undecided);
    const auto apart = compare(emulated(1, 2e-3, 1.5e-3, 3e-3), emulated(2, 20e-3, 15e-3, 30e-3), "latency.p50");
    EXPECT_EQ(apart->verdict, Verdict::Worse);
}

TEST(Headline, HasTheWeakestEvidence)
{
    auto point = five(1, "cpu:native", 2e-3);
    point.runs[3].metrics[0].evidence = Evidence::Emulated;
    EXPECT_EQ(headline(point, "latency.p50").evidence, Evidence::Emulated);
}

TEST(Headline, LeavesInvalidRunsOut)
{
    auto point = result(1, "cpu:native", {run(0, 2e-3), run(1, 9)});
    makeInvalid(point.runs[1]);
    EXPECT_DOUBLE_EQ(*headline(point, "latency.p50").value, 2e-3);
    EXPECT_FALSE(standing(point).invalid());
    makeInvalid(point.runs[0]);
    EXPECT_TRUE(standing(point).invalid());
    EXPECT_NEAR(*headline(point, "latency.p50").value, 4.501, 1e-9) << "an invalid result is still shown";
}

TEST(Headline, SaysWhyItIsAbsent)
{
    auto point = result(1, "cpu:native", {run(0, 2e-3)});
    EXPECT_EQ(headline(point, "power.mean").absentReason, "not recorded");
    point.runs[0].metrics.push_back(absent("power.mean", "no sensor"));
    const Metric power = headline(point, "power.mean");
    EXPECT_FALSE(power.value.has_value());
    EXPECT_EQ(power.absentReason, "no sensor");
    EXPECT_EQ(headline(result(2, "cpu:native", {}), "latency.p50").absentReason, "no complete run");
}

TEST(Headlines, AreInTheOrderOfTheList)
{
    auto point = result(1, "cpu:native", {run(0, 2e-3)});
    std::swap(point.runs[0].metrics[0], point.runs[0].metrics[1]);
    const auto all = headlines(point);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].id, "latency.p50");
    EXPECT_EQ(all[1].id, "throughput.queries");
}

TEST(Compare, NamesTheFasterOne)
{
    const auto slow = five(1, "cpu:native", 2e-3), fast = five(2, "opencl:pocl", 1e-3);
    const auto better = compare(slow, fast, "latency.p50");
    ASSERT_TRUE(better);
    EXPECT_EQ(better->verdict, Verdict::Better);
    EXPECT_NEAR(*better->ratio, 0.5, 0.01);
    EXPECT_LT(*better->ratioHigh, 0.6);
    EXPECT_FALSE(better->more.has_value());
    EXPECT_EQ(compare(fast, slow, "latency.p50")->verdict, Verdict::Worse);
    EXPECT_EQ(compare(slow, fast, "throughput.queries")->verdict, Verdict::Better) << "more is better for a rate";
}

TEST(Compare, CallsEquivalentWhatLiesWithinFivePercent)
{
    const auto same = compare(five(1, "cpu:native", 2e-3), five(2, "opencl:pocl", 2.01e-3), "latency.p50");
    ASSERT_TRUE(same);
    EXPECT_EQ(same->verdict, Verdict::Equivalent);
}

TEST(Compare, IsUndecidedWhenRunsScatterAndSaysWhatMoreWouldCost)
{
    const auto a = five(1, "cpu:native", 2e-3, 0.06), b = five(2, "opencl:pocl", 2.3e-3, 0.06);
    const auto open = compare(a, b, "latency.p50");
    ASSERT_TRUE(open);
    EXPECT_EQ(open->verdict, Verdict::Undecided);
    EXPECT_FALSE(open->reason.empty());
    ASSERT_TRUE(open->more.has_value());
    EXPECT_FALSE(open->more->fullRule);
    EXPECT_GT(open->more->runsEach, 0U);
    EXPECT_DOUBLE_EQ(open->more->seconds, open->more->runsEach * 2 * 12.0) << "each run took 12 s";
}

TEST(Compare, ASingleProcessNeverNamesAWinner)
{
    const auto single = compare(five(1, "cpu:native", 2e-3), result(2, "opencl:pocl", {run(0, 1e-3)}), "latency.p50");
    ASSERT_TRUE(single);
    EXPECT_EQ(single->verdict, Verdict::Undecided);
    EXPECT_NE(single->reason.find("single process"), std::string::npos);
    ASSERT_TRUE(single->more.has_value());
    EXPECT_EQ(single->more->runsEach, 4U);
    EXPECT_DOUBLE_EQ(single->more->seconds, 4 * 12.0) << "the other side has its five runs";
}

TEST(Compare, QuickRunsNeverNameAWinner)
{
    auto a = five(1, "cpu:native", 2e-3), b = five(2, "opencl:pocl", 1e-3);
    b.point.stopRule = measure::StopRule::quickRule();
    const auto quick = compare(a, b, "latency.p50");
    ASSERT_TRUE(quick);
    EXPECT_EQ(quick->verdict, Verdict::Undecided);
    EXPECT_NE(quick->reason.find("quick"), std::string::npos);
    ASSERT_TRUE(quick->more.has_value());
    EXPECT_TRUE(quick->more->fullRule);
    EXPECT_GE(quick->more->seconds, 50) << "five runs of ten seconds";
    EXPECT_LT(quick->more->seconds, 100) << "the other result has its full runs";
}

TEST(Compare, AnInvalidResultIsNotRanked)
{
    auto a = five(1, "cpu:native", 2e-3), b = five(2, "opencl:pocl", 1e-3);
    for (auto &each : b.runs)
        makeInvalid(each);
    const auto comparison = compare(a, b, "latency.p50");
    ASSERT_TRUE(comparison);
    EXPECT_EQ(comparison->verdict, Verdict::NotRanked);
    EXPECT_NE(comparison->reason.find("result 2 is invalid"), std::string::npos);
    EXPECT_TRUE(comparison->ratio.has_value()) << "shown all the same";
}

TEST(Compare, AnUncheckedResultNeverWinsButMayLose)
{
    const auto slow = five(1, "cpu:native", 2e-3);
    auto fast = five(2, "opencl:pocl", 1e-3);
    for (auto &each : fast.runs)
        each.checked = false;
    EXPECT_EQ(compare(slow, fast, "latency.p50")->verdict, Verdict::Undecided);
    EXPECT_NE(compare(slow, fast, "latency.p50")->reason.find("not checked"), std::string::npos);
    EXPECT_EQ(compare(fast, slow, "latency.p50")->verdict, Verdict::Undecided);
    auto slowest = five(3, "opencl:pocl", 4e-3);
    for (auto &each : slowest.runs)
        each.checked = false;
    EXPECT_EQ(compare(slow, slowest, "latency.p50")->verdict, Verdict::Worse);
}

TEST(Compare, UnequalBoundariesAndLoadsAreShownButNotRanked)
{
    const auto a = five(1, "cpu:native", 2e-3);
    auto b = five(2, "opencl:pocl", 1e-3);
    for (auto &each : b.runs)
        each.metrics[0].boundary = Boundary::Card;
    const auto boundary = compare(a, b, "latency.p50");
    EXPECT_EQ(boundary->verdict, Verdict::NotRanked);
    EXPECT_NE(boundary->reason.find("host call and card"), std::string::npos);
    EXPECT_TRUE(boundary->ratio.has_value());

    auto c = five(3, "opencl:pocl", 1e-3);
    c.point.scenario.kind = measure::ScenarioKind::Offline;
    const auto load = compare(a, c, "throughput.queries");
    EXPECT_EQ(load->verdict, Verdict::NotRanked);
    EXPECT_NE(load->reason.find("single-stream"), std::string::npos);
}

TEST(Compare, RefusesOtherParametersAndNamesTheDifference)
{
    const auto a = five(1, "cpu:native", 2e-3);
    auto b = five(2, "opencl:pocl", 1e-3);
    b.point.workloadParameters["m"] = ParameterValue(std::int64_t{512});
    const auto refused = compare(a, b, "latency.p50");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
    EXPECT_NE(refused.error().message.find("m: 256 and 512"), std::string::npos) << refused.error().message;

    b.point.workload = "fft";
    EXPECT_NE(compare(a, b, "latency.p50").error().message.find("workload: gemm and fft"), std::string::npos);
}

TEST(Compare, RefusesWhatHasNoNumber)
{
    const auto a = five(1, "cpu:native", 2e-3);
    const auto failed = result(2, "opencl:pocl", {failedRun(measure::Cause::Crashed, "signal 11")});
    EXPECT_NE(compare(a, failed, "latency.p50").error().message.find("no complete run"), std::string::npos);
    auto without = five(3, "opencl:pocl", 1e-3);
    EXPECT_NE(compare(a, without, "power.mean").error().message.find("has no power.mean"), std::string::npos);
}

TEST(Compare, TellsOfChangedSourcesAndWeakerEvidence)
{
    const auto a = five(1, "cpu:native", 2e-3);
    auto b = five(2, "cpu:native", 1e-3);
    b.point.workloadHash = "cccc";
    for (auto &each : b.runs)
        each.metrics[0].evidence = Evidence::Emulated;
    const auto comparison = compare(a, b, "latency.p50");
    ASSERT_TRUE(comparison);
    EXPECT_EQ(comparison->evidence, Evidence::Emulated);
    ASSERT_EQ(comparison->notes.size(), 2U);
    EXPECT_NE(comparison->notes[0].find("sources changed"), std::string::npos);
}

} // namespace
} // namespace assay::model
