#include <gmock/gmock.h>

#include "core/model/placement.hpp"
#include "core/model/placement_comparison.hpp"
#include "tests/core/report/result_fixture.hpp"

namespace assay::model {
namespace {

using namespace assay::test;
using study::ResultRecord;
using testing::HasSubstr;

constexpr double kMiB = 1024.0 * 1024.0;

Metric exact(std::string id, double value, Boundary boundary, Evidence evidence)
{
    Metric made = metric(std::move(id), value, value, value);
    made.low = made.high = std::nullopt;
    made.boundary = boundary;
    made.evidence = evidence;
    return made;
}

struct Side {
    std::int64_t number = 1;
    double seconds = 1e-3;
    Boundary boundary = Boundary::HostCall;
    Evidence evidence = Evidence::Measured;
    double questionBytes = 256 * kMiB, answerBytes = 3072;
    std::optional<double> afterInput = {};
    double widthOfRange = 0; ///< of the latency, as a share
};

ResultRecord resultOf(const Side &side)
{
    std::vector<study::RunRecord> runs;
    for (unsigned i = 0; i < 5; ++i) {
        auto made = run(i, side.seconds);
        made.metrics = {exact("latency.p50", side.seconds, side.boundary, side.evidence),
                        exact("throughput.queries", 1 / side.seconds, side.boundary, side.evidence),
                        exact("input.bytes_per_query", side.questionBytes, side.boundary, side.evidence),
                        exact("output.bytes_per_query", side.answerBytes, side.boundary, side.evidence)};
        if (side.widthOfRange > 0) {
            made.metrics[0].low = side.seconds * (1 - side.widthOfRange);
            made.metrics[0].high = side.seconds * (1 + side.widthOfRange);
        }
        if (side.afterInput)
            made.metrics.push_back(exact("answer.after-input", *side.afterInput, side.boundary, side.evidence));
        runs.push_back(made);
    }
    return result(side.number, side.boundary == Boundary::WireToWire ? "rtl:board" : "cpu:native", runs);
}

ResultRecord cpu(double seconds, double questionBytes = 256 * kMiB)
{
    return resultOf({.seconds = seconds, .boundary = Boundary::InMemory, .questionBytes = questionBytes});
}

ResultRecord core(double seconds, double questionBytes = 256 * kMiB, std::optional<double> afterInput = {})
{
    return resultOf({.number = 2,
                     .seconds = seconds,
                     .boundary = Boundary::WireToWire,
                     .evidence = Evidence::Emulated,
                     .questionBytes = questionBytes,
                     .answerBytes = 4,
                     .afterInput = afterInput});
}

std::vector<Segment> segments()
{
    return readSegments(
        {{{"id", "host-nic-interrupt"},
          {"name", "card and kernel"},
          {"latency_us", {{"low", 5}, {"typical", 12}, {"high", 17}, {"source", "a list"}}}},
         {{"id", "host-nic-poll"},
          {"name", "polled card"},
          {"latency_us", {{"low", 1}, {"typical", 5}, {"high", 6}, {"source", "a list"}}}},
         {{"id", "ethernet-port"},
          {"name", "MAC and PHY"},
          {"latency_us", {{"low", 0.25}, {"typical", 1}, {"high", 1.1}, {"source", "sheets"}}},
          {"bandwidth_gbs", {{"value", 0.125}, {"source", "a guide"}}}},
         {{"id", "nvme-read"},
          {"name", "the drive"},
          {"latency_us", {{"low", 90}, {"typical", 120}, {"high", 150}}},
          {"bandwidth_gbs", {{"low", 2.5}, {"typical", 3.5}, {"high", 6.6}}}},
         {{"id", "flash-inside"}, {"name", "the flash"}, {"inside_factor", {{"low", 2}, {"typical", 3}, {"high", 4}}}},
         {{"id", "device-link"}, {"name", "an unknown link"}, {"latency_us", {{"low", 0}}}}});
}

PlacedTime placed(const ResultRecord &result, Place place, Nic nic = Nic::Interrupt)
{
    const auto time = placedTime(result, place, nic, segments());
    EXPECT_TRUE(time) << time.error().text();
    return *time;
}

PlacedComparison compared(const ResultRecord &a, const ResultRecord &b, Place place, Nic nic = Nic::Interrupt)
{
    const auto comparison = comparePlaced(a, b, place, nic, segments());
    EXPECT_TRUE(comparison) << comparison.error().text();
    return *comparison;
}

TEST(PlacedTime, InMemoryAHostResultIsAsItWasMeasured)
{
    const auto time = placed(cpu(2e-3), Place::Memory);
    EXPECT_NEAR(time.seconds.typical, 2e-3, 1e-12);
    EXPECT_EQ(time.evidence, Evidence::Measured);
    EXPECT_FALSE(time.added());
}

TEST(PlacedTime, InMemoryACoreAloneNeedsALinkThatNobodyKnows)
{
    const auto time = placed(core(2e-3), Place::Memory);
    EXPECT_NEAR(time.seconds.low, 2e-3, 1e-12);
    EXPECT_FALSE(time.seconds.high.has_value());
    EXPECT_EQ(time.evidence, Evidence::Modelled);
}

TEST(PlacedTime, InMemoryACardHasItsLink)
{
    const auto time = placed(
        resultOf(
            {.seconds = 2e-3, .boundary = Boundary::HostCall, .evidence = Evidence::Modelled, .widthOfRange = 0.2}),
        Place::Memory);
    EXPECT_NEAR(time.seconds.low, 1.6e-3, 1e-12) << "five runs do not make a doubtful link less doubtful";
    EXPECT_NEAR(*time.seconds.high, 2.4e-3, 1e-12);
    EXPECT_FALSE(time.added());
}

TEST(PlacedTime, OnTheWireAHostIsWokenFirst)
{
    const auto interrupt = placed(cpu(1e-6, 1500), Place::Wire);
    EXPECT_NEAR(interrupt.seconds.low, 6e-6, 1e-12);
    EXPECT_NEAR(*interrupt.seconds.high, 18e-6, 1e-12);
    EXPECT_EQ(interrupt.steps[1].source, "a list");
    EXPECT_NEAR(placed(cpu(1e-6, 1500), Place::Wire, Nic::Poll).seconds.low, 2e-6, 1e-12);
}

TEST(PlacedTime, OnTheWireACoreAnswersAfterTheLastByte)
{
    const auto time = placed(core(12.008e-6, 1500, 8e-9), Place::Wire);
    EXPECT_NEAR(time.seconds.low, 0.258e-6, 1e-12);
    EXPECT_NEAR(*time.seconds.high, 1.108e-6, 1e-12);
    EXPECT_NEAR(time.steps[0].seconds.typical, 8e-9, 1e-15);
    EXPECT_EQ(time.steps.size(), 2U) << "a core that keeps up does not lag";
}

TEST(PlacedTime, ACoreSlowerThanTheWireLagsBehind)
{
    // 1500 B at 50 MHz, one byte a clock: 30 us, of which the wire took 12.
    const auto time = placed(core(30.02e-6, 1500, 20e-9), Place::Wire);
    EXPECT_NEAR(time.seconds.low, 18e-6 + 20e-9 + 0.25e-6, 1e-11);
    EXPECT_THAT(time.steps[1].name, HasSubstr("lags"));
}

TEST(PlacedTime, WithoutTheAnswerAfterInputTheWholeLatencyIsTheMost)
{
    const auto time = placed(core(12e-6, 1500), Place::Wire);
    EXPECT_NEAR(time.seconds.low, 0.25e-6, 1e-12);
    EXPECT_NEAR(*time.seconds.high, 13.1e-6, 1e-12);
    EXPECT_THAT(time.note, HasSubstr("not recorded"));
}

TEST(PlacedTime, ItemsOfAStreamMayBeComputedAsTheyArrive)
{
    auto stream = cpu(100e-6, 150'000);
    for (auto &run : stream.runs) {
        run.metrics.push_back(exact("throughput.items", 1e6, Boundary::InMemory, Evidence::Measured));
        run.metrics.push_back(exact("latency.item", 150e-6, Boundary::InMemory, Evidence::Measured));
    }
    const auto time = placed(stream, Place::Wire);
    EXPECT_NEAR(time.seconds.low, 1e-6 + 5e-6, 1e-10) << "a hundredth of the block";
    EXPECT_NEAR(*time.seconds.high, 117e-6, 1e-10);
}

TEST(PlacedTime, OnStorageAHostReadsAllOfIt)
{
    const auto time = placed(cpu(15e-3), Place::Storage);
    const double fastest = 256 * kMiB / 6.6e9, slowest = 256 * kMiB / 2.5e9;
    EXPECT_NEAR(time.seconds.low, 90e-6 + fastest, 1e-9) << "overlapping, the longer counts";
    EXPECT_NEAR(*time.seconds.high, 150e-6 + slowest + 15e-3, 1e-9) << "one after the other";
}

TEST(PlacedTime, InTheDriveOnlyTheAnswerCrosses)
{
    const auto time = placed(core(5e-3), Place::Storage);
    EXPECT_NEAR(time.seconds.low, 90e-6 + 256 * kMiB / (6.6e9 * 4), 1e-6);
    EXPECT_NEAR(*time.seconds.high, 150e-6 + 256 * kMiB / (2.5e9 * 2), 1e-6);
    EXPECT_NEAR(placed(core(1.0), Place::Storage).seconds.low, 1.00009, 1e-6) << "a slow core is as slow as it is";
}

TEST(PlacedTime, SaysWhatIsMissing)
{
    auto old = cpu(1e-3);
    for (auto &run : old.runs)
        run.metrics.resize(2);
    const auto time = placedTime(old, Place::Storage, Nic::Interrupt, segments());
    ASSERT_FALSE(time);
    EXPECT_THAT(time.error().text(), HasSubstr("older Assay"));
    const auto without = placedTime(cpu(1e-3), Place::Wire, Nic::Poll, {});
    ASSERT_FALSE(without);
    EXPECT_THAT(without.error().text(), HasSubstr("host-nic-poll"));
}

TEST(ComparePlaced, ACoreThatCannotKeepUpWithMemoryLosesWhateverItsLink)
{
    const auto comparison = compared(cpu(5e-3, 64 * kMiB), core(0.45, 64 * kMiB), Place::Memory);
    EXPECT_EQ(comparison.verdict, Verdict::Worse);
    EXPECT_NEAR(comparison.ratio.low, 90, 0.1);
    EXPECT_FALSE(comparison.ratio.high.has_value());
    EXPECT_EQ(comparison.evidence, Evidence::Modelled);
}

TEST(ComparePlaced, AnOpenRangeNeverWins)
{
    const auto comparison = compared(cpu(5e-3), core(1e-3), Place::Memory);
    EXPECT_EQ(comparison.verdict, Verdict::Undecided);
    EXPECT_EQ(comparison.decides, "an unknown link");
    EXPECT_THAT(comparison.reason, HasSubstr("an unknown link"));
}

TEST(ComparePlaced, TheCoreOnTheWireBeatsAWakeUp)
{
    const auto comparison = compared(cpu(0.2e-6, 1500), core(12.008e-6, 1500, 8e-9), Place::Wire);
    EXPECT_EQ(comparison.verdict, Verdict::Better);
    EXPECT_LT(*comparison.ratio.high, 0.25);
    EXPECT_EQ(comparison.decides, "card and kernel");
}

TEST(ComparePlaced, OneDriveIsTheSameDriveOnBothSides)
{
    // Their times overlap (10..54 ms and 41..123 ms), yet with any one drive the core in it is faster.
    const auto comparison = compared(cpu(15e-3), core(5e-3), Place::Storage);
    EXPECT_GT(*comparison.b.seconds.high, comparison.a.seconds.low);
    EXPECT_EQ(comparison.verdict, Verdict::Better);
    EXPECT_NEAR(*comparison.ratio.high, 0.5, 0.01);
}

TEST(ComparePlaced, OverlappingRangesAreUndecidedAndNameTheWidest)
{
    const auto card = resultOf({.number = 2,
                                .seconds = 20e-3,
                                .boundary = Boundary::HostCall,
                                .evidence = Evidence::Modelled,
                                .widthOfRange = 0.3});
    const auto comparison = compared(cpu(18e-3), card, Place::Memory);
    EXPECT_EQ(comparison.verdict, Verdict::Undecided);
    EXPECT_EQ(comparison.decides, "#2 itself");
}

TEST(ComparePlaced, WithinFivePercentIsEquivalent)
{
    auto other = cpu(1.02e-3);
    other.number = 2;
    EXPECT_EQ(compared(cpu(1e-3), other, Place::Memory).verdict, Verdict::Equivalent);
    EXPECT_EQ(compared(cpu(1e-3), other, Place::Wire).verdict, Verdict::Equivalent) << "the same card on both sides";
}

TEST(ComparePlaced, KeepsTheRulesOfEveryComparison)
{
    auto slow = cpu(5e-3), quick = core(0.45), single = core(0.45), unchecked = core(12.008e-6, 1500, 8e-9);
    quick.point.stopRule = measure::StopRule::quickRule();
    EXPECT_THAT(compared(slow, quick, Place::Memory).reason, HasSubstr("quick"));
    single.runs.resize(1);
    EXPECT_THAT(compared(slow, single, Place::Memory).reason, HasSubstr("single process"));
    unchecked.runs[0].checked = false;
    EXPECT_THAT(compared(slow, unchecked, Place::Wire).reason, HasSubstr("unchecked result never wins"));
    auto other = core(0.45);
    other.point.workloadParameters["m"] = ParameterValue(std::int64_t{512});
    EXPECT_FALSE(comparePlaced(slow, other, Place::Memory, Nic::Poll, segments()));
    for (auto &run : slow.runs)
        run.findings = {{measure::ValidityFinding::Level::Invalid, "steal", "3 %"}};
    EXPECT_EQ(compared(slow, core(0.45), Place::Memory).verdict, Verdict::NotRanked);
}

TEST(CompareIdle, MilliwattsAgainstABoardThatIdles)
{
    auto chip = core(1e-3);
    for (auto &run : chip.runs)
        run.metrics.push_back(metric("design.power", 2e-3, 1.4e-3, 3.2e-3));
    const Json board = {{"id", "pi"}, {"name", "A board"}, {"idle_w", {{"value", 3.1}, {"source", "a wall"}}}};
    const auto comparison = compareIdle(chip, board);
    ASSERT_TRUE(comparison);
    EXPECT_EQ(comparison->verdict, Verdict::Better);
    EXPECT_NEAR(*comparison->margin, 3.0968, 1e-6);
    EXPECT_NEAR(*comparison->ratio.high, 3.2e-3 / 3.1, 1e-9);
    EXPECT_EQ(comparison->source, "a wall");
    EXPECT_THAT(compareIdle(chip, {{"id", "bare"}}).error().text(), HasSubstr("no sourced idle power of 'bare'"));
    EXPECT_THAT(compareIdle(core(1), board).error().text(), HasSubstr("no design.power: not recorded"));
}

} // namespace
} // namespace assay::model
