#include "core/model/queueing/sojourns.hpp"

#include <algorithm>
#include <numeric>

namespace assay::model {
double meanOf(std::span<const double> values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double percentileOf(std::vector<double> &values, double fraction)
{
    const auto rank = static_cast<std::ptrdiff_t>(measure::nearestRank(values.size(), fraction));
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    return values[static_cast<std::size_t>(rank)];
}

std::optional<double> twinMean(const ReplayLoad &load)
{
    if (load.batching || load.arrivals != Arrivals::Poisson)
        return std::nullopt;
    const double mean = meanOf(load.serviceSeconds);
    double squares = 0;
    for (const double value : load.serviceSeconds)
        squares += (value - mean) * (value - mean);
    QueueLoad twin;
    twin.rate = load.rate;
    twin.serviceSeconds = mean / (static_cast<double>(load.devices) * load.slots);
    if (mean > 0)
        twin.serviceScv = squares / static_cast<double>(load.serviceSeconds.size()) / (mean * mean);
    const auto latency = meanLatency(twin);
    return latency ? latency->sojournSeconds : std::nullopt;
}

Sojourns::Sojourns(const ReplayLoad &load, std::uint64_t seed)
    : m_load(load), m_arrivals(SplitMix64(seed).next()), m_services(SplitMix64(~seed).next()),
      m_central(load.dispatch == Dispatch::CentralQueue ? load.devices * load.slots : 1),
      m_shortest(load.dispatch == Dispatch::ShortestQueue ? load.devices : 1, load.slots),
      m_servers(static_cast<double>(load.devices) * load.slots),
      m_meanService(load.serviceSeconds.empty() ? 0 : meanOf(load.serviceSeconds))
{
}

double Sojourns::nextArrival()
{
    if (m_pending) {
        const double arrival = *m_pending;
        m_pending.reset();
        return arrival;
    }
    m_now += (m_load.arrivals == Arrivals::Poisson ? m_arrivals.exponential() : 1.0) / m_load.rate;
    return m_now;
}

/// The next arrival, of a query that opens a batch where there are any. The clock starts anew when all servers are
/// idle: a small sojourn is not the difference of two large times.
double Sojourns::opening()
{
    const double arrival = nextArrival();
    if (arrival < m_allDone)
        return arrival;
    m_central.clear();
    m_twin.clear();
    m_shortest.clear();
    m_now = m_allDone = 0;
    return 0;
}

double Sojourns::service()
{
    return m_load.serviceSeconds[m_services.below(m_load.serviceSeconds.size())];
}

double Sojourns::finish(double arrival, double seconds)
{
    const double done = m_load.dispatch == Dispatch::CentralQueue ? m_central.finish(arrival, seconds)
                                                                  : m_shortest.finish(arrival, seconds);
    m_allDone = std::max(m_allDone, done);
    return done;
}

void Sojourns::playBatch(std::vector<double> &seconds)
{
    const BatchRule &rule = *m_load.batching;
    m_batch.assign(1, opening());
    const double timeout = m_batch.front() + rule.timeoutSeconds;
    while (m_batch.size() < rule.size) {
        const double arrival = nextArrival();
        if (rule.timeoutSeconds > 0 && arrival > timeout) {
            m_pending = arrival;
            break;
        }
        m_batch.push_back(arrival);
    }
    const double closed = m_batch.size() < rule.size ? timeout : m_batch.back();
    const double spread = m_meanService > 0 ? service() / m_meanService : 1;
    const double done = finish(closed, spread * rule.line.serviceSeconds(static_cast<double>(m_batch.size())));
    for (const double arrival : m_batch)
        seconds.push_back(done - arrival);
}

void Sojourns::play(std::uint64_t queries, std::vector<double> &seconds, std::vector<double> *twin)
{
    const std::size_t wanted = seconds.size() + queries;
    while (seconds.size() < wanted) {
        if (m_load.batching) {
            playBatch(seconds);
            continue;
        }
        const double arrival = opening();
        const double needed = service();
        seconds.push_back(finish(arrival, needed) - arrival);
        if (twin != nullptr)
            twin->push_back(m_twin.finish(arrival, needed / m_servers) - arrival);
    }
}

} // namespace assay::model
