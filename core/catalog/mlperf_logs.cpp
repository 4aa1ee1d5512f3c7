#include "core/catalog/mlperf_logs.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "core/base/json.hpp"
#include "core/base/numbers.hpp"

namespace assay::catalog {
namespace {

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlanks = " \t\r";
    const auto begin = text.find_first_not_of(kBlanks);
    return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

template <class Each> void forEachLine(std::string_view text, Each each)
{
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        each(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

/// "Single Stream" and "SingleStream" are the same.
std::string scenarioWord(std::string_view text)
{
    std::string joined(text);
    std::erase(joined, ' ');
    constexpr std::array<std::pair<std::string_view, const char *>, 4> kWords{{{"SingleStream", "single-stream"},
                                                                               {"MultiStream", "multi-stream"},
                                                                               {"Server", "server"},
                                                                               {"Offline", "offline"}}};
    for (const auto &[theirs, ours] : kWords)
        if (joined == theirs)
            return ours;
    return "";
}

void readPair(std::string_view key, std::string_view value, std::string &scenario, MlperfSummary &summary)
{
    if (key == "Scenario")
        scenario = value;
    else if (key == "Mode")
        summary.performance = value.starts_with("Performance");
    else if (key == "Result is")
        summary.valid = value == "VALID";
    else if (key.ends_with(" satisfied") && value != "Yes")
        summary.objections.push_back(fmt::format("{}: {}", key, value));
    else if (const auto number = numberFromText(value))
        summary.numbers.emplace(key, *number);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// The number after `key` and blanks or a colon, before `unit`.
std::optional<double> after(std::string_view line, std::string_view key, std::string_view unit)
{
    const auto at = line.find(key);
    const auto end = line.find(unit, at == std::string_view::npos ? 0 : at + key.size());
    if (at == std::string_view::npos || end == std::string_view::npos)
        return std::nullopt;
    std::string_view number = line.substr(at + key.size(), end - at - key.size());
    number.remove_prefix(std::min(number.find_first_not_of(" :"), number.size()));
    return numberFromText(trimmed(number));
}

/// A whole number of digits only.
std::optional<unsigned> digits(std::string_view text)
{
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// "03-18-2021 23:21:00.842" as seconds since 1970 of the clock it was read from.
std::optional<double> secondsFrom(std::string_view text)
{
    constexpr std::string_view kForm = "MM-DD-YYYY hh:mm:ss";
    if (text.size() < kForm.size())
        return std::nullopt;
    const auto part = [&](std::size_t at, std::size_t length) { return digits(text.substr(at, length)); };
    const auto month = part(0, 2), day = part(3, 2), year = part(6, 4), hour = part(11, 2), minute = part(14, 2);
    const auto second = numberFromText(text.substr(17));
    if (!month || !day || !year || !hour || !minute || !second)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)}, std::chrono::month{*month},
                                           std::chrono::day{*day}};
    if (!date.ok())
        return std::nullopt;
    const auto days = std::chrono::sys_days(date).time_since_epoch().count();
    return static_cast<double>(days) * 86400 + *hour * 3600.0 + *minute * 60.0 + *second;
}

std::string textValue(std::string_view line)
{
    const auto brace = line.find('{');
    const Json json =
        brace == std::string_view::npos ? Json() : Json::parse(line.substr(brace), nullptr, /*allow_exceptions=*/false);
    return json.is_object() && json.contains("value") && json["value"].is_string() ? json["value"].get<std::string>()
                                                                                   : "";
}

struct PowerSample {
    double seconds, watts;
};

/// "Time,03-18-2021 23:20:47.663,Watts,507.5,…"; a meter that had no value says -1.
std::vector<PowerSample> samplesOf(std::string_view spl)
{
    std::vector<PowerSample> samples;
    forEachLine(spl, [&](std::string_view line) {
        std::array<std::string_view, 4> cells;
        for (auto &cell : cells) {
            const auto end = std::min(line.find(','), line.size());
            cell = line.substr(0, end);
            line.remove_prefix(std::min(end + 1, line.size()));
        }
        if (cells[0] != "Time" || cells[2] != "Watts")
            return;
        const auto seconds = secondsFrom(cells[1]);
        const auto watts = numberFromText(trimmed(cells[3]));
        if (seconds && watts && *watts > 0)
            samples.push_back({*seconds, *watts});
    });
    return samples;
}

/// Samples inside the measured time, the meter's clock moved by `shift`; none when they do not cover it.
std::vector<double> wattsInside(const std::vector<PowerSample> &samples, double shift, double begin, double end)
{
    std::vector<double> watts;
    double first = 0, last = 0;
    for (const PowerSample &sample : samples) {
        const double at = sample.seconds + shift;
        if (at <= begin || at >= end)
            continue;
        first = watts.empty() ? at : std::min(first, at);
        last = watts.empty() ? at : std::max(last, at);
        watts.push_back(sample.watts);
    }
    const double slack = std::max(2.0, 0.05 * (end - begin)); // a sample a second
    return !watts.empty() && first - begin <= slack && end - last <= slack ? watts : std::vector<double>();
}

} // namespace

std::optional<double> MlperfSummary::number(std::string_view key) const
{
    const auto found = numbers.find(key);
    return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

Result<MlperfSummary> parseMlperfSummary(std::string_view text)
{
    if (text.find("MLPerf Results Summary") == std::string_view::npos)
        return failure(ErrorCode::InvalidInput, "it is no summary of MLPerf's LoadGen");
    MlperfSummary summary;
    std::string scenario;
    forEachLine(text, [&](std::string_view line) {
        if (const auto colon = line.find(':'); colon != std::string_view::npos)
            readPair(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)), scenario, summary);
    });
    summary.scenario = scenarioWord(scenario);
    if (summary.scenario.empty())
        return failure(ErrorCode::InvalidInput, fmt::format("its scenario '{}' is not one that Assay knows", scenario));
    return summary;
}

std::vector<PublishedMetric> metricsOf(const MlperfSummary &summary)
{
    struct Known {
        const char *key, *id;
    };
    constexpr auto kLatencies = std::to_array<Known>({{"Min latency (ns)", "latency.min"},
                                                      {"Mean latency (ns)", "latency.mean"},
                                                      {"50.00 percentile latency (ns)", "latency.p50"},
                                                      {"90.00 percentile latency (ns)", "latency.p90"},
                                                      {"95.00 percentile latency (ns)", "latency.p95"},
                                                      {"99.00 percentile latency (ns)", "latency.p99"},
                                                      {"99.90 percentile latency (ns)", "latency.p99.9"},
                                                      {"Max latency (ns)", "latency.max"}});
    std::vector<PublishedMetric> metrics;
    const auto add = [&](const char *id, std::optional<double> value, const char *derived) {
        if (value && *value > 0)
            metrics.push_back({id, *value, derived});
        return value && *value > 0;
    };
    const bool offline = summary.scenario == "offline", server = summary.scenario == "server";
    if (!offline)
        for (const auto &[key, id] : kLatencies)
            if (const auto nanoseconds = summary.number(key))
                add(id, *nanoseconds * 1e-9, "");
    if (offline || server) {
        const char *key = offline ? "Samples per second" : "Completed samples per second";
        if (!add("throughput.queries", summary.number(key), "") && server)
            add("throughput.queries", summary.number("Scheduled samples per second"), "as scheduled");
    } else if (const auto mean = summary.number("Mean latency (ns)"); mean && *mean > 0) {
        const double samples = summary.number("samples_per_query").value_or(1);
        add("throughput.queries", samples * 1e9 / *mean,
            samples > 1 ? "samples per query over mean latency" : "1/mean latency");
    }
    return metrics;
}

TinyLog parseTinyLog(std::string_view text)
{
    TinyLog log;
    std::vector<double> microwatts;
    forEachLine(text, [&](std::string_view line) {
        if (const auto rate = after(line, "Median throughput is", "inf"); rate && *rate > 0)
            log.throughput = rate;
        if (const auto energy = after(line, "Median energy cost is", "uJ/inf"); energy && *energy > 0)
            log.joulesPerInference = *energy * 1e-6;
        if (const auto power = after(line, " Power ", "uW"); power && *power > 0)
            microwatts.push_back(*power);
    });
    if (!microwatts.empty())
        log.watts = median(std::move(microwatts)) * 1e-6;
    return log;
}

MlperfDetail parseMlperfDetail(std::string_view text)
{
    MlperfDetail detail;
    forEachLine(text, [&](std::string_view line) {
        const auto is = [&](std::string_view key) {
            return line.find(fmt::format("\"key\": \"{}\"", key)) != std::string_view::npos;
        };
        if (is("power_begin"))
            detail.powerBegin = secondsFrom(textValue(line));
        else if (is("power_end"))
            detail.powerEnd = secondsFrom(textValue(line));
        else if (is("test_datetime"))
            detail.date = textValue(line).substr(0, 10);
    });
    return detail;
}

Result<MlperfPower> meanPower(std::string_view spl, const MlperfDetail &detail, std::optional<double> clientZone,
                              std::optional<double> serverZone)
{
    if (!detail.powerBegin || !detail.powerEnd || !(*detail.powerEnd > *detail.powerBegin))
        return failure(ErrorCode::InvalidInput, "the detail log does not say when power was measured");
    const auto samples = samplesOf(spl);
    if (samples.empty())
        return failure(ErrorCode::InvalidInput, "spl.txt has no samples");
    constexpr double kHour = 3600;
    const double zones = serverZone.value_or(0) - clientZone.value_or(0);
    std::vector<double> shifts{zones, zones + kHour, zones - kHour}; // one of the two on summer time
    if (serverZone)
        shifts.insert(shifts.end(), {*serverZone, *serverZone - kHour}); // the detail log in UTC
    for (const double shift : shifts) {
        const auto watts = wattsInside(samples, shift, *detail.powerBegin, *detail.powerEnd);
        if (watts.empty())
            continue;
        double sum = 0;
        for (const double one : watts)
            sum += one;
        const bool asStated = shift == zones;
        return MlperfPower{sum / static_cast<double>(watts.size()), watts.size(),
                           asStated ? ""
                                    : fmt::format("the clocks of the logs are {:g} h apart beyond their time zones",
                                                  std::abs(shift - zones) / kHour)};
    }
    return failure(ErrorCode::InvalidInput,
                   "the samples of spl.txt do not cover the measured time, by any reading of the time zones");
}

} // namespace assay::catalog
