#include "ui/models/detail_sections.hpp"

#include <algorithm>
#include <utility>

#include <QCoreApplication>

#include "core/base/units.hpp"
#include "core/model/headline.hpp"
#include "core/report/printable.hpp"
#include "core/report/record_text.hpp"
#include "core/report/result_text.hpp"

namespace assay::ui {
namespace {

using Fact = DetailTree::Fact;
using Section = DetailTree::Section;

class Texts {
    Q_DECLARE_TR_FUNCTIONS(assay::ui::DetailSections)
};

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QString safe(std::string_view utf8)
{
    return text(report::printable(utf8));
}

Fact plain(const QString &name, const QString &value, const QString &explanation = {})
{
    return {name, value, {}, explanation, std::nullopt};
}

QString stopRule(const measure::StopRule &rule)
{
    if (rule.quick)
        return Texts::tr("quick: one run of at most %1 s; never names a winner").arg(rule.maximumSeconds);
    return Texts::tr("runs of %1 to %2 s until the 95 % interval of p%3 is within ±%4 %; runs: %5")
        .arg(rule.minimumSeconds)
        .arg(rule.maximumSeconds)
        .arg(rule.targetPercentile * 100)
        .arg(rule.relativeHalfWidth * 100)
        .arg(rule.repeats);
}

Section question(const report::ResultDetail &detail)
{
    const auto &result = detail.result;
    const auto &point = result.point;
    Section section{"question", Texts::tr("What was measured"), {}};
    section.facts = {
        plain(Texts::tr("Workload"), safe(point.workload)),
        plain(Texts::tr("Target"), text(point.target.text())),
        plain(Texts::tr("Device"), safe(result.deviceName)),
        plain(Texts::tr("Load"), safe(point.scenario.describe())),
        plain(Texts::tr("Measured by"), stopRule(point.stopRule)),
        plain(Texts::tr("Seed"), QString::number(point.seed)),
        plain(Texts::tr("Remarks"), text(report::badges(result))),
        plain(Texts::tr("Sources"), safe(point.workloadHash), Texts::tr("SHA-256 of the workload's files")),
        plain(Texts::tr("Plugin"), safe(point.pluginHash), Texts::tr("SHA-256 of the backend's library")),
        plain(Texts::tr("Key"), safe(result.key), Texts::tr("Equal keys ask the same question"))};
    std::erase_if(section.facts, [](const Fact &fact) { return fact.value.isEmpty(); });
    return section;
}

Section parameters(const study::ResultRecord &result)
{
    Section section{"parameters", Texts::tr("Parameters"), {}};
    for (const auto &[name, value] : result.point.workloadParameters)
        section.facts.push_back(plain(safe(name), safe(value.text()), Texts::tr("Of the workload")));
    for (const auto &[name, value] : result.point.backendParameters)
        section.facts.push_back(plain(safe(name), safe(value.text()), Texts::tr("Of the backend")));
    return section;
}

/// What the number means and what it is made of.
QString explanation(const Metric &metric, std::size_t runs)
{
    const MetricInfo *info = metricInfo(metric.id);
    QString words = info == nullptr ? QString() : text(info->meaning) + ".";
    if (!metric.value)
        return words + "\n" + Texts::tr("Absent: %1").arg(safe(metric.absentReason));
    words += "\n";
    words +=
        runs > 1
            ? Texts::tr("Mean over %1 runs; the 95 % interval covers the spread within and between them.").arg(runs)
            : Texts::tr("Of one run, with its own 95 % interval.");
    return words;
}

Fact metricFact(const Metric &metric, std::size_t runs)
{
    Fact fact{text(metric.id), text(report::describe(metric)), {}, explanation(metric, runs), std::nullopt};
    if (metric.value)
        fact.origin = text(report::describeOrigin(metric));
    if (metric.value)
        fact.evidence = metric.evidence;
    return fact;
}

bool isOf(const Metric &metric, std::string_view prefix)
{
    return std::string_view(metric.id).substr(0, prefix.size()) == prefix;
}

/// Numbers, then phases, cold start and design, each group of its own.
void addNumbers(const study::ResultRecord &result, std::vector<Section> &sections)
{
    const std::size_t runs = model::usedRuns(result).size();
    Section numbers{"numbers", Texts::tr("Numbers"), {}};
    Section phases{"phases", Texts::tr("Phases of a query"), {}};
    Section cold{"cold", Texts::tr("Cold start (each once per run)"), {}};
    Section design{"design", Texts::tr("Design"), {}};
    for (const Metric &metric : model::headlines(result)) {
        Section &section = isOf(metric, "phase.")    ? phases
                           : isOf(metric, "cold.")   ? cold
                           : isOf(metric, "design.") ? design
                                                     : numbers;
        section.facts.push_back(metricFact(metric, runs));
    }
    for (Section *section : {&numbers, &phases, &cold, &design})
        sections.push_back(std::move(*section));
}

Section checks(const study::ResultRecord &result)
{
    Section section{"checks", Texts::tr("Validity checks"), {}};
    for (const auto &run : result.runs) {
        const QString name = Texts::tr("Run %1").arg(run.repeat + 1);
        for (const auto &finding : run.findings) {
            const bool invalid = finding.level == measure::ValidityFinding::Level::Invalid;
            section.facts.push_back({name, safe(finding.text), invalid ? Texts::tr("invalid") : Texts::tr("warning"),
                                     safe(finding.id + ": " + finding.text), std::nullopt});
        }
        if (!run.notConverged.empty())
            section.facts.push_back({name, safe(run.notConverged), Texts::tr("not converged"), {}, std::nullopt});
    }
    if (section.facts.empty() && !result.completeRuns().empty())
        section.facts.push_back(plain(Texts::tr("All runs"), Texts::tr("no check found anything")));
    return section;
}

QString runText(const study::RunRecord &run)
{
    if (run.state == study::RunState::Running)
        return Texts::tr("running since %1").arg(safe(run.startedAt));
    if (run.state == study::RunState::Failed)
        return text(measure::toText(run.cause)) + (run.causeText.empty() ? QString() : ": " + safe(run.causeText));
    const QString checked = run.checked ? Texts::tr("output checked") : Texts::tr("output not checked");
    return Texts::tr("%1 queries in %2, %3")
        .arg(QString::number(run.queries), text(formatWait(run.measuredSeconds)), checked);
}

Section runs(const study::ResultRecord &result)
{
    Section section{"runs", Texts::tr("Runs"), {}};
    for (const auto &run : result.runs) {
        Fact fact = plain(Texts::tr("Run %1").arg(run.repeat + 1), runText(run));
        const bool complete = run.state == study::RunState::Complete;
        fact.origin = complete && run.invalid() ? Texts::tr("invalid") : text(study::toText(run.state));
        fact.explanation = Texts::tr("Started %1, took %2, seed %3")
                               .arg(safe(run.startedAt), text(formatWait(run.wallSeconds)), QString::number(run.seed));
        if (run.state == study::RunState::Failed)
            fact.explanation += "\n" + text(measure::nextStep(run.cause));
        section.facts.push_back(std::move(fact));
    }
    return section;
}

Section record(const char *id, const QString &title, const Json &json)
{
    Section section{id, title, {}};
    for (const auto &[name, value] : report::recordLines(json))
        section.facts.push_back(plain(text(name), text(value)));
    return section;
}

QString wordOf(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? safe(found->get<std::string>()) : QString();
}

QString factValue(const Json &fact)
{
    const auto value = fact.find("value"), low = fact.find("low"), high = fact.find("high");
    if (value == fact.end() || !value->is_number())
        return wordOf(fact, "value");
    const std::string unit = wordOf(fact, "unit").toStdString();
    const bool range = low != fact.end() && high != fact.end() && low->is_number() && high->is_number() &&
                       low->get<double>() < high->get<double>();
    return text(range ? formatInterval(value->get<double>(), low->get<double>(), high->get<double>(), unit)
                      : formatQuantity(value->get<double>(), unit));
}

/// What an emulated session says of its own figures (assay.provenance/1).
Section provenance(const Json &details)
{
    Section section{"provenance", Texts::tr("Where the emulated figures come from"), {}};
    const auto found = details.find("provenance");
    if (found == details.end() || !found->is_object())
        return section;
    section.facts.push_back(plain(Texts::tr("Evidence"), wordOf(*found, "evidence"), wordOf(*found, "reason")));
    section.facts.back().origin = wordOf(*found, "reason");
    if (const auto facts = found->find("facts"); facts != found->end() && facts->is_array())
        for (const Json &fact : *facts)
            if (fact.is_object())
                section.facts.push_back({wordOf(fact, "name"), factValue(fact), wordOf(fact, "evidence"),
                                         wordOf(fact, "how"),
                                         evidenceFromText(wordOf(fact, "evidence").toStdString())});
    return section;
}

} // namespace

std::vector<Section> detailSections(const report::ResultDetail &detail)
{
    std::vector<Section> sections;
    sections.push_back(question(detail));
    sections.push_back(parameters(detail.result));
    addNumbers(detail.result, sections);
    sections.push_back(checks(detail.result));
    sections.push_back(runs(detail.result));
    sections.push_back(record("environment", Texts::tr("Environment at the start"), detail.environmentStart));
    Json session = detail.details;
    if (session.is_object()) {
        sections.push_back(provenance(session));
        session.erase("provenance");
    }
    sections.push_back(record("session", Texts::tr("Session"), session));
    std::erase_if(sections, [](const Section &section) { return section.facts.empty(); });
    return sections;
}

} // namespace assay::ui
