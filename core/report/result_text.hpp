#pragma once

#include <string>
#include <vector>

#include "core/measure/metric.hpp"
#include "core/model/standing.hpp"
#include "core/study/result.hpp"

namespace assay::report {

/// "12.3 µs (11.9–12.8)", "12.3 µs" without an interval, "– (no sensor)" when absent.
[[nodiscard]] std::string describe(const Metric &metric);

/// "measured, host call".
[[nodiscard]] std::string describeOrigin(const Metric &metric);

/// "complete" (nothing to say: empty), or badges: "quick, same CPU, not converged, 1 of 5 runs invalid".
[[nodiscard]] std::string badges(const study::ResultRecord &result);

/// One word for files: "complete", "invalid", "failed", "running".
[[nodiscard]] std::string stateWord(const model::Standing &standing);

/// "batch=1 dtype=f32" of what came from a file, printable; "" when there is nothing.
[[nodiscard]] std::string describeParameters(const ParameterSet &parameters);

/// "#3 gemm on opencl:pocl local_size=64".
[[nodiscard]] std::string title(const study::ResultRecord &result);

/// The overview that `assay show FILE` prints: one line per result, then what the badges mean, then the causes of
/// failed runs with a next step. `bold` for a terminal, whose width is `columns` (0: any).
[[nodiscard]] std::string overview(const std::vector<study::ResultRecord> &results, bool bold, std::size_t columns = 0);

} // namespace assay::report
