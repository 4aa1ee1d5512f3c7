#include "core/model/queueing/slo_capacity.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/model/queueing/sojourns.hpp"

namespace assay::model {
namespace {

constexpr std::size_t kReplays = 10;
constexpr double kStudentOfReplays = 2.262; // t at 97.5 % with kReplays - 1 degrees
constexpr int kHalvings = 14;
constexpr int kSteps = 32; // of the look down from the highest rate, in batches
constexpr double kLeastQueries = 50000;

/// One replay at any rate.
class Probe {
public:
    Probe(const ReplayLoad &load, const SloLimit &limit, std::uint64_t seed)
        : m_load(load), m_limit(limit), m_seed(seed),
          m_queries(static_cast<std::uint64_t>(std::max(kLeastQueries, 100 / (1 - limit.fraction))))
    {
    }

    bool within(double rate)
    {
        m_load.rate = rate;
        const auto busy = replayBusyFraction(m_load);
        if (!busy || *busy > kBusiest * (1 + 1e-9))
            return false;
        m_seconds.clear();
        Sojourns(m_load, m_seed).play(m_queries, m_seconds);
        m_counted.assign(m_seconds.begin() + static_cast<std::ptrdiff_t>(m_seconds.size() / 10), m_seconds.end());
        return percentileOf(m_counted, m_limit.fraction) <= m_limit.seconds;
    }

private:
    ReplayLoad m_load;
    SloLimit m_limit;
    std::uint64_t m_seed;
    std::uint64_t m_queries;
    std::vector<double> m_seconds, m_counted;
};

double highestRate(const ReplayLoad &load)
{
    if (load.batching)
        return kBusiest * load.slots * load.batching->size / load.batching->line.serviceSeconds(load.batching->size);
    return kBusiest * load.slots / meanOf(load.serviceSeconds);
}

/// The largest rate within the limit, 0 when there is none.
double search(Probe &probe, double highest, bool batches)
{
    if (probe.within(highest))
        return highest;
    double low = 0, high = highest;
    if (batches) {
        int step = kSteps - 1;
        while (step > 0 && !probe.within(highest * step / kSteps))
            --step;
        low = highest * step / kSteps;
        high = highest * (step + 1) / kSteps;
    }
    for (int i = 0; i < kHalvings; ++i) {
        const double middle = (low + high) / 2;
        (probe.within(middle) ? low : high) = middle;
    }
    return low;
}

measure::Estimate meanOfReplays(const std::array<double, kReplays> &rates, double highest)
{
    const double mean = meanOf(rates);
    double squares = 0;
    for (const double rate : rates)
        squares += (rate - mean) * (rate - mean);
    const double half = kStudentOfReplays * std::sqrt(squares / (kReplays - 1) / kReplays);
    return {mean, {std::max(0.0, mean - half), std::min(highest, mean + half)}};
}

/// Why no rate can be within the limit, "" when one may be.
Result<std::string> hopeless(const ReplayLoad &load, const SloLimit &limit)
{
    const double service =
        load.batching ? load.batching->line.serviceSeconds(load.batching->size) : meanOf(load.serviceSeconds);
    if (!(service > 0))
        return std::string("all service times are zero, so no rate is too high");
    if (load.batching)
        return std::string();
    ReplaySettings settings;
    settings.fractions = {limit.fraction};
    ReplayLoad idle = load;
    idle.rate = 0;
    const auto alone = replayLatency(idle, settings);
    if (!alone)
        return failure(alone.error());
    const double seconds = alone->percentiles.front().seconds.value;
    if (seconds <= limit.seconds)
        return std::string();
    return fmt::format("the p{:g} of the service time alone, {:.4g} s, is over the limit of {:.4g} s",
                       limit.fraction * 100, seconds, limit.seconds);
}

} // namespace

Result<SloCapacity> sloCapacity(ReplayLoad load, const SloLimit &limit, std::uint64_t seed)
{
    load.rate = 0;
    load.devices = 1;
    if (!(std::isfinite(limit.seconds) && limit.seconds > 0) || !(limit.fraction > 0 && limit.fraction <= 0.9999))
        return failure(ErrorCode::InvalidInput,
                       fmt::format("capacity within p{:g} of {} s: give a limit above zero and a percentile to 99.99",
                                   limit.fraction * 100, limit.seconds));
    if (const auto valid = replayBusyFraction(load); !valid)
        return failure(valid.error().within("capacity within a latency limit"));
    SloCapacity capacity;
    capacity.fewServiceTimes = !measure::enoughFor(load.serviceSeconds.size(), limit.fraction);
    if (load.batching)
        capacity.absentReason = outsideFitted(*load.batching).value_or("");
    if (capacity.absentReason.empty()) {
        auto reason = hopeless(load, limit);
        if (!reason)
            return failure(reason.error());
        capacity.absentReason = std::move(*reason);
    }
    if (!capacity.absentReason.empty())
        return capacity;
    const double highest = highestRate(load);
    if (!std::isfinite(highest))
        return failure(ErrorCode::InvalidInput, "capacity within a latency limit: the service times are so short that "
                                                "their rate is no number");
    std::array<double, kReplays> rates{};
    SplitMix64 seeds(seed);
    for (double &rate : rates) {
        Probe probe(load, limit, seeds.next());
        rate = search(probe, highest, load.batching.has_value());
    }
    if (std::all_of(rates.begin(), rates.end(), [](double rate) { return rate <= 0; })) {
        capacity.absentReason =
            fmt::format("at no rate {:g} % of the queries are within {:.4g} s", limit.fraction * 100, limit.seconds);
        return capacity;
    }
    capacity.queriesPerSecond = meanOfReplays(rates, highest);
    capacity.boundBySaturation = std::all_of(rates.begin(), rates.end(), [&](double rate) { return rate >= highest; });
    load.rate = capacity.queriesPerSecond->value;
    capacity.busyFraction = *replayBusyFraction(load);
    return capacity;
}

} // namespace assay::model
