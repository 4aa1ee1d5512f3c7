#pragma once

#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "app/assay/command.hpp"
#include "app/assay/run_request.hpp"
#include "app/assay/search_options.hpp"
#include "core/catalog/workload.hpp"
#include "core/plugin/plugin_library.hpp"
#include "core/study/plan.hpp"

namespace assay::app {

/// What a user gave `assay run`.
struct RunOptions {
    RunRequest request;
    SearchOptions search;
    std::string studyToml, output, sysfsRoot = "/sys";
    std::vector<std::string> workloadFolders, pluginFolders, trusted;
    std::string vcdFile; ///< "": no waveform
    std::uint64_t vcdCycles = 10'000;
    double timeout = 0;
    double memoryLimitMiB = 0;
    bool again = false, dryRun = false;
};

/// Everything found on this machine that a plan refers to.
struct Surroundings {
    catalog::WorkloadLibrary workloads;
    plugin::PluginList plugins;
    std::vector<study::BackendFacts> backends;
    std::map<std::string, plugin::Device> devices; ///< by target id, of the backends asked for
    std::set<std::string> preparing, tracing;      ///< backends asked for that offer assay.prepare/1, assay.trace/1
};

/// What is asked for, and where: FILE:LINE of a [[run]] table, or empty for the command line.
struct PlannedRequest {
    study::PlanRequest plan;
    std::string origin;

    [[nodiscard]] tl::unexpected<Error> failed(const Error &error) const
    {
        return failure(origin.empty() ? error : error.within(origin));
    }
};

/// Workloads and plugins; what is wrong with one of them becomes a warning.
[[nodiscard]] Result<Surroundings> lookAround(const RunOptions &options, CommandContext &context);
[[nodiscard]] Result<std::vector<PlannedRequest>> readRequests(const RunOptions &options);
[[nodiscard]] Result<study::Plan> makePlan(const std::vector<PlannedRequest> &requests, const Surroundings &around);
/// Asks the backends of the chosen targets what they have, each in a process of its own; an unknown device is an error.
[[nodiscard]] Status checkTargets(const std::vector<PlannedRequest> &requests, Surroundings &around,
                                  const std::stop_token &stop);
/// The built library of each of these workloads that has code; not trusted code is an error.
[[nodiscard]] Result<std::map<std::string, std::filesystem::path>>
findCode(const RunOptions &options, const Surroundings &around, const std::set<std::string> &workloads);
/// --vcd: one design point, emulated, on a backend that writes waveforms, and a file that can be made. Makes the file
/// and gives its absolute path; "" when no waveform is wanted.
[[nodiscard]] Result<std::string> traceFile(const RunOptions &options, const Surroundings &around,
                                            const study::Plan &plan);

} // namespace assay::app
