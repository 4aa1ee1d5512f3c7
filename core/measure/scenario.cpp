#include "core/measure/scenario.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/base/suggest.hpp"
#include "core/base/units.hpp"

namespace assay::measure {
namespace {

constexpr std::array<std::string_view, 5> kKinds = {"single-stream", "multi-stream", "server", "offline", "slo-search"};
constexpr std::array<std::string_view, 3> kArrivals = {"poisson", "constant", "trace"};

std::optional<double> parseNumber(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

/// Seconds of "50us"; nothing when it is no positive duration.
std::optional<double> parseDuration(std::string_view text)
{
    constexpr std::array<std::pair<std::string_view, double>, 5> kUnits = {
        {{"ns", 1e-9}, {"us", 1e-6}, {"µs", 1e-6}, {"ms", 1e-3}, {"s", 1.0}}};
    for (const auto &[suffix, scale] : kUnits) {
        if (!text.ends_with(suffix))
            continue;
        const auto number = parseNumber(text.substr(0, text.size() - suffix.size()));
        if (number && *number > 0)
            return *number * scale;
    }
    return std::nullopt;
}

std::string percentText(double percentile)
{
    return fmt::format("{:g}", std::round(percentile * 1e7) / 1e5);
}

tl::unexpected<Error> wrongJson(std::string_view what, const std::exception &reason)
{
    return failure(
        ErrorCode::InvalidInput,
        fmt::format("the {} cannot be read: {}; the record is damaged or of another version", what, reason.what()));
}

Status checkScenario(const Scenario &scenario)
{
    if (!(scenario.rate >= 0) || !std::isfinite(scenario.rate))
        return failure(ErrorCode::InvalidInput, "the rate must be a positive number of queries per second; "
                                                "leave it out to get half of the measured closed-loop rate");
    if (!(scenario.sloSeconds >= 0) || !(scenario.sloPercentile > 0 && scenario.sloPercentile < 1))
        return failure(ErrorCode::InvalidInput, "the latency objective is out of range; write it as 50us@p99");
    if (scenario.arrivals == Arrivals::Trace && scenario.kind != ScenarioKind::Server)
        return failure(ErrorCode::InvalidInput, "a trace can be replayed by the scenario 'server' only");
    if (scenario.arrivals == Arrivals::Trace && scenario.traceFile.empty())
        return failure(ErrorCode::InvalidInput, "arrivals from a trace need its file; name it with --trace");
    if (scenario.burst > 0 && scenario.kind != ScenarioKind::MultiStream)
        return failure(ErrorCode::InvalidInput, "bursts belong to the scenario 'multi-stream'");
    return {};
}

} // namespace

std::string toText(ScenarioKind kind)
{
    return std::string(kKinds[static_cast<std::size_t>(kind)]);
}

Result<ScenarioKind> scenarioKindFromText(std::string_view text)
{
    for (std::size_t i = 0; i < kKinds.size(); ++i)
        if (kKinds[i] == text)
            return static_cast<ScenarioKind>(i);
    return failure(ErrorCode::InvalidInput,
                   fmt::format("there is no scenario '{}'.{} Use one of: {}", text,
                               didYouMean(text, std::vector<std::string>(kKinds.begin(), kKinds.end())),
                               fmt::join(kKinds, ", ")));
}

std::string toText(Arrivals arrivals)
{
    return std::string(kArrivals[static_cast<std::size_t>(arrivals)]);
}

Result<Arrivals> arrivalsFromText(std::string_view text)
{
    for (std::size_t i = 0; i < kArrivals.size(); ++i)
        if (kArrivals[i] == text)
            return static_cast<Arrivals>(i);
    return failure(ErrorCode::InvalidInput,
                   fmt::format("there are no '{}' arrivals; use poisson, constant or trace", text));
}

std::string Scenario::describe() const
{
    std::string text = toText(kind);
    if (kind == ScenarioKind::Server && arrivals == Arrivals::Trace) {
        text += " replaying " + std::filesystem::path(traceFile).filename().string();
        text += rate > 0 ? " at " + formatQuantity(rate, "query/s") : std::string();
    } else if (kind == ScenarioKind::Server) {
        text += rate > 0 ? " " + formatQuantity(rate, "query/s") : " at half of the closed-loop rate";
        text += arrivals == Arrivals::Poisson ? " Poisson" : " constant";
    }
    if (kind == ScenarioKind::MultiStream && burst > 0)
        text += fmt::format(", bursts of {}", burst);
    if (kind != ScenarioKind::SingleStream && concurrency > 0)
        text += fmt::format(", {} in flight", concurrency);
    if (sloSeconds > 0)
        text += fmt::format(", {} at p{}", formatQuantity(sloSeconds, "s"), percentText(sloPercentile));
    return text;
}

Json Scenario::toJson() const
{
    Json json = {{"kind", toText(kind)}};
    if (kind == ScenarioKind::Server || kind == ScenarioKind::SloSearch)
        json["arrivals"] = toText(arrivals);
    if (kind == ScenarioKind::Server)
        json["rate"] = rate;
    if (kind == ScenarioKind::Server && arrivals == Arrivals::Trace) {
        json["trace_sha256"] = traceHash;
        json["trace_file"] = traceFile;
    }
    if (kind == ScenarioKind::MultiStream && burst > 0)
        json["burst"] = burst;
    if (kind != ScenarioKind::SingleStream)
        json["concurrency"] = concurrency;
    if (sloSeconds > 0) {
        json["slo_seconds"] = sloSeconds;
        json["slo_percentile"] = sloPercentile;
    }
    return json;
}

Json Scenario::toKey() const
{
    Json json = toJson();
    json.erase("trace_file");
    return json;
}

Result<Scenario> Scenario::fromJson(const Json &json)
{
    try {
        auto kind = scenarioKindFromText(json.at("kind").get<std::string>());
        if (!kind)
            return failure(kind.error());
        auto arrivals = arrivalsFromText(json.value("arrivals", std::string("poisson")));
        if (!arrivals)
            return failure(arrivals.error());
        Scenario scenario;
        scenario.kind = *kind;
        scenario.arrivals = *arrivals;
        scenario.traceFile = json.value("trace_file", std::string());
        scenario.traceHash = json.value("trace_sha256", std::string());
        scenario.burst = json.value("burst", 0u);
        scenario.rate = json.value("rate", 0.0);
        scenario.concurrency = json.value("concurrency", 0u);
        scenario.sloSeconds = json.value("slo_seconds", 0.0);
        scenario.sloPercentile = json.value("slo_percentile", 0.99);
        if (auto status = checkScenario(scenario); !status)
            return failure(status.error());
        return scenario;
    } catch (const nlohmann::json::exception &exception) {
        return wrongJson("scenario", exception);
    }
}

Result<Slo> parseSlo(std::string_view text)
{
    const auto wrong = [&](std::string_view reason) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("the latency objective '{}' cannot be used: {}; write a time and a percentile, "
                                   "for example 50us@p99 or 2ms@p99.9",
                                   text, reason));
    };
    const auto at = text.find('@');
    if (at == std::string_view::npos)
        return wrong("it has no '@'");
    const auto seconds = parseDuration(text.substr(0, at));
    if (!seconds)
        return wrong("its time is no positive number with ns, us, ms or s");
    const auto name = text.substr(at + 1);
    if (!name.starts_with('p'))
        return wrong("its percentile does not start with 'p'");
    const auto percent = parseNumber(name.substr(1));
    if (!percent || *percent <= 0 || *percent >= 100)
        return wrong("its percentile is not between p0 and p100");
    return Slo{*seconds, *percent / 100.0};
}

