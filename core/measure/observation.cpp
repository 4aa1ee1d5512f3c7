#include "core/measure/observation.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace assay::measure {
namespace {

constexpr std::array<std::string_view, kPhaseCount> kPhases = {"serialize", "upload", "execute", "download",
                                                               "post-process"};

struct CauseWords {
    Cause cause;
    std::string_view text;
    std::string_view nextStep;
};

constexpr auto kCauses = std::to_array<CauseWords>({
    {Cause::None, "none", ""},
    {Cause::Crashed, "crashed",
     "The backend or its driver ended with a signal. Look at the run's log, try a smaller problem, update the driver, "
     "or check the plugin with 'assay plugin check'."},
    {Cause::ExitedEarly, "exited early",
     "The backend ended the process before the run was over. Look at the run's log for its last words."},
    {Cause::TimedOut, "timed out",
     "The device did not answer in time. Try a smaller problem, or run again with a longer limit; if it hangs again, "
     "reset the device."},
    {Cause::OutOfMemory, "out of memory",
     "Choose a smaller problem or fewer queries in flight, or free memory on the machine or the device."},
    {Cause::Quota, "quota", "The run wrote or used more than it may. Look at its log, or raise the limit."},
    {Cause::DeviceLost, "device lost",
     "The device went away. Look at 'assay devices' for its health; reset it or check its cable and power."},
    {Cause::AgentLost, "agent lost",
     "The other machine cannot be reached. Check that its agent runs and the network works, then run again: finished "
     "points are kept."},
    {Cause::DiskFull, "disk full", "Free space where the study file lies, then run again: finished points are kept."},
    {Cause::Cancelled, "cancelled", "Run again to measure what is missing: finished points are kept."},
    {Cause::InvalidResult, "invalid result",
     "The outputs differ from the reference beyond the tolerance. Try another variant or data type; if it is your "
     "kernel, compare its outputs with the reference on a small problem."},
    {Cause::NotTrusted, "not trusted",
     "This workload or plugin was not trusted yet. Look at its sources, then trust it and run again."},
    {Cause::NotSupported, "not supported",
     "This target cannot run this workload with these parameters. The text says which; choose another value or "
     "target."},
    {Cause::BuildFailed, "build failed", "The kernel, bitstream or model did not build. Its log says where."},
    {Cause::DeviceError, "device error",
     "The device or driver reported an error. The text says which; look at 'assay devices' for the device's health."},
    {Cause::DoesNotFit, "does not fit",
     "The design is too large for this target: choose a smaller one (fewer lanes, narrower numbers) or a larger "
     "target."},
});

const CauseWords &wordsOf(Cause cause)
{
    const auto *found = std::find_if(kCauses.begin(), kCauses.end(), [&](const auto &c) { return c.cause == cause; });
    return found == kCauses.end() ? kCauses.front() : *found;
}

Json findingsToJson(const std::vector<ValidityFinding> &findings)
{
    Json json = Json::array();
    for (const auto &finding : findings)
        json.push_back(finding.toJson());
    return json;
}

} // namespace

std::string toText(Phase phase)
{
    return std::string(kPhases[static_cast<std::size_t>(phase)]);
}

std::string toText(Cause cause)
{
    return std::string(wordsOf(cause).text);
}

Cause causeFromText(std::string_view text)
{
    const auto *found = std::find_if(kCauses.begin(), kCauses.end(), [&](const auto &c) { return c.text == text; });
    // A word of a newer version still means that the run failed.
    return found == kCauses.end() ? Cause::DeviceError : found->cause;
}

std::string nextStep(Cause cause)
{
    return std::string(wordsOf(cause).nextStep);
}

Json ValidityFinding::toJson() const
{
    return {{"level", level == Level::Invalid ? "invalid" : "warning"}, {"id", id}, {"text", text}};
}

ValidityFinding ValidityFinding::fromJson(const Json &json)
{
    ValidityFinding finding;
    finding.level = json.at("level").get<std::string>() == "warning" ? Level::Warning : Level::Invalid;
    finding.id = json.at("id").get<std::string>();
    finding.text = json.at("text").get<std::string>();
    return finding;
}

bool Observation::invalid() const
{
    return std::any_of(findings.begin(), findings.end(),
                       [](const auto &f) { return f.level == ValidityFinding::Level::Invalid; });
}

const Metric *Observation::metric(std::string_view id) const
{
    const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const Metric &m) { return m.id == id; });
    return found == metrics.end() ? nullptr : &*found;
}

void Observation::set(Metric metric)
{
    const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const Metric &m) { return m.id == metric.id; });
    if (found != metrics.end())
        *found = std::move(metric);
    else
        metrics.push_back(std::move(metric));
}

Json Observation::toJson() const
{
    Json metricList = Json::array();
    for (const auto &metric : metrics)
        metricList.push_back(metric.toJson());
    return {{"quick", quick},
            {"checked", checked},
            {"converged", converged},
            {"not_converged", notConverged},
            {"queries", queries},
            {"measured_seconds", measuredSeconds},
            {"seed", seed},
            {"metrics", std::move(metricList)},
            {"findings", findingsToJson(findings)},
            {"reservoir", reservoir},
            {"environment_start", environmentStart},
            {"environment_end", environmentEnd},
            {"details", details}};
}

Result<Observation> Observation::fromJson(const Json &json)
{
    try {
        Observation observation;
        observation.quick = json.at("quick").get<bool>();
        observation.checked = json.at("checked").get<bool>();
        observation.converged = json.at("converged").get<bool>();
        observation.notConverged = json.at("not_converged").get<std::string>();
        observation.queries = json.at("queries").get<std::uint64_t>();
        observation.measuredSeconds = json.at("measured_seconds").get<double>();
        observation.seed = json.at("seed").get<std::uint64_t>();
        observation.reservoir = json.at("reservoir").get<bool>();
        for (const auto &metric : json.at("metrics"))
            observation.metrics.push_back(Metric::fromJson(metric));
        for (const auto &finding : json.at("findings"))
            observation.findings.push_back(ValidityFinding::fromJson(finding));
        observation.environmentStart = json.at("environment_start");
        observation.environmentEnd = json.at("environment_end");
        observation.details = json.at("details");
        return observation;
    } catch (const nlohmann::json::exception &exception) {
        return failure(
            ErrorCode::InvalidInput,
            fmt::format("an observation cannot be read: {}; it is damaged or of another version", exception.what()));
    }
}

} // namespace assay::measure
