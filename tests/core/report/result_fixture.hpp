#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/study/result.hpp"

namespace assay::test {

inline Metric metric(std::string id, double value, double low, double high)
{
    Metric metric;
    metric.id = std::move(id);
    metric.value = value;
    metric.low = low;
    metric.high = high;
    return metric;
}

inline Metric absent(std::string id, std::string reason)
{
    Metric metric;
    metric.id = std::move(id);
    metric.absentReason = std::move(reason);
    return metric;
}

/// A complete, checked, converged run by the full rule with this median latency (±1 %).
inline study::RunRecord run(unsigned repeat, double p50Seconds)
{
    study::RunRecord run;
    run.id = repeat + 1;
    run.repeat = repeat;
    run.seed = 7 + repeat;
    run.state = study::RunState::Complete;
    run.startedAt = "2026-01-02T03:04:05Z";
    run.wallSeconds = 12;
    run.checked = run.converged = true;
    run.queries = 1000;
    run.measuredSeconds = 10;
    run.metrics = {metric("latency.p50", p50Seconds, p50Seconds * 0.99, p50Seconds * 1.01),
                   metric("throughput.queries", 1 / p50Seconds, 0.99 / p50Seconds, 1.01 / p50Seconds)};
    return run;
}

inline study::RunRecord failedRun(measure::Cause cause, std::string text)
{
    study::RunRecord run;
    run.id = 99;
    run.state = study::RunState::Failed;
    run.cause = cause;
    run.causeText = std::move(text);
    run.startedAt = "2026-01-02T03:04:05Z";
    run.wallSeconds = 0.5;
    return run;
}

inline study::ResultRecord result(std::int64_t number, const std::string &target, std::vector<study::RunRecord> runs)
{
    study::ResultRecord result;
    result.number = number;
    result.key = "key" + std::to_string(number);
    result.deviceName = "A device";
    result.point.workload = "gemm";
    result.point.workloadHash = "aaaa";
    result.point.workloadParameters = {{"m", ParameterValue(std::int64_t{256})},
                                       {"dtype", ParameterValue(std::string("f32"))}};
    result.point.target = *study::TargetId::parse(target);
    result.point.pluginHash = "bbbb";
    result.point.stopRule = measure::StopRule::full();
    result.runs = std::move(runs);
    return result;
}

} // namespace assay::test
