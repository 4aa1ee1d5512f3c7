#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay::catalog {

/// A number of a published result, in the SI unit of the metric of this id (assay metrics).
struct PublishedMetric {
    std::string id;
    double value = 0;
    std::string derived; ///< how it was computed from what stands in the source; "" when it stands there
};

/// A result that somebody else measured and published: reference data, shown beside measured results and never among
/// them. A query is one inference. Its evidence is `published`, its boundary the host call.
struct PublishedResult {
    std::string id;   ///< its own
    std::string kind; ///< "mlperf-inference", "mlperf-tiny", "vendor-benchmark"
    std::string round, division, submitter, system, accelerator;
    std::string targetId; ///< of the hardware catalogue; "" when it has no such target
    double devices = 1;   ///< of the target, together
    std::string workload, inputSize, precision;
    std::string scenario; ///< "single-stream", "multi-stream", "server", "offline"; "" when the source does not say
    std::optional<double> operations; ///< of one inference, as the source counts them
    std::optional<double> peakOps;    ///< op/s that the configuration could do at most
    std::optional<double> clockHertz;
    std::optional<double>
        singleThreadQueries; ///< query/s with one thread of the host, beside throughput.queries with more
    std::vector<PublishedMetric> metrics;
    std::string powerScope; ///< of what the power is: "system, at the wall"; "" without power
    std::string source, date;
    std::vector<std::string> notes;

    /// Null when it has none.
    [[nodiscard]] const PublishedMetric *metric(std::string_view metricId) const;
    [[nodiscard]] Json toJson() const;
    /// Errors name what is missing or of the wrong type.
    [[nodiscard]] static Result<PublishedResult> fromJson(const Json &json);
};

/// What one inference of a published workload is, by a source; what no source says is absent.
struct PublishedWorkload {
    std::string id;
    std::string name;                 ///< as PublishedResult::workload
    std::optional<double> operations; ///< of one inference
    std::string operationsUnit;       ///< how they are counted: "FLOP", two a multiply-accumulate; "op"
    std::string operationClass;       ///< "matrix", "vector"; "" when nobody says: which peaks it can be held against
    std::string per;                  ///< what an inference is of: "one 224x224x3 image"
    std::optional<double> parameters, weightBytes, inputBytes;
    std::string weightPrecision, inputPrecision; ///< of those bytes
    std::string source, parametersSource, quality, date, note;
};

struct PublishedData {
    std::vector<PublishedResult> results; ///< in the order of the files
    std::vector<PublishedWorkload> workloads;
    std::vector<Error> errors; ///< files that were left out, each with file, line and reason

    /// Null when no source says anything of it.
    [[nodiscard]] const PublishedWorkload *workloadOf(const PublishedResult &result) const;
    /// The result's own count of operations, else its workload's; nothing when nobody says.
    [[nodiscard]] std::optional<double> operationsOf(const PublishedResult &result) const;
    /// The result with that count, and a note of who counted.
    [[nodiscard]] PublishedResult withOperations(PublishedResult result) const;
};
/// Reads all *.toml of the folders (resources/published/README.md), in their order; a later result of the same id
/// replaces the earlier.
[[nodiscard]] PublishedData readPublished(const std::vector<std::filesystem::path> &folders);
/// Of paths::publishedFolders(): this installation's, those of ASSAY_PUBLISHED_PATH, the user's own.
[[nodiscard]] PublishedData loadPublished();

} // namespace assay::catalog
