#include "tests/ui/study_fixture.hpp"

#include <cstdlib>

#include <QtTest>

namespace assay::test {
namespace {

template <class T> T take(Result<T> result)
{
    if (!result)
        qFatal("%s", result.error().text().c_str());
    return std::move(*result);
}

void take(const Status &status)
{
    if (!status)
        qFatal("%s", status.error().text().c_str());
}

study::DesignPoint pointOf(const Planned &planned)
{
    study::DesignPoint point;
    point.workload = "gemm";
    point.workloadHash = "0123456789abcdef0123456789abcdef";
    point.workloadParameters = {{"m", ParameterValue(planned.m)}, {"dtype", ParameterValue(std::string("f32"))}};
    point.target = take(study::TargetId::parse(planned.target));
    point.pluginHash = "fedcba9876543210";
    point.stopRule = planned.quick ? measure::StopRule::quickRule() : measure::StopRule::full();
    return point;
}

/// Forty latencies about the median, one query after the other.
std::vector<measure::Column> columns(double p50)
{
    measure::Column latency{"latency", "s", 1e-9, {}, false}, scheduled{"scheduled", "s", 1e-9, {}, true};
    for (int i = 0; i < 40; ++i) {
        latency.values.push_back(static_cast<std::uint32_t>(p50 * 1e9 * (0.9 + 0.005 * i)));
        scheduled.values.push_back(i == 0 ? 0 : static_cast<std::uint32_t>(p50 * 1e9));
    }
    return {latency, scheduled};
}

Metric metric(const Planned &planned, const char *id, double value)
{
    return {id, value, value * 0.99, value * 1.01, planned.evidence, planned.boundary, ""};
}

measure::Observation observation(const Planned &planned, unsigned repeat)
{
    const double p50 = planned.p50 * (1 + 0.002 * (repeat % 5));
    measure::Observation made;
    made.quick = planned.quick;
    made.checked = made.converged = true;
    made.queries = 1000;
    made.measuredSeconds = 10;
    made.metrics = {metric(planned, "latency.p50", p50), metric(planned, "throughput.queries", 1 / p50),
                    metric(planned, "phase.execute.mean", p50 * 0.9)};
    Metric energy;
    energy.id = "energy.gross_per_query";
    energy.absentReason = "no sensor";
    made.metrics.push_back(energy);
    if (planned.invalid)
        made.findings = {{measure::ValidityFinding::Level::Invalid, "steal", "3 % of the processor was stolen"}};
    made.environmentStart = made.environmentEnd = {{"cpu", {{"model", "A processor"}}}};
    made.details = {{"variant", "AVX2"}};
    made.columns = columns(p50);
    return made;
}

void addOne(store::StudyFile &file, const Planned &planned)
{
    const auto number = take(file.addPoint(pointOf(planned), "A device", planned.target == "opencl:pocl"));
    for (unsigned repeat = 0; repeat < planned.runs; ++repeat) {
        const auto run = take(file.beginRun(number, repeat, 7 + repeat, "2026-01-02T03:04:05Z"));
        if (planned.failed)
            take(file.failRun(run, measure::Cause::BuildFailed, "kernel.cl:3: unknown type", 0.5, "first\nsecond\n"));
        else
            take(file.completeRun(run, observation(planned, repeat), 12, "all went well\n"));
    }
}

} // namespace

void StudyFixture::add(const std::vector<Planned> &results, const char *name) const
{
    auto file = take(store::StudyFile::open(this->file(name).toStdString(), store::StudyFile::Mode::Create));
    for (const Planned &planned : results)
        addOne(file, planned);
}

std::vector<Planned> StudyFixture::usual()
{
    std::vector<Planned> all(8);
    all[1].target = "opencl:pocl";
    all[1].p50 = 4e-3;
    all[2].target = "opencl:gpu";
    all[2].p50 = 2e-3;
    all[2].runs = 1;
    all[2].quick = true;
    all[3].target = "opencl:other";
    all[3].runs = 1;
    all[3].failed = true;
    all[4].m = 512;
    all[4].p50 = 9e-3;
    all[5].target = "cpu:second";
    all[5].p50 = 0.5e-3;
    all[5].invalid = true;
    all[6].target = "cpu:third";
    all[6].p50 = 1.005e-3;
    all[7].target = "rtl:board";
    all[7].p50 = 0.1e-3;
    all[7].boundary = Boundary::WireToWire;
    all[7].evidence = Evidence::Emulated;
    return all;
}

} // namespace assay::test
