#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/measure/observation.hpp"
#include "core/study/design_point.hpp"

namespace assay::study {

enum class RunState { Running, Complete, Failed };
[[nodiscard]] std::string toText(RunState state);

/// One execution of a design point in one fresh runner process, without its samples.
struct RunRecord {
    std::int64_t id = 0;
    unsigned repeat = 0;
    std::uint64_t seed = 0;
    RunState state = RunState::Running;
    measure::Cause cause = measure::Cause::None;
    std::string causeText; ///< in words, with the figure or the build log's first error
    std::string startedAt; ///< ISO 8601 UTC
    double wallSeconds = 0;
    bool quick = false, checked = false, converged = false;
    std::string notConverged;
    std::uint64_t queries = 0;
    double measuredSeconds = 0;
    std::vector<measure::ValidityFinding> findings;
    std::vector<Metric> metrics;
    std::string log; ///< the runner's log, capped; loaded on demand

    [[nodiscard]] bool invalid() const;
    [[nodiscard]] const Metric *metric(std::string_view metricId) const;
};

/// A design point with all its runs: what show, compare, charts and reports speak of. `number` is its id in a file.
struct ResultRecord {
    std::int64_t number = 0;
    std::string key;
    DesignPoint point;
    std::string deviceName; ///< as the backend reported it
    bool sameCpu = false;   ///< PoCL's badge
    std::vector<RunRecord> runs;

    [[nodiscard]] std::vector<const RunRecord *> completeRuns() const;
};

} // namespace assay::study
