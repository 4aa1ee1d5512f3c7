#include "core/measure/statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/beta.hpp>

#include "core/base/random.hpp"

namespace assay::measure {
namespace {

constexpr double kSignificance = 0.01;

template <class T> double lag1(std::span<const T> values)
{
    if (values.size() < 3)
        return 0;
    double sum = 0;
    for (const auto value : values)
        sum += static_cast<double>(value);
    const double mean = sum / static_cast<double>(values.size());
    double variance = 0;
    double covariance = 0;
    double previous = static_cast<double>(values[0]) - mean;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double deviation = static_cast<double>(values[i]) - mean;
        variance += deviation * deviation;
        if (i > 0)
            covariance += deviation * previous;
        previous = deviation;
    }
    return variance > 0 ? covariance / variance : 0;
}

} // namespace

void sortValues(std::vector<std::uint32_t> &values)
{
    constexpr std::size_t kSmall = 4096;
    if (values.size() < kSmall) {
        std::sort(values.begin(), values.end());
        return;
    }
    constexpr unsigned kBits = 11;
    constexpr std::uint32_t kMask = (1U << kBits) - 1;
    std::vector<std::uint32_t> other(values.size());
    for (unsigned shift = 0; shift < 32; shift += kBits) {
        std::array<std::size_t, (1U << kBits) + 1> starts{};
        for (const auto value : values)
            ++starts[((value >> shift) & kMask) + 1];
        for (std::size_t i = 1; i < starts.size(); ++i)
            starts[i] += starts[i - 1];
        for (const auto value : values)
            other[starts[(value >> shift) & kMask]++] = value;
        values.swap(other);
    }
}

std::size_t nearestRank(std::size_t n, double fraction)
{
    // The tolerance keeps 0.9 * 10 = 9.000…2 at rank 9.
    const double rank = std::ceil(fraction * static_cast<double>(n) * (1 - 1e-12));
    return static_cast<std::size_t>(std::clamp(rank, 1.0, static_cast<double>(n))) - 1;
}

bool enoughFor(std::uint64_t n, double fraction)
{
    return static_cast<double>(n) * (1 - fraction) >= 10 * (1 - 1e-12);
}

std::optional<RankInterval> orderStatisticRanks(std::uint64_t n, double fraction)
{
    if (n < 2)
        return std::nullopt;
    const boost::math::binomial distribution(static_cast<double>(n), fraction);
    // X(l) … X(u), counted from 1, hold the percentile if P(B < l) and P(B >= u) are at most 2.5 % each, B binomial.
    // Boost rounds quantiles outwards: the first is the largest k with P(B <= k) <= 2.5 %, so l = k + 1; the second the
    // smallest k with P(B > k) <= 2.5 %, so u = k + 1.
    using boost::math::complement;
    const double low = std::floor(quantile(distribution, 0.025));
    const double high = std::ceil(quantile(complement(distribution, 0.025)));
    if (cdf(distribution, low) > 0.025 || high > static_cast<double>(n) - 1)
        return std::nullopt;
    return RankInterval{static_cast<std::size_t>(low), static_cast<std::size_t>(high)};
}

std::uint64_t earlyStoppingMinimum(double percentile, std::uint64_t over)
{
    const auto enough = [&](std::uint64_t n) {
        return boost::math::ibeta(static_cast<double>(n - over), static_cast<double>(over) + 1, percentile) <=
               kSignificance;
    };
    std::uint64_t low = over + 1;
    std::uint64_t high = low;
    while (!enough(high)) {
        low = high;
        high *= 2;
    }
    while (low + 1 < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        (enough(middle) ? high : low) = middle;
    }
    return high;
}

double lag1Autocorrelation(std::span<const std::uint32_t> values)
{
    return lag1(values);
}

double lag1Autocorrelation(std::span<const double> values)
{
    return lag1(values);
}

std::optional<Estimate> meanEstimate(std::span<const double> values)
{
    if (values.size() < 2)
        return std::nullopt;
    const auto n = static_cast<double>(values.size());
    double sum = 0;
    for (const double value : values)
        sum += value;
    const double mean = sum / n;
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    const boost::math::students_t distribution(n - 1);
    const double half = quantile(distribution, 0.975) * std::sqrt(squares / (n - 1) / n);
    return Estimate{mean, {mean - half, mean + half}};
}

std::optional<LineFit> fitLine(std::span<const double> x, std::span<const double> y)
{
    const std::size_t count = std::min(x.size(), y.size());
    if (count < 3)
        return std::nullopt;
    const auto n = static_cast<double>(count);
    double sumX = 0;
    double sumY = 0;
    for (std::size_t i = 0; i < count; ++i) {
        sumX += x[i];
        sumY += y[i];
    }
    double xx = 0;
    double xy = 0;
    for (std::size_t i = 0; i < count; ++i) {
        xx += (x[i] - sumX / n) * (x[i] - sumX / n);
        xy += (x[i] - sumX / n) * (y[i] - sumY / n);
    }
    if (xx <= 0)
        return std::nullopt;
    LineFit fit;
    fit.slope = xy / xx;
    fit.intercept = (sumY - fit.slope * sumX) / n;
    double residual = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const double error = y[i] - fit.intercept - fit.slope * x[i];
        residual += error * error;
    }
    const boost::math::students_t distribution(n - 2);
    const double half = quantile(distribution, 0.975) * std::sqrt(residual / (n - 2) / xx);
    fit.slopeInterval = {fit.slope - half, fit.slope + half};
    return fit;
}

BinomialVerdict binomialTest(std::uint64_t queries, std::uint64_t over, double percentile)
{
    const auto t = static_cast<double>(over);
    const auto h = static_cast<double>(queries - over);
    if (queries == 0)
        return BinomialVerdict::Inconclusive;
    // Were only a fraction p within the limit, so few over it would be seen with probability I_p(h, t + 1) at most.
    if (h > 0 && boost::math::ibeta(h, t + 1, percentile) <= kSignificance)
        return BinomialVerdict::Pass;
    // Were p within the limit, so many over it would be seen with probability 1 - I_p(h + 1, t).
    if (t > 0 && boost::math::ibetac(h + 1, t, percentile) <= kSignificance)
        return BinomialVerdict::Fail;
    return BinomialVerdict::Inconclusive;
}

double bimodality(std::span<const std::uint32_t> sorted)
{
    const std::size_t first = sorted.size() / 100;
    const std::size_t last = sorted.size() - first;
    const auto n = static_cast<double>(last - first);
    if (n < 20)
        return 0;
    double mean = 0;
    for (std::size_t i = first; i < last; ++i)
        mean += std::log(static_cast<double>(sorted[i]) + 1.0);
    mean /= n;
    double m2 = 0;
    double m3 = 0;
    double m4 = 0;
    for (std::size_t i = first; i < last; ++i) {
        const double d = std::log(static_cast<double>(sorted[i]) + 1.0) - mean;
        m2 += d * d;
        m3 += d * d * d;
        m4 += d * d * d * d;
    }
    m2 /= n;
    if (m2 <= 0)
        return 0;
    const double skewness = m3 / n / std::pow(m2, 1.5);
    const double excess = m4 / n / (m2 * m2) - 3;
    return (skewness * skewness + 1) / (excess + 3 * (n - 1) * (n - 1) / ((n - 2) * (n - 3)));
}

} // namespace assay::measure
