#pragma once

#include "core/study/design_point.hpp"

namespace assay::run {

/// Seconds one run of this point is expected to take (start, cold start, warm-up, measuring, verifying). An emulated
/// run is played in virtual time: how long it is to be measured does not matter.
[[nodiscard]] double estimateSeconds(const study::DesignPoint &point, bool emulated = false);

/// Seconds after which a run has hung, where the user names no limit: room for compiling kernels, computing references
/// and searching for an SLO's rate. An emulated session may synthesise its design: `openSeconds` more.
[[nodiscard]] double limitSeconds(const study::DesignPoint &point, bool emulated, double openSeconds);

/// Remaining time of a queue, from what runs took so far, or from the plan before the first one ended.
class Estimate {
public:
    explicit Estimate(double plannedSeconds) : m_planned(plannedSeconds) {}
    /// A run ended that was estimated to take `planned` and took `spent`.
    void ended(double planned, double spent);
    [[nodiscard]] double left(double currentSeconds) const;

private:
    double m_planned, m_plannedDone = 0, m_spent = 0;
};

} // namespace assay::run
