#pragma once

#include <stop_token>

#include "app/assay/command.hpp"
#include "app/assay/run_plan.hpp"

namespace assay::app {

/// `assay run --search`: evaluates points of the request's grid until the budget is used up, each kept in the study
/// file as it is done, and shows the front. What the file has already is not run again, so that the same command goes
/// on where it stopped. Returns the exit code.
[[nodiscard]] int runSearch(CommandContext &context, const RunOptions &options, const PlannedRequest &request,
                            desk::Surroundings &around, const std::stop_token &stop);

} // namespace assay::app
