#include "core/run/estimate.hpp"

#include <algorithm>

#include "core/measure/statistics.hpp"

namespace assay::run {
namespace {

constexpr double kStartSeconds = 0.5;    ///< runner start, generating inputs, first query, verifying: typical
constexpr double kEmulatedSeconds = 0.5; ///< runner start, simulating a few queries, playing the scenario: typical

/// What searching for an SLO's rate takes before the measurement (measure/slo_probe): quick is cut off, else about 18
/// probes narrow a factor of two down to 1 % and confirm it. The rate is not known yet: at least 1000 queries a second,
/// or one within each objective.
double searchSeconds(const study::DesignPoint &point)
{
    const auto &scenario = point.scenario;
    if (scenario.kind != measure::ScenarioKind::SloSearch)
        return 0;
    if (point.stopRule.quick)
        return 1;
    constexpr double kProbes = 18;
    const double rate = std::max(1000.0, 1 / std::max(scenario.sloSeconds, 1e-9));
    const double queries = 2 * static_cast<double>(measure::earlyStoppingMinimum(scenario.sloPercentile));
    const double probe = std::max(std::clamp(5 * scenario.sloSeconds, 0.2, 2.0), std::min(queries / rate, 20.0));
    return std::min(kProbes * probe, 10 * point.stopRule.maximumSeconds);
}

} // namespace

double estimateSeconds(const study::DesignPoint &point, bool emulated)
{
    if (emulated)
        return kEmulatedSeconds;
    const auto &rule = point.stopRule;
    const bool openLoop =
        point.scenario.kind == measure::ScenarioKind::Server || point.scenario.kind == measure::ScenarioKind::SloSearch;
    // a closed loop is mostly steady after the least time, the tail under load seldom
    const double share = openLoop && !rule.quick ? 0.75 : 0.25;
    const double measuring = rule.minimumSeconds + share * (rule.maximumSeconds - rule.minimumSeconds);
    return kStartSeconds + rule.warmUpSeconds + searchSeconds(point) + measuring;
}

double limitSeconds(const study::DesignPoint &point, bool emulated, double openSeconds)
{
    const double measuring = point.stopRule.warmUpSeconds + point.stopRule.maximumSeconds;
    const double searches = point.scenario.kind == measure::ScenarioKind::SloSearch ? 40 : 1;
    return 60 + 2 * measuring * searches + (emulated ? openSeconds : 0);
}

void Estimate::ended(double planned, double spent)
{
    m_planned -= planned;
    m_plannedDone += planned;
    m_spent += spent;
}

double Estimate::left(double currentSeconds) const
{
    const double pace = m_plannedDone > 0 ? m_spent / m_plannedDone : 1;
    return std::max(0.0, m_planned * pace - currentSeconds);
}

} // namespace assay::run
