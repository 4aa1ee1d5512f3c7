#include "core/measure/clock_map.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/measure/statistics.hpp"

namespace assay::measure {
namespace {

constexpr std::size_t kLeastPairs = 12;
constexpr double kLeastSpan = 1e8;
constexpr double kMostDrift = 0.01;

std::int64_t middle(std::int64_t a, std::int64_t b)
{
    return a + (b - a) / 2;
}

std::vector<ClockPair> tightest(std::span<const ClockPair> pairs)
{
    std::vector<ClockPair> chosen(pairs.begin(), pairs.end());
    const std::size_t wanted = std::max<std::size_t>(pairs.size() / 4, 3);
    std::nth_element(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(wanted - 1), chosen.end(),
                     [](const ClockPair &a, const ClockPair &b) { return a.slack() < b.slack(); });
    chosen.resize(wanted);
    return chosen;
}

} // namespace

double ClockPair::slack() const
{
    return static_cast<double>((hostAfter - hostBefore) - (deviceEnd - deviceStart)) / 2;
}

double ClockMap::toHost(std::int64_t device) const
{
    return static_cast<double>(reference) + static_cast<double>(device - deviceReference) * (1 + drift);
}

Json ClockMap::toJson() const
{
    return {{"offset_seconds", static_cast<double>(reference - deviceReference) * 1e-9},
            {"drift", drift},
            {"residual_seconds", residual * 1e-9},
            {"slack_seconds", slack * 1e-9},
            {"pairs", pairs}};
}

std::optional<ClockMap> fitClock(std::span<const ClockPair> pairs)
{
    if (pairs.size() < kLeastPairs)
        return std::nullopt;
    const std::vector<ClockPair> used = tightest(pairs);
    ClockMap map;
    map.deviceReference = middle(used.front().deviceStart, used.front().deviceEnd);
    map.reference = middle(used.front().hostBefore, used.front().hostAfter);
    // Both axes count from the reference: absolute stamps would lose their nanoseconds in a double.
    std::vector<double> device, ahead, slacks;
    for (const ClockPair &pair : used) {
        const std::int64_t at = middle(pair.deviceStart, pair.deviceEnd) - map.deviceReference;
        device.push_back(static_cast<double>(at));
        ahead.push_back(static_cast<double>(middle(pair.hostBefore, pair.hostAfter) - map.reference - at));
        slacks.push_back(pair.slack());
    }
    const auto [first, last] = std::minmax_element(device.begin(), device.end());
    const auto line = *last - *first >= kLeastSpan ? fitLine(device, ahead) : std::nullopt;
    map.drift = line ? line->slope : 0;
    double mean = 0;
    for (std::size_t i = 0; i < used.size(); ++i)
        mean += (ahead[i] - map.drift * device[i]) / static_cast<double>(used.size());
    map.reference += static_cast<std::int64_t>(std::llround(mean));
    double squares = 0;
    for (std::size_t i = 0; i < used.size(); ++i) {
        const double off = ahead[i] - map.drift * device[i] - mean;
        squares += off * off;
    }
    map.residual = std::sqrt(squares / static_cast<double>(used.size()));
    std::nth_element(slacks.begin(), slacks.begin() + static_cast<std::ptrdiff_t>(slacks.size() / 2), slacks.end());
    map.slack = slacks[slacks.size() / 2];
    map.pairs = used.size();
    if (std::abs(map.drift) > kMostDrift || map.slack < 0)
        return std::nullopt;
    return map;
}

} // namespace assay::measure
