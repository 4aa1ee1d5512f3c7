#include "core/measure/load_driver.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/clock.hpp"

namespace assay::measure {
namespace {

LoadMode modeOf(const Scenario &scenario, const SystemUnderTest &system)
{
    switch (scenario.kind) {
    case ScenarioKind::Server:
    case ScenarioKind::SloSearch:
        return LoadMode::Open;
    case ScenarioKind::Offline:
        return system.submit != nullptr && system.wait != nullptr ? LoadMode::Overlapped : LoadMode::Closed;
    case ScenarioKind::MultiStream:
        return scenario.burst > 0 ? LoadMode::Burst : LoadMode::Closed;
    case ScenarioKind::SingleStream:
        break;
    }
    return LoadMode::Closed;
}

} // namespace

Status LoadDriver::chooseLanes()
{
    const Scenario &scenario = m_plan.scenario;
    if (m_system.query == nullptr || m_system.slots == 0)
        return failure(ErrorCode::InvalidInput, "the target offers no query to measure");
    if (scenario.concurrency > m_system.slots)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("{} queries in flight were asked for, the target can take {}; ask for fewer",
                                   scenario.concurrency, m_system.slots));
    if (scenario.kind == ScenarioKind::SloSearch && scenario.sloSeconds <= 0)
        return failure(ErrorCode::InvalidInput,
                       "slo-search needs a latency objective; add one, for example --slo 50us@p99");
    m_lanes = scenario.concurrency > 0 ? scenario.concurrency : m_system.slots;
    m_mode = modeOf(scenario, m_system);
    if (scenario.kind == ScenarioKind::SingleStream)
        m_lanes = 1;
    if (m_mode == LoadMode::Burst)
        m_lanes = std::min(m_lanes, scenario.burst);
    return {};
}

void LoadDriver::enter(Stage stage, double expectedSeconds)
{
    m_progress.queries.store(0);
    m_progress.stageStart.store(nowNanoseconds());
    m_progress.expectedSeconds.store(expectedSeconds);
    m_progress.stage.store(stage);
    m_queriesBefore = 0;
}

Result<LoadOutcome> LoadDriver::load(const LoadSettings &settings, const std::shared_ptr<LoadLanes> &lanes)
{
    const std::uint64_t before = m_queriesBefore;
    const Stage stage = m_progress.stage.load();
    const double planned = settings.mode == LoadMode::Open ? scheduleSeconds(settings.schedule) : settings.seconds;
    const std::int64_t end = nowNanoseconds() + static_cast<std::int64_t>(planned * 1e9);
    const auto tick = [&](std::uint64_t records) {
        if (stage == Stage::Measure && nowNanoseconds() > end)
            m_progress.stage.store(Stage::Drain, std::memory_order_relaxed);
        m_progress.queries.store(before + records * settings.batch, std::memory_order_relaxed);
    };
    auto outcome = runLoad(m_system, settings, lanes, m_stop, tick);
    if (!outcome)
        return outcome;
    if (outcome->queryFailed)
        return failure(ErrorCode::Failed, "a query failed while measuring");
    m_queriesBefore += outcome->completed * settings.batch;
    m_progress.queries.store(m_queriesBefore);
    m_progress.stage.store(stage);
    return outcome;
}

LoadSettings LoadDriver::settings(LoadMode mode) const
{
    LoadSettings settings;
    settings.mode = mode;
    settings.lanes = m_lanes;
    settings.burst = std::max(m_plan.scenario.burst, 1U);
    settings.spinWindow = m_plan.calibration.spinWindow;
    settings.drainSeconds = m_plan.drainSeconds;
    return settings;
}

} // namespace assay::measure
