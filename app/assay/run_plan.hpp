#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "app/assay/command.hpp"
#include "app/assay/run_request.hpp"
#include "app/assay/search_options.hpp"
#include "core/desk/surroundings.hpp"
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
[[nodiscard]] Result<desk::Surroundings> lookAround(const RunOptions &options, CommandContext &context);
[[nodiscard]] Result<std::vector<PlannedRequest>> readRequests(const RunOptions &options);
[[nodiscard]] Result<study::Plan> makePlan(const std::vector<PlannedRequest> &requests,
                                           const desk::Surroundings &around);
/// Asks the backends of the chosen targets what they have, each in a process of its own; an unknown device is an error.
[[nodiscard]] Status checkTargets(const std::vector<PlannedRequest> &requests, desk::Surroundings &around,
                                  const std::stop_token &stop);
/// --vcd: one design point, emulated, on a backend that writes waveforms, and a file that can be made. Makes the file
/// and gives its absolute path; "" when no waveform is wanted.
[[nodiscard]] Result<std::string> traceFile(const RunOptions &options, const desk::Surroundings &around,
                                            const study::Plan &plan);

} // namespace assay::app
