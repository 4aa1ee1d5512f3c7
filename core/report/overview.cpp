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

/// Parameters whose values are the same in all results that have them, and so need not stand in each line: of a
/// workload ("gemm"), and of a workload on a backend where there are several results ("gemm on opencl").
class CommonParameters {
public:
    explicit CommonParameters(const std::vector<ResultRecord> &results)
    {
        for (const auto &result : results) {
            ++m_count[backendGroup(result)];
            add(result.point.workload, result.point.workloadParameters);
            add(backendGroup(result), result.point.backendParameters);
        }
        for (const auto &[group, parameters] : m_values)
            for (const auto &[name, seen] : parameters) {
                const auto count = m_count.find(group);
                if (seen.size() == 1 && (count == m_count.end() || count->second > 1))
                    m_common[group].emplace(name, *seen.begin());
            }
    }
    [[nodiscard]] ParameterSet withoutCommon(const std::string &group, ParameterSet parameters) const
    {
        if (const auto common = m_common.find(group); common != m_common.end())
            for (const auto &[name, value] : common->second)
                parameters.erase(name);
        return parameters;
    }
    [[nodiscard]] const std::map<std::string, ParameterSet> &all() const { return m_common; }
    [[nodiscard]] static std::string backendGroup(const ResultRecord &result)
    {
        return result.point.workload + " on " + result.point.target.backend;
    }

private:
    void add(const std::string &group, const ParameterSet &parameters)
    {
        for (const auto &[name, value] : parameters)
            m_values[group][name].insert(value);
    }
    std::map<std::string, std::size_t> m_count; ///< results of each backend group
    std::map<std::string, std::map<std::string, std::set<ParameterValue>>> m_values;
    std::map<std::string, ParameterSet> m_common;
};

std::string workloadCell(const ResultRecord &result, const CommonParameters &common)
{
    const std::string parameters =
        describeParameters(common.withoutCommon(result.point.workload, result.point.workloadParameters));
    return printable(result.point.workload) + (parameters.empty() ? "" : " " + parameters);
}

std::string targetCell(const ResultRecord &result, const CommonParameters &common)
{
    const std::string parameters = describeParameters(
        common.withoutCommon(CommonParameters::backendGroup(result), result.point.backendParameters));
    return result.point.target.text() + (parameters.empty() ? "" : " " + parameters);
}

std::string cell(const Metric &metric)
{
    return metric.value ? describe(metric) : "–";
}

TextTable table(const std::vector<ResultRecord> &results)
{
    const CommonParameters common(results);
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
        table.add({std::to_string(result.number), workloadCell(result, common), targetCell(result, common),
                   singleStream ? "" : scenario.describe(), cell(p50), cell(tail), cell(rate), sloRate,
                   origin.value ? describeOrigin(origin) : "–", badges(result)});
    }
    return table;
}

std::string inCommon(const std::vector<ResultRecord> &results, std::size_t columns)
{
    std::vector<std::pair<std::string, std::string>> lines;
    const CommonParameters common(results);
    for (const auto &[group, parameters] : common.all())
        lines.emplace_back(printable(group), describeParameters(parameters));
    return lines.empty() ? "" : "\nThe same in all lines of a workload:\n" + renderPairs(lines, 2, columns);
}

std::string legend(const std::vector<ResultRecord> &results, std::size_t columns)
{
    bool quick = false, sameCpu = false, notConverged = false, invalid = false, unchecked = false, absent = false,
         projected = false;
    for (const auto &result : results) {
        const auto standing = model::standing(result);
        quick = quick || (standing.quick && standing.complete > 0);
        sameCpu = sameCpu || standing.sameCpu;
        notConverged = notConverged || standing.notConverged;
        invalid = invalid || standing.valid < standing.complete;
        unchecked = unchecked || standing.unchecked;
        projected = projected || (standing.projected && standing.complete > 0);
        absent = absent || (standing.complete > 0 && !model::headlineValue(result, "latency.p99").value);
    }
    const std::vector<std::pair<std::string, std::string>> lines{
        {"quick", quick ? "one short run: good for a first look, never names a winner" : ""},
        {"projected", projected ? "a model's figure for a device of the catalogue that nobody ran" : ""},
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
    const CommonParameters common(results);
    std::string text;
    for (const auto &result : results) {
        const model::Standing standing = model::standing(result);
        if (standing.doesNotFit == 0 || standing.complete > 0)
            continue;
        const auto last = std::find_if(result.runs.rbegin(), result.runs.rend(), [](const study::RunRecord &run) {
            return run.cause == measure::Cause::DoesNotFit;
        });
        text += paragraph(fmt::format("#{} {} on {}: {}", result.number, workloadCell(result, common),
                                      targetCell(result, common), printable(last->causeText)),
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
