#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "core/base/result.hpp"
#include "core/measure/calibration.hpp"
#include "core/measure/metric.hpp"
#include "core/measure/observation.hpp"
#include "core/measure/query.hpp"
#include "core/measure/scenario.hpp"
#include "core/measure/statistics.hpp"

namespace assay::measure {

/// One measurement of one design point in plain numbers: measure knows neither workloads nor plugins.
struct Plan {
    Scenario scenario;
    StopRule stopRule;
    std::uint64_t seed = 1;
    double itemsPerQuery = 1;
    double operationsPerQuery = 0; ///< 0 = the workload counts none
    double bytesPerQuery = 0;      ///< minimal bytes; 0 = not known
    std::optional<double> linkBytesPerQuery;
    double inputBytesPerQuery = 0, outputBytesPerQuery = 0; ///< of the tensors; 0 = not known
    bool streaming = false;                                 ///< a query is a block of items: report latency.item
    Evidence evidence = Evidence::Measured;
    Boundary boundary = Boundary::HostCall;
    Calibration calibration;
    /// Emulated targets: how far their times may be off, as factors (0.9 … 1.2): clock and link are not known exactly.
    std::optional<Interval> virtualTimes;
    std::string sysfsRoot = "/sys";
    std::string procRoot = "/proc";
    double drainSeconds = 10;               ///< a query that is not answered by then has hung
    std::uint64_t sampleLimit = 50'000'000; ///< raw samples kept; more are kept as a uniform sample (reservoir)
};

enum class Stage : std::uint8_t { Idle, WarmUp, Measure, Drain, Summarise, Done };
[[nodiscard]] std::string toText(Stage stage); ///< "warm-up" …

/// Written by measure(), read by whoever reports progress; every field alone is consistent. A few updates a second.
struct Progress {
    std::atomic<Stage> stage{Stage::Idle};
    std::atomic<std::uint64_t> queries{0};   ///< answered since the stage began
    std::atomic<std::int64_t> stageStart{0}; ///< nowNanoseconds() when the stage began
    std::atomic<double> expectedSeconds{0};  ///< of this stage, by now's knowledge
    std::atomic<double> rate{0};             ///< slo-search: the rate being tried; else 0
};

/// Warm-up → measure → drain of one design point, with summary, columns, histograms, validity findings, energy and
/// environment. Cold start, output checks and their metrics are the caller's (see addCold, addOutputCheck).
/// Blocking; starts one thread per slot in use and joins them all, except after a hang (below).
/// Errors: InvalidInput (the plan cannot be), Failed (a query returned false: the caller asks its device for the text;
/// or a query did not return within drainSeconds after the end: `timedOut(error)` is true, its thread still runs, so
/// the caller must end the process without closing the session), Cancelled.
[[nodiscard]] Result<Observation> measure(const SystemUnderTest &system, const Plan &plan, Progress &progress,
                                          const std::stop_token &stop);
[[nodiscard]] bool timedOut(const Error &error);

/// Times of the cold start, each measured once, in seconds; what a backend does not have stays empty.
struct ColdTimes {
    std::optional<double> open, build, firstQuery;
};
void addCold(Observation &observation, const ColdTimes &times, Evidence evidence, Boundary boundary);

/// The outcome of comparing outputs with the reference before and after measuring. `maxError` is the largest
/// absolute deviation found. A mismatch makes the observation invalid.
struct OutputCheck {
    bool matches = true;
    std::optional<double> maxError;
    std::string text; ///< which element differs, and by how much
};
void addOutputCheck(Observation &observation, const OutputCheck &check);

} // namespace assay::measure
