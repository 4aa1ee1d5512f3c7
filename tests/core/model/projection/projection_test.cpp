#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/model/projection/amdahl.hpp"
#include "core/model/projection/plausibility.hpp"
#include "core/model/projection/published_rows.hpp"
#include "core/model/projection/roofline.hpp"

using namespace assay;
using namespace assay::model;

namespace {

const Json kTarget = Json::parse(R"({
  "id": "acme-9", "name": "ACME 9", "class": "gpu",
  "peak_int8_gops": {"value": 100000, "source": "sheet", "quality": "A", "operation_class": "matrix"},
  "peak_fp64_gflops": {"value": 500, "source": "sheet", "quality": "A", "operation_class": "vector"},
  "mem_bw_gbs": {"low": 400, "typical": 500, "high": 500, "source": "forum", "quality": "C", "unverified": true},
  "onchip_mib": {"value": 4, "source": "sheet", "quality": "A"},
  "onchip_bw_gbs": {"value": 5000, "source": "sheet", "quality": "A"},
  "link_latency_us": {"low": 5, "typical": 10, "high": 20, "source": "tool", "quality": "A"},
  "link_effective_gbs": {"low": 8, "typical": 10, "high": 12, "source": "tool", "quality": "A"}
})");

QueryWork network()
{
    QueryWork work;
    work.workload = "network";
    work.operations = 1e10;
    work.operationClass = "matrix";
    work.precision = "int8";
    return work;
}

/// Seven rows of each kind of roof, on another device, at half of the roof.
Calibration calibrated()
{
    std::vector<CalibrationRow> rows;
    for (const char *operation : {"matrix", "memory"})
        for (const LoadKind kind : {LoadKind::Throughput, LoadKind::OneAtATime})
            for (int i = 0; i < 7; ++i) {
                RoofWork roof{"acme-8", "gpu", "w" + std::to_string(i), operation, kind, std::pow(10, 8 + 0.5 * i),
                              1e13};
                rows.push_back({roof, roof.roofSeconds() * (i % 2 == 0 ? 1.8 : 2.2), "made up"});
            }
    return Calibration(rows);
}

Projection projected(const QueryWork &work, const Json &target = kTarget, std::span<const ModelError> ledger = {})
{
    const Calibration calibration = calibrated();
    auto result = project(work, target, calibration, ledger, "inference");
    EXPECT_TRUE(result) << result.error().text();
    return result.value_or(Projection{});
}

const Step *step(const Projection &projection, const std::string &name)
{
    for (const Step &one : projection.steps)
        if (one.name == name)
            return &one;
    return nullptr;
}

TEST(Project, ReachesTheCalibratedPartOfThePeakWithAnInterval)
{
    const Projection projection = projected(network());
    ASSERT_TRUE(projection.medianSeconds) << projection.absentReason;
    EXPECT_NEAR(*projection.medianSeconds, 2e-4, 2e-5) << "1e10 operations at half of 1e14 op/s";
    EXPECT_LT(projection.seconds->low, *projection.medianSeconds * 0.9);
    EXPECT_GT(projection.seconds->high, *projection.medianSeconds * 1.1);
    EXPECT_EQ(projection.boundBy, "compute roof");
    EXPECT_EQ(projection.evidence, Evidence::Modelled);
    ASSERT_NE(step(projection, "compute roof"), nullptr);
    EXPECT_EQ(step(projection, "compute roof")->source, "sheet");
    EXPECT_DOUBLE_EQ(*projection.leastSeconds, 1e-4);
    EXPECT_TRUE(projection.quarantined.empty());
}

TEST(Project, BytesDecideWhereTheyTakeLonger)
{
    QueryWork work = network();
    work.memoryBytes = 1e9;
    const Projection projection = projected(work);
    EXPECT_EQ(projection.boundBy, "memory roof");
    EXPECT_NEAR(*projection.medianSeconds, 2 * 1e9 / 500e9, 5e-4);
    EXPECT_FALSE(projection.notes.empty()) << "the bandwidth is unverified";
    work.workingSet = 1 << 20;
    EXPECT_NE(step(projected(work), "on-chip memory roof"), nullptr) << "a MiB fits into 4 MiB on the chip";
    work.workingSet = 1 << 30;
    EXPECT_NE(step(projected(work), "memory roof"), nullptr);
}

TEST(Project, TheLinkAddsOneAtATimeAndOverlapsInThroughput)
{
    QueryWork work = network();
    work.linkBytes = 1e7;
    const double device = *projected(network()).medianSeconds;
    const Projection overlapped = projected(work);
    EXPECT_EQ(overlapped.boundBy, "link");
    EXPECT_NEAR(*overlapped.medianSeconds, 1e-3, 1e-6);
    work.kind = LoadKind::OneAtATime;
    EXPECT_NEAR(*projected(work).medianSeconds, 1e-3 + 1e-5 + device, 1e-5);
}

