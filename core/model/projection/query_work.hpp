#pragma once

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/catalog/workload.hpp"
#include "core/measure/metric.hpp"
#include "core/measure/scenario.hpp"
#include "core/model/projection/roofline.hpp"

namespace assay::model {

/// Single-stream is one at a time, offline throughput. Errors: other scenarios, which no projection answers yet.
[[nodiscard]] Result<LoadKind> loadKindOf(const measure::Scenario &scenario);

/// What counts as a query's time on this target of the catalogue: the host call where it has a link to its host, else
/// in memory; of an FPGA without a link, the wire.
[[nodiscard]] Boundary projectedBoundary(const Json &target);

/// What a query of the workload asks of this target, by the workload's manifest. Operations that matrix units do are
/// held against a peak of vector units where the target has no other of the precision. Bytes cross the link only where
/// there is one (projectedBoundary); resident tensors stay on the device and count for what must fit there. Errors: a
/// formula or shape that the parameters do not allow.
[[nodiscard]] Result<QueryWork> queryWork(const catalog::Workload &workload, const ParameterSet &parameters,
                                          LoadKind kind, const Json &target);

} // namespace assay::model
