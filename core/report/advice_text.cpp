#include "core/report/advice_text.hpp"

#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/json_text.hpp"
#include "core/base/units.hpp"
#include "core/model/headline.hpp"
#include "core/report/assumptions_text.hpp"
#include "core/report/printable.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

std::string heading(const std::string &text, bool bold)
{
    return bold ? fmt::format("\x1b[1m{}\x1b[0m\n", text) : text + "\n";
}

std::string optionsTable(const AdviceReport &report, bool bold, std::size_t columns)
{
    const auto &question = report.question;
    const std::string_view id = model::defaultMetric(question.options[question.baseline].result->point.scenario.kind);
    const MetricInfo *info = metricInfo(id);
    TextTable table({{"option"}, {std::string(id), Align::Right}, {"evidence"}, {"note"}});
    table.fitInto(columns);
    for (std::size_t i = 0; i < question.options.size(); ++i) {
        const model::AdviceOption &option = question.options[i];
        const Metric metric = model::headlineValue(*option.result, id);
        std::vector<std::string> notes;
        if (i == question.baseline)
            notes.emplace_back("baseline");
        if (!option.draft.option.cannotWin.empty())
            notes.push_back(option.draft.option.cannotWin);
        table.add({printable(option.draft.option.name),
                   metric.value && info != nullptr ? formatQuantity(*metric.value, info->unit) : "–",
                   metric.value ? toText(metric.evidence) : "", fmt::format("{}", fmt::join(notes, ", "))});
    }
    return table.render(bold);
}

std::string findingText(const model::Finding &finding, std::size_t columns)
{
    std::string text = sentence(
        fmt::format("- {} [{}]: {}", finding.topic, toText(finding.strength), printable(finding.claim)), columns, 2);
    for (const std::string &reason : finding.because)
        text += sentence("    because " + printable(reason), columns, 6);
    return text + sentence("    changes with: " + printable(finding.wouldChange), columns, 6);
}

/// Findings that rest on this result first; without one, those that rest on none.
std::string findingsAbout(const AdviceReport &report, std::optional<std::int64_t> result, std::size_t columns)
{
    std::string text;
    for (const model::Finding &finding : report.advice.findings)
        if (result ? !finding.results.empty() && finding.results.front() == *result : finding.results.empty())
            text += findingText(finding, columns);
    return text;
}

} // namespace

std::string describe(const AdviceReport &report, bool bold, std::size_t columns)
{
    std::string text = heading(sentence(printable(report.advice.recommendation), columns), bold);
    if (!report.advice.wouldChange.empty()) {
        text += "What would change that:\n";
        for (const std::string &each : report.advice.wouldChange)
            text += sentence("- " + printable(each), columns, 2);
    }
    text += "\n" + optionsTable(report, bold, columns);
    text += "\n" + heading("In general", bold) + findingsAbout(report, std::nullopt, columns);
    for (const model::AdviceOption &option : report.question.options) {
        const std::string about = findingsAbout(report, option.result->number, columns);
        if (!about.empty())
            text += "\n" + heading(printable(option.draft.option.name), bold) + about;
    }
    return text;
}

Json adviceJson(const AdviceReport &report)
{
    const auto &question = report.question;
    Json options = Json::array(), findings = Json::array(), turns = Json::array();
    for (const model::AdviceOption &option : question.options)
        options.push_back({{"result", option.result->number},
                           {"name", printable(option.draft.option.name)},
                           {"class", option.draft.hardwareClass},
                           {"cannot_win", option.draft.option.cannotWin}});
    for (const model::Finding &finding : report.advice.findings) {
        Json because = Json::array();
        for (const std::string &reason : finding.because)
            because.push_back(printable(reason));
        findings.push_back({{"topic", finding.topic},
                            {"claim", printable(finding.claim)},
                            {"because", because},
                            {"results", finding.results},
                            {"strength", toText(finding.strength)},
                            {"would_change", printable(finding.wouldChange)}});
    }
    for (const std::string &each : report.advice.wouldChange)
        turns.push_back(printable(each));
    return {{"assumptions", assumptionsJson(question.assumptions)},
            {"workload", question.workload->id},
            {"options", options},
            {"baseline", question.options[question.baseline].result->number},
            {"hot_fraction", orNull(question.hotFraction)},
            {"answer", question.options[report.advice.option].result->number},
            {"stay", report.advice.stay},
            {"recommendation", printable(report.advice.recommendation)},
            {"would_change", turns},
            {"findings", findings}};
}

} // namespace assay::report
