#include "core/model/advice/advice.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "core/model/economics/capacity.hpp"
#include "tests/core/report/result_fixture.hpp"

namespace assay::model {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// Five runs around this median latency that differ by about a percent.
study::ResultRecord five(std::int64_t number, const std::string &target, double p50)
{
    std::vector<study::RunRecord> runs;
    for (unsigned i = 0; i < 5; ++i)
        runs.push_back(test::run(i, p50 * (1 + 0.005 * (static_cast<double>(i) - 2))));
    return test::result(number, target, runs);
}

/// A case of several targets; both machines are rented for this much an hour and carry 100 query/s unless told
/// otherwise.
class Case {
public:
    explicit Case(std::vector<study::ResultRecord> results) : m_results(std::move(results))
    {
        m_workload.id = "gemm";
        question.workload = &m_workload;
        assume("demand.rate=50");
        assume("demand.changes=0.1");
        assume("demand.peak_factor=1");
    }

    void assume(const std::string &text) { ASSERT_TRUE(question.assumptions.setFromText(text)) << text; }
    void price(const std::string &target, double hourly, double capacity = 100)
    {
        assume(fmt::format("target.{}.hourly={}", target, hourly));
        assume(fmt::format("target.{}.capacity={}", target, capacity));
        assume(fmt::format("target.{}.effort=0", target));
    }
    Advice ask()
    {
        question.options.clear();
        for (const study::ResultRecord &result : m_results) {
            const std::vector<double> seconds(100, *result.runs.front().metrics.front().value);
            OptionInput input{&result,
                              nullptr,
                              std::nullopt,
                              capacityOf(result, question.assumptions, {}),
                              *catalog::dateFromText("2026-11-01"),
                              seconds};
            OptionDraft draft = draftOption(input, question.assumptions);
            auto derived = derive(draft, question.assumptions);
            question.options.push_back({&result, std::move(draft), std::move(derived)});
        }
        question.baseline = defaultBaseline(question.options);
        return advise(question);
    }

