#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/measure/statistics.hpp"
#include "core/model/queueing/batched_latency.hpp"

namespace assay::model {

/// A 24-hour profile is replayed at its peak: Poisson at the peak's rate.
enum class Arrivals { Poisson, Constant };
enum class Dispatch {
    CentralQueue, ///< one queue for all devices, in the order of arrival
    ShortestQueue ///< a queue for each device; to the one with the fewest queries, of equals the next in turn
};
[[nodiscard]] std::string toText(Dispatch dispatch); ///< the rule in words

/// Load that is played out in virtual time. Service times are drawn from the recorded ones, each with the same chance,
/// whatever their order was; in batches S(B) of the line times a recorded time over their mean (1 without any).
struct ReplayLoad {
    double rate = 0; ///< queries/s, over all devices
    Arrivals arrivals = Arrivals::Poisson;
    std::uint32_t devices = 1, slots = 1; ///< a device serves `slots` queries (or batches) at once
    Dispatch dispatch = Dispatch::CentralQueue;
    std::span<const double> serviceSeconds; ///< recorded
    std::optional<BatchRule> batching;
};

struct ReplaySettings {
    std::vector<double> fractions = {0.5, 0.9, 0.99}; ///< each in (0, 0.9999]
    std::uint64_t seed = 1;
    double wantedHalfWidth = 0.02; ///< of the largest fraction's interval, relative: more queries until then
    std::uint64_t mostQueries = 1U << 22;
};

struct ReplayedLatency {
    struct Percentile {
        double fraction = 0;
        measure::Estimate seconds;
    };
    double busyFraction = 0;
    bool saturated = false;
    std::optional<measure::Estimate> mean; ///< sojourn: wait and service
    std::vector<Percentile> percentiles;   ///< in the order of `fractions`; empty when absent
    std::uint64_t queries = 0, warmUp = 0; ///< played in all; the first of them, which do not count
    bool settled = false;                  ///< the wanted half width was reached before mostQueries
    bool fewServiceTimes = false; ///< fewer than ten recorded times lie beyond the largest fraction: it is a guess
    std::string dispatchRule;
    std::string absentReason; ///< "" when there are percentiles
};

/// Percentiles of the sojourn under load by a discrete-event replay: starts empty, leaves out the first tenth, doubles
/// the queries until the largest fraction is settled. Intervals by batch means (20 consecutive parts, Student's t),
/// which are not settled while neighbouring parts resemble each other; chance is taken out where it shows in a twin,
/// one server as fast as all together, whose mean is known exactly (control variate, Lavenberg & Welch 1981). The same
/// seed gives the same answer everywhere. At no rate the sojourn is the service time. Absent where it is saturated or
/// outside the fitted batches. Errors: numbers that make no sense, no recorded service time.
[[nodiscard]] Result<ReplayedLatency> replayLatency(const ReplayLoad &load, const ReplaySettings &settings = {});

/// The part of the time that the servers are busy, in batches as they form; needs no replay. Errors as replayLatency.
[[nodiscard]] Result<double> replayBusyFraction(const ReplayLoad &load);

} // namespace assay::model
