#pragma once

#include <cstdint>
#include <vector>

#include "core/base/random.hpp"
#include "core/model/queueing/replay.hpp"
#include "core/model/queueing/servers.hpp"

namespace assay::model {

/// Plays a checked load from an empty start and yields the sojourns in the order of arrival. Arrivals and service times
/// come from two streams: at the same seed a higher rate has the same queries closer together, so that with one queue
/// and without batches no sojourn gets shorter.
class Sojourns {
public:
    Sojourns(const ReplayLoad &load, std::uint64_t seed);
    /// Appends `queries` more, in whole batches. Without batches `twin` gets what each would have taken at one server
    /// that is as fast as all together: of Poisson arrivals its mean is known exactly, see twinMean.
    void play(std::uint64_t queries, std::vector<double> &seconds, std::vector<double> *twin = nullptr);

private:
    double nextArrival();
    double opening();
    double service();
    double finish(double arrival, double seconds);
    void playBatch(std::vector<double> &seconds);

    const ReplayLoad &m_load;
    Random m_arrivals, m_services;
    CentralQueue m_central;
    ShortestQueue m_shortest;
    double m_now = 0, m_allDone = 0, m_servers = 1, m_meanService = 0;
    std::optional<double> m_pending; ///< an arrival after the batch before it had closed
    std::vector<double> m_batch;
    CentralQueue m_twin{1};
};

/// Pollaczek–Khinchine for the twin of a load below saturation; nothing where that does not hold: constant arrivals,
/// batches.
[[nodiscard]] std::optional<double> twinMean(const ReplayLoad &load);

/// Mean of the recorded service times; there are some.
[[nodiscard]] double meanOf(std::span<const double> values);

/// The percentile by nearest rank. Reorders the values; there are some.
[[nodiscard]] double percentileOf(std::vector<double> &values, double fraction);

} // namespace assay::model
