#pragma once

#include <string>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/catalog/workload.hpp"
#include "core/model/projection/calibration.hpp"
#include "core/model/projection/fpga.hpp"
#include "core/study/result.hpp"

namespace assay::model {

/// The family of an FPGA's cells ("ultrascale+"), by the catalogue's entry: what a design was mapped to says nothing of
/// another's. "" when the entry does not say.
[[nodiscard]] std::string cellFamily(const Json &target);

/// One replica as an RTL result tells it. `details` are those of a run of the result, `emulated` the catalogue's entry
/// of the emulated board. Errors: a result that is not of the RTL emulator, or without cycles, clock or resources.
[[nodiscard]] Result<FpgaKernel> emulatedKernel(const study::ResultRecord &result, const Json &details,
                                                const Json &emulated);

/// That kernel on a target of the same family, under this kind of load: one at a time a single replica, in throughput
/// as many as fit. Data crosses the target's link where it has one (projectedBoundary). Absent, with the reason: a
/// target of another family, or of none that the catalogue knows; one whose link nobody knows. Errors: see projectFpga
/// and queryWork.
[[nodiscard]] Result<FpgaProjection> projectKernel(FpgaKernel kernel, const Json &emulated,
                                                   const catalog::Workload &workload, const ParameterSet &parameters,
                                                   LoadKind kind, const Json &target);

} // namespace assay::model
