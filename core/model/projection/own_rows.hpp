#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/catalog/workload.hpp"
#include "core/model/projection/calibration.hpp"
#include "core/study/result.hpp"

namespace assay::model {

/// The catalogue's entry of a target; null when it is not known.
using HardwareOf = std::function<const Json *(const study::TargetId &)>;

/// A result's time of a query by the given kind of load: the mean latency, or what is over from the throughput. Nothing
/// when it has none, when it is invalid or unchecked, or for another kind of load.
struct FoundTime {
    double seconds = 0;
    Evidence evidence = Evidence::Measured;
    Boundary boundary = Boundary::HostCall;
};
[[nodiscard]] std::optional<FoundTime> foundTime(const study::ResultRecord &result, LoadKind kind);

/// One's own measured results as rows of a calibration: of each question (workload, parameters, hardware, load) the
/// fastest implementation, held against the roof that decides. Left out are results on hardware that is not known, of
/// PoCL (whose device is the processor again), by workloads that are not there or have changed, and those whose
/// operations no peak counts.
[[nodiscard]] std::vector<CalibrationRow> ownRows(const std::vector<study::ResultRecord> &results,
                                                  const catalog::WorkloadLibrary &workloads,
                                                  const HardwareOf &hardwareOf);

} // namespace assay::model
