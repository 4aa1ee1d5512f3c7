#include "core/measure/virtual_load.hpp"

#include <algorithm>
#include <cmath>

namespace assay::measure {
namespace {

class Simulation {
public:
    Simulation(const VirtualLoad &load, std::span<const PhaseSample> services, LoadLanes &lanes)
        : m_load(load), m_services(services), m_lanes(lanes), m_free(load.lanes)
    {
    }

    LoadOutcome run()
    {
        if (m_load.mode == LoadMode::Open)
            open();
        else if (m_load.mode == LoadMode::Burst)
            bursts();
        else
            closed();
        m_outcome.offered = m_outcome.completed = m_outcome.nextId = m_next;
        m_outcome.elapsedSeconds = static_cast<double>(m_lastDone) * 1e-9;
        m_outcome.issueSeconds = static_cast<double>(m_lastIssue) * 1e-9;
        return m_outcome;
    }

private:
    void open()
    {
        Schedule schedule(m_load.schedule);
        for (; !schedule.atEnd(); schedule.advance())
            serve(schedule.nextTime());
        m_outcome.offeredSeconds = schedule.offeredSeconds();
    }

    void bursts()
    {
        for (std::int64_t start = 0; m_next < m_load.queries; start = m_lastDone)
            for (std::uint32_t i = 0; i < m_load.burst; ++i)
                serve(start);
    }

    /// A closed loop: the next query is asked when a server is free.
    void closed()
    {
        while (m_next < m_load.queries)
            serve(*std::min_element(m_free.begin(), m_free.end()));
    }

    /// By the server that is free first.
    void serve(std::int64_t scheduled)
    {
        const auto server = std::min_element(m_free.begin(), m_free.end());
        const std::int64_t issue = std::max(scheduled, *server);
        const double nominal = static_cast<double>(m_services[m_next % m_services.size()].service);
        Sample sample;
        sample.scheduled = scheduled;
        sample.issue = issue;
        sample.service = static_cast<std::uint64_t>(std::llround(nominal * m_load.factor)) & ((1ULL << 56) - 1);
        sample.id = m_next++ & ((1ULL << 36) - 1);
        *server = sample.done();
        m_lanes.recorders[static_cast<std::size_t>(server - m_free.begin())].add(sample);
        m_lastIssue = std::max(m_lastIssue, issue);
        m_lastDone = std::max(m_lastDone, sample.done());
    }

    const VirtualLoad &m_load;
    std::span<const PhaseSample> m_services;
    LoadLanes &m_lanes;
    std::vector<std::int64_t> m_free; ///< per server, from when on
    std::uint64_t m_next = 0;
    std::int64_t m_lastIssue = 0, m_lastDone = 0;
    LoadOutcome m_outcome;
};

} // namespace

LoadOutcome simulateLoad(const VirtualLoad &load, std::span<const PhaseSample> services, LoadLanes &lanes)
{
    return Simulation(load, services, lanes).run();
}

} // namespace assay::measure
