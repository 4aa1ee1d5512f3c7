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
    std::int64_t projected = 0, found = 0; ///< numbers of the two results
    ModelError error;
    Evidence evidence = Evidence::Measured; ///< of what was found

    [[nodiscard]] Json toJson() const;
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
