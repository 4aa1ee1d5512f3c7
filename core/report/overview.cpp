#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/model/headline.hpp"
#include "core/report/printable.hpp"
#include "core/report/result_text.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

using study::ResultRecord;

/// Parameter names by workload whose values differ between the results of that workload.
using Differing = std::map<std::string, std::set<std::string>>;

Differing differingParameters(const std::vector<ResultRecord> &results)
{
    std::map<std::string, std::map<std::string, std::set<ParameterValue>>> values;
    for (const auto &result : results)
        for (const auto &[name, value] : result.point.workloadParameters)
            values[result.point.workload][name].insert(value);
    Differing differing;
    for (const auto &[workload, parameters] : values)
        for (const auto &[name, seen] : parameters)
            if (seen.size() > 1)
                differing[workload].insert(name);
    return differing;
}

std::string workloadCell(const ResultRecord &result, const Differing &differing)
{
    const auto names = differing.find(result.point.workload);
    ParameterSet shown;
    for (const auto &[name, value] : result.point.workloadParameters)
        if (names != differing.end() && names->second.contains(name))
            shown.emplace(name, value);
    const std::string parameters = describeParameters(shown);
    return printable(result.point.workload) + (parameters.empty() ? "" : " " + parameters);
}

std::string targetCell(const ResultRecord &result)
{
    const std::string parameters = describeParameters(result.point.backendParameters);
    return result.point.target.text() + (parameters.empty() ? "" : " " + parameters);
}

std::string cell(const Metric &metric)
{
    return metric.value ? describe(metric) : "–";
}

TextTable table(const std::vector<ResultRecord> &results)
{
    const Differing differing = differingParameters(results);
    TextTable table({{"#", Align::Right},
                     {"workload"},
                     {"target"},
                     {"load"},
                     {"p50 latency (95 %)", Align::Right},
                     {"p99", Align::Right},
                     {"throughput", Align::Right},
                     {"rate within SLO", Align::Right},
                     {"evidence, boundary"},
                     {"remarks"}});
    for (const auto &result : results) {
        const auto &scenario = result.point.scenario;
        const bool singleStream = scenario.kind == measure::ScenarioKind::SingleStream;
        const Metric p50 = model::headline(result, "latency.p50");
        const Metric tail = model::headlineValue(result, "latency.p99");
        const Metric rate = model::headlineValue(result, "throughput.queries");
        const bool search = scenario.kind == measure::ScenarioKind::SloSearch;
        const std::string sloRate = search ? cell(model::headlineValue(result, "slo.rate")) : "";
        const Metric &origin = p50.value ? p50 : rate;
        table.add({std::to_string(result.number), workloadCell(result, differing), targetCell(result),
                   singleStream ? "" : scenario.describe(), cell(p50), cell(tail), cell(rate), sloRate,
                   origin.value ? describeOrigin(origin) : "–", badges(result)});
    }
    return table;
}

std::string inCommon(const std::vector<ResultRecord> &results, std::size_t columns)
{
    const Differing differing = differingParameters(results);
    std::map<std::string, ParameterSet> common;
    for (const auto &result : results)
        for (const auto &[name, value] : result.point.workloadParameters) {
            const auto names = differing.find(result.point.workload);
            if (names == differing.end() || !names->second.contains(name))
                common[result.point.workload].emplace(name, value);
        }
    std::vector<std::pair<std::string, std::string>> lines;
    for (const auto &[workload, parameters] : common)
        lines.emplace_back(printable(workload), describeParameters(parameters));
    return lines.empty() ? "" : "\nThe same in all lines of a workload:\n" + renderPairs(lines, 2, columns);
}

std::string legend(const std::vector<ResultRecord> &results, std::size_t columns)
{
    bool quick = false, sameCpu = false, notConverged = false, invalid = false, unchecked = false, absent = false;
    for (const auto &result : results) {
        const auto standing = model::standing(result);
        quick = quick || (standing.quick && standing.complete > 0);
        sameCpu = sameCpu || standing.sameCpu;
        notConverged = notConverged || standing.notConverged;
        invalid = invalid || standing.valid < standing.complete;
        unchecked = unchecked || standing.unchecked;
        absent = absent || (standing.complete > 0 && !model::headlineValue(result, "latency.p99").value);
    }
    const std::vector<std::pair<std::string, std::string>> lines{
        {"quick", quick ? "one short run: good for a first look, never names a winner" : ""},
        {"same CPU", sameCpu ? "this OpenCL device is the host's own CPU; its upload is a memory copy" : ""},
        {"not converged", notConverged ? "the time limit came before the numbers were steady" : ""},
        {"invalid", invalid ? "a validity check failed; such a run never wins" : ""},
        {"unchecked", unchecked ? "outputs were not compared with a reference; never wins" : ""},
        {"–", absent ? "not available; `assay show FILE --result N` says why" : ""}};
    const std::string text = renderPairs(lines, 2, columns);
    return text.empty() ? "" : "\n" + text;
}

/// What is too large for its target, and by how much: an answer of the study, not a failure.
std::string misfits(const std::vector<ResultRecord> &results, std::size_t columns)
{
    std::string text;
    for (const auto &result : results) {
        const model::Standing standing = model::standing(result);
        if (standing.doesNotFit == 0 || standing.complete > 0)
            continue;
        const auto last = std::find_if(result.runs.rbegin(), result.runs.rend(), [](const study::RunRecord &run) {
            return run.cause == measure::Cause::DoesNotFit;
        });
        text += paragraph(fmt::format("{} {}: {}", title(result), describeParameters(result.point.workloadParameters),
                                      printable(last->causeText)),
                          columns, 2) +
                "\n";
    }
    return text.empty() ? "" : "\nDoes not fit:\n" + text;
}

std::string failures(const std::vector<ResultRecord> &results, std::size_t columns)
{
    std::string text;
    for (const auto &result : results)
        for (const auto &run : result.runs) {
            if (run.state != study::RunState::Failed || run.cause == measure::Cause::DoesNotFit)
                continue;
            const std::string what = fmt::format("#{} run {}: {}{}", result.number, run.repeat + 1, toText(run.cause),
                                                 run.causeText.empty() ? "" : ": " + printable(run.causeText));
            text += paragraph(what, columns, 2) + "\n";
            if (const std::string next = nextStep(run.cause); !next.empty())
                text += paragraph(next, columns, 4) + "\n";
        }
    return text.empty() ? "" : "\nFailed runs:\n" + text;
}

} // namespace

std::string overview(const std::vector<ResultRecord> &results, bool bold, std::size_t columns)
{
    if (results.empty())
        return "The file has no results yet: `assay run … -o FILE` adds some.\n";
    TextTable lines = table(results);
    lines.fitInto(columns);
    return lines.render(bold) + inCommon(results, columns) + legend(results, columns) + misfits(results, columns) +
           failures(results, columns);
}

} // namespace assay::report
