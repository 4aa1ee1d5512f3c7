#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay::measure {

/// What one open-loop probe saw.
struct ProbeCounts {
    std::uint64_t queries = 0;
    std::uint64_t over = 0; ///< later than the objective, or never started
};
/// Loads the system at `rate` with a schedule of `seed` until about `queries` arrived.
using RateProbe = std::function<Result<ProbeCounts>(double rate, std::uint64_t queries, std::uint64_t seed)>;

struct SloSettings {
    double percentile = 0.99;
    double startRate = 0; ///< a guess, > 0
    std::uint64_t seed = 1;
    double resolution = 0.01;  ///< bisect until high/low is below 1 + this
    unsigned confirmSeeds = 3; ///< schedules that must all pass at the rate found
    bool testNeighbour = true; ///< show that 2 % more fails
    double mostSeconds = 1e9;  ///< then the best rate so far is returned, unconfirmed
    /// No probe is planned to take longer: a busy machine may fail every rate, and at one query a second a probe of a
    /// thousand queries would never end.
    double longestProbeSeconds = 60;
};

struct SloOutcome {
    std::optional<double> rate; ///< empty: no rate passed
    bool cutOff = false;        ///< the time was up before the rate was narrowed down and confirmed
    bool confirmed = false;     ///< by all seeds
    bool neighbourFails = false;
    bool bracketed = true; ///< false: even the highest rate tried passed, the rate is a lower bound
    std::string text;      ///< what was and was not shown
    Json probes;           ///< rate, queries, over, verdict of each

    [[nodiscard]] Json toJson() const;
};

/// The highest rate at which a fraction `percentile` of the queries meets the objective. Geometric bracket from the
/// start rate, then bisection; each probe is decided by binomialTest(), an inconclusive one is extended (its counts
/// add up) and counts as failed if it stays so. Errors are the probe's.
[[nodiscard]] Result<SloOutcome> searchRate(const SloSettings &settings, const RateProbe &probe);

} // namespace assay::measure
