#include "core/measure/convergence.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "core/measure/changepoint.hpp"

namespace assay::measure {
namespace {

constexpr double kCorrelated = 0.1;
constexpr std::size_t kWindows = 40;
constexpr std::size_t kEndWindows = 5;
constexpr double kEndSpread = 1.05;

std::string percentText(double fraction)
{
    return fmt::format("p{:g}", std::round(fraction * 1e7) / 1e5);
}

double meanOf(std::span<const double> values)
{
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Does the level change by more than `limit` in the last half?
bool changesLate(std::span<const double> windows, double limit)
{
    auto points = changepoints(windows);
    points.insert(points.begin(), 0);
    points.push_back(windows.size());
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
        const double before = meanOf(windows.subspan(points[i - 1], points[i] - points[i - 1]));
        const double after = meanOf(windows.subspan(points[i], points[i + 1] - points[i]));
        if (points[i] >= windows.size() / 2 && std::abs(after - before) > limit * before)
            return true;
    }
    return false;
}

std::string failedSteadiness(const StopRule &rule, const LatencySeries &series)
{
    const auto windows = windowMedians(series.inOrder, kWindows);
    if (windows.size() < kEndWindows)
        return "steady: too few queries to tell";
    if (changesLate(windows, rule.relativeHalfWidth))
        return "steady: the latency's level changed in the last half";
    if (!steadyEnd(windows))
        return "steady: the last five windows differ by more than 5 % or still show a slope";
    return {};
}

} // namespace

std::optional<Interval> percentileInterval(const LatencySeries &series, double fraction)
{
    if (std::abs(series.lag1) > kCorrelated)
        if (auto interval = blockBootstrapPercentile(series.inOrder, series.sorted, fraction, series.seed))
            return interval;
    const auto ranks = orderStatisticRanks(series.sorted.size(), fraction);
    if (!ranks)
        return std::nullopt;
    return Interval{static_cast<double>(series.sorted[ranks->low]), static_cast<double>(series.sorted[ranks->high])};
}

std::vector<double> windowMedians(std::span<const std::uint32_t> inOrder, std::size_t count)
{
    constexpr std::size_t kLeast = 5;
    const std::size_t windows = std::min(count, inOrder.size() / kLeast);
    std::vector<double> medians;
    std::vector<std::uint32_t> window;
    for (std::size_t w = 0; w < windows; ++w) {
        const std::size_t first = inOrder.size() * w / windows;
        const std::size_t last = inOrder.size() * (w + 1) / windows;
        window.assign(inOrder.begin() + static_cast<std::ptrdiff_t>(first),
                      inOrder.begin() + static_cast<std::ptrdiff_t>(last));
        const auto middle = window.begin() + static_cast<std::ptrdiff_t>(window.size() / 2);
        std::nth_element(window.begin(), middle, window.end());
        medians.push_back(*middle);
    }
    return medians;
}

bool steadyEnd(std::span<const double> windows)
{
    if (windows.size() < kEndWindows)
        return false;
    const auto end = windows.last(kEndWindows);
    const auto [least, most] = std::minmax_element(end.begin(), end.end());
    if (*most > kEndSpread * *least)
        return false;
    const std::vector<double> x = {0, 1, 2, 3, 4};
    const auto fit = fitLine(x, end);
    // A series without any noise has a slope interval of no width; rounding must not count as a slope.
    const double tolerance = 1e-9 * *most;
    return fit && fit->slopeInterval.low <= tolerance && fit->slopeInterval.high >= -tolerance;
}

std::string failedCriterion(const StopRule &rule, const LatencySeries &series, std::uint64_t queries, double seconds)
{
    if (!rule.quick && seconds < rule.minimumSeconds * 0.999)
        return fmt::format("duration: {:.3g} s of {:g} s", seconds, rule.minimumSeconds);
    const std::uint64_t least = earlyStoppingMinimum(rule.targetPercentile);
    if (queries < least)
        return fmt::format("queries: {} of the {} that {} needs", queries, least, percentText(rule.targetPercentile));
    const auto interval = percentileInterval(series, rule.targetPercentile);
    if (!interval)
        return fmt::format("interval: too few samples for an interval of {}", percentText(rule.targetPercentile));
    const double value = series.sorted[nearestRank(series.sorted.size(), rule.targetPercentile)];
    const double halfWidth = (interval->high - interval->low) / 2;
    if (halfWidth > rule.relativeHalfWidth * value)
        return fmt::format("interval: {} is known to ±{:.1f} % (limit {:g} %)", percentText(rule.targetPercentile),
                           100 * halfWidth / value, 100 * rule.relativeHalfWidth);
    return rule.quick ? std::string() : failedSteadiness(rule, series);
}

} // namespace assay::measure
