#include "core/study/plan.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/base/suggest.hpp"

namespace assay::study {
namespace {

using catalog::Implementation;
using catalog::Workload;

/// Values of one declared parameter: the axis's, or every choice, or the default alone.
Result<std::vector<ParameterValue>> valuesOf(const ParameterSpec &spec, const std::vector<const ParameterAxis *> &axes)
{
    std::vector<ParameterValue> values;
    for (const ParameterAxis *axis : axes)
        for (const auto &text : axis->values) {
            auto value = spec.parse(text);
            if (!value)
                return failure(value.error());
            if (std::find(values.begin(), values.end(), *value) == values.end())
                values.push_back(*value);
        }
    if (values.empty() && spec.allByDefault)
        values = spec.choices;
    if (values.empty())
        values.push_back(spec.defaultValue);
    return values;
}

std::vector<const ParameterAxis *> axesFor(const std::vector<ParameterAxis> &axes, const ParameterSpec &spec,
                                           const std::string &backend)
{
    std::vector<const ParameterAxis *> found;
    for (const auto &axis : axes)
        if (spec.answersTo(axis.name) && (axis.backend.empty() || axis.backend == backend))
            found.push_back(&axis);
    return found;
}

const Implementation *implementationFor(const Workload &workload, const BackendFacts &backend)
{
    for (const auto &kind : backend.implementationKinds)
        if (const Implementation *found = workload.implementation(kind))
            return found;
    return nullptr;
}

/// What can be chosen on this backend: the implementation's parameters and the backend's own.
std::vector<ParameterSpec> backendSpecs(const Implementation &implementation, const BackendFacts &backend)
{
    std::vector<ParameterSpec> specs = implementation.parameters;
    for (const ParameterSpec &own : backend.parameters)
        if (std::none_of(implementation.parameters.begin(), implementation.parameters.end(),
                         [&](const ParameterSpec &spec) { return spec.answersTo(own.name); }))
            specs.push_back(own);
    return specs;
}

void addNames(const std::vector<ParameterSpec> &specs, std::set<std::string> &names)
{
    for (const ParameterSpec &spec : specs) {
        names.insert(spec.name);
        names.insert(spec.aliases.begin(), spec.aliases.end());
    }
}

Status checkNames(const PlanRequest &request, const std::vector<const Workload *> &workloads,
                  const std::vector<BackendFacts> &backends)
{
    std::set<std::string> known;
    for (const Workload *workload : workloads) {
        addNames(workload->parameters, known);
        for (const auto &target : request.targets)
            for (const auto &backend : backends)
                if (backend.id == target.backend)
                    if (const Implementation *implementation = implementationFor(*workload, backend))
                        addNames(backendSpecs(*implementation, backend), known);
    }
    const std::vector<std::string> names(known.begin(), known.end());
    for (const auto &axis : request.axes) {
        if (!known.contains(axis.name))
            return failure(ErrorCode::InvalidInput,
                           fmt::format("no chosen workload or target has a parameter '{}'.{} They have: {}", axis.name,
                                       didYouMean(axis.name, names), fmt::join(names, ", ")));
        const bool scopeKnown =
            axis.backend.empty() || std::any_of(request.targets.begin(), request.targets.end(),
                                                [&](const TargetId &t) { return t.backend == axis.backend; });
        if (!scopeKnown)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("-p {}.{}: no chosen target belongs to the backend '{}'", axis.backend,
                                       axis.name, axis.backend));
    }
    return {};
}

/// A point on an entry of the hardware catalogue is projected: it has no implementation, and no rule to measure by.
DesignPoint projectedPoint(const PlanRequest &request, const Workload &workload, const ParameterSet &parameters,
                           const TargetId &target)
{
    measure::StopRule none = measure::StopRule::full();
    none.repeats = 1;
    return {workload.id, workload.sourceHash, parameters, target, {}, "", request.scenario, none, 1};
}

/// Adds the points of one workload with one set of workload parameters on one target.
Status addTargetPoints(const PlanRequest &request, const Workload &workload, const ParameterSet &parameters,
                       const TargetId &target, const BackendFacts &backend, Plan &plan)
{
    const Implementation *implementation = implementationFor(workload, backend);
    const std::string what = fmt::format("{} {} on {}", workload.id, describe(parameters), target.text());
    if (implementation == nullptr) {
        plan.skipped.push_back(
            {fmt::format("{} on {}", workload.id, target.text()),
             fmt::format("the workload has no {} implementation", fmt::join(backend.implementationKinds, " or "))});
        return {};
    }
    std::vector<std::pair<std::string, std::vector<ParameterValue>>> axes;
    for (const auto &spec : backendSpecs(*implementation, backend)) {
        auto values = valuesOf(spec, axesFor(request.axes, spec, backend.id));
        if (!values)
            return failure(values.error().within(fmt::format("{} on {}", workload.id, target.text())));
        axes.emplace_back(spec.name, std::move(*values));
    }
    for (auto &backendParameters : grid(axes)) {
        ParameterSet all = parameters;
        all.insert(backendParameters.begin(), backendParameters.end());
        const auto forbidden = std::find_if(implementation->requirements.begin(), implementation->requirements.end(),
                                            [&](const auto &requirement) {
                                                const auto value = requirement.condition.evaluate(all);
                                                return !value || *value == 0;
                                            });
        if (forbidden != implementation->requirements.end()) {
            plan.skipped.push_back({what + " " + describe(backendParameters), forbidden->reason});
            continue;
        }
        plan.points.push_back({workload.id, workload.sourceHash, parameters, target, std::move(backendParameters),
                               backend.pluginHash, request.scenario, request.stopRule, request.seed});
    }
    return {};
}

Status addWorkloadPoints(const PlanRequest &request, const Workload &workload,
                         const std::vector<BackendFacts> &backends, Plan &plan)
{
    std::vector<std::pair<std::string, std::vector<ParameterValue>>> axes;
    for (const auto &spec : workload.parameters) {
        auto values = valuesOf(spec, axesFor(request.axes, spec, ""));
        if (!values)
            return failure(values.error().within(workload.id));
        axes.emplace_back(spec.name, std::move(*values));
    }
    for (const auto &given : grid(axes)) {
        auto parameters = workload.complete(given);
        if (!parameters) {
            plan.skipped.push_back({fmt::format("{} {}", workload.id, describe(given)), parameters.error().text()});
            continue;
        }
        for (const auto &target : request.targets) {
            if (target.isCatalogue()) {
                plan.points.push_back(projectedPoint(request, workload, *parameters, target));
                continue;
            }
            const auto backend =
                std::find_if(backends.begin(), backends.end(), [&](const auto &b) { return b.id == target.backend; });
            if (backend == backends.end()) {
                std::vector<std::string> ids;
                for (const auto &known : backends)
                    ids.push_back(known.id);
                return failure(ErrorCode::NotFound,
                               fmt::format("there is no backend '{}'.{} `assay plugin list` shows the backends",
                                           target.backend, didYouMean(target.backend, ids)));
            }
            if (auto added = addTargetPoints(request, workload, *parameters, target, *backend, plan); !added)
                return added;
        }
    }
    return {};
}

} // namespace

std::vector<ParameterSpec> backendParameters(const Workload &workload, const BackendFacts &backend)
{
    const Implementation *implementation = implementationFor(workload, backend);
    return implementation == nullptr ? std::vector<ParameterSpec>() : backendSpecs(*implementation, backend);
}

Result<Plan> plan(const PlanRequest &request, const catalog::WorkloadLibrary &library,
                  const std::vector<BackendFacts> &backends)
{
    std::vector<const Workload *> workloads;
    for (const auto &id : request.workloads) {
        auto workload = library.require(id);
        if (!workload)
            return failure(workload.error());
        workloads.push_back(*workload);
    }
    Plan plan;
    for (const Workload *workload : workloads)
        if (auto added = addWorkloadPoints(request, *workload, backends, plan); !added)
            return failure(added.error());
    if (auto checked = checkNames(request, workloads, backends); !checked)
        return failure(checked.error());
    return plan;
}

} // namespace assay::study
