#pragma once

#include <cstdint>
#include <string>

#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay::measure {

enum class ScenarioKind { SingleStream, MultiStream, Server, Offline, SloSearch };
enum class Arrivals { Poisson, Constant, Trace };
[[nodiscard]] std::string toText(Arrivals arrivals); ///< "poisson" …
[[nodiscard]] Result<Arrivals> arrivalsFromText(std::string_view text);
[[nodiscard]] std::string toText(ScenarioKind kind); ///< "single-stream" …
[[nodiscard]] Result<ScenarioKind> scenarioKindFromText(std::string_view text);

/// How load arrives (MLPerf's words).
struct Scenario {
    ScenarioKind kind = ScenarioKind::SingleStream;
    Arrivals arrivals = Arrivals::Poisson;
    double rate = 0; ///< server: queries per second; 0 = half of the measured closed-loop rate, of a trace its own
    std::string traceFile; ///< server with Arrivals::Trace: absolute path of a file as readArrivalTrace() takes it …
    std::string traceHash; ///< … and SHA-256 of its content: another content is another question
    unsigned burst = 0;    ///< multi-stream: so many queries at once, the next when all are answered; 0 = no bursts
    unsigned concurrency = 0; ///< multi-stream, server, offline: queries in flight; 0 = what the device offers
    double sloSeconds = 0;    ///< slo-search, and goodput elsewhere when > 0
    double sloPercentile = 0.99;

    /// "server 1000 query/s Poisson", "single-stream".
    [[nodiscard]] std::string describe() const;
    [[nodiscard]] Json toJson() const; ///< only what matters to this kind
    [[nodiscard]] Json toKey() const;  ///< the same without where the trace lies: part of a point's key
    [[nodiscard]] static Result<Scenario> fromJson(const Json &json);
    friend bool operator==(const Scenario &, const Scenario &) = default;
};

/// "50us@p99" → seconds and percentile.
struct Slo {
    double seconds = 0;
    double percentile = 0;
};
[[nodiscard]] Result<Slo> parseSlo(std::string_view text);

/// When a measurement may stop (measurement.md, *Stop criteria*).
struct StopRule {
    bool quick = false;
    double minimumSeconds = 10;
    double maximumSeconds = 30; ///< the cap; then the result is kept and marked not converged
    double warmUpSeconds = 1;   ///< at least; quick: at most
    double targetPercentile = 0.99;
    double relativeHalfWidth = 0.02;
    unsigned repeats = 5;

    [[nodiscard]] static StopRule full();
    [[nodiscard]] static StopRule quickRule(); ///< R = 1, warm-up ≤ 0.3 s, measure 1 s, no change-point test
    [[nodiscard]] Json toJson() const;
    [[nodiscard]] static Result<StopRule> fromJson(const Json &json);
    friend bool operator==(const StopRule &, const StopRule &) = default;
};

} // namespace assay::measure
