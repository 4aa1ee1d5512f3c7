#include "core/model/queueing/replay.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/model/queueing/sojourns.hpp"

namespace assay::model {
namespace {

constexpr std::uint64_t kFirstQueries = 65536;
constexpr std::size_t kParts = 20;
constexpr double kStudentOfParts = 2.093; // t at 97.5 % with kParts - 1 degrees
constexpr double kAlikeNeighbours = 0.5;  // autocorrelation of the parts above which their interval is too narrow
constexpr double kRelated = 0.25;         // squared correlation with the twin, below which it would add chance
constexpr std::uint32_t kMostServers = 1U << 20;

std::string numbersWrong(const ReplayLoad &load)
{
    const auto bad = [](double value) { return !(std::isfinite(value) && value >= 0); };
    if (bad(load.rate))
        return fmt::format("a rate of {} queries/s is none", load.rate);
    if (load.devices == 0 || load.slots == 0 || load.devices > kMostServers / load.slots)
        return fmt::format("{} devices of {} slots are not possible (1 to {} in all)", load.devices, load.slots,
                           kMostServers);
    if (load.serviceSeconds.empty() && !load.batching)
        return "there is no recorded service time; run the point with samples kept";
    if (std::any_of(load.serviceSeconds.begin(), load.serviceSeconds.end(), bad))
        return "a recorded service time is negative or not finite";
    if (load.batching && (load.batching->size == 0 || bad(load.batching->timeoutSeconds)))
        return "a batch needs a size of 1 or more and a time-out that is not negative";
    return "";
}

std::string settingsWrong(const ReplaySettings &settings)
{
    for (const double fraction : settings.fractions)
        if (!(fraction > 0 && fraction <= 0.9999))
            return fmt::format("the percentile {} is not between 0 and 0.9999", fraction);
    return settings.fractions.empty() ? "no percentile is asked for" : "";
}

Error wrongReplay(const std::string &reason)
{
    return Error(ErrorCode::InvalidInput, "replay of a load: " + reason);
}

/// Mean size of constant arrivals' batches; the first arrives when the batch opens.
double constantBatch(const BatchRule &rule, double rate)
{
    if (rule.timeoutSeconds <= 0)
        return rule.size;
    return std::min<double>(rule.size, 1 + std::floor(rate * rule.timeoutSeconds));
}

/// What was played, less the warm-up.
struct Played {
    std::span<const double> seconds, twin; ///< the twin's may be empty
    std::optional<double> twinMean;
};

/// The statistic and, where there is one, the mean of the twin, of one stretch.
struct Part {
    double value = 0, twin = 0;
};

/// Deviations from their means, over all parts.
struct Spread {
    double values = 0, twins = 0, both = 0;
};

Spread spreadOf(std::span<const Part> parts)
{
    Part mean;
    for (const Part &part : parts) {
        mean.value += part.value / static_cast<double>(parts.size());
        mean.twin += part.twin / static_cast<double>(parts.size());
    }
    Spread spread;
    for (const Part &part : parts) {
        spread.values += (part.value - mean.value) * (part.value - mean.value);
        spread.twins += (part.twin - mean.twin) * (part.twin - mean.twin);
        spread.both += (part.value - mean.value) * (part.twin - mean.twin);
    }
    return spread;
}

struct Judged {
    measure::Estimate estimate;
    double alike = 0; ///< autocorrelation of neighbouring parts
};

/// Batch means with the twin as control variate: where the twin's mean came out too large by chance, so did ours.
Judged judge(const Part &all, std::vector<Part> parts, std::optional<double> twinMean)
{
    const Spread spread = spreadOf(parts);
    const bool related = spread.both * spread.both > kRelated * spread.values * spread.twins;
    const double slope = twinMean && related ? spread.both / spread.twins : 0;
    const double value = std::max(0.0, all.value - (slope == 0 ? 0 : slope * (all.twin - *twinMean)));
    const double squares = std::max(0.0, spread.values - slope * spread.both);
    const double half = kStudentOfParts * std::sqrt(squares / (kParts - 2) / kParts);
    std::vector<double> left;
    for (const Part &part : parts)
        left.push_back(part.value - slope * part.twin);
    return {{value, {std::max(0.0, value - half), value + half}},
            measure::lag1Autocorrelation(std::span<const double>(left))};
}

/// `statistic` of the stretch of `length` from `first`; reorders a copy of it.
template <class Statistic> Part partOf(const Played &played, std::size_t first, std::size_t length, Statistic statistic)
{
    const auto stretch = played.seconds.subspan(first, length);
    std::vector<double> values(stretch.begin(), stretch.end());
    return {statistic(values), played.twin.empty() ? 0 : meanOf(played.twin.subspan(first, length))};
}

template <class Statistic> Judged batchMeans(const Played &played, Statistic statistic)
{
    std::vector<Part> parts;
    const std::size_t length = played.seconds.size() / kParts;
    for (std::size_t i = 0; i < kParts; ++i)
        parts.push_back(partOf(played, i * length, length, statistic));
    return judge(partOf(played, 0, played.seconds.size(), statistic), std::move(parts), played.twinMean);
}

Judged percentile(const Played &played, double fraction)
{
    return batchMeans(played, [&](std::vector<double> &values) { return percentileOf(values, fraction); });
}

/// Without load: what is recorded is what a query takes.
ReplayedLatency unloaded(const ReplayLoad &load, const ReplaySettings &settings, ReplayedLatency result)
{
    if (load.batching && load.batching->size > 1 && load.batching->timeoutSeconds <= 0) {
        result.absentReason = "without arrivals and without a time-out no batch ever fills";
        return result;
    }
    std::vector<double> values(load.serviceSeconds.begin(), load.serviceSeconds.end());
    if (values.empty())
        values.push_back(1);
    if (load.batching) {
        const double mean = meanOf(values);
        const double wait = load.batching->size > 1 ? load.batching->timeoutSeconds : 0;
        for (double &value : values)
            value = wait + load.batching->line.serviceSeconds(1) * (mean > 0 ? value / mean : 1);
    }
    const double mean = meanOf(values);
    result.mean = measure::Estimate{mean, {mean, mean}};
    for (const double fraction : settings.fractions) {
        const double value = percentileOf(values, fraction);
        result.percentiles.push_back({fraction, {value, {value, value}}});
    }
    result.settled = true;
    return result;
}

ReplayedLatency played(const ReplayLoad &load, const ReplaySettings &settings, ReplayedLatency result)
{
    const double largest = *std::max_element(settings.fractions.begin(), settings.fractions.end());
    const auto least = static_cast<std::uint64_t>(std::ceil(10.0 * kParts / (1 - largest) / 0.9)) + kParts;
    std::uint64_t wanted = std::max(kFirstQueries, least);
    const auto mean = twinMean(load);
    Sojourns sojourns(load, settings.seed);
    std::vector<double> seconds, twin;
    for (;;) {
        sojourns.play(wanted - seconds.size(), seconds, mean ? &twin : nullptr);
        result.queries = seconds.size();
        result.warmUp = seconds.size() / 10;
        Played played{std::span<const double>(seconds).subspan(result.warmUp), {}, mean};
        if (mean)
            played.twin = std::span<const double>(twin).subspan(result.warmUp);
        const auto [estimate, alike] = percentile(played, largest);
        result.settled = alike < kAlikeNeighbours &&
                         estimate.interval.high - estimate.value <= settings.wantedHalfWidth * estimate.value;
        if (result.settled || 2 * seconds.size() > settings.mostQueries) {
            for (const double fraction : settings.fractions)
                result.percentiles.push_back({fraction, percentile(played, fraction).estimate});
            result.mean = batchMeans(played, [](std::vector<double> &values) { return meanOf(values); }).estimate;
            return result;
        }
        wanted = 2 * seconds.size();
    }
}

} // namespace

std::string toText(Dispatch dispatch)
{
    return dispatch == Dispatch::CentralQueue
               ? "one queue for all devices, in the order of arrival"
               : "a queue for each device, to the one with the fewest queries, of equals the next in turn";
}

Result<double> replayBusyFraction(const ReplayLoad &load)
{
    if (const std::string reason = numbersWrong(load); !reason.empty())
        return failure(wrongReplay(reason));
    double batches = load.rate, service = load.serviceSeconds.empty() ? 0 : meanOf(load.serviceSeconds);
    if (load.batching && load.rate > 0) {
        const double size = load.arrivals == Arrivals::Constant ? constantBatch(*load.batching, load.rate)
                                                                : batchFormation(*load.batching, load.rate).meanSize;
        batches = load.rate / size;
        service = load.batching->line.serviceSeconds(size);
    }
    const double busy = batches * service / (static_cast<double>(load.devices) * load.slots);
    if (!std::isfinite(busy))
        return failure(wrongReplay(fmt::format("{} queries/s of {} s each are beyond all measure", batches, service)));
    return busy;
}

Result<ReplayedLatency> replayLatency(const ReplayLoad &load, const ReplaySettings &settings)
{
    if (const std::string reason = settingsWrong(settings); !reason.empty())
        return failure(wrongReplay(reason));
    const auto busy = replayBusyFraction(load);
    if (!busy)
        return failure(busy.error());
    ReplayedLatency result;
    result.busyFraction = *busy;
    result.dispatchRule = toText(load.dispatch);
    const double largest = *std::max_element(settings.fractions.begin(), settings.fractions.end());
    result.fewServiceTimes = !measure::enoughFor(load.serviceSeconds.size(), largest);
    if (load.batching) {
        if (const auto reason = outsideFitted(*load.batching)) {
            result.absentReason = *reason;
            return result;
        }
    }
    if (*busy >= 1) {
        result.saturated = true;
        result.absentReason = fmt::format("saturated: {:.4g} queries/s keep {} device{} busy {:.4g} of the time, and "
                                          "the queue grows for ever",
                                          load.rate, load.devices, load.devices == 1 ? "" : "s", *busy);
        return result;
    }
    return load.rate > 0 ? played(load, settings, std::move(result)) : unloaded(load, settings, std::move(result));
}

} // namespace assay::model
