#include "core/model/queueing/batched_latency.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/gamma.hpp>
#include <fmt/format.h>

namespace assay::model {
namespace {

/// P(more than `count` arrivals before the time-out), with `expected` of them in the mean; 1 without a time-out.
double moreThan(std::uint32_t count, std::optional<double> expected)
{
    if (!expected)
        return 1;
    return *expected > 0 ? boost::math::gamma_p(static_cast<double>(count) + 1, *expected) : 0;
}

} // namespace

std::optional<std::string> outsideFitted(const BatchRule &rule)
{
    if (rule.line.sizes.empty())
        return "no batch size was measured; measure three or more";
    const double least = rule.timeoutSeconds > 0 ? 1.0 : rule.size;
    if (least >= rule.line.sizes.front() && rule.size <= rule.line.sizes.back())
        return std::nullopt;
    return fmt::format("batches of {} are outside the measured {} to {}; measure {}",
                       least < rule.size ? fmt::format("{} to {}", least, rule.size) : std::to_string(rule.size),
                       rule.line.sizes.front(), rule.line.sizes.back(),
                       least < rule.line.sizes.front() ? least : rule.size);
}

BatchFormation batchFormation(const BatchRule &rule, double rate)
{
    const std::uint32_t others = std::max(1U, rule.size) - 1;
    std::optional<double> expected;
    if (rule.timeoutSeconds > 0)
        expected = rate * rule.timeoutSeconds;
    // In units of the mean time between arrivals. The batch spends at most one such time with j others in it.
    double open = 0, openSquared = 0, queriesWaiting = 0, sizeSquared = 0;
    for (std::uint32_t j = 0; j < others; ++j) {
        const double reached = moreThan(j, expected);
        if (reached < 1e-18)
            break;
        open += reached;
        openSquared += 2.0 * (j + 1) * moreThan(j + 1, expected);
        queriesWaiting += (j + 1.0) * reached;
        sizeSquared += (2.0 * j + 1) * reached;
    }
    BatchFormation formation;
    formation.meanSize = 1 + open;
    formation.sizeVariance = std::max(0.0, sizeSquared - open * open);
    formation.meanFillSeconds = queriesWaiting / formation.meanSize / rate;
    formation.batchesPerSecond = rate / formation.meanSize;
    formation.gapScv = (1 + std::max(0.0, openSquared - open * open)) / (formation.meanSize * formation.meanSize);
    return formation;
}

Result<BatchedLatency> batchedLatency(const BatchRule &rule, double rate, std::uint32_t servers)
{
    if (!std::isfinite(rate) || rate < 0 || !std::isfinite(rule.timeoutSeconds) || rule.timeoutSeconds < 0 ||
        rule.size == 0)
        return failure(
            ErrorCode::InvalidInput,
            fmt::format("latency of batches of {} at {} queries/s with a time-out of {} s: give a batch of 1 "
                        "or more, a rate and a time-out that are finite and not negative",
                        rule.size, rate, rule.timeoutSeconds));
    BatchedLatency result;
    if (const auto reason = outsideFitted(rule)) {
        result.absentReason = *reason;
        return result;
    }
    if (rate == 0 && rule.size > 1 && rule.timeoutSeconds == 0) {
        result.absentReason = "without arrivals and without a time-out no batch ever fills";
        return result;
    }
    const BatchFormation formation = rate > 0 ? batchFormation(rule, rate) : BatchFormation{};
    QueueLoad load;
    load.rate = formation.batchesPerSecond;
    load.serviceSeconds = rule.line.serviceSeconds(formation.meanSize);
    if (load.serviceSeconds > 0)
        load.serviceScv =
            rule.line.beta * rule.line.beta * formation.sizeVariance / load.serviceSeconds / load.serviceSeconds;
    load.arrivalScv = formation.gapScv;
    load.servers = servers;
    auto mean = meanLatency(load);
    if (!mean)
        return failure(mean.error().within("in batches"));
    result.busyFraction = mean->busyFraction;
    result.saturated = mean->saturated;
    result.absentReason = mean->absentReason;
    result.queueError = mean->waitError;
    if (result.saturated)
        return result;
    // A query is the likelier in a batch the larger that is.
    const double ownSize = formation.meanSize + formation.sizeVariance / formation.meanSize;
    result.fillSeconds = rate > 0 ? formation.meanFillSeconds : (rule.size > 1 ? rule.timeoutSeconds : 0);
    result.longestFillSeconds = rate > 0 ? fillWait(rule.size, rate, rule.timeoutSeconds) : *result.fillSeconds;
    result.queueSeconds = mean->waitSeconds;
    result.serviceSeconds = rule.line.serviceSeconds(ownSize);
    result.sojournSeconds = *result.fillSeconds + *result.queueSeconds + *result.serviceSeconds;
    return result;
}

} // namespace assay::model
