#pragma once

#include <cstdint>
#include <memory>
#include <stop_token>

#include "core/base/result.hpp"
#include "core/measure/load.hpp"
#include "core/measure/measurement.hpp"

namespace assay::measure {

/// What the stages of one measurement share: the system, the plan, and stretches of load that keep the progress up to
/// date.
class LoadDriver {
public:
    LoadDriver(const SystemUnderTest &system, const Plan &plan, Progress &progress, const std::stop_token &stop)
        : m_system(system), m_plan(plan), m_progress(progress), m_stop(stop)
    {
    }

    /// Errors: InvalidInput when the target cannot take the scenario.
    [[nodiscard]] Status chooseLanes();
    void enter(Stage stage, double expectedSeconds);
    /// One stretch. Errors: as runLoad(); Failed if a query failed.
    [[nodiscard]] Result<LoadOutcome> load(const LoadSettings &settings, const std::shared_ptr<LoadLanes> &lanes);
    /// Settings of a stretch of this plan in `mode`.
    [[nodiscard]] LoadSettings settings(LoadMode mode) const;

    [[nodiscard]] const Plan &plan() const { return m_plan; }
    [[nodiscard]] Progress &progress() { return m_progress; }
    [[nodiscard]] std::uint32_t lanes() const { return m_lanes; } ///< slots in use
    [[nodiscard]] LoadMode mode() const { return m_mode; }        ///< of the measurement proper

private:
    const SystemUnderTest &m_system;
    const Plan &m_plan;
    Progress &m_progress;
    const std::stop_token &m_stop;
    LoadMode m_mode = LoadMode::Closed;
    std::uint32_t m_lanes = 1;
    std::uint64_t m_queriesBefore = 0;
};

} // namespace assay::measure
