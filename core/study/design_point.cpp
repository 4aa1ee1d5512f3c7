#include "core/study/design_point.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/hash.hpp"

namespace assay::study {
namespace {

bool isPart(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    });
}

} // namespace

Result<TargetId> TargetId::parse(std::string_view text)
{
    const auto wrong = [&] {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("'{}' is not a target. A target is BACKEND:DEVICE, for example cpu:native or "
                                   "opencl:pocl; `assay devices` lists them",
                                   text));
    };
    TargetId id;
    std::string_view rest = text;
    if (rest.starts_with("agent:")) {
        rest.remove_prefix(6);
        const std::size_t slash = rest.find('/');
        if (slash == std::string_view::npos || !isPart(rest.substr(0, slash)))
            return wrong();
        id.agent = rest.substr(0, slash);
        rest.remove_prefix(slash + 1);
    }
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos)
        return wrong();
    id.backend = rest.substr(0, colon);
    id.device = rest.substr(colon + 1);
    if (!isPart(id.backend) || !isPart(id.device))
        return wrong();
    return id;
}

std::string TargetId::text() const
{
    return (agent.empty() ? "" : "agent:" + agent + "/") + backend + ":" + device;
}

std::string DesignPoint::key() const
{
    Json question = toJson();
    question.erase("seed");
    question["stop_rule"].erase("repeats");
    question["scenario"] = scenario.toKey();
    return sha256Hex(question.dump());
}

std::string DesignPoint::describe() const
{
    std::string text = fmt::format("{} {} on {}", workload, assay::describe(workloadParameters), target.text());
    if (!backendParameters.empty())
        text += " " + assay::describe(backendParameters);
    return text + ", " + scenario.describe();
}

Json DesignPoint::toJson() const
{
    return {{"workload", workload},
            {"workload_hash", workloadHash},
            {"workload_parameters", assay::toJson(workloadParameters)},
            {"target", target.text()},
            {"backend_parameters", assay::toJson(backendParameters)},
            {"plugin_hash", pluginHash},
            {"scenario", scenario.toJson()},
            {"stop_rule", stopRule.toJson()},
            {"seed", seed}};
}

Result<DesignPoint> DesignPoint::fromJson(const Json &json)
{
    try {
        DesignPoint point;
        point.workload = json.at("workload");
        point.workloadHash = json.at("workload_hash");
        point.workloadParameters = parameterSetFromJson(json.at("workload_parameters"));
        auto target = TargetId::parse(json.at("target").get<std::string>());
        auto scenario = measure::Scenario::fromJson(json.at("scenario"));
        auto stopRule = measure::StopRule::fromJson(json.at("stop_rule"));
        if (!target || !scenario || !stopRule)
            return failure(!target ? target.error() : !scenario ? scenario.error() : stopRule.error());
        point.target = *target;
        point.scenario = *scenario;
        point.stopRule = *stopRule;
        point.backendParameters = parameterSetFromJson(json.at("backend_parameters"));
        point.pluginHash = json.at("plugin_hash");
        point.seed = json.at("seed");
        return point;
    } catch (const Json::exception &exception) {
        return failure(ErrorCode::InvalidInput, fmt::format("not a design point: {}", exception.what()));
    }
}

} // namespace assay::study