TEST(Project, LaunchAndHostAreOnTop)
{
    QueryWork work = network();
    work.launchSeconds = Span{1e-6, 2e-6, 3e-6};
    work.hostSeconds = Span{1e-3, 2e-3, 4e-3};
    const Projection projection = projected(work), bare = projected(network());
    EXPECT_NEAR(*projection.medianSeconds, *bare.medianSeconds + 2.002e-3, 1e-9);
    EXPECT_NEAR(projection.seconds->high, bare.seconds->high + 4.003e-3, 1e-9);
    ASSERT_NE(step(projection, "host"), nullptr);
    EXPECT_DOUBLE_EQ(step(projection, "host")->seconds.typical, 2e-3);
}

TEST(Project, WithoutAPeakOfTheOperationsItIsABoundAndNoPrediction)
{
    QueryWork work = network();
    work.operationClass = "popcount";
    work.memoryBytes = 1e9;
    const Projection projection = projected(work);
    EXPECT_FALSE(projection.medianSeconds || projection.seconds || projection.forecast);
    EXPECT_FALSE(projection.absentReason.empty());
    EXPECT_DOUBLE_EQ(*projection.leastSeconds, 1e9 / 500e9);
    EXPECT_EQ(projection.boundBy, "memory roof");

    work.operationClass = "vector";
    EXPECT_NE(projected(work).absentReason.find("matrix units"), std::string::npos)
        << "a matrix peak is no vector peak";
    work.precision = "fp64";
    EXPECT_TRUE(projected(work).medianSeconds);
    work.precision = "int4";
    EXPECT_NE(projected(work).absentReason.find("int4"), std::string::npos);
}

TEST(Project, WhatNobodyKnowsIsAbsentAndNotZero)
{
    QueryWork work;
    work.workload = "unknown";
    const Projection nothing = projected(work);
    EXPECT_FALSE(nothing.medianSeconds || nothing.leastSeconds);
    EXPECT_FALSE(nothing.absentReason.empty());

    work = network();
    work.memoryBytes = 1e6;
    work.linkBytes = 1e6;
    Json bare = kTarget;
    bare.erase("mem_bw_gbs");
    bare.erase("link_effective_gbs");
    const Projection projection = projected(work, bare);
    EXPECT_TRUE(projection.medianSeconds);
    EXPECT_EQ(projection.notes.size(), 2U) << "neither memory bandwidth nor link is in there, and it says so";
}

TEST(Project, WidensWithTheLedger)
{
    const Projection before = projected(network());
    std::vector<ModelError> ledger;
    for (const double found : {3.0, 2.5, 0.3})
        ledger.push_back(*modelError("gpu", "inference", kRoofline, 1, {0.8, 1.25}, found));
    const Projection after = projected(network(), kTarget, ledger);
    ASSERT_TRUE(after.ledger);
    EXPECT_EQ(after.ledger->rows, 3U);
    EXPECT_EQ(after.ledger->inside, 0U);
    EXPECT_GT(after.seconds->high, before.seconds->high);
    EXPECT_DOUBLE_EQ(*after.medianSeconds, *before.medianSeconds);
    EXPECT_GE(after.seconds->low, *after.leastSeconds) << "not below the roof, however wide";
    ledger[0].predictor = ledger[1].predictor = ledger[2].predictor = "another";
    EXPECT_FALSE(projected(network(), kTarget, ledger).ledger);
}

TEST(Project, MoreWorkNeverTakesLess)
{
    double before = 0;
    for (const double operations : {1.0, 1e6, 1e9, 1e10, 1e12, 1e15}) {
        QueryWork work = network();
        work.operations = operations;
        const double now = *projected(work).medianSeconds;
        EXPECT_GE(now, before);
        before = now;
    }
}

TEST(Project, RefusesNumbersThatMakeNoSense)
{
    QueryWork work = network();
    work.operations = -1;
    EXPECT_FALSE(project(work, kTarget, Calibration()));
    work = network();
    work.linkBytes = std::numeric_limits<double>::quiet_NaN();
    EXPECT_FALSE(project(work, kTarget, Calibration()));
    work = network();
    work.hostSeconds = Span{2, 1, 3};
    EXPECT_FALSE(project(work, kTarget, Calibration()));
    work = network();
    work.operations = 1e308;
    const auto huge = project(work, kTarget, Calibration());
    EXPECT_TRUE(!huge || std::isfinite(huge->seconds->high));
}

TEST(Gates, SayWhatIsImpossible)
{
    EXPECT_TRUE(gates({}).empty()) << "what is not known is not judged";
    EXPECT_TRUE(gates({1.0, 0.5, 70, 70, 1.0}).empty());
    EXPECT_EQ(gates({0.4, 0.5, 71, 70, 1.1}).size(), 3U);
    EXPECT_EQ(gates({-1.0, {}, -5, {}, -0.1}).size(), 3U);
    EXPECT_NE(gates({{}, {}, 71, 70, {}}).front().find("power limit of 70 W"), std::string::npos);
}

