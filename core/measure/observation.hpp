#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/json.hpp"
#include "core/measure/histogram.hpp"
#include "core/measure/metric.hpp"

namespace assay::measure {

enum class Phase { Serialize, Upload, Execute, Download, PostProcess };
inline constexpr std::size_t kPhaseCount = 5;
[[nodiscard]] std::string toText(Phase phase);

/// A column of raw samples: value i is `values[i] * scale` in `unit`. Latencies are u32 nanoseconds × scale.
struct Column {
    std::string name; ///< "latency", "scheduled", "issue_delay", "phase.upload" …
    std::string unit; ///< "s"
    double scale = 1e-9;
    std::vector<std::uint32_t> values;
    /// "scheduled" is stored as differences to the value before it (its first value to the start of measuring).
    bool delta = false;
};

/// A validity check that fired, with the figures that made it fire.
struct ValidityFinding {
    enum class Level { Warning, Invalid } level = Level::Warning;
    std::string id;   ///< "issue-delay", "steal", "backlog" …
    std::string text; ///< in words, with the figure and the limit

    [[nodiscard]] Json toJson() const;
    /// Throws nlohmann::json::exception on a wrong shape; Observation::fromJson catches it.
    [[nodiscard]] static ValidityFinding fromJson(const Json &json);
};

/// One of reliability.md's causes; None for a run that finished.
enum class Cause {
    None,
    Crashed,
    ExitedEarly,
    TimedOut,
    OutOfMemory,
    Quota,
    DeviceLost,
    AgentLost,
    DiskFull,
    Cancelled,
    InvalidResult,
    NotTrusted,
    NotSupported,
    BuildFailed,
    DeviceError,
    DoesNotFit ///< an answer, not a fault: the device has too little of something
};
[[nodiscard]] std::string toText(Cause cause); ///< "timed out"
[[nodiscard]] Cause causeFromText(std::string_view text);
[[nodiscard]] std::string nextStep(Cause cause); ///< what a user can do about it

/// Everything one run yields: made in the runner, stored by the desk side. Summaries are derivable from the columns.
struct Observation {
    bool quick = false;
    bool checked = false; ///< outputs were compared with a reference
    bool converged = false;
    std::string notConverged; ///< the stop criterion that failed
    std::uint64_t queries = 0;
    double measuredSeconds = 0;
    std::uint64_t seed = 0;
    std::vector<Metric> metrics;
    std::vector<ValidityFinding> findings;
    std::vector<Column> columns;
    bool reservoir = false;                                    ///< columns hold a uniform sample of more queries
    std::vector<std::pair<std::string, Histogram>> histograms; ///< "latency", "phase.upload" …
    std::vector<Histogram> perSecond;
    Json environmentStart, environmentEnd;
    Json details; ///< session facts: variant note, build log, batch, calibration

    [[nodiscard]] bool invalid() const;
    [[nodiscard]] const Metric *metric(std::string_view id) const;
    /// Replaces the metric of the same id, or adds it.
    void set(Metric metric);
    /// All but columns and histograms (those travel as binary frames).
    [[nodiscard]] Json toJson() const;
    [[nodiscard]] static Result<Observation> fromJson(const Json &json);
};

} // namespace assay::measure
