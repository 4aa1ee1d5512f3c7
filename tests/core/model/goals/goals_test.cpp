#include "core/model/goals/goals.hpp"

#include <gmock/gmock.h>

namespace assay::model {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;

/// A result of one complete, checked run with these metrics.
study::ResultRecord resultWith(const std::vector<std::pair<std::string, double>> &values)
{
    study::ResultRecord result;
    result.number = 7;
    result.point.workload = "toy";
    study::RunRecord run;
    run.state = study::RunState::Complete;
    run.checked = run.converged = true;
    for (const auto &[id, value] : values) {
        Metric metric;
        metric.id = id;
        metric.value = value;
        run.metrics.push_back(metric);
    }
    result.runs = {run};
    return result;
}

TEST(Goals, ShortNamesStandForMetricsWithTheirDirection)
{
    const auto goals = parseGoals({"latency", "throughput", "energy", "cost"});
    ASSERT_TRUE(goals) << goals.error().text();
    std::vector<std::string> ids;
    std::vector<bool> maximise;
    for (const Goal &goal : *goals) {
        ids.push_back(goal.objective.id);
        maximise.push_back(goal.objective.maximise);
    }
    EXPECT_THAT(ids, ElementsAre("latency.p50", "throughput.items", "energy.gross_per_query", "cost.per_million"));
    EXPECT_THAT(maximise, ElementsAre(false, true, false, false));
    EXPECT_TRUE(goals->back().derived);
    EXPECT_FALSE(goals->front().derived);
}

TEST(Goals, WhatIsNoGoalIsToldWithWhatThereIs)
{
    EXPECT_THAT(parseGoal("latncy").error().text(), HasSubstr("Did you mean 'latency'?"));
    EXPECT_THAT(parseGoal("latncy").error().text(), HasSubstr("energy and cost"));
    EXPECT_THAT(parseGoal("rate.offered").error().text(), HasSubstr("neither good nor bad"));
    EXPECT_THAT(parseGoals({"latency", "latency.p50"}).error().text(), HasSubstr("twice"));
    EXPECT_FALSE(parseGoals({}));
    EXPECT_FALSE(parseGoals({"latency", "energy", "cost", "design.lut", "design.ff"}));
}

TEST(Constraints, TakeUnitsOfTheirMetric)
{
    EXPECT_THAT(parseConstraint("latency.p99<=5ms")->limit, DoubleNear(0.005, 1e-12));
    EXPECT_THAT(parseConstraint(" latency <= 20 µs")->limit, DoubleNear(20e-6, 1e-15));
    EXPECT_THAT(parseConstraint("throughput>=2Mitem/s")->limit, DoubleNear(2e6, 1e-3));
    EXPECT_THAT(parseConstraint("design.power<=250mW")->limit, DoubleNear(0.25, 1e-12));
    EXPECT_THAT(parseConstraint("cost<=$0.5")->limit, DoubleNear(0.5, 1e-12));
    EXPECT_THAT(parseConstraint("memory.peak_rss<=2MiB")->limit, DoubleNear(2097152, 1e-6));
    EXPECT_THAT(parseConstraint("design.lut<=5000")->limit, DoubleNear(5000, 1e-9));
    EXPECT_FALSE(parseConstraint("throughput>=1")->atMost);
    EXPECT_EQ(parseConstraint("latency.p99<=5ms")->text(), "latency.p99 <= 5.00 ms");
}

TEST(Constraints, WhatCannotBeReadIsToldWithTheReason)
{
    EXPECT_THAT(parseConstraint("latency.p99").error().text(), HasSubstr("has no bound"));
    EXPECT_THAT(parseConstraint("latncy<=5ms").error().text(), HasSubstr("Did you mean"));
    for (const char *text : {"latency<=", "latency<=5W", "latency<=5 5ms", "latency<=nan", "latency<=inf",
                             "design.lut<=5k", "cost<=5s", "latency<=5Kis"})
        EXPECT_FALSE(parseConstraint(text)) << text;
}

TEST(Constraints, CountByHowMuchOfTheLimitTheyAreMissed)
{
    const Constraint most = *parseConstraint("latency<=2ms"), least = *parseConstraint("throughput>=100");
    EXPECT_EQ(violation(most, 0.002), 0);
    EXPECT_THAT(violation(most, 0.003), DoubleNear(0.5, 1e-9));
    EXPECT_EQ(violation(least, 200), 0);
    EXPECT_THAT(violation(least, 75), DoubleNear(0.25, 1e-9));
    EXPECT_THAT(violation(*parseConstraint("design.lut<=0"), 3), DoubleNear(3, 1e-9));
    EXPECT_GE(violation(most, std::nullopt), violation(most, 1e9)) << "what is not known is never met";
}

TEST(Judge, ValuesAndMissedConstraintsComeFromTheResult)
{
    const auto goals = *parseGoals({"latency", "throughput"});
    const auto judged = judge(resultWith({{"latency.p50", 0.003}, {"throughput.items", 50}}), goals,
                              {*parseConstraint("latency<=2ms"), *parseConstraint("throughput>=10")}, {});
    EXPECT_EQ(judged.failed, "");
    EXPECT_THAT(judged.missed, ElementsAre("latency.p50 <= 2.00 ms: it is 3.00 ms"));
    const auto evaluation = judged.evaluation({1, 2});
    ASSERT_TRUE(evaluation.values);
    EXPECT_THAT(*evaluation.values, ElementsAre(0.003, 50));
    EXPECT_THAT(evaluation.violation, DoubleNear(0.5, 1e-9));
}

TEST(Judge, AnAbsentMetricMissesItsConstraintWithTheReason)
{
    auto result = resultWith({{"latency.p50", 0.001}});
    Metric power;
    power.id = "power.mean";
    power.absentReason = "no sensor";
    result.runs[0].metrics.push_back(power);
    const auto judged = judge(result, *parseGoals({"latency"}), {*parseConstraint("power.mean<=5W")}, {});
    EXPECT_GT(judged.violation, 0);
    EXPECT_THAT(judged.missed, ElementsAre(HasSubstr("not known (no sensor)")));
}

TEST(Judge, AFailedRunHasNoValues)
{
    auto failed = resultWith({});
    failed.runs[0].state = study::RunState::Failed;
    const auto judged = judge(failed, *parseGoals({"latency"}), {}, {});
    EXPECT_EQ(judged.failed, "no complete run");
    EXPECT_FALSE(judged.evaluation({0}).values);
    const auto absent = judge(resultWith({{"latency.p50", 1}}), *parseGoals({"energy"}), {}, {});
    EXPECT_THAT(absent.failed, HasSubstr("no energy.gross_per_query"));
}

Candidate candidate(double cost, double rate)
{
    Candidate made;
    for (const double value : {cost, rate}) {
        CandidateValue each;
        each.value = value;
        made.values.push_back(each);
    }
    return made;
}

TEST(DominatedShare, IsTheBoxThatTheFrontDominates)
{
    const std::vector<FrontObjective> objectives{{"a", "1", false}, {"b", "1", true}};
    // 0…10 down, 10…0 up: corners (0,10) alone dominate the whole box
    auto answer = candidateFronts({candidate(0, 10), candidate(10, 0)}, objectives, 1, 100);
    auto share = dominatedShare(answer, answer.fronts[0], objectives);
    ASSERT_TRUE(share);
    EXPECT_THAT(share->share, DoubleNear(1, 1e-9));
    EXPECT_THAT(share->reference, ElementsAre(DoubleNear(11, 1e-9), DoubleNear(-1, 1e-9)));
    // two corners that trade one for the other: each dominates its tenth alone
    answer = candidateFronts({candidate(0, 0), candidate(10, 10)}, objectives, 1, 100);
    share = dominatedShare(answer, answer.fronts[0], objectives);
    EXPECT_THAT(share->share, DoubleNear((11 + 11 - 1) / 121.0, 1e-9));
    answer = candidateFronts({candidate(1, 1), candidate(1, 1)}, objectives, 1, 100);
    EXPECT_THAT(dominatedShare(answer, answer.fronts[0], objectives)->share, DoubleNear(1, 1e-9));
}

} // namespace
} // namespace assay::model