StopRule StopRule::full()
{
    return StopRule{};
}

StopRule StopRule::quickRule()
{
    StopRule rule;
    rule.quick = true;
    rule.minimumSeconds = 1.0;
    rule.maximumSeconds = 1.0;
    rule.warmUpSeconds = 0.3;
    rule.relativeHalfWidth = 0.05;
    rule.repeats = 1;
    return rule;
}

Json StopRule::toJson() const
{
    return {{"quick", quick},
            {"minimum_seconds", minimumSeconds},
            {"maximum_seconds", maximumSeconds},
            {"warm_up_seconds", warmUpSeconds},
            {"target_percentile", targetPercentile},
            {"relative_half_width", relativeHalfWidth},
            {"repeats", repeats}};
}

Result<StopRule> StopRule::fromJson(const Json &json)
{
    try {
        StopRule rule = json.value("quick", false) ? quickRule() : full();
        rule.minimumSeconds = json.value("minimum_seconds", rule.minimumSeconds);
        rule.maximumSeconds = json.value("maximum_seconds", rule.maximumSeconds);
        rule.warmUpSeconds = json.value("warm_up_seconds", rule.warmUpSeconds);
        rule.targetPercentile = json.value("target_percentile", rule.targetPercentile);
        rule.relativeHalfWidth = json.value("relative_half_width", rule.relativeHalfWidth);
        rule.repeats = json.value("repeats", rule.repeats);
        if (!(rule.minimumSeconds > 0) || !(rule.maximumSeconds >= rule.minimumSeconds) || !(rule.warmUpSeconds >= 0) ||
            !(rule.targetPercentile > 0 && rule.targetPercentile < 1) || !(rule.relativeHalfWidth > 0) ||
            rule.repeats == 0)
            return failure(ErrorCode::InvalidInput,
                           "the stop rule cannot be used: it needs 0 < minimum ≤ maximum seconds, a percentile "
                           "between 0 and 1, a positive half-width and at least one repeat");
        return rule;
    } catch (const nlohmann::json::exception &exception) {
        return wrongJson("stop rule", exception);
    }
}

} // namespace assay::measure
