#include "core/model/economics/capacity.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "core/base/units.hpp"
#include "core/model/headline.hpp"
#include "core/model/queueing/slo_capacity.hpp"

namespace assay::model {
namespace {

constexpr double kLeastRate = 1e-9;

Capacity absent(std::string why)
{
    Capacity capacity;
    capacity.absent = std::move(why);
    return capacity;
}

bool near(double a, double b)
{
    return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

/// The limit of the assumptions in words.
std::string limitText(const SloLimit &limit)
{
    return fmt::format("{} at p{:g}", formatQuantity(limit.seconds, "s"), limit.fraction * 100);
}

Capacity searched(const study::ResultRecord &result, const SloLimit &limit)
{
    const measure::Scenario &scenario = result.point.scenario;
    if (!near(scenario.sloSeconds, limit.seconds) || !near(scenario.sloPercentile, limit.fraction))
        return absent(fmt::format(
            "the search was for {}, the limit is {}: --assume slo.latency={:g} --assume slo.percentile={:g}",
            limitText({scenario.sloSeconds, scenario.sloPercentile}), limitText(limit), scenario.sloSeconds,
            scenario.sloPercentile));
    const Metric rate = headline(result, "slo.rate");
    if (!rate.value || !(*rate.value > 0))
        return absent("the search found no rate within the limit: " + rate.absentReason);
    Capacity capacity;
    capacity.rate = Range::fixed(*rate.value);
    if (rate.low && rate.high && *rate.low < *rate.high)
        capacity.rate = Range::triangular(std::max(std::min(*rate.low, *rate.value), kLeastRate), *rate.value,
                                          std::max(*rate.high, *rate.value));
    capacity.evidence = rate.evidence;
    capacity.how = fmt::format("result #{}, slo.rate for {}", result.number, limitText(limit));
    return capacity;
}

/// Queries that the result had in service at once; 0 when that is not known.
std::uint32_t slotsOf(const study::ResultRecord &result, const Assumptions &assumptions)
{
    if (const auto given = assumptions.find(targetAssumption(result.point.target.text(), "slots")))
        return static_cast<std::uint32_t>(given->range.value);
    if (result.point.scenario.kind == measure::ScenarioKind::SingleStream)
        return 1;
    return result.point.scenario.kind == measure::ScenarioKind::MultiStream ? result.point.scenario.concurrency : 0;
}

Result<SloCapacity> replay(std::uint32_t slots, std::span<const double> serviceSeconds, const SloLimit &limit,
                           std::uint64_t seed)
{
    ReplayLoad load;
    load.slots = slots;
    load.serviceSeconds = serviceSeconds;
    return sloCapacity(load, limit, seed);
}

/// The rate if all service times are this many times as long; next to nothing when they are over the limit then.
double rateIfScaled(double factor, std::uint32_t slots, std::span<const double> serviceSeconds, const SloLimit &limit,
                    std::uint64_t seed)
{
    std::vector<double> scaled(serviceSeconds.begin(), serviceSeconds.end());
    for (double &seconds : scaled)
        seconds *= factor;
    const auto found = replay(slots, scaled, limit, seed);
    return found && found->queriesPerSecond ? std::max(found->queriesPerSecond->value, kLeastRate) : kLeastRate;
}

Capacity replayed(const study::ResultRecord &result, std::uint32_t slots, std::span<const double> serviceSeconds,
                  const SloLimit &limit, std::uint64_t seed)
{
    const auto found = replay(slots, serviceSeconds, limit, seed);
    if (!found)
        return absent(found.error().text());
    if (!found->queriesPerSecond) {
        Capacity none = absent(found->absentReason);
        none.nothingWithin = std::ranges::any_of(serviceSeconds, [](double seconds) { return seconds > 0; });
        return none;
    }
    const auto &[value, interval] = *found->queriesPerSecond;
    double low = std::min(interval.low, value), high = std::max(interval.high, value);
    const Metric mean = headline(result, "latency.mean");
    const bool doubted = mean.evidence != Evidence::Measured && mean.value && mean.low && mean.high && *mean.low > 0;
    if (doubted && *mean.low < *mean.high) {
        low = std::min(low, rateIfScaled(*mean.high / *mean.value, slots, serviceSeconds, limit, seed));
        high = std::max(high, rateIfScaled(*mean.low / *mean.value, slots, serviceSeconds, limit, seed));
    }
    Capacity capacity;
    // An end that carries nothing is no factor of the value.
    capacity.rate = low > kLeastRate ? Range::around(low, value, high)
                                     : Range::triangular(kLeastRate, value, std::max(high, value));
    const char *guess = result.point.target.isCatalogue() ? " (all of the mean: a tail would lower it)"
                        : found->fewServiceTimes          ? " (few recorded times: a guess)"
                                                          : "";
    capacity.how = fmt::format("replay of the service times of result #{}, Poisson arrivals, within {}{}",
                               result.number, limitText(limit), guess);
    return capacity;
}

} // namespace

Capacity capacityOf(const study::ResultRecord &result, const Assumptions &assumptions,
                    std::span<const double> serviceSeconds)
{
    const SloLimit limit{assumptions.value("slo.latency"), assumptions.value("slo.percentile")};
    if (result.point.scenario.kind == measure::ScenarioKind::SloSearch)
        return searched(result, limit);
    const std::uint32_t slots = slotsOf(result, assumptions);
    if (slots > 0 && !serviceSeconds.empty())
        return replayed(result, slots, serviceSeconds, limit, assumptions.seed);
    return absent(fmt::format(
        "the result does not tell what it carries within {}: `assay run … --scenario slo-search --slo …`, or give "
        "it with --assume {}=…",
        limitText(limit), targetAssumption(result.point.target.text(), "capacity")));
}

} // namespace assay::model
