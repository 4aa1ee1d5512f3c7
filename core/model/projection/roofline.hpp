#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/model/placement.hpp"
#include "core/model/projection/calibration.hpp"
#include "core/model/projection/error_ledger.hpp"

namespace assay::model {

/// What a query asks of a target.
struct QueryWork {
    std::string workload;              ///< its name, as calibration rows call it
    std::optional<double> operations;  ///< as the peaks count them: two a multiply-accumulate
    std::string operationClass;        ///< "matrix", "vector"; others ("popcount", "AES") have no peak
    std::string precision;             ///< "int8", "fp16", "fp32", "fp64"; "" of those others
    std::optional<double> memoryBytes; ///< that must move between the device's memory and its units
    std::optional<double> workingSet;  ///< bytes touched again and again: fits on the chip or not
    std::optional<double> linkBytes;   ///< of a query and its answer over the host's link
    LoadKind kind = LoadKind::Throughput;
    /// Known to be on top of what calibration rows (host calls) hold already.
    std::optional<Span> launchSeconds, hostSeconds;
};

/// A time that a model gives for a target that was not measured: never without an interval, evidence Modelled.
struct Projection {
    std::optional<double> medianSeconds;      ///< of a query; of its share in throughput. Absent: no prediction
    std::optional<measure::Interval> seconds; ///< 80 %
    std::optional<measure::Interval> wide;    ///< 95 %, as results have them
    std::optional<double> leastSeconds;       ///< by the roofs that are known: a bound, not a prediction
    std::string boundBy;                      ///< step that decides: "compute roof", "memory roof", "link" …
    std::vector<Step> steps;                  ///< each roof alone and what is added, with its source
    std::optional<Forecast> forecast;         ///< of the device's own part
    std::optional<LedgerJudgement> ledger;    ///< what earlier predictions turned out to be; has widened the interval
    std::vector<std::string> quarantined;     ///< reasons why the outcome is impossible; then it must not be used
    std::vector<std::string> notes;           ///< what is not known or not verified
    std::string absentReason;                 ///< why there is no prediction; "" when there is one
    Evidence evidence = Evidence::Modelled;
};

/// The name of this predictor in the ledger.
inline constexpr const char *kRoofline = "roofline";

/// Roofline with efficiency (Williams, Waterman and Patterson 2009; efficiencies as Calibration fits them):
///   t = max(operations / peak, bytes / bandwidth) by the calibration's log-normal, + launch + host + link,
///   link = latency + bytes / reached bandwidth.
/// In throughput stages overlap: the slowest decides. On-chip bandwidth counts where the working set fits. Without a
/// peak of this class of operations there is only the bound by memory and link, which is no prediction. `workloadKind`
/// is for the ledger. Errors: numbers that make no sense.
[[nodiscard]] Result<Projection> project(const QueryWork &work, const Json &target, const Calibration &calibration,
                                         std::span<const ModelError> ledger = {}, const std::string &workloadKind = "");

} // namespace assay::model
