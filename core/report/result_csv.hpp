#pragma once

#include <string>
#include <vector>

#include "core/study/result.hpp"

namespace assay::report {

/// metrics.csv: tidy, one metric of one result a row. Columns, in this order and with these names for good:
///   result, key, workload, workload_parameters, target, backend_parameters, device, scenario, metric, value, low,
///   high, unit, evidence, boundary, absent_reason, state, runs, runs_complete, runs_valid, runs_failed, quick,
///   unchecked, not_converged, same_cpu
/// value, low, high: in the SI unit of `unit`; low and high bound the 95 % interval. Empty = absent (never 0), then
/// absent_reason says why. state: complete, invalid, failed, running, not run. A result without a complete run has one
/// row with an empty metric and the failure's cause as absent_reason.
[[nodiscard]] std::string metricsCsv(const std::vector<study::ResultRecord> &results);

/// results.csv: wide, one result a row. Columns: result, key, workload, target, device, scenario, state, cause, runs,
/// runs_complete, runs_valid, runs_failed, quick, unchecked, not_converged, same_cpu; then "parameter.NAME" for every
/// workload parameter and "backend.NAME" for every backend parameter that occurs (by name; empty where a result has
/// none); then for each metric that occurs, in the order of `assay metrics`: "ID (UNIT)", "ID low (UNIT)",
/// "ID high (UNIT)", "ID evidence", "ID boundary".
[[nodiscard]] std::string resultsCsv(const std::vector<study::ResultRecord> &results);

} // namespace assay::report
