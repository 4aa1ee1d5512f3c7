#include "app/assay/run_plan.hpp"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "app/assay/commands/shared.hpp"
#include "core/catalog/hardware.hpp"

namespace assay::app {

Result<desk::Surroundings> lookAround(const RunOptions &options, CommandContext &context)
{
    const auto workloadFolders = existingFolders("--workload-dir", options.workloadFolders, kWorkloadFolder);
    const auto pluginFolders = existingFolders("--plugin-dir", options.pluginFolders, kPluginFolder);
    if (!workloadFolders || !pluginFolders)
        return failure(!workloadFolders ? workloadFolders.error() : pluginFolders.error());
    desk::Surroundings around = desk::lookAround(*workloadFolders, *pluginFolders);
    for (const Error &error : around.workloads.errors)
        context.warnings.push_back(error.text());
    for (const Error &error : around.plugins.errors)
        context.warnings.push_back(error.text());
    for (const Error &error : catalog::loadHardware().errors) // the runners leave such files out, too
        context.warnings.push_back(error.text());
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

Status checkTargets(const std::vector<PlannedRequest> &requests, desk::Surroundings &around,
                    const std::stop_token &stop)
{
    for (const auto &request : requests)
        if (const Status found = desk::findTargets(around, request.plan.targets, stop); !found)
            return request.failed(found.error());
    return {};
}

Result<study::Plan> makePlan(const std::vector<PlannedRequest> &requests, const desk::Surroundings &around)
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

Result<std::string> traceFile(const RunOptions &options, const desk::Surroundings &around, const study::Plan &plan)
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
