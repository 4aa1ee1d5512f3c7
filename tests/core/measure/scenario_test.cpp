#include "core/measure/scenario.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/measure/observation.hpp"

namespace assay::measure {
namespace {

using testing::HasSubstr;

TEST(Slo, ReadsTimesAndPercentiles)
{
    const auto slo = parseSlo("50us@p99");
    ASSERT_TRUE(slo.has_value());
    EXPECT_DOUBLE_EQ(slo->seconds, 50e-6);
    EXPECT_DOUBLE_EQ(slo->percentile, 0.99);
    EXPECT_DOUBLE_EQ(parseSlo("2ms@p99.9")->percentile, 0.999);
    EXPECT_DOUBLE_EQ(parseSlo("1.5s@p50")->seconds, 1.5);
    EXPECT_DOUBLE_EQ(parseSlo("10µs@p90")->seconds, 10e-6);
}

TEST(Slo, RefusesEverythingElseWithAnExample)
{
    for (const char *text : {"", "50us", "50@p99", "us@p99", "-1us@p99", "50us@99", "50us@p0", "50us@p100", "50us@pxx",
                             "nanus@p99", "0us@p99", "1e999s@p99", "50us@p99@p98"}) {
        const auto slo = parseSlo(text);
        ASSERT_FALSE(slo.has_value()) << text;
        EXPECT_THAT(slo.error().message, HasSubstr("50us@p99")) << text;
        EXPECT_EQ(slo.error().code, ErrorCode::InvalidInput);
    }
}

TEST(Scenario, JsonRoundTripsWhatMattersOnly)
{
    Scenario server;
    server.kind = ScenarioKind::Server;
    server.arrivals = Arrivals::Constant;
    server.rate = 1234.5;
    server.concurrency = 3;
    server.sloSeconds = 1e-3;
    EXPECT_EQ(*Scenario::fromJson(server.toJson()), server);

    Scenario single;
    single.rate = 99; // means nothing here, so it is no part of the key
    EXPECT_EQ(single.toJson(), Scenario().toJson());
}

TEST(Scenario, DescribesItself)
{
    Scenario server;
    server.kind = ScenarioKind::Server;
    server.rate = 1000;
    EXPECT_THAT(server.describe(), HasSubstr("server"));
    EXPECT_THAT(server.describe(), HasSubstr("Poisson"));
    EXPECT_EQ(Scenario().describe(), "single-stream");
}

TEST(Scenario, UnknownKindsGetASuggestion)
{
    const auto kind = scenarioKindFromText("single-steam");
    ASSERT_FALSE(kind.has_value());
    EXPECT_THAT(kind.error().message, HasSubstr("'single-stream'"));
    for (const char *text : {"single-stream", "multi-stream", "server", "offline", "slo-search"})
        EXPECT_EQ(toText(*scenarioKindFromText(text)), text);
}

TEST(Scenario, DamagedJsonIsRefused)
{
    EXPECT_FALSE(Scenario::fromJson(Json::array()).has_value());
    EXPECT_FALSE(Scenario::fromJson({{"kind", "server"}, {"rate", -1}}).has_value());
    EXPECT_FALSE(Scenario::fromJson({{"kind", "server"}, {"arrivals", "bursty"}}).has_value());
}

TEST(StopRule, RoundTripsAndRefusesNonsense)
{
    for (const auto &rule : {StopRule::full(), StopRule::quickRule()})
        EXPECT_EQ(*StopRule::fromJson(rule.toJson()), rule);
    EXPECT_FALSE(StopRule::fromJson({{"minimum_seconds", 5}, {"maximum_seconds", 1}}).has_value());
    EXPECT_FALSE(StopRule::fromJson({{"repeats", 0}}).has_value());
    const auto quick = StopRule::quickRule();
    EXPECT_LE(quick.warmUpSeconds, 0.3);
    EXPECT_LE(quick.maximumSeconds, 1.5);
    EXPECT_EQ(quick.repeats, 1U);
}

TEST(Metrics, AreListedOnceWithUnitAndMeaning)
{
    std::set<std::string_view> seen;
    for (const auto &info : metricInfos()) {
        EXPECT_TRUE(seen.insert(info.id).second) << info.id;
        EXPECT_FALSE(info.unit.empty()) << info.id;
        EXPECT_GT(info.meaning.size(), 10U) << info.id;
        EXPECT_EQ(metricInfo(info.id), &info);
    }
    EXPECT_EQ(metricInfo("latency.p42"), nullptr);
}

TEST(Scenario, TracesAndBurstsRoundTrip)
{
    Scenario replay;
    replay.kind = ScenarioKind::Server;
    replay.arrivals = Arrivals::Trace;
    replay.traceFile = "/data/front end.csv";
    replay.traceHash = "abc";
    EXPECT_EQ(Scenario::fromJson(replay.toJson()).value(), replay);
    EXPECT_EQ(replay.describe(), "server replaying front end.csv");
    Scenario moved = replay;
    moved.traceFile = "/elsewhere.csv";
    EXPECT_EQ(moved.toKey(), replay.toKey()) << "the same arrivals are the same question";
    moved.traceHash = "abd";
    EXPECT_NE(moved.toKey(), replay.toKey());

    Scenario bursts;
    bursts.kind = ScenarioKind::MultiStream;
    bursts.burst = 8;
    EXPECT_EQ(Scenario::fromJson(bursts.toJson()).value(), bursts);
    EXPECT_EQ(bursts.describe(), "multi-stream, bursts of 8");
    EXPECT_FALSE(Scenario::fromJson({{"kind", "offline"}, {"burst", 8}}).has_value());
    EXPECT_FALSE(Scenario::fromJson({{"kind", "slo-search"}, {"arrivals", "trace"}}).has_value());
    EXPECT_FALSE(Scenario::fromJson({{"kind", "server"}, {"arrivals", "trace"}}).has_value());
}

TEST(Metrics, MissingIsNotZeroInJson)
{
    Metric absent;
    absent.id = "power.mean";
    absent.absentReason = "no sensor";
    EXPECT_FALSE(absent.toJson().contains("value"));
    const auto back = Metric::fromJson(absent.toJson());
    EXPECT_FALSE(back.value.has_value());
    EXPECT_EQ(back.absentReason, "no sensor");
}

TEST(Observation, RoundTripsAllButColumns)
{
    Observation observation;
    observation.quick = true;
    observation.queries = 5;
    observation.seed = UINT64_MAX;
    observation.measuredSeconds = 1.25;
    observation.notConverged = "queries: 5 of the 662 that p99 needs";
    Metric metric;
    metric.id = "latency.p50";
    metric.value = 1e-6;
    metric.low = 0.9e-6;
    metric.high = 1.1e-6;
    observation.set(metric);
    observation.findings.push_back({ValidityFinding::Level::Invalid, "steal", "the hypervisor took 3 %"});
    observation.details = {{"batch", 1}};
    const auto back = Observation::fromJson(observation.toJson());
    ASSERT_TRUE(back.has_value()) << back.error().message;
    EXPECT_EQ(back->toJson(), observation.toJson());
    EXPECT_TRUE(back->invalid());
    EXPECT_DOUBLE_EQ(*back->metric("latency.p50")->low, 0.9e-6);
    EXPECT_FALSE(Observation::fromJson({{"quick", 3}}).has_value());
}

TEST(Causes, HaveWordsAndNextSteps)
{
    for (int i = static_cast<int>(Cause::Crashed); i <= static_cast<int>(Cause::DeviceError); ++i) {
        const auto cause = static_cast<Cause>(i);
        EXPECT_EQ(causeFromText(toText(cause)), cause);
        EXPECT_GT(nextStep(cause).size(), 20U) << toText(cause);
    }
    EXPECT_EQ(toText(Cause::TimedOut), "timed out");
}

} // namespace
} // namespace assay::measure
