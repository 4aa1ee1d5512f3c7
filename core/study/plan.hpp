#pragma once

#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/catalog/workload.hpp"
#include "core/study/design_point.hpp"
#include "core/study/parameter_space.hpp"

namespace assay::study {

/// What planning needs to know of a backend: read from its manifest, without running its code.
struct BackendFacts {
    std::string id;
    std::vector<std::string> implementationKinds;
    std::string pluginHash;
    std::vector<ParameterSpec> parameters = {}; ///< of the backend itself, beside those of an implementation
};

/// A request as the command line or a study file states it.
struct PlanRequest {
    std::vector<std::string> workloads;
    std::vector<TargetId> targets;
    std::vector<ParameterAxis> axes;
    measure::Scenario scenario;
    measure::StopRule stopRule;
    std::uint64_t seed = 1;
};

struct SkippedPoint {
    std::string what;
    std::string reason;
};

struct Plan {
    std::vector<DesignPoint> points;   ///< in the order asked for
    std::vector<SkippedPoint> skipped; ///< valid requests that cannot be: listed with the reason
};

/// What can be chosen for a workload on a backend beside the workload's own parameters: those of the implementation
/// and of the backend itself; where both declare a name, the implementation's. Empty when there is no implementation.
[[nodiscard]] std::vector<ParameterSpec> backendParameters(const catalog::Workload &workload,
                                                           const BackendFacts &backend);

/// Multiplies workloads × parameters × targets × backend parameters. Workload parameters apply to every target;
/// backend parameters multiply only the targets whose implementation or backend declares them; where both declare a
/// name, the implementation's counts. Aliases stand for their parameter. A parameter that is declared by no chosen
/// workload and no implementation is an error with a suggestion, as is an unknown workload; a combination that a
/// requirement forbids, or a target without an implementation, is skipped with the reason. Targets of the hardware
/// catalogue ("catalog:ID") need none: such a point is to be projected, and no rule of measuring is part of it.
[[nodiscard]] Result<Plan> plan(const PlanRequest &request, const catalog::WorkloadLibrary &library,
                                const std::vector<BackendFacts> &backends);

} // namespace assay::study
