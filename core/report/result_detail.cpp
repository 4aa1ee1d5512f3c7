#include "core/report/result_detail.hpp"

#include <fmt/format.h>

#include "core/base/units.hpp"
#include "core/model/headline.hpp"
#include "core/report/printable.hpp"
#include "core/report/result_text.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string heading(const std::string &text, bool bold)
{
    return bold ? "\n\x1b[1m" + text + "\x1b[0m\n" : "\n" + text + "\n";
}

std::string stopRuleText(const measure::StopRule &rule)
{
    if (rule.quick)
        return fmt::format("quick: one run of at most {} s", rule.maximumSeconds);
    return fmt::format("{} runs, each {} to {} s, until the 95 % interval of p{:g} is within ±{:g} %", rule.repeats,
                       rule.minimumSeconds, rule.maximumSeconds, rule.targetPercentile * 100,
                       rule.relativeHalfWidth * 100);
}

std::string questionText(const study::ResultRecord &result)
{
    const auto &point = result.point;
    return renderPairs({{"workload", printable(point.workload) + " " + describeParameters(point.workloadParameters)},
                        {"target", point.target.text()},
                        {"parameters", describeParameters(point.backendParameters)},
                        {"device", printable(result.deviceName)},
                        {"load", point.scenario.describe()},
                        {"measured by", stopRuleText(point.stopRule)},
                        {"seed", std::to_string(point.seed)},
                        {"remarks", badges(result)},
                        {"sources", printable(point.workloadHash.substr(0, 16))},
                        {"plugin", printable(point.pluginHash.substr(0, 16))},
                        {"key", printable(result.key)}},
                       2);
}

/// Flattens to "memory.total" → "16 GiB" pairs; long arrays are given by their number of entries.
void flatten(const Json &json, const std::string &name, Pairs &pairs)
{
    constexpr std::size_t kLongArray = 8;
    if (json.is_object()) {
        for (const auto &[key, value] : json.items())
            flatten(value, name.empty() ? key : name + "." + key, pairs);
    } else if (json.is_array() && json.size() > kLongArray) {
        pairs.emplace_back(printable(name), fmt::format("{} entries", json.size()));
    } else if (!json.is_null()) {
        const std::string text =
            json.is_string() ? json.get<std::string>() : json.dump(-1, ' ', false, Json::error_handler_t::replace);
        pairs.emplace_back(printable(name), printable(text));
    }
}

std::string environmentText(const ResultDetail &detail)
{
    Pairs start, end, changed;
    flatten(detail.environmentStart, "", start);
    flatten(detail.environmentEnd, "", end);
    for (const auto &[name, value] : end)
        for (const auto &[startName, startValue] : start)
            if (name == startName && value != startValue)
                changed.emplace_back(name, startValue + " → " + value);
    std::string text = renderPairs(start, 2);
    if (!changed.empty())
        text += "  Changed until the end of the run:\n" + renderPairs(changed, 4);
    return text;
}

bool startsWith(const Metric &metric, std::string_view prefix)
{
    return std::string_view(metric.id).substr(0, prefix.size()) == prefix;
}

/// Phases by the time they take, with each one's share of the whole.
std::string phaseTable(const std::vector<Metric> &metrics, bool bold)
{
    constexpr std::string_view kMeanEnd = ".mean";
    double total = 0;
    for (const auto &metric : metrics)
        if (startsWith(metric, "phase.") && metric.id.ends_with(kMeanEnd))
            total += metric.value.value_or(0);
    TextTable table(
        {{"  phase"}, {"mean", Align::Right}, {"share", Align::Right}, {"p50", Align::Right}, {"evidence, boundary"}});
    for (const auto &metric : metrics) {
        if (!startsWith(metric, "phase.") || !metric.id.ends_with(kMeanEnd) || !metric.value)
            continue;
        const std::string name = metric.id.substr(6, metric.id.size() - 6 - kMeanEnd.size());
        std::string median;
        for (const auto &other : metrics)
            if (other.id == "phase." + name + ".p50" && other.value)
                median = formatQuantity(*other.value, "s");
        table.add({"  " + name, formatQuantity(*metric.value, "s"),
                   total > 0 ? fmt::format("{:.0f} %", 100 * *metric.value / total) : "", median,
                   describeOrigin(metric)});
    }
    return table.empty() ? "" : heading("Phases of a query", bold) + table.render(bold);
}

