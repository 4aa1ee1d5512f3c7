#include "core/study/search/plan_space.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace assay::study {
namespace {

const BackendFacts *find(const std::vector<BackendFacts> &backends, const std::string &id)
{
    const auto found = std::find_if(backends.begin(), backends.end(), [&](const auto &each) { return each.id == id; });
    return found == backends.end() ? nullptr : &*found;
}

bool applies(const ParameterAxis &axis, const ParameterSpec &spec, const std::string &backend)
{
    return (axis.backend.empty() || axis.backend == backend) && spec.answersTo(axis.name);
}

std::string nameOf(const ParameterAxis &axis)
{
    return axis.backend.empty() ? axis.name : axis.backend + "." + axis.name;
}

/// Axes of one name are one axis, each value once.
std::vector<ParameterAxis> merged(const std::vector<ParameterAxis> &axes)
{
    std::vector<ParameterAxis> all;
    std::set<std::tuple<std::string, std::string, std::string>> seen;
    for (const ParameterAxis &axis : axes) {
        const auto same = std::find_if(all.begin(), all.end(), [&](const ParameterAxis &other) {
            return other.backend == axis.backend && other.name == axis.name;
        });
        ParameterAxis &into = same == all.end() ? all.emplace_back(ParameterAxis{axis.backend, axis.name, {}}) : *same;
        for (const std::string &value : axis.values)
            if (seen.emplace(axis.backend, axis.name, value).second)
                into.values.push_back(value);
    }
    return all;
}

/// Axes of what a run takes all choices of when nobody names it: each backend has its own.
std::vector<ParameterAxis> defaultAxes(const PlanRequest &request, const catalog::Workload &workload,
                                       const std::vector<BackendFacts> &backends)
{
    std::vector<ParameterAxis> axes;
    std::set<std::string> seen;
    for (const TargetId &target : request.targets) {
        const BackendFacts *backend = find(backends, target.backend);
        if (backend == nullptr || !seen.insert(target.backend).second)
            continue;
        for (const ParameterSpec &spec : backendParameters(workload, *backend)) {
            const bool given = std::any_of(request.axes.begin(), request.axes.end(),
                                           [&](const ParameterAxis &axis) { return applies(axis, spec, backend->id); });
            if (!spec.allByDefault || given)
                continue;
            ParameterAxis &axis = axes.emplace_back(ParameterAxis{backend->id, spec.name, {}});
            for (const ParameterValue &choice : spec.choices)
                axis.values.push_back(choice.text());
        }
    }
    return axes;
}

/// Sizes of the problem make questions of their own, which no front compares.
Status checkOneQuestion(const catalog::Workload &workload, const std::vector<ParameterAxis> &axes)
{
    for (const ParameterSpec &spec : workload.parameters) {
        const ParameterAxis *given = nullptr;
        for (const ParameterAxis &axis : axes) {
            if (!spec.answersTo(axis.name) || !axis.backend.empty())
                continue;
            if (given != nullptr)
                return failure(ErrorCode::InvalidInput, fmt::format("-p names '{}' twice, as {} and {}: give it once",
                                                                    spec.name, given->name, axis.name));
            given = &axis;
        }
        const std::size_t values = given != nullptr    ? given->values.size()
                                   : spec.allByDefault ? spec.choices.size()
                                                       : 1;
        if (values > 1)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("'{}' is a parameter of the workload {} with {} values: its results answer "
                                       "different questions. Give one value, for example -p {}={}",
                                       spec.name, workload.id, values, spec.name,
                                       given != nullptr ? given->values.front() : spec.choices.front().text()));
    }
    return {};
}

/// Everything of a request but its axes, which may be long.
PlanRequest withoutAxes(const PlanRequest &request, std::vector<TargetId> targets)
{
    return {request.workloads, std::move(targets), {}, request.scenario, request.stopRule, request.seed};
}

/// Each value must be one that some target takes, or a slip of the hand would be a row of failed points.
Status checkValues(const PlanRequest &request, const catalog::WorkloadLibrary &library,
                   const std::vector<BackendFacts> &backends)
{
    std::vector<PlanRequest> ones; // by target
    for (const TargetId &target : request.targets) {
        ones.push_back(withoutAxes(request, {target}));
        if (const auto planned = plan(ones.back(), library, backends); !planned)
            return failure(planned.error());
    }
    for (const ParameterAxis &axis : request.axes)
        for (const std::string &value : axis.values) {
            std::optional<Error> why;
            bool taken = false;
            for (std::size_t i = 0; i < ones.size() && !taken; ++i) {
                ones[i].axes = {{axis.backend, axis.name, {value}}};
                const auto planned = plan(ones[i], library, backends);
                taken = planned.has_value();
                if (!planned && !why)
                    why = planned.error();
            }
            if (!taken && why)
                return failure(*why);
        }
    return {};
}

std::vector<TargetId> withoutDoubles(const std::vector<TargetId> &targets)
{
    std::vector<TargetId> all;
    for (const TargetId &target : targets)
        if (std::find(all.begin(), all.end(), target) == all.end())
            all.push_back(target);
    return all;
}

} // namespace

