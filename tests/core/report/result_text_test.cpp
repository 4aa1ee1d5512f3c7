#include <gtest/gtest.h>

#include "core/report/comparison_text.hpp"
#include "core/report/result_detail.hpp"
#include "core/report/result_text.hpp"
#include "tests/core/report/result_fixture.hpp"

namespace assay::report {
namespace {

using namespace assay::test;
using testing::Test;

bool contains(const std::string &text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

TEST(MetricText, SaysWhyItIsAbsent)
{
    EXPECT_EQ(describe(absent("power.mean", "no sensor")), "– (no sensor)");
    EXPECT_EQ(describe(metric("latency.p50", 12.3e-6, 11.9e-6, 12.8e-6)), "12.3 µs (11.9–12.8)");
}

TEST(Overview, IsATableWithUnitsAndOrigin)
{
    auto one = result(1, "cpu:native", {run(0, 2e-3)});
    auto two = result(2, "opencl:pocl", {run(0, 5e-6)});
    two.sameCpu = true;
    two.point.stopRule.quick = true;
    two.point.workloadParameters["m"] = ParameterValue(std::int64_t{64});
    two.point.backendParameters = {{"local_size", ParameterValue(std::int64_t{64})}};
    EXPECT_EQ(
        overview({one, two}, false),
        "#  workload    target                      p50 latency (95 %)  p99    throughput  evidence, boundary   "
        "remarks\n"
        "1  gemm m=256  cpu:native                 2.00 ms (1.98–2.02)    –   500 query/s  measured, host call\n"
        "2  gemm m=64   opencl:pocl local_size=64  5.00 µs (4.95–5.05)    –  200 kquery/s  measured, host call  quick, "
        "same CPU\n"
        "\n"
        "The same in all lines of a workload:\n"
        "  gemm  dtype=f32\n"
        "\n"
        "  quick     one short run: good for a first look, never names a winner\n"
        "  same CPU  this OpenCL device is the host's own CPU; its upload is a memory copy\n"
        "  –         not available; `assay show FILE --result N` says why\n");
}

TEST(Overview, ExplainsOnlyTheRemarksInUse)
{
    auto quick = result(1, "cpu:native", {run(0, 2e-3)});
    quick.runs[0].quick = true;
    const std::string text = overview({quick}, false);
    EXPECT_TRUE(contains(text, "one short run: good for a first look, never names a winner")) << text;
    EXPECT_FALSE(contains(text, "not converged")) << text;
    EXPECT_TRUE(contains(text, "The same in all lines of a workload:\n  gemm  dtype=f32 m=256\n")) << text;
}

TEST(Overview, ListsFailedRunsWithCauseAndNextStep)
{
    const std::string text =
        overview({result(3, "opencl:pocl", {failedRun(measure::Cause::TimedOut, "no answer for 30 s")})}, false);
    EXPECT_TRUE(contains(text, "failed: timed out")) << text;
    EXPECT_TRUE(contains(text, "#3 run 1: timed out: no answer for 30 s\n    " + nextStep(measure::Cause::TimedOut)))
        << text;
}

TEST(Overview, ListsWhatDoesNotFitAndByHowMuch)
{
    const auto large =
        result(3, "rtl:ice40-hx8k", {failedRun(measure::Cause::DoesNotFit, "needs 36 of 32 block RAMs (112 %)")});
    const std::string text = overview({large}, false);
    EXPECT_TRUE(contains(text, "\nDoes not fit:\n  #3 gemm on rtl:ice40-hx8k: needs 36 of 32 block RAMs (112 %)\n"))
        << text;
    EXPECT_FALSE(contains(text, "ailed")) << "an answer is no failure\n" << text;
    EXPECT_EQ(stateWord(model::standing(large)), "does not fit");
}

TEST(Overview, SaysThatAFileIsEmpty)
{
    EXPECT_EQ(overview({}, false), "The file has no results yet: `assay run … -o FILE` adds some.\n");
}

TEST(Overview, CountsInvalidRunsAndMarksAnInvalidResult)
{
    auto bad = run(0, 2e-3);
    bad.findings = {{measure::ValidityFinding::Level::Invalid, "steal", "3 % of the CPU was stolen (limit 1 %)"}};
    auto partly = result(1, "cpu:native", {bad, run(1, 2e-3), run(2, 2e-3)});
    EXPECT_TRUE(contains(badges(partly), "1 of 3 runs invalid"));
    EXPECT_EQ(badges(result(2, "cpu:native", {bad})), "invalid");
}

TEST(Overview, ShowsNoEscapeSequenceOfAFile)
{
    auto hostile = result(1, "cpu:native", {failedRun(measure::Cause::Crashed, "boom\x1b]0;pwned\x07")});
    hostile.point.workload = "ge\x1b[2Jmm";
    hostile.deviceName = "x\x1b[31m";
    const ResultDetail detail{hostile, Json{{"cpu\x1b[1m", "a\x1b[1m"}}, Json(), Json{{"note", "b\x1b[1m"}},
                              "log\x1b[1m"};
    EXPECT_EQ(overview({hostile}, false).find('\x1b'), std::string::npos);
    EXPECT_EQ(describe(detail, false).find('\x1b'), std::string::npos);
}

TEST(Detail, ShowsPhasesColdStartAbsentMetricsFindingsAndRuns)
{
    auto one = result(1, "cpu:native", {run(0, 2e-3)});
    auto &metrics = one.runs[0].metrics;
    metrics.push_back(metric("phase.upload.mean", 1e-3, 1e-3, 1e-3));
    metrics.push_back(metric("phase.execute.mean", 3e-3, 3e-3, 3e-3));
    metrics.push_back(metric("cold.open", 0.25, 0.25, 0.25));
    metrics.push_back(absent("energy.gross_per_query", "no sensor"));
    one.runs[0].findings = {{measure::ValidityFinding::Level::Warning, "vm", "runs on a virtual machine"}};
    const Json start{{"cpu", {{"model", "A CPU"}, {"mhz", 3000}}}};
    const Json end{{"cpu", {{"model", "A CPU"}, {"mhz", 2000}}}};
    const std::string text = describe(ResultDetail{one, start, end, Json{{"variant", "AVX2"}}, ""}, false);
    EXPECT_TRUE(contains(text, "execute  3.00 ms   75 %")) << text;
    EXPECT_TRUE(contains(text, "cold.open  250 ms")) << text;
    EXPECT_TRUE(contains(text, "no sensor")) << text;
    EXPECT_TRUE(contains(text, "run 1, warning: runs on a virtual machine (vm)")) << text;
    EXPECT_TRUE(contains(text, "cpu.model  A CPU")) << text;
    EXPECT_TRUE(contains(text, "cpu.mhz  3000 → 2000")) << text;
    EXPECT_TRUE(contains(text, "2026-01-02T03:04:05Z")) << text;
    EXPECT_TRUE(contains(text, "variant  AVX2")) << text;
}

TEST(Detail, LeavesClockReadingsToTheJsonAndTellsOnlyChangesThatShow)
{
    const Json start{{"monotonic_ns", 4774177057844}, {"busy_ticks", 4990}, {"memory_available", 22567895040}};
    const Json end{{"monotonic_ns", 4775680916125}, {"busy_ticks", 4993}, {"memory_available", 22567890000}};
    const ResultDetail detail{result(1, "cpu:native", {run(0, 2e-3)}), start, end, Json(), ""};
    const std::string text = describe(detail, false);
    EXPECT_TRUE(contains(text, "memory_available  21.0 GiB")) << text;
    EXPECT_FALSE(contains(text, "monotonic")) << text;
    EXPECT_FALSE(contains(text, "ticks")) << text;
    EXPECT_FALSE(contains(text, "Changed")) << text;
}

TEST(Samples, HaveUnitsAndRunningSums)
{
    const measure::Column latency{"latency", "s", 1e-9, {1500, 2500}, false};
    const measure::Column scheduled{"scheduled", "s", 1e-9, {1000, 4000}, true};
    EXPECT_EQ(samplesTsv(2, {latency, scheduled}), "run\tindex\tlatency [s]\tscheduled [s]\n"
                                                   "2\t0\t1.5e-06\t1e-06\n"
                                                   "2\t1\t2.5e-06\t5e-06\n");
}

TEST(Samples, OfOtherLengthFormTheirOwnBlock)
{
    const measure::Column latency{"latency", "s", 1e-9, {1, 2, 3}, false};
    const measure::Column upload{"phase.upload", "s", 1e-9, {7}, false};
    EXPECT_EQ(samplesTsv(1, {upload, latency}), "run\tindex\tlatency [s]\n1\t0\t1e-09\n1\t1\t2e-09\n1\t2\t3e-09\n\n"
                                                "run\tindex\tphase.upload [s]\n1\t0\t7e-09\n");
}

class Sentence : public Test {
protected:
    std::string of(model::Verdict verdict, const std::string &metricId, double ratio, const std::string &reason = "")
    {
        model::Comparison comparison;
        comparison.metricId = metricId;
        comparison.verdict = verdict;
        comparison.ratio = ratio;
        comparison.ratioLow = ratio * 0.9;
        comparison.ratioHigh = ratio * 1.1;
        comparison.reason = reason;
        return verdictSentence(result(1, "cpu:native", {}), result(2, "opencl:pocl", {}), comparison);
    }
};

TEST_F(Sentence, ReadsRightForTimesAndRates)
{
    EXPECT_EQ(of(model::Verdict::Worse, "latency.p50", 4),
              "#2 is slower than #1: it takes 4 times as long (95 % interval 3.6–4.4).");
    EXPECT_EQ(of(model::Verdict::Better, "latency.p50", 0.5),
              "#2 is faster than #1: it is 2 times as fast (95 % interval 1.82–2.22).");
    EXPECT_EQ(of(model::Verdict::Better, "throughput.queries", 2),
              "#2 is faster than #1: it is 2 times as fast (95 % interval 1.8–2.2).");
    EXPECT_EQ(of(model::Verdict::Worse, "throughput.queries", 0.5),
              "#2 is slower than #1: #1 is 2 times as fast (95 % interval 1.82–2.22).");
    EXPECT_EQ(of(model::Verdict::Better, "energy.gross_per_query", 0.5),
              "#2 is better than #1: its energy.gross_per_query is 0.5 times that of #1 (95 % interval 0.45–0.55).");
}

TEST_F(Sentence, SaysWhyNothingIsDecided)
{
    EXPECT_EQ(of(model::Verdict::Undecided, "latency.p50", 1, "too few runs"),
              "Undecided: too few runs. #2/#1 is 1 (95 % interval 0.9–1.1).");
    EXPECT_EQ(of(model::Verdict::NotRanked, "latency.p50", 1, "the load differs"),
              "Not ranked: the load differs. #2/#1 is 1 (95 % interval 0.9–1.1).");
    EXPECT_EQ(of(model::Verdict::Equivalent, "latency.p50", 1),
              "#2 and #1 are equivalent: #2/#1 is 1 (95 % interval 0.9–1.1), within ±5 %.");
}

} // namespace
} // namespace assay::report
