#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/measure/observation.hpp"
#include "core/measure/recorder.hpp"

namespace assay::measure {

/// What the checks look at: plain figures of one measurement. Times in seconds.
struct ValidityInput {
    double p50 = 0; ///< latency per query
    bool openLoop = false;
    std::optional<double> issueDelayP99; ///< where queries have a time to start
    double harnessOverhead = 0; ///< what measuring adds to a query, by the null-SUT run, batch taken into account
    double scheduledRate = 0, offeredRate = 0; ///< open loop
    bool idsComplete = true;                   ///< every query issued was answered exactly once
    std::uint64_t abandoned = 0;               ///< open loop: arrivals never started
    bool backlogGrowing = false;
    double bimodality = 0;                ///< coefficient; above 5/9 with spread is two-peaked
    double spread = 1;                    ///< p90 / p10
    std::optional<double> meteredSeconds; ///< of energy, where a sensor exists
    Json environmentStart, environmentEnd;
};

/// Runs every check of measurement.md, *Validity checks*; adding one means adding a function to the list in
/// validity.cpp. Output mismatch is added by addOutputCheck().
[[nodiscard]] std::vector<ValidityFinding> validityFindings(const ValidityInput &input);

/// Does the wait of queries for a free slot still rise when the schedule ends? `samples` of one stretch, in the order
/// of arrival: over ten windows of the last half a line is fitted to the mean wait; growing if the lower end of its
/// slope's interval makes the wait rise by more than half of the mean latency within that half.
[[nodiscard]] bool backlogGrows(std::span<const Sample> samples);

} // namespace assay::measure
