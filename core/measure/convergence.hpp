#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/measure/scenario.hpp"
#include "core/measure/statistics.hpp"

namespace assay::measure {

/// Latencies of a measurement so far, in one unit.
struct LatencySeries {
    std::span<const std::uint32_t> inOrder; ///< in the order of time
    std::span<const std::uint32_t> sorted;
    double lag1 = 0;
    std::uint64_t seed = 1;
};

/// 95 % interval of a percentile: by order statistics, or by block bootstrap if neighbours are correlated (lag-1
/// autocorrelation above 0.1).
[[nodiscard]] std::optional<Interval> percentileInterval(const LatencySeries &series, double fraction);

/// Medians of `count` stretches of equal length in samples; fewer stretches if one would hold fewer than 5.
[[nodiscard]] std::vector<double> windowMedians(std::span<const std::uint32_t> inOrder, std::size_t count);

/// The last five windows agree within 5 % and show no slope.
[[nodiscard]] bool steadyEnd(std::span<const double> windows);

/// The first stop criterion that is not met, in words with figure and limit; empty if all are. Full: duration, number
/// of queries, half-width of the target percentile, no change point in the last half (shifts below the half-width
/// limit do not count), steady end. Quick: number of queries and half-width.
[[nodiscard]] std::string failedCriterion(const StopRule &rule, const LatencySeries &series, std::uint64_t queries,
                                          double seconds);

} // namespace assay::measure
