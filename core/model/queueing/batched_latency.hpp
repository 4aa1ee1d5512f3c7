#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "core/model/batching.hpp"
#include "core/model/queueing/mean_latency.hpp"

namespace assay::model {

/// Dynamic batching: a batch opens with a query, closes when it holds `size` or `timeoutSeconds` after it opened, and
/// then queues as one. A time-out of 0 means none: every batch is full.
struct BatchRule {
    BatchLine line;
    std::uint32_t size = 1;
    double timeoutSeconds = 0;
};

/// Why the line does not say how long the batches of this rule take: they are outside what it was fitted to. With a
/// time-out that includes batches of one. Nothing when it does.
[[nodiscard]] std::optional<std::string> outsideFitted(const BatchRule &rule);

/// Sizes and gaps of the batches that Poisson arrivals at `rate` > 0 make.
struct BatchFormation {
    double meanSize = 1, sizeVariance = 0;
    double meanFillSeconds = 0;  ///< that a query waits for its batch to close, over all queries
    double batchesPerSecond = 0; ///< rate / meanSize
    double gapScv = 1;           ///< of the time between batches
};
/// Exact: batches open and close as a renewal process, whose moments are sums over Poisson tails. rate > 0.
[[nodiscard]] BatchFormation batchFormation(const BatchRule &rule, double rate);

/// Mean of fill wait, queue and service of a query at its batch's size.
struct BatchedLatency {
    double busyFraction = 0;
    bool saturated = false;
    std::optional<double> fillSeconds, queueSeconds, serviceSeconds, sojournSeconds;
    std::optional<double> longestFillSeconds; ///< fillWait() of the rule
    RelativeError queueError;                 ///< of queueSeconds
    std::string absentReason;
};
/// Absent, with the reason, outside the fitted batches, at no rate without a time-out (no batch ever fills) and where
/// the servers are saturated. Errors as of meanLatency.
[[nodiscard]] Result<BatchedLatency> batchedLatency(const BatchRule &rule, double rate, std::uint32_t servers);

} // namespace assay::model
