#include "core/report/result_detail.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/units.hpp"
#include "core/model/headline.hpp"
#include "core/report/printable.hpp"
#include "core/report/provenance_text.hpp"
#include "core/report/record_text.hpp"
#include "core/report/result_text.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

std::string heading(const std::string &text, bool bold)
{
    return bold ? "\n\x1b[1m" + text + "\x1b[0m\n" : "\n" + text + "\n";
}

std::string stopRuleText(const measure::StopRule &rule, bool emulated)
{
    if (emulated) // seconds of this machine's time mean nothing there
        return fmt::format("{} run{} played in virtual time{}", rule.repeats, rule.repeats == 1 ? "" : "s",
                           rule.quick ? ", quick" : "");
    if (rule.quick)
        return fmt::format("quick: one run of at most {} s", rule.maximumSeconds);
    return fmt::format("{} run{} of {} to {} s, until the 95 % interval of p{:g} is within ±{:g} %", rule.repeats,
                       rule.repeats == 1 ? "" : "s", rule.minimumSeconds, rule.maximumSeconds,
                       rule.targetPercentile * 100, rule.relativeHalfWidth * 100);
}

/// As the backend said when the run was made.
bool isEmulated(const ResultDetail &detail)
{
    const Json &details = detail.details;
    return details.is_object() && details.contains("device") && details["device"].is_object() &&
           details["device"].value("emulated", false);
}

std::string questionText(const ResultDetail &detail, std::size_t columns)
{
    const auto &result = detail.result;
    const auto &point = result.point;
    return renderPairs({{"workload", printable(point.workload) + " " + describeParameters(point.workloadParameters)},
                        {"target", point.target.text()},
                        {"parameters", describeParameters(point.backendParameters)},
                        {"device", printable(result.deviceName)},
                        {"load", point.scenario.describe()},
                        {"measured by", point.target.isCatalogue() ? "projected: nothing was measured"
                                                                   : stopRuleText(point.stopRule, isEmulated(detail))},
                        {"seed", std::to_string(point.seed)},
                        {"remarks", badges(result)},
                        {"sources", printable(point.workloadHash.substr(0, 16))},
                        {"plugin", printable(point.pluginHash.substr(0, 16))},
                        {"key", printable(result.key)}},
                       2, columns);
}

/// Readings of clocks and counters: what they tell stands in the findings, and all of them in --json.
bool isCounter(std::string_view name)
{
    constexpr std::array<std::string_view, 8> kCounters{"monotonic_ns",   "realtime_ahead_ns", "boottime_ahead_ns",
                                                        "process_cpu_ns", "busy_ticks",        "steal_ticks",
                                                        "total_ticks",    "ticks_per_second"};
    return std::find(kCounters.begin(), kCounters.end(), name) != kCounters.end();
}

Pairs environmentLines(Json environment)
{
    if (environment.is_object())
        for (auto field = environment.begin(); field != environment.end();)
            field = isCounter(field.key()) ? environment.erase(field) : std::next(field);
    return recordLines(environment);
}

std::string environmentText(const ResultDetail &detail, std::size_t columns)
{
    const Pairs start = environmentLines(detail.environmentStart);
    Pairs changed;
    for (const auto &[name, value] : environmentLines(detail.environmentEnd))
        for (const auto &[startName, startValue] : start)
            if (name == startName && value != startValue)
                changed.emplace_back(name, startValue + " → " + value);
    std::string text = renderPairs(start, 2, columns);
    if (!changed.empty())
        text += "  Changed until the end of the run:\n" + renderPairs(changed, 4, columns);
    return text;
}

bool startsWith(const Metric &metric, std::string_view prefix)
{
    return std::string_view(metric.id).substr(0, prefix.size()) == prefix;
}

/// Phases by the time they take, with each one's share of the whole.
std::string phaseTable(const std::vector<Metric> &metrics, bool bold, std::size_t columns)
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
    table.fitInto(columns);
    return table.empty() ? "" : heading("Phases of a query", bold) + table.render(bold);
}

std::string coldText(const std::vector<Metric> &metrics, bool bold, std::size_t columns)
{
    Pairs lines;
    for (const auto &metric : metrics)
        if (startsWith(metric, "cold."))
            lines.emplace_back(metric.id, describe(metric));
    return lines.empty() ? "" : heading("Cold start (each once per run)", bold) + renderPairs(lines, 2, columns);
}

