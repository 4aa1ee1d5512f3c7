#pragma once

#include <string>
#include <vector>

#include "core/catalog/workload.hpp"
#include "core/model/projection/error_ledger.hpp"
#include "core/model/projection/own_rows.hpp"
#include "core/study/result.hpp"

namespace assay::model {

/// A stored projection as its run's details have it.
struct StoredProjection {
    std::string predictor;
    double seconds = 0;
    measure::Interval interval;
};
/// Nothing when there was no time, or the details are of no projection.
[[nodiscard]] std::optional<StoredProjection> storedProjection(const Json &details);

/// A prediction that a later result of the same study tells the truth of.
struct FoundOut {
    std::string prediction; ///< key of the projected point and start of the run that predicted: one row each
    std::string projected;  ///< the point in words: "gemm … on catalog:nvidia-t4, single-stream"
    std::string found;      ///< what told the truth: "opencl:nvidia vector_width=4"
    ModelError error;
    Evidence evidence = Evidence::Measured; ///< of what was found

    /// As the study file keeps it, without the time at which it was recorded.
    [[nodiscard]] Json toJson() const;
    /// Errors: what is missing or of the wrong type.
    [[nodiscard]] static Result<FoundOut> fromJson(const Json &json);
};

/// Projections whose point was measured or emulated afterwards, on hardware that is the catalogue's entry: same
/// workload, parameters, kind of load and boundary. The last prediction before the result counts, since a later one may
/// rest on it; of several results, implementations of the same question, the fastest. `detailsOf` gives the details of
/// a run.
[[nodiscard]] Result<std::vector<FoundOut>> foundOut(const std::vector<study::ResultRecord> &results,
                                                     const catalog::WorkloadLibrary &workloads,
                                                     const HardwareOf &hardwareOf,
                                                     const std::function<Result<Json>(std::int64_t)> &detailsOf);

} // namespace assay::model
