#include "core/report/reference_text.hpp"

#include <gmock/gmock.h>

#include "core/report/result_json.hpp"

namespace assay::report {
namespace {

using testing::HasSubstr;
using testing::Not;

catalog::PublishedResult published()
{
    catalog::PublishedResult one;
    one.id = "one";
    one.kind = "mlperf-inference";
    one.round = "v1.0";
    one.division = "closed";
    one.submitter = "Shop\x1b[31m";
    one.targetId = "nvidia-t4";
    one.devices = 4;
    one.workload = "ResNet50";
    one.precision = "int8";
    one.scenario = "offline";
    one.metrics = {{"throughput.queries", 23000, ""}, {"power.mean", 800, "mean of a log"}};
    one.powerScope = "system, at the wall";
    one.source = "a log";
    one.date = "2021-04-17";
    one.notes = {"=seen"};
    return one;
}

TEST(ReferenceText, SaysWhoPublishedItAndHowStrongItIs)
{
    const std::string text = referenceText({published()});
    EXPECT_THAT(text, HasSubstr("4 × nvidia-t4"));
    EXPECT_THAT(text, HasSubstr("23.0 kquery/s"));
    EXPECT_THAT(text, HasSubstr("published, host call"));
    EXPECT_THAT(text, HasSubstr("v1.0 closed, 2021-04-17"));
    EXPECT_THAT(text, Not(HasSubstr("\x1b"))) << "what came from a file is harmless";
    EXPECT_EQ(referenceText({}), "");
    EXPECT_EQ(referenceSection({}), "");
    EXPECT_THAT(referenceSection({published()}), HasSubstr("Published by others, not measured here"));
}

TEST(ReferenceText, AnUnknownTargetIsNamedByItsAccelerator)
{
    auto one = published();
    one.targetId.clear();
    one.accelerator = "some chip";
    one.devices = 1;
    EXPECT_THAT(referenceText({one}), HasSubstr("some chip"));
    EXPECT_TRUE(referencesJson({one})[0]["target"].is_null());
}

TEST(ReferenceJson, MetricsAreSiAndPublished)
{
    const Json json = referencesJson({published()})[0];
    EXPECT_EQ(json["target"], "catalog:nvidia-t4");
    EXPECT_EQ(json["metrics"][1]["value"], 800);
    EXPECT_EQ(json["metrics"][1]["unit"], "W");
    EXPECT_EQ(json["metrics"][1]["evidence"], "published");
    EXPECT_EQ(json["derived"][0]["how"], "mean of a log");
    EXPECT_TRUE(json["operations"]["value"].is_null()) << "nobody counted them";
    EXPECT_EQ(resultsDocument({}, {published()})["references"].size(), 1U);
}

TEST(ReferenceCsv, HasAMetricARow)
{
    const std::string csv = referencesCsv({published()});
    EXPECT_THAT(csv, HasSubstr("throughput.queries,23000,query/s,published,host call,"));
    EXPECT_THAT(csv, HasSubstr("'=seen")) << "no formula for a spreadsheet";
    EXPECT_EQ(referencesCsv({}), "");
}

} // namespace
} // namespace assay::report
