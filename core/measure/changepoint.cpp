#include "core/measure/changepoint.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::measure {
namespace {

constexpr std::size_t kShortest = 3;

/// Noise of one value, from neighbours' differences: sd(difference) = σ√2, and MAD = 0.6745 sd.
double noise(std::span<const double> series)
{
    std::vector<double> differences;
    for (std::size_t i = 1; i < series.size(); ++i)
        differences.push_back(std::abs(series[i] - series[i - 1]));
    const auto middle = differences.begin() + static_cast<std::ptrdiff_t>(differences.size() / 2);
    std::nth_element(differences.begin(), middle, differences.end());
    return *middle / 0.6745 / std::sqrt(2.0);
}

/// Squared error of series[from, to) about its mean, in O(1) by running sums.
class SegmentCost {
public:
    explicit SegmentCost(std::span<const double> series) : m_sum(series.size() + 1), m_squares(series.size() + 1)
    {
        for (std::size_t i = 0; i < series.size(); ++i) {
            const double value = series[i] - series[0]; // keeps the squares small against cancellation
            m_sum[i + 1] = m_sum[i] + value;
            m_squares[i + 1] = m_squares[i] + value * value;
        }
    }
    [[nodiscard]] double operator()(std::size_t from, std::size_t to) const
    {
        const double sum = m_sum[to] - m_sum[from];
        return m_squares[to] - m_squares[from] - sum * sum / static_cast<double>(to - from);
    }

private:
    std::vector<double> m_sum, m_squares;
};

} // namespace

std::vector<std::size_t> changepoints(std::span<const double> series, double penaltyFactor)
{
    const std::size_t n = series.size();
    if (n < 2 * kShortest)
        return {};
    // A series without noise still needs a penalty: rounding must not look like a change.
    double largest = 0;
    for (const double value : series)
        largest = std::max(largest, std::abs(value));
    const double sigma = std::max(noise(series), largest * 1e-9);
    const double penalty = penaltyFactor * std::log(static_cast<double>(n)) * sigma * sigma;
    const SegmentCost cost(series);
    std::vector<double> best(n + 1, std::numeric_limits<double>::infinity());
    std::vector<std::size_t> previous(n + 1, 0);
    std::vector<std::size_t> candidates = {0};
    best[0] = -penalty;
    for (std::size_t end = kShortest; end <= n; ++end) {
        for (const std::size_t start : candidates) {
            const double total = end - start < kShortest ? std::numeric_limits<double>::infinity()
                                                         : best[start] + cost(start, end) + penalty;
            if (total < best[end]) {
                best[end] = total;
                previous[end] = start;
            }
        }
        // The pruning that gives PELT its name: a start that is already worse can never become best.
        std::erase_if(candidates, [&](std::size_t start) {
            return end - start >= kShortest && best[start] + cost(start, end) > best[end];
        });
        candidates.push_back(end - kShortest + 1);
    }
    std::vector<std::size_t> found;
    for (std::size_t at = previous[n]; at > 0; at = previous[at])
        found.push_back(at);
    std::reverse(found.begin(), found.end());
    return found;
}

} // namespace assay::measure
