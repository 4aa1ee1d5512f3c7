#include "core/model/projection/query_work.hpp"

#include <filesystem>

#include <gmock/gmock.h>

#include "core/model/projection/device_roofs.hpp"
#include "core/model/projection/projected_run.hpp"

namespace assay::model {
namespace {

using testing::HasSubstr;

const Json kCard = Json::parse(R"({
  "id": "acme-9", "name": "ACME 9", "class": "gpu",
  "peak_int8_gops": {"value": 100000, "source": "sheet", "quality": "A", "operation_class": "matrix"},
  "peak_fp32_gflops": {"value": 10000, "source": "sheet", "quality": "A", "operation_class": "vector"},
  "mem_bw_gbs": {"value": 500, "source": "sheet", "quality": "A"},
  "link_latency_us": {"low": 5, "typical": 10, "high": 20, "source": "tool", "quality": "A"},
  "link_effective_gbs": {"low": 8, "typical": 10, "high": 12, "source": "tool", "quality": "A"}
})");
const Json kProcessor = Json::parse(R"({
  "id": "big-cpu", "name": "Big CPU", "class": "cpu", "not_applicable": ["host_link"],
  "peak_fp32_gflops": {"value": 1000, "source": "sheet", "quality": "A", "operation_class": "vector"},
  "mem_bw_gbs": {"value": 100, "source": "sheet", "quality": "A"},
  "onchip_mib": {"value": 64, "source": "sheet", "quality": "A"}
})");

catalog::Workload bundled(const std::string &id)
{
    auto workload = catalog::readWorkload(std::filesystem::path(ASSAY_SOURCE_DIR) / "resources/workloads" / id);
    if (!workload)
        ADD_FAILURE() << workload.error().text();
    return workload.value_or(catalog::Workload());
}

ParameterSet gemmOf(std::int64_t size, const std::string &dtype)
{
    return *bundled("gemm").complete({{"m", ParameterValue(size)},
                                      {"n", ParameterValue(size)},
                                      {"k", ParameterValue(size)},
                                      {"dtype", ParameterValue(dtype)}});
}

TEST(QueryWork, IsWhatTheManifestSays)
{
    const auto work = queryWork(bundled("gemm"), gemmOf(512, "int8"), LoadKind::OneAtATime, kCard);
    ASSERT_TRUE(work) << work.error().text();
    EXPECT_DOUBLE_EQ(*work->operations, 2.0 * 512 * 512 * 512);
    EXPECT_EQ(work->operationClass, "matrix");
    EXPECT_EQ(work->precision, "int8");
    EXPECT_DOUBLE_EQ(*work->memoryBytes, 2.0 * 512 * 512 + 4.0 * 512 * 512);
    EXPECT_GT(*work->linkBytes, 0) << "a card gets its inputs over the link";
    EXPECT_LE(*work->linkBytes, *work->workingSet);
}

TEST(QueryWork, MatrixWorkRunsOnVectorUnitsWhereThereIsNoOtherPeak)
{
    EXPECT_EQ(queryWork(bundled("gemm"), gemmOf(64, "f32"), LoadKind::Throughput, kCard)->operationClass, "vector");
    EXPECT_EQ(queryWork(bundled("gemm"), gemmOf(64, "int8"), LoadKind::Throughput, kCard)->operationClass, "matrix");
}

TEST(QueryWork, AProcessorHasItsDataInMemory)
{
    const auto work = queryWork(bundled("gemm"), gemmOf(64, "f32"), LoadKind::OneAtATime, kProcessor);
    EXPECT_FALSE(work->linkBytes);
    EXPECT_EQ(projectedBoundary(kProcessor), Boundary::InMemory);
    EXPECT_EQ(projectedBoundary(kCard), Boundary::HostCall);
    EXPECT_EQ(projectedBoundary({{"class", "fpga"}, {"not_applicable", {"host_link"}}}), Boundary::WireToWire);
}

TEST(QueryWork, OtherScenariosAreNotAnswered)
{
    measure::Scenario scenario;
    EXPECT_EQ(*loadKindOf(scenario), LoadKind::OneAtATime);
    scenario.kind = measure::ScenarioKind::Offline;
    EXPECT_EQ(*loadKindOf(scenario), LoadKind::Throughput);
    scenario.kind = measure::ScenarioKind::Server;
    EXPECT_THAT(loadKindOf(scenario).error().text(), HasSubstr("single-stream and offline, not server"));
}

