#include <gmock/gmock.h>

#include "core/study/design_point.hpp"

using namespace assay;
using namespace assay::study;

namespace {

DesignPoint example()
{
    DesignPoint point;
    point.workload = "gemm";
    point.workloadHash = "aa";
    point.workloadParameters = {{"m", ParameterValue(std::int64_t{64})}, {"dtype", ParameterValue(std::string("f32"))}};
    point.target = *TargetId::parse("cpu:native");
    point.backendParameters = {{"variant", ParameterValue(std::string("simd"))}};
    point.pluginHash = "bb";
    point.stopRule = measure::StopRule::quickRule();
    return point;
}

TEST(TargetId, ReadsAndWritesItsForms)
{
    for (const char *text : {"cpu:native", "opencl:nvidia-0", "agent:lab.1/xrt:hw_emu"})
        EXPECT_EQ(TargetId::parse(text)->text(), text);
    for (const char *text :
         {"", "cpu", "cpu:", ":native", "CPU:native", "cpu:na tive", "agent:/cpu:native", "agent:x:cpu", "cpu:a:b"}) {
        const auto id = TargetId::parse(text);
        ASSERT_FALSE(id) << text;
        EXPECT_THAT(id.error().text(), testing::HasSubstr("BACKEND:DEVICE"));
    }
}

TEST(DesignPoint, KeyIsTheQuestionNotTheRepetition)
{
    const DesignPoint point = example();
    DesignPoint other = point;
    other.seed = 99;
    other.stopRule.repeats = 7;
    EXPECT_EQ(point.key(), other.key());
    const auto differs = [&](auto change) {
        DesignPoint changed = point;
        change(changed);
        return changed.key() != point.key();
    };
    EXPECT_TRUE(differs([](DesignPoint &p) { p.workload = "fft"; }));
    EXPECT_TRUE(differs([](DesignPoint &p) { p.workloadHash = "cc"; }));
    EXPECT_TRUE(differs([](DesignPoint &p) { p.workloadParameters["m"] = ParameterValue(std::int64_t{65}); }));
    EXPECT_TRUE(differs([](DesignPoint &p) { p.workloadParameters["m"] = ParameterValue(64.0); }));
    EXPECT_TRUE(differs([](DesignPoint &p) { p.target.device = "other"; }));
    EXPECT_TRUE(differs([](DesignPoint &p) { p.backendParameters.clear(); }));
    EXPECT_TRUE(differs([](DesignPoint &p) { p.pluginHash = "x"; }));
    EXPECT_TRUE(differs([](DesignPoint &p) { p.scenario.kind = measure::ScenarioKind::Offline; }));
    EXPECT_TRUE(differs([](DesignPoint &p) { p.stopRule = measure::StopRule::full(); }));
}

TEST(DesignPoint, SurvivesJson)
{
    const DesignPoint point = example();
    const auto read = DesignPoint::fromJson(Json::parse(point.toJson().dump()));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(read->toJson(), point.toJson());
    EXPECT_EQ(read->key(), point.key());
    EXPECT_FALSE(DesignPoint::fromJson(Json::object()));
    EXPECT_FALSE(DesignPoint::fromJson(Json("text")));
}

} // namespace
