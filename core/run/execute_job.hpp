#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "core/measure/measurement.hpp"
#include "core/run/device_session.hpp"
#include "core/run/job.hpp"

namespace assay::run {

/// What the runner tells while a job runs. Called from the thread that executes the job, never in a timed region.
struct JobListener {
    std::function<void(const std::string &phase)> phase; ///< "read", "calibrate", "open", "verify", "measure" …
    std::function<void(const plugin::Device &)> device;
    measure::Progress *progress = nullptr; ///< written by the load generator
};

/// One design point on one device, in this process: read → generate → calibrate → cold start → verify → measure →
/// verify. The outputs of every input set are compared with the reference, before and after.
[[nodiscard]] RunResult<measure::Observation> executeJob(const Job &job, const JobListener &listener,
                                                         const std::stop_token &stop);

} // namespace assay::run
