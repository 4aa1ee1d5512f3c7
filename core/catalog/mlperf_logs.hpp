#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/catalog/published.hpp"

/// Private to the MLPerf reader: what the texts of single logs say.
namespace assay::catalog {

/// mlperf_log_summary.txt of LoadGen.
struct MlperfSummary {
    std::string scenario;     ///< "single-stream", "multi-stream", "server", "offline"
    bool performance = false; ///< not an accuracy run
    bool valid = false;
    std::vector<std::string> objections;                ///< what was not satisfied: "Min duration satisfied : NO"
    std::map<std::string, double, std::less<>> numbers; ///< by what stands before the colon
    [[nodiscard]] std::optional<double> number(std::string_view key) const;
};
/// Errors: no LoadGen summary, an unknown scenario.
[[nodiscard]] Result<MlperfSummary> parseMlperfSummary(std::string_view text);
/// Latencies (not of offline: there they say when in the one query a sample came) and throughput in inferences.
[[nodiscard]] std::vector<PublishedMetric> metricsOf(const MlperfSummary &summary);

/// results.txt of MLPerf Tiny: the medians over its windows, in SI units.
struct TinyLog {
    std::optional<double> throughput; ///< inferences/s
    std::optional<double> joulesPerInference, watts;
};
[[nodiscard]] TinyLog parseTinyLog(std::string_view text);

/// What of mlperf_log_detail.txt the import needs.
struct MlperfDetail {
    std::string date;                           ///< "2021-03-18"; "" when it does not say
    std::optional<double> powerBegin, powerEnd; ///< seconds, on the clock of the measured system
};
[[nodiscard]] MlperfDetail parseMlperfDetail(std::string_view text);

struct MlperfPower {
    double watts = 0; ///< mean of the samples inside the measured time
    std::size_t samples = 0;
    std::string note; ///< how the clocks were brought together; "" when they agreed
};
/// The power meter's samples (spl.txt) between power_begin and power_end. Both logs are written in local times: the
/// time zones are seconds west of UTC, as client.json (measured system) and server.json (power meter) have them,
/// without summer time, which therefore is tried, too; so is a detail log in UTC. Errors: no measured time, no samples,
/// samples that do not cover it.
[[nodiscard]] Result<MlperfPower> meanPower(std::string_view spl, const MlperfDetail &detail,
                                            std::optional<double> clientZone, std::optional<double> serverZone);

} // namespace assay::catalog
