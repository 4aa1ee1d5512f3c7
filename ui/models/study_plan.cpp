#include "ui/models/study_plan.hpp"

#include <algorithm>

#include <QCoreApplication>

namespace assay::ui {
namespace {

struct PlanTexts {
    Q_DECLARE_TR_FUNCTIONS(assay::ui::PlannedStudy)
};

std::string missing(const StudyChoice &choice)
{
    if (choice.workloads.empty())
        return PlanTexts::tr("Choose a workload").toStdString();
    if (choice.targets.empty())
        return PlanTexts::tr("Choose a target to run it on").toStdString();
    if (choice.scenario == measure::ScenarioKind::SloSearch && !(choice.sloSeconds > 0))
        return PlanTexts::tr("Say which latency is to be held").toStdString();
    return "";
}

constexpr double kMostPoints = 20'000; ///< planned while somebody types; a larger grid wants a search

Status checkSize(const study::PlanRequest &request)
{
    double points = static_cast<double>(request.workloads.size() * request.targets.size());
    for (const study::ParameterAxis &axis : request.axes)
        points *= static_cast<double>(axis.values.size());
    if (points <= kMostPoints)
        return {};
    return failure(ErrorCode::InvalidInput,
                   PlanTexts::tr("These values make %1 points or more: choose fewer, or search the grid with "
                                 "`assay run --search`")
                       .arg(points, 0, 'g', 3)
                       .toStdString());
}

Result<study::PlanRequest> requestOf(const StudyChoice &choice)
{
    study::PlanRequest request;
    request.workloads.assign(choice.workloads.begin(), choice.workloads.end());
    for (const std::string &text : choice.targets) {
        auto target = study::TargetId::parse(text);
        if (!target)
            return failure(target.error());
        request.targets.push_back(std::move(*target));
    }
    for (const auto &[name, values] : choice.parameters) {
        if (values.empty())
            continue;
        auto axis = study::parseAxis(name + "=" + values);
        if (!axis)
            return failure(axis.error());
        request.axes.push_back(std::move(*axis));
    }
    if (const Status fits = checkSize(request); !fits)
        return failure(fits.error());
    request.scenario.kind = choice.scenario;
    request.scenario.sloSeconds = choice.sloSeconds;
    request.stopRule = choice.quick ? measure::StopRule::quickRule() : measure::StopRule::full();
    return request;
}

std::string usualOf(const ParameterSpec &spec)
{
    if (!spec.allByDefault)
        return spec.defaultValue.text();
    std::string all;
    for (const ParameterValue &value : spec.choices)
        all += (all.empty() ? "" : ",") + value.text();
    return all;
}

void addParameters(std::vector<ChoosableParameter> &all, const std::string &workload,
                   const std::vector<ParameterSpec> &more)
{
    for (const ParameterSpec &spec : more) {
        auto known = std::ranges::find_if(
            all, [&](const ChoosableParameter &parameter) { return parameter.spec.name == spec.name; });
        if (known == all.end())
            known = all.insert(all.end(), ChoosableParameter{spec, {}});
        const std::pair<std::string, std::string> usual{workload, usualOf(spec)};
        if (std::ranges::find(known->usual, usual) == known->usual.end())
            known->usual.push_back(usual);
    }
}

} // namespace

PlannedStudy planStudy(const StudyChoice &choice, const desk::Surroundings &around)
{
    PlannedStudy planned;
    planned.lacks = missing(choice);
    if (!planned.lacks.empty())
        return planned;
    const auto request = requestOf(choice);
    auto plan = request ? study::plan(*request, around.workloads, around.backends) : failure(request.error());
    if (!plan) {
        planned.lacks = plan.error().text();
        return planned;
    }
    planned.plan = std::move(*plan);
    for (const study::DesignPoint &point : planned.plan.points) {
        if (point.target.isCatalogue())
            continue;
        planned.runs += point.stopRule.repeats;
        planned.seconds += point.stopRule.repeats * run::estimateSeconds(point, around.isEmulated(point));
    }
    if (planned.plan.points.empty())
        planned.lacks = PlanTexts::tr("None of these combinations can run").toStdString();
    return planned;
}

std::string whyNotAgain(const study::DesignPoint &point, const desk::Surroundings &around)
{
    const catalog::Workload *const workload = around.workloads.find(point.workload);
    if (workload == nullptr || workload->sourceHash != point.workloadHash)
        return PlanTexts::tr("The workload %1 is not here as it was then")
            .arg(QString::fromStdString(point.workload))
            .toStdString();
    if (point.target.isCatalogue())
        return "";
    if (!around.devices.contains(point.target.text()))
        return PlanTexts::tr("This machine has no %1").arg(QString::fromStdString(point.target.text())).toStdString();
    const plugin::PluginManifest *const backend = around.plugins.find(point.target.backend);
    if (backend == nullptr || backend->hash != point.pluginHash)
        return PlanTexts::tr("The backend %1 is not the one it was measured with: add runs on a new result instead")
            .arg(QString::fromStdString(point.target.backend))
            .toStdString();
    return "";
}

std::string ChoosableParameter::usualText() const
{
    const bool same = std::ranges::all_of(usual, [&](const auto &each) { return each.second == usual.front().second; });
    if (same)
        return usual.empty() ? "" : usual.front().second;
    std::string text;
    for (const auto &[workload, value] : usual)
        text += (text.empty() ? "" : ", ") + value + " (" + workload + ")";
    return text;
}

std::vector<ChoosableParameter> choosableParameters(const StudyChoice &choice, const desk::Surroundings &around)
{
    std::vector<ChoosableParameter> all;
    for (const std::string &id : choice.workloads) {
        const catalog::Workload *const workload = around.workloads.find(id);
        if (workload == nullptr)
            continue;
        addParameters(all, id, workload->parameters);
        for (const study::BackendFacts &backend : around.backends)
            if (std::ranges::any_of(choice.targets,
                                    [&](const std::string &target) { return target.starts_with(backend.id + ":"); }))
                addParameters(all, id, study::backendParameters(*workload, backend));
    }
    return all;
}

} // namespace assay::ui