PlanSpace::PlanSpace(PlanRequest request, SearchSpace space, const catalog::WorkloadLibrary &library,
                     const std::vector<BackendFacts> &backends)
    : m_request(std::move(request)), m_space(std::move(space)), m_library(library), m_backends(backends)
{
    for (const TargetId &target : m_request.targets) {
        std::vector<bool> &row = m_takes.emplace_back();
        for (const ParameterAxis &axis : m_request.axes)
            row.push_back(takes(target, axis));
    }
}

Result<PlanSpace> PlanSpace::create(PlanRequest request, const catalog::WorkloadLibrary &library,
                                    const std::vector<BackendFacts> &backends)
{
    if (request.workloads.size() != 1)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("a search has one workload, not {} ({}): results of several answer different "
                                   "questions. Name one with -w",
                                   request.workloads.size(), fmt::join(request.workloads, ", ")));
    const auto workload = library.require(request.workloads.front());
    if (!workload)
        return failure(workload.error());
    request.targets = withoutDoubles(request.targets);
    request.axes = merged(request.axes);
    if (auto checked = checkOneQuestion(**workload, request.axes); !checked)
        return failure(checked.error());
    if (auto checked = checkValues(request, library, backends); !checked)
        return failure(checked.error());
    for (ParameterAxis &axis : defaultAxes(request, **workload, backends))
        request.axes.push_back(std::move(axis));
    std::stable_partition(request.axes.begin(), request.axes.end(),
                          [](const ParameterAxis &axis) { return axis.values.size() > 1; });
    std::vector<SearchDimension> dimensions{{"target", static_cast<std::uint32_t>(request.targets.size())}};
    for (const ParameterAxis &axis : request.axes)
        if (axis.values.size() > 1)
            dimensions.push_back({nameOf(axis), static_cast<std::uint32_t>(axis.values.size())});
    auto space = SearchSpace::create(std::move(dimensions));
    if (!space)
        return failure(space.error());
    return PlanSpace(std::move(request), std::move(*space), library, backends);
}

const BackendFacts *PlanSpace::backendOf(const TargetId &target) const
{
    return find(m_backends, target.backend);
}

bool PlanSpace::takes(const TargetId &target, const ParameterAxis &axis) const
{
    const catalog::Workload *workload = m_library.find(m_request.workloads.front());
    const BackendFacts *backend = backendOf(target);
    if (workload == nullptr || backend == nullptr)
        return false;
    const auto answers = [&](const ParameterSpec &spec) { return applies(axis, spec, backend->id); };
    const auto specs = backendParameters(*workload, *backend);
    return std::any_of(specs.begin(), specs.end(), answers) ||
           std::any_of(workload->parameters.begin(), workload->parameters.end(),
                       [&](const ParameterSpec &spec) { return axis.backend.empty() && spec.answersTo(axis.name); });
}

Result<DesignPoint> PlanSpace::designPoint(const SearchPoint &point) const
{
    PlanRequest one = withoutAxes(m_request, {m_request.targets[point.front()]});
    for (std::size_t i = 0; i < m_request.axes.size(); ++i) {
        const ParameterAxis &axis = m_request.axes[i];
        if (m_takes[point.front()][i])
            one.axes.push_back({axis.backend, axis.name, {axis.values[i + 1 < point.size() ? point[i + 1] : 0]}});
    }
    auto planned = plan(one, m_library, m_backends);
    if (!planned)
        return failure(planned.error());
    if (planned->points.size() == 1 && planned->skipped.empty())
        return std::move(planned->points.front());
    if (planned->points.empty() && !planned->skipped.empty())
        return failure(ErrorCode::Unsupported, planned->skipped.front().reason);
    return failure(ErrorCode::InvalidInput,
                   fmt::format("{}: -p names a parameter twice, under two of its names: give it once", name(point)));
}

std::uint64_t PlanSpace::designs() const
{
    std::uint64_t sum = 0;
    for (const std::vector<bool> &takes : m_takes) {
        std::uint64_t product = 1;
        for (std::size_t i = 0; i < takes.size(); ++i)
            product *= takes[i] ? m_request.axes[i].values.size() : 1;
        sum += product;
    }
    return sum;
}

std::string PlanSpace::name(const SearchPoint &point) const
{
    std::string text = m_request.targets[point.front()].text();
    for (std::size_t i = 0; i + 1 < point.size(); ++i)
        if (m_takes[point.front()][i])
            text += fmt::format(" {}={}", m_request.axes[i].name, m_request.axes[i].values[point[i + 1]]);
    return text;
}

Json PlanSpace::toJson() const
{
    std::vector<std::string> targets;
    for (const TargetId &target : m_request.targets)
        targets.push_back(target.text());
    Json dimensions = Json::array({{{"name", "target"}, {"values", targets}}});
    for (const ParameterAxis &axis : m_request.axes)
        if (axis.values.size() > 1)
            dimensions.push_back({{"name", nameOf(axis)}, {"values", axis.values}});
    return dimensions;
}

} // namespace assay::study
