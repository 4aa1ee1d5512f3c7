#include "core/model/assumptions/assumptions.hpp"

#include <cmath>
#include <numeric>

#include <gmock/gmock.h>

namespace assay::model {
namespace {

using testing::HasSubstr;

TEST(Range, QuantilesFollowTheDistribution)
{
    EXPECT_DOUBLE_EQ(Range::fixed(3).quantile(0.9), 3);
    EXPECT_DOUBLE_EQ(Range::uniform(2, 6).quantile(0.25), 3);
    const Range triangle = Range::triangular(0, 1, 4);
    EXPECT_DOUBLE_EQ(triangle.quantile(0), 0);
    EXPECT_DOUBLE_EQ(triangle.quantile(1), 4);
    EXPECT_DOUBLE_EQ(triangle.quantile(0.25), 1) << "a quarter lies below the peak: (1 - 0) / (4 - 0)";
    double sum = 0;
    for (int i = 0; i < 10000; ++i)
        sum += triangle.quantile((i + 0.5) / 10000);
    EXPECT_NEAR(sum / 10000, 5.0 / 3, 1e-4) << "mean of a triangle: a third of its corners";
}

TEST(Range, ATriangleMayHaveItsPeakAtAnEnd)
{
    EXPECT_DOUBLE_EQ(Range::triangular(1, 1, 2).quantile(0), 1);
    EXPECT_DOUBLE_EQ(Range::triangular(1, 2, 2).quantile(1), 2);
    EXPECT_TRUE(std::isfinite(Range::triangular(1, 1, 2).quantile(0.5)));

    const Range factor = Range::logTriangular(0.1, 1, 10);
    EXPECT_DOUBLE_EQ(factor.quantile(0.5), 1) << "as likely ten times more as ten times less";
    EXPECT_DOUBLE_EQ(factor.quantile(0), 0.1);
    EXPECT_DOUBLE_EQ(factor.quantile(1), 10);
    EXPECT_EQ(Range::around(1, 2, 5).spread, Spread::Triangular);
    EXPECT_EQ(Range::around(1, 2, 50).spread, Spread::LogTriangular);
    EXPECT_EQ(Range::around(0, 2, 50).spread, Spread::Triangular) << "zero is no factor of anything";
    EXPECT_TRUE(Range::around(2, 2, 2).isFixed());
}

TEST(Assumptions, EveryStandardIsPossible)
{
    Assumptions set;
    for (const AssumptionInfo &info : assumptionInfos())
        EXPECT_TRUE(set.set(info.id, set.get(info.id)).has_value()) << info.id;
    EXPECT_TRUE(set.get("price.pue").origin.unverified());
}

TEST(Assumptions, NumbersThatMeanNothingAreRefused)
{
    Assumptions set;
    EXPECT_THAT(set.setFromText("demand.rate=1e-300").error().text(), HasSubstr("0, or at least 1e-12"));
    EXPECT_THAT(set.setFromText("price.electricity=0:1e-13:1").error().text(), HasSubstr("at least 1e-12"));
    EXPECT_THAT(set.setFromText("price.electricity=1000").error().text(), HasSubstr("from 0 to 100"));
    for (const char *text :
         {"demand.rate=nan", "demand.rate=inf", "demand.rate=1e999", "demand.rate=5 ", "demand.rate="})
        EXPECT_THAT(set.setFromText(text).error().text(), HasSubstr("is no number; write it like 0.5")) << text;
    EXPECT_TRUE(set.setFromText("demand.rate=0"));
}

TEST(Assumptions, TextSetsValuesRangesAndProfiles)
{
    Assumptions set;
    ASSERT_TRUE(set.setFromText("price.electricity=0.2"));
    EXPECT_TRUE(set.get("price.electricity").range.isFixed());
    EXPECT_EQ(set.get("price.electricity").origin.quality, "own");
    ASSERT_TRUE(set.setFromText("demand.rate=10:20:50"));
    EXPECT_EQ(set.get("demand.rate").range.high, 50);
    ASSERT_TRUE(set.setFromText("target.rtl:alveo-u50.device=2500"));
    EXPECT_EQ(set.find("target.rtl:alveo-u50.device")->range.value, 2500);
    EXPECT_FALSE(set.find("target.rtl:alveo-u50.idle")) << "nothing is assumed of a target";
    ASSERT_TRUE(set.setFromText("demand.profile=0,0,0,0,0,0,0,0,2,2,2,2,2,2,2,2,0,0,0,0,0,0,0,0"));
    EXPECT_DOUBLE_EQ(std::accumulate(set.profile.begin(), set.profile.end(), 0.0), 24);
    EXPECT_DOUBLE_EQ(set.profile[8], 3);
}

TEST(Assumptions, WrongTextIsRefusedWithTheReason)
{
    Assumptions set;
    const auto told = [&](const char *text) {
        const Status status = set.setFromText(text);
        return status ? std::string("accepted") : status.error().message;
    };
    EXPECT_THAT(told("price.electrcity=0.2"), HasSubstr("Did you mean 'price.electricity'"));
    EXPECT_THAT(told("price.electricity"), HasSubstr("ID=VALUE"));
    EXPECT_THAT(told("price.electricity=cheap"), HasSubstr("'cheap' is no number"));
    EXPECT_THAT(told("price.pue=0.5"), HasSubstr("from 1 to 10"));
    EXPECT_THAT(told("price.pue=nan"), HasSubstr("is no number"));
    EXPECT_THAT(told("price.pue=1.5:1.2:1.8"), HasSubstr("rising"));
    EXPECT_THAT(told("price.pue=1:2"), HasSubstr("LOW:TYPICAL:HIGH"));
    EXPECT_THAT(told("demand.sites=1.5"), HasSubstr("whole"));
    EXPECT_THAT(told("demand.profile=1,2"), HasSubstr("24"));
    EXPECT_THAT(told("target.cpu:native.colour=1"), HasSubstr("hourly"));
    EXPECT_TRUE(set.own().empty()) << "nothing of a wrong text is taken";
}

TEST(Assumptions, JsonKeepsEverythingAndOverlayTakesOnlyWhatIsSaid)
{
    Assumptions set;
    set.name = "my shop";
    set.author = "A. Engineer";
    set.seed = 42;
    ASSERT_TRUE(set.set("price.pue",
                        {Range::uniform(1.1, 1.3), {"measured in our cellar", "own", "2026-10-01", "winter", false}}));
    ASSERT_TRUE(set.setFromText("demand.profile=1,1,1,1,1,1,1,1,1,1,1,1,2,2,2,2,2,2,2,2,2,2,2,2"));
    const auto back = Assumptions::fromJson(set.toJson());
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(back->toJson(), set.toJson());
    EXPECT_EQ(back->get("price.pue").range.spread, Spread::Uniform);
    EXPECT_EQ(back->get("price.pue").origin.note, "winter");

    Assumptions base;
    ASSERT_TRUE(base.setFromText("price.electricity=0.3"));
    base.overlay(*back);
    EXPECT_EQ(base.name, "my shop");
    EXPECT_EQ(base.value("price.electricity"), 0.3);
    EXPECT_DOUBLE_EQ(base.value("price.pue"), 1.2);
    EXPECT_GT(base.profile[23], base.profile[0]);
}

TEST(Assumptions, WrongJsonNamesTheSetAndTheAssumption)
{
    EXPECT_FALSE(Assumptions::fromJson(Json::parse(
        R"({"name":"x","assumptions":[{"id":"demand.changes","value":1,"low":0,"high":2,"spread":"log-triangular"}]})")))
        << "zero has no logarithm";
    const auto told = [](const char *text) {
        const auto set = Assumptions::fromJson(Json::parse(text));
        return set ? std::string("accepted") : set.error().text();
    };
    EXPECT_THAT(told(R"({})"), HasSubstr("needs a name"));
    EXPECT_THAT(told(R"({"name":"x","assumptions":[{"id":"price.pue"}]})"), HasSubstr("assumption price.pue"));
    EXPECT_THAT(told(R"({"name":"x","assumptions":[{"id":"price.pue","value":1.2,"low":1}]})"),
                HasSubstr("both or neither"));
    EXPECT_THAT(told(R"({"name":"x","assumptions":[{"id":"price.pue","value":1.2,"low":1,"high":2,"spread":"bell"}]})"),
                HasSubstr("'bell'"));
    EXPECT_THAT(told(R"({"name":"x","profile":[1,2]})"), HasSubstr("assumptions 'x'"));
}

} // namespace
} // namespace assay::model
