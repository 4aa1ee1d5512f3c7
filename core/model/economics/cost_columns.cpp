#include "core/model/economics/cost_columns.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <utility>

#include "core/model/economics/formulas.hpp"

namespace assay::model {
namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

/// What all points share, worked out once.
struct Shared {
    explicit Shared(const Conditions &conditions, Deployment deployment)
        : rate(conditions.rate), peak(conditions.peakRate()),
          sites(deployment == Deployment::Edge ? conditions.sites : 1), hours(conditions.lifeYears * kHoursPerYear),
          wage(conditions.engineer * conditions.overhead),
          effort(wage * (1 + conditions.changesPerYear * conditions.lifeYears * conditions.changeShare)),
          pue(deployment == Deployment::Edge ? 1 : conditions.pue),
          perDevice(conditions.operationsHours * conditions.lifeYears * wage +
                    (deployment == Deployment::Edge ? 0 : conditions.hosting * 12 * conditions.lifeYears)),
          perWatt(pue * conditions.electricity * hours / 1000)
    {
        double highest = 0;
        for (const Conditions::Hours &each : conditions.profile)
            highest = std::max(highest, each.factor);
        for (const Conditions::Hours &each : conditions.profile)
            rented.emplace_back(each.factor * peak / highest, each.count / 24);
    }

    double rate, peak, sites, hours, wage, effort, pue, perDevice, perWatt;
    std::vector<std::pair<double, double>> rented; ///< rate to rent for, part of the day

    [[nodiscard]] double devices(double capacity) const { return sites * devicesFor(peak / sites, capacity); }
    [[nodiscard]] double meanRented(double capacity) const
    {
        double sum = 0;
        for (const auto &[each, part] : rented)
            sum += part * devicesFor(each, capacity);
        return sum;
    }
    [[nodiscard]] double watts(double count, double service, double slots, double idle, double active) const
    {
        return power(count, idle, active, rate * service / slots);
    }
};

template <class Function> Column filled(std::size_t size, Function function)
{
    Column column(size);
    const std::span<double> values = column.values();
    for (std::size_t i = 0; i < size; ++i)
        values[i] = function(i);
    return column;
}

bool has(const OptionColumns &options, std::initializer_list<std::span<const double>> needed)
{
    for (const auto &column : needed)
        if (column.size() != options.size)
            return false;
    return true;
}

Column busy(const OptionColumns &o, const Shared &s)
{
    return filled(o.size, [&](std::size_t i) {
        const double u = busyFraction(s.rate, o.serviceSeconds[i], s.devices(o.capacity[i]), o.slots[i]);
        return u < 1 ? u : kAbsent;
    });
}

Column absent(std::size_t size)
{
    return filled(size, [](std::size_t) { return kAbsent; });
}

// `then` makes another number of it in the same pass: memory is what a column costs.
template <class Then> Column watts(const OptionColumns &o, const Shared &s, Then then)
{
    return filled(o.size, [&](std::size_t i) {
        return then(
            s.watts(s.devices(o.capacity[i]), o.serviceSeconds[i], o.slots[i], o.idleWatts[i], o.activeWatts[i]));
    });
}

template <class Then> Column total(const OptionColumns &o, const Shared &s, Then then)
{
    if (o.deployment == Deployment::Cloud) {
        if (!has(o, {o.capacity, o.hourlyUsd, o.effortHours, o.oneTimeUsd}))
            return absent(o.size);
        return filled(o.size, [&](std::size_t i) {
            return then(s.meanRented(o.capacity[i]) * o.hourlyUsd[i] * s.hours + o.effortHours[i] * s.effort +
                        o.oneTimeUsd[i]);
        });
    }
    if (!has(o, {o.capacity, o.serviceSeconds, o.slots, o.deviceUsd, o.hostUsd, o.idleWatts, o.activeWatts,
                 o.effortHours, o.oneTimeUsd}))
        return absent(o.size);
    return filled(o.size, [&](std::size_t i) {
        const double count = s.devices(o.capacity[i]);
        const double energy =
            s.watts(count, o.serviceSeconds[i], o.slots[i], o.idleWatts[i], o.activeWatts[i]) * s.perWatt;
        return then(count * (o.deviceUsd[i] + o.hostUsd[i] + s.perDevice) + energy + o.effortHours[i] * s.effort +
                    o.oneTimeUsd[i]);
    });
}

Column textbook(const OptionColumns &o, const Shared &s, double utilisation)
{
    const bool cloud = o.deployment == Deployment::Cloud;
    if (!has(o, {o.capacity}) || !(cloud ? has(o, {o.hourlyUsd}) : has(o, {o.deviceUsd, o.hostUsd})))
        return absent(o.size);
    return filled(o.size, [&](std::size_t i) {
        const double hourly = cloud ? o.hourlyUsd[i] : (o.deviceUsd[i] + o.hostUsd[i]) / s.hours;
        return textbookCostPerMillion(o.capacity[i], utilisation, hourly);
    });
}

} // namespace

std::optional<double> Column::at(std::size_t i) const
{
    return std::isfinite(m_values[i]) ? std::optional(m_values[i]) : std::nullopt;
}

void Column::set(std::size_t i, std::optional<double> value)
{
    m_values[i] = value.value_or(kAbsent);
}

std::optional<Column> deriveColumn(std::string_view id, const OptionColumns &o, const Conditions &conditions,
                                   double utilisation)
{
    const Shared s(conditions, o.deployment);
    const bool demand = s.rate > 0;
    const bool load = demand && has(o, {o.capacity, o.serviceSeconds, o.slots});
    const bool metered = load && o.deployment != Deployment::Cloud && has(o, {o.idleWatts, o.activeWatts});
    const auto same = [](double value) { return value; };
    const auto times = [](double factor) { return [factor](double value) { return value * factor; }; };
    const auto over = [](double numerator) {
        return [numerator](double value) { return value > 0 ? numerator / value : kAbsent; };
    };
    if (id == "demand.devices")
        return has(o, {o.capacity}) ? filled(o.size, [&](std::size_t i) { return s.devices(o.capacity[i]); })
                                    : absent(o.size);
    if (id == "load.busy")
        return load ? busy(o, s) : absent(o.size);
    if (id == "load.headroom")
        return load ? filled(
                          o.size,
                          [&](std::size_t i) { return headroomUsed(s.peak, s.devices(o.capacity[i]), o.capacity[i]); })
                    : absent(o.size);
    if (id == "capacity.device")
        return has(o, {o.capacity}) ? filled(o.size, [&](std::size_t i) { return o.capacity[i]; }) : absent(o.size);
    if (id == "power.service")
        return metered ? watts(o, s, same) : absent(o.size);
    if (id == "energy.per_query")
        return metered ? watts(o, s, times(s.pue / s.rate)) : absent(o.size);
    if (id == "efficiency.per_watt")
        return metered ? watts(o, s, over(s.rate)) : absent(o.size);
    if (id == "cost.total")
        return total(o, s, same);
    if (id == "cost.per_million")
        return demand ? total(o, s, times(1e6 / (s.rate * 3600 * s.hours))) : absent(o.size);
    if (id == "efficiency.per_dollar")
        return demand ? total(o, s, over(s.rate * 3600 * s.hours)) : absent(o.size);
    if (id == "cost.textbook")
        return textbook(o, s, utilisation);
    return std::nullopt;
}

} // namespace assay::model