TEST(DeviceRoofs, WhatFitsOnAChipOfUnknownBandwidthIsNotBoundByTheMemory)
{
    const auto small = queryWork(bundled("gemm"), gemmOf(64, "f32"), LoadKind::OneAtATime, kProcessor);
    const DeviceRoofs roofs = deviceRoofs(*small, kProcessor);
    ASSERT_EQ(roofs.roofs.size(), 1U);
    EXPECT_EQ(roofs.roofs[0].name, "compute roof");
    EXPECT_THAT(roofs.notes.front(), HasSubstr("fits on the chip"));
    const auto large = queryWork(bundled("gemm"), gemmOf(8192, "f32"), LoadKind::OneAtATime, kProcessor);
    EXPECT_EQ(deviceRoofs(*large, kProcessor).roofs.size(), 2U);
}

/// What a projection of this workload on this target comes to, without any row to calibrate with.
measure::Observation projectedOn(const std::string &id, LoadKind kind, const Json &target)
{
    const catalog::Workload workload = bundled(id);
    const auto work = queryWork(workload, workload.defaults(), kind, target);
    const auto projection = project(*work, target, Calibration());
    EXPECT_TRUE(projection) << projection.error().text();
    const auto run = projectedRun(projectedTime(*projection), workload, workload.defaults(), kind, target);
    EXPECT_TRUE(run) << run.error().text();
    return run.value_or(measure::Observation());
}

TEST(ProjectedRun, HasModelledMetricsWithAnIntervalAndNoTail)
{
    const auto run = projectedOn("gemm", LoadKind::OneAtATime, kCard);
    const Metric *mean = run.metric("latency.mean"), *rate = run.metric("throughput.queries");
    ASSERT_TRUE(mean != nullptr && mean->value && rate->value);
    EXPECT_LT(*mean->low, *mean->value);
    EXPECT_GT(*mean->high, *mean->value);
    EXPECT_DOUBLE_EQ(*rate->value, 1 / *mean->value);
    EXPECT_DOUBLE_EQ(*rate->low, 1 / *mean->high) << "the slowest is the lowest rate";
    EXPECT_EQ(run.metric("latency.p50")->value, mean->value);
    EXPECT_FALSE(run.metric("latency.p99")->value);
    EXPECT_THAT(run.metric("latency.p99")->absentReason, HasSubstr("tail"));
    EXPECT_FALSE(run.metric("power.mean")->value);
    for (const Metric &metric : run.metrics) {
        EXPECT_EQ(metric.evidence, Evidence::Modelled) << metric.id;
        EXPECT_EQ(metric.boundary, Boundary::HostCall) << metric.id;
        EXPECT_NE(metric.value.has_value(), !metric.absentReason.empty()) << metric.id << " is absent with a reason";
    }
    EXPECT_FALSE(run.checked) << "there are no outputs";
    std::vector<std::string> names;
    for (const Json &fact : run.details["provenance"]["facts"])
        names.push_back(fact["name"]);
    EXPECT_THAT(names, testing::IsSupersetOf({"compute roof", "memory roof", "link", "efficiency"}));
}

TEST(ProjectedRun, OfThroughputHasNoLatency)
{
    const auto run = projectedOn("gemm", LoadKind::Throughput, kCard);
    EXPECT_TRUE(run.metric("throughput.queries")->value);
    EXPECT_FALSE(run.metric("latency.mean")->value);
    EXPECT_THAT(run.metric("latency.mean")->absentReason, HasSubstr("throughput"));
}

TEST(ProjectedRun, OperationsThatNoPeakCountsGiveABoundAndNoPrediction)
{
    const auto run = projectedOn("aes-ctr", LoadKind::OneAtATime, kCard);
    for (const char *id : {"latency.mean", "latency.p50", "throughput.queries", "throughput.items"}) {
        EXPECT_FALSE(run.metric(id)->value) << id;
        EXPECT_THAT(run.metric(id)->absentReason, HasSubstr("no peak counts such operations (AES round)")) << id;
        EXPECT_THAT(run.metric(id)->absentReason, HasSubstr("at least")) << id;
    }
    EXPECT_FALSE(run.details["projection"].contains("seconds")) << "the ledger has nothing to hold it against";
}

TEST(ProjectedRun, EveryBundledWorkloadGivesANumberOrAReason)
{
    for (const auto &folder :
         std::filesystem::directory_iterator(std::filesystem::path(ASSAY_SOURCE_DIR) / "resources/workloads")) {
        if (!folder.is_directory())
            continue;
        for (const LoadKind kind : {LoadKind::OneAtATime, LoadKind::Throughput})
            for (const Json *target : {&kCard, &kProcessor}) {
                const auto run = projectedOn(folder.path().filename().string(), kind, *target);
                const Metric *rate = run.metric("throughput.queries");
                ASSERT_NE(rate, nullptr) << folder.path();
                EXPECT_NE(rate->value.has_value(), !rate->absentReason.empty()) << folder.path();
            }
    }
}

} // namespace
} // namespace assay::model
