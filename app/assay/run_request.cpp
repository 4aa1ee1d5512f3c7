#include "app/assay/run_request.hpp"

#include <fmt/format.h>

#include "core/measure/arrival_trace.hpp"

namespace assay::app {
namespace {

std::vector<std::string> splitList(const std::vector<std::string> &texts)
{
    std::vector<std::string> items;
    for (const auto &text : texts) {
        std::size_t start = 0;
        while (start <= text.size()) {
            const std::size_t comma = std::min(text.find(',', start), text.size());
            if (comma > start)
                items.push_back(text.substr(start, comma - start));
            start = comma + 1;
        }
    }
    return items;
}

Status applyArrivals(const RunRequest &request, measure::Scenario &scenario)
{
    const bool server = scenario.kind == measure::ScenarioKind::Server;
    if (request.rate && !server)
        return failure(ErrorCode::InvalidInput, "--rate belongs to --scenario server");
    if (request.rate && !(*request.rate > 0))
        return failure(ErrorCode::InvalidInput,
                       fmt::format("--rate {}: the rate is queries per second, above 0", *request.rate));
    scenario.rate = request.rate.value_or(0);
    auto arrivals = measure::arrivalsFromText(request.trace.empty() ? request.arrivals : "trace");
    if (!arrivals)
        return failure(arrivals.error().within("--arrivals"));
    scenario.arrivals = *arrivals;
    if (scenario.arrivals != measure::Arrivals::Trace)
        return {};
    if (!server || request.trace.empty())
        return failure(ErrorCode::InvalidInput, server ? "arrivals from a trace need its file: --trace FILE"
                                                       : "--trace belongs to --scenario server");
    auto trace = measure::readArrivalTrace(request.trace);
    if (!trace)
        return failure(trace.error().within("--trace"));
    scenario.traceFile = std::filesystem::absolute(request.trace).string();
    scenario.traceHash = trace->sha256;
    return {};
}

Status applyScenario(const RunRequest &request, study::PlanRequest &plan)
{
    auto kind = measure::scenarioKindFromText(request.scenario);
    if (!kind)
        return failure(kind.error());
    measure::Scenario &scenario = plan.scenario;
    scenario.kind = *kind;
    if (auto applied = applyArrivals(request, scenario); !applied)
        return applied;
    if (request.burst && scenario.kind != measure::ScenarioKind::MultiStream)
        return failure(ErrorCode::InvalidInput, "--burst belongs to --scenario multi-stream");
    if (request.burst && (*request.burst < 1 || *request.burst > 1'000'000))
        return failure(ErrorCode::InvalidInput,
                       fmt::format("--burst {}: queries in a burst, between 1 and a million", *request.burst));
    scenario.burst = request.burst.value_or(0);
    scenario.concurrency = request.concurrency.value_or(0);
    if (!request.slo.empty()) {
        auto slo = measure::parseSlo(request.slo);
        if (!slo)
            return failure(slo.error());
        scenario.sloSeconds = slo->seconds;
        scenario.sloPercentile = slo->percentile;
    } else if (scenario.kind == measure::ScenarioKind::SloSearch)
        return failure(ErrorCode::InvalidInput, "--scenario slo-search needs --slo, for example --slo 50us@p99");
    return {};
}

Status applyStopRule(const RunRequest &request, study::PlanRequest &plan)
{
    plan.stopRule = request.quick ? measure::StopRule::quickRule() : measure::StopRule::full();
    if (request.duration) {
        if (!(*request.duration > 0) || *request.duration > 86400)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("--duration {}: seconds, above 0 and at most a day", *request.duration));
        if (request.quick)
            return failure(ErrorCode::InvalidInput,
                           "--duration and --quick exclude each other: quick has its own duration");
        plan.stopRule.minimumSeconds = *request.duration;
        plan.stopRule.maximumSeconds = 3 * *request.duration;
    }
    if (request.repeats) {
        if (*request.repeats < 1 || *request.repeats > 1000)
            return failure(ErrorCode::InvalidInput, fmt::format("--repeats {}: between 1 and 1000", *request.repeats));
        plan.stopRule.repeats = *request.repeats;
    }
    return {};
}

} // namespace

Result<study::PlanRequest> toPlanRequest(const RunRequest &request)
{
    study::PlanRequest plan;
    plan.workloads = splitList(request.workloads);
    plan.seed = request.seed;
    if (plan.workloads.empty())
        return failure(ErrorCode::InvalidInput,
                       "name a workload with -w, for example -w gemm; `assay workloads` lists them");
    for (const auto &text : splitList(request.targets)) {
        auto target = study::TargetId::parse(text);
        if (!target)
            return failure(target.error());
        plan.targets.push_back(*target);
    }
    if (plan.targets.empty())
        return failure(ErrorCode::InvalidInput,
                       "name a target with -t, for example -t cpu:native; `assay devices` lists them");
    for (const auto &text : request.parameters) {
        auto axis = study::parseAxis(text);
        if (!axis)
            return failure(axis.error());
        plan.axes.push_back(std::move(*axis));
    }
    if (auto applied = applyScenario(request, plan); !applied)
        return failure(applied.error());
    if (auto applied = applyStopRule(request, plan); !applied)
        return failure(applied.error());
    return plan;
}

} // namespace assay::app