std::string metricTable(const std::vector<Metric> &metrics, bool bold, std::size_t columns)
{
    TextTable table({{"  metric"}, {"value (95 % interval)", Align::Right}, {"evidence, boundary"}, {"why absent"}});
    for (const auto &metric : metrics)
        if (metric.value)
            table.add({"  " + printable(metric.id), describe(metric), describeOrigin(metric)});
        else
            table.add({"  " + printable(metric.id), "–", "", printable(metric.absentReason)});
    table.fitInto(columns);
    return table.empty() ? "" : heading("Metrics (assay metrics explains them)", bold) + table.render(bold);
}

std::string findingsText(const study::ResultRecord &result, bool bold, std::size_t columns)
{
    if (result.completeRuns().empty())
        return ""; // nothing was checked
    std::string text;
    for (const auto &run : result.runs) {
        for (const auto &finding : run.findings) {
            const bool invalid = finding.level == measure::ValidityFinding::Level::Invalid;
            text += paragraph(fmt::format("run {}, {}: {} ({})", run.repeat + 1, invalid ? "INVALID" : "warning",
                                          printable(finding.text), printable(finding.id)),
                              columns, 2) +
                    "\n";
        }
        if (!run.notConverged.empty())
            text += paragraph(fmt::format("run {}, not converged: {}", run.repeat + 1, printable(run.notConverged)),
                              columns, 2) +
                    "\n";
    }
    return heading("Findings", bold) + (text.empty() ? "  none\n" : text);
}

std::string runTable(const study::ResultRecord &result, bool bold, std::size_t columns)
{
    TextTable table({{"  run", Align::Right},
                     {"state"},
                     {"started"},
                     {"took", Align::Right},
                     {"queries", Align::Right},
                     {"measured", Align::Right},
                     {"p50", Align::Right},
                     {"checked"}});
    for (const auto &run : result.runs) {
        const bool complete = run.state == study::RunState::Complete;
        const Metric *median = run.metric("latency.p50");
        std::string state = study::toText(run.state);
        if (run.cause == measure::Cause::DoesNotFit)
            state = toText(run.cause);
        else if (run.state == study::RunState::Failed)
            state += ": " + toText(run.cause);
        else if (complete && run.invalid())
            state = "invalid";
        table.add({std::to_string(run.repeat + 1), state, printable(run.startedAt), formatWait(run.wallSeconds),
                   complete ? std::to_string(run.queries) : "", complete ? formatWait(run.measuredSeconds) : "",
                   median != nullptr && median->value ? formatQuantity(*median->value, "s") : "",
                   complete ? (run.checked ? "yes" : "no") : ""});
    }
    table.fitInto(columns);
    std::string text = heading("Runs", bold) + table.render(bold);
    for (const auto &run : result.runs)
        if (run.state == study::RunState::Failed)
            text +=
                paragraph(fmt::format("run {}, {}: {}", run.repeat + 1, toText(run.cause), printable(run.causeText)),
                          columns, 2) +
                "\n" + paragraph(measure::nextStep(run.cause), columns, 4) + "\n";
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

std::string describe(const ResultDetail &detail, bool bold, std::size_t columns)
{
    const auto &result = detail.result;
    const auto metrics = model::headlines(result);
    std::string text = title(result) + "\n" + heading("What was measured", bold) + questionText(detail, columns);
    text += metricTable(metrics, bold, columns) + phaseTable(metrics, bold, columns) + coldText(metrics, bold, columns);
    text += findingsText(result, bold, columns) + runTable(result, bold, columns);
    if (!detail.environmentStart.is_null())
        text += heading("Environment", bold) + environmentText(detail, columns);
    Json session = detail.details;
    if (session.is_object() && session.contains("provenance")) {
        text += heading(detail.result.point.target.isCatalogue() ? "Where the projected figures come from"
                                                                 : "Where the emulated figures come from",
                        bold) +
                provenanceText(session["provenance"], bold, columns);
        session.erase("provenance");
    }
    const Pairs facts = recordLines(session);
    if (!facts.empty())
        text += heading("Session", bold) + renderPairs(facts, 2, columns);
    return text + logText(detail.log, bold);
}

} // namespace assay::report