    AdviceCase question;

private:
    catalog::Workload m_workload;
    std::vector<study::ResultRecord> m_results;
};

const Finding *finding(const Advice &advice, std::string_view topic, std::string_view part)
{
    const auto found = std::ranges::find_if(advice.findings, [&](const Finding &each) {
        return each.topic == topic && each.claim.find(part) != std::string::npos;
    });
    return found == advice.findings.end() ? nullptr : &*found;
}

TEST(Advice, TheBaselineIsTheBestProcessorOrGraphicsCard)
{
    Case one({five(1, "rtl:board", 1e-3), five(2, "cpu:native", 20e-3), five(3, "opencl:card", 5e-3)});
    (void)one.ask();
    EXPECT_EQ(one.question.baseline, 2U);
}

TEST(Advice, ADecidedLargeGainMoves)
{
    Case one({five(1, "cpu:native", 20e-3), five(2, "rtl:board", 1e-3)});
    one.price("cpu:native", 0.2);
    one.price("rtl:board", 0.2);
    const Advice advice = one.ask();
    EXPECT_FALSE(advice.stay);
    EXPECT_EQ(advice.option, 1U);
    EXPECT_THAT(advice.recommendation, AllOf(StartsWith("Consider #2 on rtl:board: 20 times the speed"),
                                             HasSubstr("strong gain"), HasSubstr("costs no more")));
    const Finding *benefit = finding(advice, "benefit", "20 times the speed");
    ASSERT_NE(benefit, nullptr);
    EXPECT_EQ(benefit->strength, Strength::Strong);
    EXPECT_EQ(benefit->results, (std::vector<std::int64_t>{2, 1}));
}

TEST(Advice, AModestGainStays)
{
    Case one({five(1, "cpu:native", 20e-3), five(2, "rtl:board", 10e-3)});
    const Advice advice = one.ask();
    EXPECT_TRUE(advice.stay);
    EXPECT_EQ(advice.option, 0U);
    EXPECT_THAT(advice.recommendation, AllOf(StartsWith("Stay on #1 on cpu:native"), HasSubstr("modest")));
}

TEST(Advice, NothingBetterStays)
{
    Case one({five(1, "cpu:native", 2e-3), five(2, "rtl:board", 20e-3)});
    EXPECT_THAT(one.ask().recommendation, HasSubstr("nothing that was measured is faster"));
    Case alone({five(1, "cpu:native", 2e-3)});
    EXPECT_THAT(alone.ask().recommendation, HasSubstr("nothing else was looked at"));
}

TEST(Advice, WhatIsUndecidedStays)
{
    Case one(
        {test::result(1, "cpu:native", {test::run(0, 20e-3)}), test::result(2, "rtl:board", {test::run(0, 1e-3)})});
    const Advice advice = one.ask();
    EXPECT_TRUE(advice.stay) << "single processes name no winner";
    EXPECT_THAT(advice.recommendation, HasSubstr("no gain is decided"));
    EXPECT_THAT(advice.wouldChange, Contains(HasSubstr("more runs")));
}

/// Each of these alone turns the same large gain into "stay".
TEST(Advice, ObjectionsStay)
{
    const auto asking = [](const std::vector<std::string> &texts, std::optional<double> hot = std::nullopt) {
        Case one({five(1, "cpu:native", 20e-3), five(2, "rtl:board", 1e-3)});
        one.question.hotFraction = hot;
        for (const std::string &text : texts)
            one.assume(text);
        return one.ask();
    };
    EXPECT_FALSE(asking({}).stay);
    EXPECT_THAT(asking({"demand.changes=50"}).recommendation, HasSubstr("changes too often"));
    EXPECT_THAT(asking({"demand.peak_factor=8"}).recommendation, HasSubstr("spiky"));
    EXPECT_THAT(asking({"slo.latency=0.0005"}).recommendation, HasSubstr("latency limit"));
    EXPECT_THAT(asking({}, 0.5).recommendation, HasSubstr("modest")) << "half of a program: at most twice as fast";
    EXPECT_NE(finding(asking({}, 0.5), "benefit", "more than 2 times"), nullptr);
}

TEST(Advice, ADearerQueryStaysAndSaysWhatWouldTurnIt)
{
    Case one({five(1, "cpu:native", 20e-3), five(2, "rtl:board", 1e-3)});
    one.price("cpu:native", 0.2);
    one.price("rtl:board", 2);
    const Advice advice = one.ask();
    EXPECT_TRUE(advice.stay);
    EXPECT_THAT(advice.recommendation, AllOf(HasSubstr("20 times the speed"), HasSubstr("costs more")));
    const Finding *cost = finding(advice, "economics", "costs more than");
    ASSERT_NE(cost, nullptr);
    EXPECT_THAT(cost->wouldChange, HasSubstr("target.rtl:board.hourly below 0.2"));
    EXPECT_THAT(advice.wouldChange, Contains(cost->wouldChange));
}

TEST(Advice, TheSpikyLoadOfACheaperDeviceIsNoObjection)
{
    Case one({five(1, "cpu:native", 20e-3), five(2, "rtl:board", 1e-3)});
    one.assume("demand.peak_factor=8");
    one.price("cpu:native", 2);
    one.price("rtl:board", 0.2);
    EXPECT_FALSE(one.ask().stay);
}

TEST(Advice, ACrossoverInsideTheLifeIsTold)
{
    Case one({five(1, "cpu:native", 20e-3), five(2, "rtl:board", 1e-3)});
    one.price("cpu:native", 0.2, 100);
    one.price("rtl:board", 1, 2000);
    const Advice few = one.ask();
    const Finding *dearer = finding(few, "economics", "costs more than");
    ASSERT_NE(dearer, nullptr);
    EXPECT_THAT(dearer->because, Contains(HasSubstr("it costs less from 500")));
    one.assume("demand.rate=1500");
    const Advice many = one.ask();
    EXPECT_NE(finding(many, "economics", "costs less than"), nullptr);
    one.assume("target.rtl:board.hourly=20");
    const Advice never = one.ask();
    EXPECT_THAT(finding(never, "economics", "costs more than")->wouldChange, HasSubstr("target."));
}

TEST(Advice, EveryFindingHasAReasonAndSaysWhatWouldChangeIt)
{
    Case one({five(1, "cpu:native", 20e-3), five(2, "rtl:board", 1e-3), five(3, "opencl:card", 30e-3)});
    one.price("cpu:native", 0.2);
    std::set<std::string> topics;
    for (const Finding &each : one.ask().findings) {
        topics.insert(each.topic);
        EXPECT_FALSE(each.claim.empty());
        EXPECT_FALSE(each.because.empty()) << each.claim;
        EXPECT_THAT(each.because, Each(Not(""))) << each.claim;
        EXPECT_FALSE(each.wouldChange.empty()) << each.claim;
    }
    EXPECT_EQ(topics, (std::set<std::string>{"fit", "benefit", "economics", "effort", "integration", "deployment"}));
}

TEST(Advice, WhereItRunsFollowsLimitLoadAndSites)
{
    const auto place = [](const std::string &text) {
        Case one({five(1, "cpu:native", 1e-3)});
        one.assume("slo.latency=0.1");
        one.assume(text);
        return one.ask();
    };
    EXPECT_NE(finding(place("demand.sites=20"), "deployment", "at the edge"), nullptr);
    EXPECT_NE(finding(place("slo.latency=0.002"), "deployment", "near the data"), nullptr);
    EXPECT_NE(finding(place("demand.peak_factor=6"), "deployment", "in the cloud"), nullptr);
    EXPECT_NE(finding(place("demand.peak_factor=2"), "deployment", "machines of one's own"), nullptr);
}

TEST(Representatives, OfEachTargetTheBestThatMayWin)
{
    const auto slow = five(1, "cpu:native", 20e-3), fast = five(2, "cpu:native", 5e-3),
               board = five(3, "rtl:board", 1e-3);
    auto quick = five(4, "cpu:native", 1e-3);
    for (study::RunRecord &run : quick.runs)
        run.quick = true;
    const std::vector<const study::ResultRecord *> all{&slow, &board, &quick, &fast};
    EXPECT_EQ(bestOfEachTarget(all), (std::vector<const study::ResultRecord *>{&fast, &board}));
}

TEST(Representatives, TheQuestionWithTheMostTargets)
{
    auto small = five(1, "cpu:native", 1e-3), large = five(2, "cpu:native", 5e-3), board = five(3, "rtl:board", 1e-3),
         failed = five(4, "opencl:card", 1e-3);
    small.point.workloadParameters["n"] = ParameterValue(std::int64_t{16});
    for (study::RunRecord &run : failed.runs)
        run.state = study::RunState::Failed;
    const std::vector<const study::ResultRecord *> all{&small, &large, &failed, &board};
    EXPECT_EQ(widestQuestion(all), (std::vector<const study::ResultRecord *>{&large, &board}));
    EXPECT_TRUE(widestQuestion({}).empty());
}

TEST(Gain, HasTheWordsOfTheField)
{
    EXPECT_EQ(gainOf(0.5), Gain::None);
    EXPECT_EQ(gainOf(1.04), Gain::None);
    EXPECT_EQ(gainOf(2.9), Gain::Modest);
    EXPECT_EQ(gainOf(3), Gain::Meaningful);
    EXPECT_EQ(gainOf(10.1), Gain::Strong);
    EXPECT_EQ(gainOf(std::nan("")), Gain::None);
}

} // namespace
} // namespace assay::model
