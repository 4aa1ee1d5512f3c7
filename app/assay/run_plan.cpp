#include "app/assay/run_plan.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/assay/commands/shared.hpp"
#include "core/base/suggest.hpp"
#include "core/catalog/hardware.hpp"
#include "core/run/controller.hpp"
#include "core/run/workload_code.hpp"

namespace assay::app {

Result<Surroundings> lookAround(const RunOptions &options, CommandContext &context)
{
    const auto workloadFolders = existingFolders("--workload-dir", options.workloadFolders, kWorkloadFolder);
    const auto pluginFolders = existingFolders("--plugin-dir", options.pluginFolders, kPluginFolder);
    if (!workloadFolders || !pluginFolders)
        return failure(!workloadFolders ? workloadFolders.error() : pluginFolders.error());
    Surroundings around;
    around.workloads = catalog::loadWorkloads(*workloadFolders);
    around.plugins = plugin::findPlugins(*pluginFolders);
    for (const Error &error : around.workloads.errors)
        context.warnings.push_back(error.text());
    for (const Error &error : around.plugins.errors)
        context.warnings.push_back(error.text());
    for (const Error &error : catalog::loadHardware().errors) // the runners leave such files out, too
        context.warnings.push_back(error.text());
    for (const auto &plugin : around.plugins.plugins)
        around.backends.push_back({plugin.id, plugin.implementations, plugin.hash, plugin.parameters});
    return around;
}

Result<std::vector<PlannedRequest>> readRequests(const RunOptions &options)
{
    std::vector<RunRequest> requests{options.request};
    if (!options.studyToml.empty()) {
        auto read = readStudyToml(options.studyToml);
        if (!read)
            return failure(read.error());
        requests = std::move(*read);
    }
    std::vector<PlannedRequest> plans;
    for (const RunRequest &request : requests) {
        auto plan = toPlanRequest(request);
        if (!plan)
            return PlannedRequest{{}, request.origin}.failed(plan.error());
        plans.push_back({std::move(*plan), request.origin});
    }
    return plans;
}

Status checkTargets(const std::vector<PlannedRequest> &requests, Surroundings &around, const std::stop_token &stop)
{
    std::map<std::string, plugin::BackendInventory> inventories;
    for (const auto &request : requests)
        for (const auto &target : request.plan.targets) {
            if (!target.agent.empty())
                return request.failed({ErrorCode::Unsupported,
                                       fmt::format("{}: agents are not part of this version yet", target.text())});
            const plugin::PluginManifest *manifest = around.plugins.find(target.backend);
            if (manifest == nullptr)
                continue; // planning names it, with a suggestion
            if (!inventories.contains(target.backend))
                inventories[target.backend] = run::inventory(*manifest, stop);
            const auto &found = inventories[target.backend];
            if (found.prepares)
                around.preparing.insert(target.backend);
            if (found.traces)
                around.tracing.insert(target.backend);
            std::vector<std::string> ids;
            for (const auto &device : found.devices) {
                const std::string id = target.backend + ":" + device.id;
                ids.push_back(id);
                around.devices[id] = device;
            }
            if (around.devices.contains(target.text()))
                continue;
            const std::string why = found.devices.empty() ? fmt::format(" The backend has no device: {}", found.none)
                                                          : fmt::format("{} It has: {}", didYouMean(target.text(), ids),
                                                                        fmt::join(ids, ", "));
            return request.failed({ErrorCode::NotFound, fmt::format("there is no target '{}'.{}", target.text(), why)});
        }
    return {};
}

Result<study::Plan> makePlan(const std::vector<PlannedRequest> &requests, const Surroundings &around)
{
    study::Plan all;
    std::set<std::string> keys;
    for (const auto &request : requests) {
        auto plan = study::plan(request.plan, around.workloads, around.backends);
        if (!plan)
            return request.failed(plan.error());
        for (auto &point : plan->points)
            if (keys.insert(point.key()).second)
                all.points.push_back(std::move(point));
        all.skipped.insert(all.skipped.end(), plan->skipped.begin(), plan->skipped.end());
    }
    if (!all.points.empty())
        return all;
    std::string reasons;
    for (const auto &skipped : all.skipped)
        reasons += fmt::format("\n  {}: {}", skipped.what, skipped.reason);
    return failure(ErrorCode::InvalidInput, fmt::format("there is nothing to run:{}", reasons));
}

Result<std::map<std::string, std::filesystem::path>> findCode(const RunOptions &options, const Surroundings &around,
                                                              const std::set<std::string> &workloads)
{
    auto trust = run::TrustStore::ofUser();
    for (const auto &id : options.trusted) {
        auto workload = around.workloads.require(id);
        if (!workload)
            return failure(workload.error());
        if (auto trusted = trust.trust(**workload); !trusted)
            return failure(trusted.error());
    }
    std::map<std::string, std::filesystem::path> libraries;
    for (const std::string &id : workloads) {
        auto library = run::workloadLibrary(*around.workloads.find(id), trust);
        if (!library)
            return failure(library.error());
        libraries[id] = *library;
    }
    return libraries;
}

Result<std::string> traceFile(const RunOptions &options, const Surroundings &around, const study::Plan &plan)
{
    if (options.vcdFile.empty())
        return std::string();
    if (plan.points.size() != 1)
        return failure(
            ErrorCode::InvalidInput,
            fmt::format("--vcd writes the waveform of one design point, but there are {}: choose one value for "
                        "each parameter, and one target",
                        plan.points.size()));
    const study::TargetId &target = plan.points.front().target;
    const auto device = around.devices.find(target.text());
    if (device == around.devices.end() || !device->second.emulated)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("--vcd: {} is not emulated, so there is no waveform of it", target.text()));
    if (!around.tracing.contains(target.backend))
        return failure(ErrorCode::Unsupported,
                       fmt::format("--vcd: the backend {} writes no waveforms (assay.trace/1)", target.backend));
    const std::filesystem::path path = std::filesystem::absolute(options.vcdFile);
    if (!std::ofstream(path, std::ios::binary | std::ios::app))
        return failure(ErrorCode::InvalidInput,
                       fmt::format("--vcd: cannot write {}: does its folder exist, and may you write "
                                   "there?",
                                   path.string()));
    return path.string();
}

} // namespace assay::app
