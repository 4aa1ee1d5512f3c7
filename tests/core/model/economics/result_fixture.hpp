#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/study/result.hpp"

namespace assay::model {

/// A result with one complete run.
inline study::ResultRecord resultOn(const std::string &target,
                                    measure::ScenarioKind scenario = measure::ScenarioKind::SingleStream)
{
    study::ResultRecord result;
    result.number = 1;
    result.point.workload = "gemm";
    result.point.target = *study::TargetId::parse(target);
    result.point.scenario.kind = scenario;
    study::RunRecord run;
    run.state = study::RunState::Complete;
    run.checked = run.converged = true;
    result.runs.push_back(std::move(run));
    return result;
}

inline study::ResultRecord &with(study::ResultRecord &result, std::string id, double value,
                                 Evidence evidence = Evidence::Measured)
{
    Metric metric;
    metric.id = std::move(id);
    metric.value = value;
    metric.evidence = evidence;
    result.runs.front().metrics.push_back(std::move(metric));
    return result;
}

/// Searched for 100 ms at p99, the standard limit.
inline study::ResultRecord searched(const std::string &target, double rate)
{
    study::ResultRecord result = resultOn(target, measure::ScenarioKind::SloSearch);
    result.point.scenario.sloSeconds = 0.1;
    result.point.scenario.sloPercentile = 0.99;
    with(result, "slo.rate", rate);
    return with(result, "throughput.queries", rate);
}

} // namespace assay::model
