#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/study/plan.hpp"

namespace assay::app {

/// The options of `assay run`, as written on the command line or as keys of a [[run]] table in a study TOML.
struct RunRequest {
    std::vector<std::string> workloads, targets, parameters;
    std::string scenario = "single-stream";
    std::string arrivals = "poisson";
    std::optional<double> rate, duration;
    std::optional<unsigned> repeats, concurrency, burst;
    std::string slo, trace;
    bool quick = false;
    std::uint64_t seed = 1;
    std::string origin; ///< "FILE:LINE" of its [[run]] table; empty: the command line
};

/// Checks and turns into a plan request; lists "a,b" are split.
[[nodiscard]] Result<study::PlanRequest> toPlanRequest(const RunRequest &request);

/// Reads STUDY.toml: [[run]] tables with the keys workload, target, parameters (a table), scenario, arrivals, rate,
/// trace (relative to the file), slo, duration, repeats, concurrency, burst, quick, seed. Errors carry file, line and
/// reason.
[[nodiscard]] Result<std::vector<RunRequest>> readStudyToml(const std::filesystem::path &file);

} // namespace assay::app
