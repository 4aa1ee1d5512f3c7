#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/measure/statistics.hpp"
#include "core/study/result.hpp"

namespace assay::model {

/// Service time of a batch of B items, S(B) = alpha + beta B in seconds, where three or more sizes were measured.
/// Modelled from measured results: alpha is the cost of a query at all, beta that of an item.
struct BatchLine {
    std::string what;                  ///< "fft n=1024 on cpu:native variant=simd"
    std::vector<std::int64_t> results; ///< numbers of the results it is fitted to, by batch size
    std::vector<double> sizes;         ///< B, rising
    double alpha = 0, beta = 0;
    double worstDeviation = 0;                ///< largest |measured - S(B)| / measured: how far the line may be trusted
    unsigned invalid = 0;                     ///< results among them that a validity check condemned
    Evidence measuredBy = Evidence::Measured; ///< weakest evidence of the results; the line itself is Modelled

    [[nodiscard]] double serviceSeconds(double batch) const { return alpha + beta * batch; }
};

/// Longest wait for a batch to fill: min(time-out, (B - 1) / rate) in seconds; without a time-out 0 means none.
[[nodiscard]] double fillWait(double batch, double arrivalsPerSecond, double timeoutSeconds = 0);

/// One line for every set of single-stream results that differ in the workload parameter `batch` only, measured by the
/// same stop rule. Least squares of the relative error of the median latency, since sizes span decades; alpha and beta
/// are not negative. Results without a median do not count; invalid ones count and are counted.
[[nodiscard]] std::vector<BatchLine> batchLines(std::span<const study::ResultRecord> results);

} // namespace assay::model
