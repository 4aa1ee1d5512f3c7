#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/measure/convergence.hpp"
#include "core/measure/energy.hpp"
#include "core/measure/load.hpp"
#include "core/measure/measurement.hpp"
#include "core/measure/observation.hpp"

namespace assay::measure {

/// The samples of all lanes in the order of time, with what is derived from them. Made between stretches, never while
/// one runs. Holds a copy of the samples only if several lanes or a full reservoir make one necessary.
class SampleSet {
public:
    SampleSet(const LoadLanes &lanes, std::uint32_t batch, std::uint64_t seed);

    [[nodiscard]] std::span<const Sample> samples() const { return m_samples; }
    [[nodiscard]] const Column &latency() const { return m_latency; }
    [[nodiscard]] const std::vector<std::uint32_t> &sorted() const { return m_sorted; }
    [[nodiscard]] LatencySeries series() const { return {m_latency.values, m_sorted, m_lag1, m_seed}; }
    [[nodiscard]] std::uint64_t records() const { return m_records; } ///< recorded, kept or not
    [[nodiscard]] bool reservoir() const { return m_records > m_samples.size(); }
    /// Seconds per query at a percentile; 0 without samples.
    [[nodiscard]] double percentile(double fraction) const;
    [[nodiscard]] std::vector<PhaseSample> phases() const { return m_phases; }

private:
    void gather(const LoadLanes &lanes);

    std::vector<Sample> m_own;
    std::span<const Sample> m_samples;
    std::vector<PhaseSample> m_phases;
    Column m_latency;
    std::vector<std::uint32_t> m_sorted;
    std::uint64_t m_records = 0;
    double m_lag1 = 0;
    std::uint64_t m_seed;
};

/// A column of nanosecond values; the scale grows where they exceed 32 bits. `perRecord` divides it (batches).
[[nodiscard]] Column makeColumn(std::string name, std::span<const std::uint64_t> nanoseconds, double perRecord = 1);

/// Sums over all stretches of a measurement.
struct LoadTotals {
    std::uint64_t offered = 0, completed = 0, extra = 0, abandoned = 0; ///< records
    double elapsedSeconds = 0, issueSeconds = 0, offeredSeconds = 0;
    bool idsComplete = true;
    std::int64_t lastStretch = 0; ///< where the last stretch begins on the time line

    void add(const LoadOutcome &outcome, std::int64_t start);
    /// Of an open loop: arrivals that were started per second in which they were due; 0 without any.
    [[nodiscard]] double offeredRate() const;
};

struct SummaryInput {
    const Plan *plan = nullptr;
    const SampleSet *set = nullptr;
    const LoadLanes *lanes = nullptr;
    LoadTotals totals;
    bool openLoop = false;
    bool virtualTime = false; ///< nothing of the host's own time, memory or delay belongs to the target
    unsigned burst = 0;       ///< queries in a burst; 0 = none
    double rate = 0;          ///< open loop: the schedule's
    std::uint32_t batch = 1;
    double cpuSeconds = 0;
    std::uint64_t peakRssBytes = 0;
    std::vector<PhaseSample> phases; ///< of a stretch of their own; empty: those in the set
    bool phasesSupported = false;
    std::uint32_t phaseMask = (1U << kPhaseCount) - 1; ///< as SystemUnderTest's
    const EnergyMeter *energy = nullptr;
};

/// Metrics, columns and histograms of an observation.
void summarise(const SummaryInput &input, Observation &observation);

} // namespace assay::measure