TEST(Amdahl, CapsTheGain)
{
    EXPECT_DOUBLE_EQ(amdahl(0.9, 1e12)->overall, 1 / (0.1 + 0.9e-12));
    EXPECT_NEAR(*amdahl(0.9, 10)->cap, 10, 1e-12);
    EXPECT_NEAR(amdahl(0.5, 2)->overall, 4.0 / 3, 1e-12);
    EXPECT_FALSE(amdahl(1, 7)->cap) << "nothing limits what is all hot";
    EXPECT_DOUBLE_EQ(amdahl(0, 100)->overall, 1);
    EXPECT_FALSE(amdahl(1.1, 2));
    EXPECT_FALSE(amdahl(0.5, 0));
}

TEST(ErrorLedger, ShowsWhatPredictionsTurnedOutToBe)
{
    std::vector<ModelError> ledger;
    for (const double found : {1.0, 1.1, 0.9, 1.2, 1.05, 4.0})
        ledger.push_back(*modelError("gpu", "inference", "roofline", 1, {0.5, 2}, found));
    const auto judgement = judge(ledger, "gpu", "inference", "roofline");
    ASSERT_TRUE(judgement);
    EXPECT_EQ(judgement->inside, 5U);
    EXPECT_NEAR(judgement->medianRatio, 1.05, 1e-12);
    EXPECT_NEAR(judgement->worstRatio, 4, 1e-12);
    EXPECT_DOUBLE_EQ(judgement->widening, 1) << "five of six within an interval of 80 %";
    EXPECT_EQ(judge(ledger, "gpu", "streaming", "roofline")->scope, "any workload on gpu");
    EXPECT_EQ(judge(ledger, "fpga", "streaming", "roofline")->scope, "any workload on any device");
    EXPECT_FALSE(judge(ledger, "gpu", "inference", "other"));

    const std::vector<ModelError> one{*modelError("cpu", "regular", "roofline", 1, {0.5, 2}, 8)};
    EXPECT_NEAR(judge(one, "cpu", "regular", "roofline")->widening, 3, 1e-12) << "8 is 2 to the third";
    const measure::Interval wide = widened(1, {0.5, 2}, 3);
    EXPECT_NEAR(wide.low, 0.125, 1e-12);
    EXPECT_NEAR(wide.high, 8, 1e-12);
    EXPECT_FALSE(modelError("gpu", "inference", "roofline", 1, {0.5, 2}, 0));
    EXPECT_FALSE(modelError("gpu", "inference", "roofline", 3, {0.5, 2}, 1));
}

TEST(PublishedRows, AreMadeOfResultsWithOperationsAndAPeak)
{
    catalog::HardwareCatalogue catalogue;
    catalogue.targets.push_back(kTarget);
    catalog::PublishedData published;
    const auto add = [&](const std::string &id, const std::string &scenario, const std::string &metric, double value) {
        catalog::PublishedResult result;
        result.id = id;
        result.targetId = "acme-9";
        result.workload = "network";
        result.precision = "int8";
        result.scenario = scenario;
        result.operations = 1e10;
        result.devices = 4;
        result.metrics.push_back({metric, value, ""});
        published.results.push_back(result);
    };
    add("single", "single-stream", "latency.mean", 1e-3);
    add("offline", "offline", "throughput.queries", 8000);
    add("uncounted", "offline", "throughput.queries", 8000);
    published.results.back().operations.reset();
    add("elsewhere", "offline", "throughput.queries", 8000);
    published.results.back().targetId = "unknown";
    add("vendor", "", "throughput.queries", 8000);
    published.results.back().peakOps = 2e13;
    published.results.back().singleThreadQueries = 500;

    const PublishedRows rows = calibrationRows(published, catalogue);
    ASSERT_EQ(rows.rows.size(), 4U);
    EXPECT_DOUBLE_EQ(rows.rows[0].foundSeconds, 1e-3);
    EXPECT_EQ(rows.rows[0].roof.kind, LoadKind::OneAtATime);
    EXPECT_DOUBLE_EQ(rows.rows[0].roof.roofSeconds(), 1e-4);
    EXPECT_DOUBLE_EQ(rows.rows[1].foundSeconds, 4.0 / 8000);
    EXPECT_DOUBLE_EQ(rows.rows[2].roof.rate, 2e13);
    EXPECT_DOUBLE_EQ(rows.rows[3].foundSeconds, 1.0 / 500);
    ASSERT_EQ(rows.left.size(), 2U);
    EXPECT_EQ(rows.left[0].first, "uncounted");
    EXPECT_NE(rows.left[1].second.find("no such target"), std::string::npos);
}

} // namespace
