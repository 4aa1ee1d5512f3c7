#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/catalog/workload.hpp"
#include "core/measure/observation.hpp"
#include "core/model/projection/fpga.hpp"
#include "core/model/projection/roofline.hpp"

namespace assay::model {

/// What a predictor says of a query on a target, whichever predictor it was.
struct ProjectedTime {
    std::string predictor;                   ///< name in the ledger
    std::optional<double> seconds;           ///< of a query; of its share in throughput
    std::optional<measure::Interval> wide;   ///< 95 %, or the whole range where a predictor has no probabilities
    std::optional<measure::Interval> ledger; ///< what the ledger holds found values against: 80 %, or that range
    std::string absentReason;                ///< "" when there is a time
    std::string reason;                      ///< in a sentence, what it rests on
    std::vector<Json> facts; ///< as assay.provenance/1 has them: name, value, low, high, unit, evidence, how
};
[[nodiscard]] ProjectedTime projectedTime(const Projection &projection);
/// Of one query the latency of one replica, in throughput all replicas together.
[[nodiscard]] ProjectedTime projectedTime(const FpgaProjection &projection, LoadKind kind);

/// The same as a run, to be stored among the results: evidence modelled, no outputs, nothing measured. A model tells
/// the mean of a query's time; the median is taken to be the same, and nothing is said of the tail. Without a time all
/// metrics are absent with the reason. Details: "provenance" (assay.provenance/1), "projection" {"predictor",
/// "seconds", "low", "high"} with the ledger's interval. Errors: formulas that the parameters do not allow.
[[nodiscard]] Result<measure::Observation> projectedRun(const ProjectedTime &time, const catalog::Workload &workload,
                                                        const ParameterSet &parameters, LoadKind kind,
                                                        const Json &target);

} // namespace assay::model
