// Makes a study file with known results for the tests of the commands that read one.
//
// usage: cli_fixture FILE.assay [full|other]
//   full:  1 and 2 differ clearly (five full runs each), 3 is quick, 4 failed, 5 has other parameters, 6 is invalid,
//          7 is as fast as 1; names hold terminal escapes and formulas
//   other: one result that `full` does not have
#include <cstdio>
#include <string>

#include "core/store/study_file.hpp"

namespace {

using namespace assay;

struct Options {
    std::string target = "cpu:native";
    double p50 = 1e-3;
    bool quick = false;
    std::int64_t m = 256;
    bool invalid = false;
    std::string variant = "simd";
};

study::DesignPoint pointFor(const Options &options)
{
    study::DesignPoint point;
    point.workload = "gemm";
    point.workloadHash = "0123456789abcdef0123456789abcdef";
    point.workloadParameters = {{"m", ParameterValue(options.m)}, {"dtype", ParameterValue(std::string("f32"))}};
    point.target = *study::TargetId::parse(options.target);
    if (point.target.backend == "cpu")
        point.backendParameters = {{"variant", ParameterValue(options.variant)}};
    point.pluginHash = "fedcba9876543210";
    point.stopRule = options.quick ? measure::StopRule::quickRule() : measure::StopRule::full();
    return point;
}

Metric metric(std::string id, double value, double spread)
{
    Metric made;
    made.id = std::move(id);
    made.value = value;
    made.low = value * (1 - spread);
    made.high = value * (1 + spread);
    return made;
}

Metric absent(std::string id, std::string reason)
{
    Metric made;
    made.id = std::move(id);
    made.absentReason = std::move(reason);
    return made;
}

measure::Observation observation(const Options &options, double p50)
{
    measure::Observation made;
    made.quick = options.quick;
    made.checked = made.converged = true;
    made.queries = 3;
    made.measuredSeconds = options.quick ? 1.5 : 10;
    made.metrics = {metric("latency.p50", p50, 0.01),
                    metric("throughput.queries", 1 / p50, 0.01),
                    metric("phase.execute.mean", p50 * 0.9, 0.01),
                    metric("cold.open", 0.25, 0.1),
                    absent("latency.p99", "too few samples"),
                    absent("energy.gross_per_query", "no sensor")};
    if (options.invalid)
        made.findings = {
            {measure::ValidityFinding::Level::Invalid, "steal", "3 % of the processor was stolen (limit 1 %)"}};
    const auto ticks = static_cast<std::uint32_t>(p50 * 1e9);
    made.columns = {{"latency", "s", 1e-9, {ticks, ticks + 1, ticks + 2}, false}};
    made.environmentStart = {{"cpu", {{"model", "A CPU \x1b[31m"}}}};
    made.environmentEnd = made.environmentStart;
    made.details = {{"variant", "AVX2"}};
    return made;
}

void require(bool good, const Error &error)
{
    if (good)
        return;
    std::fprintf(stderr, "cli_fixture: %s\n", error.text().c_str());
    std::exit(1);
}

template <class T> T take(Result<T> result)
{
    require(result.has_value(), result ? Error() : result.error());
    return std::move(*result);
}

void take(const Status &status)
{
    require(status.has_value(), status ? Error() : status.error());
}

std::int64_t begin(store::StudyFile &file, const Options &options, unsigned repeat)
{
    const bool sameCpu = options.target == "opencl:pocl";
    const auto point = take(file.addPoint(pointFor(options), "=cmd|' /C calc'!A0 \x1b]0;owned\x07", sameCpu));
    return take(file.beginRun(point, repeat, 7 + repeat, "2026-01-02T03:04:05Z"));
}

void addResult(store::StudyFile &file, const Options &options)
{
    const unsigned repeats = options.quick ? 1 : 5;
    for (unsigned repeat = 0; repeat < repeats; ++repeat) {
        const double p50 = options.p50 * (1 + 0.004 * (static_cast<double>(repeat) - 2));
        take(file.completeRun(begin(file, options, repeat), observation(options, p50), options.quick ? 3 : 12, ""));
    }
}

void makeFull(store::StudyFile &file)
{
    addResult(file, {});
    addResult(file, {.target = "opencl:pocl", .p50 = 4e-3});
    addResult(file, {.target = "opencl:pocl", .p50 = 2e-3, .quick = true});
    const Options failed{.target = "opencl:gpu"};
    take(file.failRun(begin(file, failed, 0), measure::Cause::BuildFailed, "kernel.cl:3: unknown type \x1b[2J", 0.5,
                      "first line\nsecond line\n"));
    addResult(file, {.p50 = 9e-3, .m = 512});
    addResult(file, {.p50 = 0.5e-3, .invalid = true, .variant = "threads"});
    addResult(file, {.p50 = 1.005e-3, .variant = "library"});
}

} // namespace

int main(int count, char **arguments)
{
    if (count < 2)
        return 2;
    auto file = take(store::StudyFile::open(arguments[1], store::StudyFile::Mode::Create));
    if (count > 2 && std::string(arguments[2]) == "other")
        addResult(file, {.p50 = 3e-3, .variant = "scalar"});
    else
        makeFull(file);
    return 0;
}
