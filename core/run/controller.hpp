#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "core/measure/observation.hpp"
#include "core/plugin/inventory.hpp"
#include "core/run/job.hpp"

namespace assay::run {

/// What a runner says while it works.
struct Progress {
    std::string phase;   ///< "generate", "open", "verify", "warm-up", "measure" …
    double fraction = 0; ///< of the phase, 0 … 1
    std::uint64_t queries = 0;
};

/// How one run ended: an observation, or exactly one cause.
struct RunOutcome {
    std::optional<measure::Observation> observation;
    measure::Cause cause = measure::Cause::None;
    std::string causeText; ///< in words, with signal, exit code, limit or build log
    std::string log;       ///< what the runner and its driver printed, capped
    plugin::Device device; ///< as the backend reported it; empty id when it never got that far
    double wallSeconds = 0;
};

/// Runs one job in a fresh runner process and watches it: messages, log, silence, stall, wall time, memory, output.
/// Returns when the process tree is gone. Never throws, never leaves an orphan. Cancelling takes at most 2 s.
[[nodiscard]] RunOutcome runJob(const Job &job, const std::function<void(const Progress &)> &onProgress,
                                const std::stop_token &stop);

/// Devices of one backend, asked of a runner process of its own; what went wrong is in `none`.
[[nodiscard]] plugin::BackendInventory inventory(const plugin::PluginManifest &plugin,
                                                 const std::stop_token &stop = {});

} // namespace assay::run
