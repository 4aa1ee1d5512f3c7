#include "core/run/job.hpp"

#include <fmt/format.h>

namespace assay::run {

Json Limits::toJson() const
{
    return {{"wall_seconds", wallSeconds},
            {"silence_seconds", silenceSeconds},
            {"open_seconds", openSeconds},
            {"memory_bytes", memoryBytes},
            {"output_bytes", outputBytes}};
}

Limits Limits::fromJson(const Json &json)
{
    return {json.at("wall_seconds"), json.at("silence_seconds"), json.at("open_seconds"), json.at("memory_bytes"),
            json.at("output_bytes")};
}

Json Job::toJson() const
{
    return {{"point", point.toJson()},
            {"workload_folder", workloadFolder.string()},
            {"workload_library", workloadLibrary.string()},
            {"plugin_manifest", pluginManifest.string()},
            {"sysfs_root", sysfsRoot},
            {"run_seed", runSeed},
            {"repeat", repeat},
            {"emulated", emulated},
            {"limits", limits.toJson()},
            {"trace_file", traceFile},
            {"trace_cycles", traceCycles}};
}

Result<Job> Job::fromJson(const Json &json)
{
    try {
        auto point = study::DesignPoint::fromJson(json.at("point"));
        if (!point)
            return failure(point.error());
        Job job;
        job.point = std::move(*point);
        job.workloadFolder = json.at("workload_folder").get<std::string>();
        job.workloadLibrary = json.at("workload_library").get<std::string>();
        job.pluginManifest = json.at("plugin_manifest").get<std::string>();
        job.sysfsRoot = json.at("sysfs_root");
        job.runSeed = json.at("run_seed");
        job.repeat = json.at("repeat");
        job.emulated = json.at("emulated");
        job.limits = Limits::fromJson(json.at("limits"));
        job.traceFile = json.at("trace_file");
        job.traceCycles = json.at("trace_cycles");
        return job;
    } catch (const Json::exception &exception) {
        return failure(ErrorCode::InvalidInput, fmt::format("not a job: {}", exception.what()));
    }
}

} // namespace assay::run