std::string coldText(const std::vector<Metric> &metrics, bool bold)
{
    Pairs lines;
    for (const auto &metric : metrics)
        if (startsWith(metric, "cold."))
            lines.emplace_back(metric.id, describe(metric));
    return lines.empty() ? "" : heading("Cold start (each once per run)", bold) + renderPairs(lines, 2);
}

std::string metricTable(const std::vector<Metric> &metrics, bool bold)
{
    TextTable table({{"  metric"}, {"value (95 % interval)", Align::Right}, {"evidence, boundary"}, {"why absent"}});
    for (const auto &metric : metrics)
        if (metric.value)
            table.add({"  " + printable(metric.id), describe(metric), describeOrigin(metric)});
        else
            table.add({"  " + printable(metric.id), "–", "", printable(metric.absentReason)});
    return table.empty() ? "" : heading("Metrics (assay metrics explains them)", bold) + table.render(bold);
}

std::string findingsText(const study::ResultRecord &result, bool bold)
{
    std::string text;
    for (const auto &run : result.runs) {
        for (const auto &finding : run.findings) {
            const bool invalid = finding.level == measure::ValidityFinding::Level::Invalid;
            text += fmt::format("  run {}, {}: {} ({})\n", run.repeat + 1, invalid ? "INVALID" : "warning",
                                printable(finding.text), printable(finding.id));
        }
        if (!run.notConverged.empty())
            text += fmt::format("  run {}, not converged: {}\n", run.repeat + 1, printable(run.notConverged));
    }
    return heading("Findings", bold) + (text.empty() ? "  none\n" : text);
}

std::string runTable(const study::ResultRecord &result, bool bold)
{
    TextTable table({{"  run", Align::Right},
                     {"state"},
                     {"started"},
                     {"took", Align::Right},
                     {"queries", Align::Right},
                     {"measured", Align::Right},
                     {"p50", Align::Right},
                     {"checked"},
                     {"seed", Align::Right}});
    for (const auto &run : result.runs) {
        const bool complete = run.state == study::RunState::Complete;
        const Metric *median = run.metric("latency.p50");
        std::string state = study::toText(run.state);
        if (run.state == study::RunState::Failed)
            state += ": " + toText(run.cause);
        else if (complete && run.invalid())
            state = "invalid";
        table.add({std::to_string(run.repeat + 1), state, printable(run.startedAt), formatWait(run.wallSeconds),
                   complete ? std::to_string(run.queries) : "", complete ? formatWait(run.measuredSeconds) : "",
                   median != nullptr && median->value ? formatQuantity(*median->value, "s") : "",
                   complete ? (run.checked ? "yes" : "no") : "", std::to_string(run.seed)});
    }
    std::string text = heading("Runs", bold) + table.render(bold);
    for (const auto &run : result.runs)
        if (run.state == study::RunState::Failed)
            text += fmt::format("  run {} {}: {}\n    {}\n", run.repeat + 1, toText(run.cause),
                                printable(run.causeText), measure::nextStep(run.cause));
    return text;
}

std::string logText(const std::string &log, bool bold)
{
    if (log.empty())
        return "";
    std::string text = heading("Log of the run", bold);
    std::string_view rest = log;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        text += "  " + printable(rest.substr(0, end)) + "\n";
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    return text;
}

} // namespace

std::string describe(const ResultDetail &detail, bool bold)
{
    const auto metrics = model::headlines(detail.result);
    std::string text = title(detail.result) + "\n" + heading("What was measured", bold) + questionText(detail.result);
    text += metricTable(metrics, bold) + phaseTable(metrics, bold) + coldText(metrics, bold);
    text += findingsText(detail.result, bold) + runTable(detail.result, bold);
    if (!detail.environmentStart.is_null())
        text += heading("Environment", bold) + environmentText(detail);
    Pairs facts;
    flatten(detail.details, "", facts);
    if (!facts.empty())
        text += heading("Session", bold) + renderPairs(facts, 2);
    return text + logText(detail.log, bold);
}

} // namespace assay::report
