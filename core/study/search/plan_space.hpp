#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/study/plan.hpp"
#include "core/study/search/space.hpp"

namespace assay::study {

/// The grid of a plan request as a space to search, without making its points: one dimension for the target, and one
/// for each parameter of a backend that has several values, whether the request lists them or a run takes all by
/// default.
class PlanSpace {
public:
    /// `library` and `backends` must outlive it. Errors: several workloads, or several values of a workload's parameter
    /// (their results answer different questions); what `plan` refuses; a parameter given twice; a value that none of
    /// the targets takes.
    [[nodiscard]] static Result<PlanSpace> create(PlanRequest request, const catalog::WorkloadLibrary &library,
                                                  const std::vector<BackendFacts> &backends);

    [[nodiscard]] const SearchSpace &space() const { return m_space; }
    /// How many designs the points stand for (see name()), as far as it can be told without planning them.
    [[nodiscard]] std::uint64_t designs() const;
    /// The design point. The error says why there is none: no implementation, a requirement, a value the target does
    /// not take.
    [[nodiscard]] Result<DesignPoint> designPoint(const SearchPoint &point) const;
    /// What is chosen: "rtl:ice40-hx8k lanes=4". A parameter that the target does not have makes no difference: points
    /// with the same name are the same design.
    [[nodiscard]] std::string name(const SearchPoint &point) const;
    /// [{"name": "target", "values": ["cpu:native", …]}, …].
    [[nodiscard]] Json toJson() const;

private:
    PlanSpace(PlanRequest request, SearchSpace space, const catalog::WorkloadLibrary &library,
              const std::vector<BackendFacts> &backends);
    [[nodiscard]] const BackendFacts *backendOf(const TargetId &target) const;
    [[nodiscard]] bool takes(const TargetId &target, const ParameterAxis &axis) const;

    PlanRequest m_request; ///< its axes: those that are dimensions, in their order, then those with one value
    SearchSpace m_space;
    const catalog::WorkloadLibrary &m_library;
    const std::vector<BackendFacts> &m_backends;
    std::vector<std::vector<bool>> m_takes; ///< by target and axis
};

} // namespace assay::study
