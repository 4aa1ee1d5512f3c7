#include "core/report/result_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/units.hpp"
#include "core/report/printable.hpp"

namespace assay::report {

std::string describe(const Metric &metric)
{
    if (!metric.value)
        return "– (" + printable(metric.absentReason.empty() ? "reason not recorded" : metric.absentReason) + ")";
    const MetricInfo *info = metricInfo(metric.id);
    const std::string_view unit = info != nullptr ? info->unit : "";
    if (metric.low && metric.high)
        return formatInterval(*metric.value, *metric.low, *metric.high, unit);
    return formatQuantity(*metric.value, unit);
}

std::string describeOrigin(const Metric &metric)
{
    return toText(metric.evidence) + ", " + toText(metric.boundary);
}

std::string badges(const study::ResultRecord &result)
{
    const model::Standing standing = model::standing(result);
    std::vector<std::string> words;
    if (standing.complete == 0 && standing.doesNotFit > 0)
        words.emplace_back("does not fit");
    else if (standing.complete == 0 && standing.failed > 0)
        words.push_back("failed: " + toText(result.runs.back().cause));
    else if (standing.failed > 0)
        words.push_back(fmt::format("{} of {} runs failed", standing.failed, standing.runs));
    if (standing.running > 0)
        words.emplace_back("running");
    if (standing.runs == 0)
        words.emplace_back("not run");
    if (standing.invalid())
        words.emplace_back("invalid");
    else if (standing.valid < standing.complete)
        words.push_back(fmt::format("{} of {} runs invalid", standing.complete - standing.valid, standing.complete));
    if (standing.quick && standing.complete > 0)
        words.emplace_back("quick");
    if (standing.projected && standing.complete > 0)
        words.emplace_back("projected");
    if (standing.unchecked)
        words.emplace_back("unchecked");
    if (standing.notConverged)
        words.emplace_back("not converged");
    if (standing.sameCpu)
        words.emplace_back("same CPU");
    return fmt::format("{}", fmt::join(words, ", "));
}

std::string stateWord(const model::Standing &standing)
{
    if (standing.complete > 0)
        return standing.invalid() ? "invalid" : "complete";
    if (standing.running > 0)
        return "running";
    if (standing.doesNotFit > 0)
        return "does not fit";
    return standing.failed > 0 ? "failed" : "not run";
}

std::string describeParameters(const ParameterSet &parameters)
{
    return parameters.empty() ? "" : printable(assay::describe(parameters));
}

std::string title(const study::ResultRecord &result)
{
    const auto &point = result.point;
    std::string text = fmt::format("#{} {} on {}", result.number, printable(point.workload), point.target.text());
    if (!point.backendParameters.empty())
        text += fmt::format(" {}", describeParameters(point.backendParameters));
    return text;
}

} // namespace assay::report
