#pragma once

#include <algorithm>
#include <cstdint>

namespace assay::model {

// One line each, in a header, because columns of a million points go through them. All rates are queries a second, all
// powers watts; arguments are finite, rates and times not negative, capacities and devices above zero.

/// std::ceil for values not negative, without the call that it is on the oldest x86-64.
[[nodiscard]] inline double wholeAbove(double value)
{
    if (!(value < 0x1p53))
        return value; // whole already, or absent
    const auto below = static_cast<double>(static_cast<std::int64_t>(value));
    return below < value ? below + 1 : below;
}

/// Devices that carry a rate: ceil(rate / capacity). A quotient a rounding error above a whole number is that number.
[[nodiscard]] inline double devicesFor(double rate, double capacity)
{
    return wholeAbove(rate / capacity * (1 - 1e-12));
}

/// Part of the time that the slots are busy, u = λ E[S] / (n slots). 1 and more: saturated.
[[nodiscard]] inline double busyFraction(double rate, double serviceSeconds, double devices, double slots)
{
    return rate * serviceSeconds / (devices * slots);
}

/// λ / (n C): what part of the capacity within the latency limit is used. Above 1 the limit is missed.
[[nodiscard]] inline double headroomUsed(double rate, double devices, double capacity)
{
    return rate / (devices * capacity);
}

/// P = n (P_idle + (P_active − P_idle) u), u at most 1; by n u, the devices that are busy.
[[nodiscard]] inline double power(double devices, double idle, double active, double busyDevices)
{
    return devices * idle + (active - idle) * std::min(busyDevices, devices);
}

/// J a query, PUE P / λ. rate > 0.
[[nodiscard]] inline double energyPerQuery(double pue, double watts, double rate)
{
    return pue * watts / rate;
}

/// USD a million queries at what an hour costs and a rate > 0.
[[nodiscard]] inline double costPerMillion(double usdPerHour, double rate)
{
    return usdPerHour / (rate * 3600) * 1e6;
}

/// The classroom form, 1e6 / (rps utilisation) / 3600 hourly: a fixed utilisation in (0, 1] instead of a demand. It
/// cancels between options, so it never makes a crossover.
[[nodiscard]] inline double textbookCostPerMillion(double queriesPerSecond, double utilisation, double usdPerHour)
{
    return costPerMillion(usdPerHour, queriesPerSecond * utilisation);
}

} // namespace assay::model
