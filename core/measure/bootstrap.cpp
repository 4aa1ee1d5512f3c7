#include <algorithm>
#include <array>
#include <cmath>

#include <boost/math/distributions/students_t.hpp>

#include "core/base/random.hpp"
#include "core/measure/statistics.hpp"

namespace assay::measure {
namespace {

constexpr std::size_t kResamples = 400;
constexpr std::size_t kMostBlocks = 100;
constexpr std::size_t kLeastBlocks = 10;

/// Blocks of equal length that cover the series (its last odd part left out).
struct Blocks {
    std::size_t count = 0;
    std::size_t length = 0;

    explicit Blocks(std::size_t n)
    {
        // At least n^(1/3), the order that balances bias and variance; longer where the series allows.
        const auto least = static_cast<std::size_t>(std::cbrt(static_cast<double>(n))) + 1;
        length = std::max(least, n / kMostBlocks);
        count = n / length;
    }
};

Interval middle95(std::vector<double> &values)
{
    std::sort(values.begin(), values.end());
    return {values[nearestRank(values.size(), 0.025)], values[nearestRank(values.size(), 0.975)]};
}

/// Ranks that cut sorted values into bins that get narrow toward both ends: equal steps of ln(q / (1 - q)).
std::vector<std::size_t> logitRanks(std::size_t n)
{
    constexpr int kSteps = 4096;
    const double widest = std::log(static_cast<double>(n));
    std::vector<std::size_t> ranks;
    for (int i = 0; i <= kSteps; ++i) {
        const double logit = widest * (2.0 * i / kSteps - 1);
        const auto rank = static_cast<std::size_t>(static_cast<double>(n) / (1 + std::exp(-logit)));
        if (ranks.empty() || rank > ranks.back())
            ranks.push_back(std::min(rank, n - 1));
    }
    return ranks;
}

/// The upper ends of the bins: each a value of the sample, rising, the last the maximum.
std::vector<std::uint32_t> binEdges(std::span<const std::uint32_t> sorted)
{
    std::vector<std::uint32_t> edges;
    for (const std::size_t rank : logitRanks(sorted.size()))
        if (edges.empty() || sorted[rank] > edges.back())
            edges.push_back(sorted[rank]);
    if (edges.back() < sorted.back())
        edges.push_back(sorted.back());
    return edges;
}

/// counts[block * bins + bin]
std::vector<std::uint32_t> countBlocks(std::span<const std::uint32_t> inOrder, const std::vector<std::uint32_t> &edges,
                                       const Blocks &blocks)
{
    std::vector<std::uint32_t> counts(blocks.count * edges.size());
    for (std::size_t block = 0; block < blocks.count; ++block) {
        auto *row = counts.data() + block * edges.size();
        for (std::size_t i = block * blocks.length; i < (block + 1) * blocks.length; ++i) {
            const auto bin = std::lower_bound(edges.begin(), edges.end(), inOrder[i]) - edges.begin();
            ++row[static_cast<std::size_t>(bin)];
        }
    }
    return counts;
}

} // namespace

std::optional<Interval> blockBootstrapPercentile(std::span<const std::uint32_t> inOrder,
                                                 std::span<const std::uint32_t> sorted, double fraction,
                                                 std::uint64_t seed)
{
    if (inOrder.empty() || sorted.empty())
        return std::nullopt;
    const Blocks blocks(inOrder.size());
    if (blocks.count < kLeastBlocks)
        return std::nullopt;
    const auto edges = binEdges(sorted);
    const auto counts = countBlocks(inOrder, edges, blocks);
    const std::uint64_t wanted = nearestRank(blocks.count * blocks.length, fraction) + 1;
    Random random(seed);
    std::vector<std::uint64_t> sum(edges.size());
    std::vector<double> values;
    for (std::size_t r = 0; r < kResamples; ++r) {
        std::fill(sum.begin(), sum.end(), 0);
        for (std::size_t b = 0; b < blocks.count; ++b) {
            const auto *row = counts.data() + random.below(blocks.count) * edges.size();
            for (std::size_t i = 0; i < edges.size(); ++i)
                sum[i] += row[i];
        }
        std::size_t bin = 0;
        for (std::uint64_t seen = sum[0]; seen < wanted && bin + 1 < edges.size(); seen += sum[bin])
            ++bin;
        values.push_back(edges[bin]);
    }
    return middle95(values);
}

std::optional<Interval> blockBootstrapMean(std::span<const std::uint32_t> inOrder, std::uint64_t seed)
{
    if (inOrder.empty())
        return std::nullopt;
    const Blocks blocks(inOrder.size());
    if (blocks.count < kLeastBlocks)
        return std::nullopt;
    std::vector<double> sums(blocks.count);
    for (std::size_t b = 0; b < blocks.count; ++b)
        for (std::size_t i = 0; i < blocks.length; ++i)
            sums[b] += inOrder[b * blocks.length + i];
    Random random(seed);
    std::vector<double> values;
    for (std::size_t r = 0; r < kResamples; ++r) {
        double sum = 0;
        for (std::size_t b = 0; b < blocks.count; ++b)
            sum += sums[random.below(blocks.count)];
        values.push_back(sum / static_cast<double>(blocks.count * blocks.length));
    }
    return middle95(values);
}

namespace {

/// How much wider than a bootstrap of `runs` values an honest interval of their mean is.
double smallSampleFactor(std::size_t runs)
{
    const auto r = static_cast<double>(runs);
    const boost::math::students_t distribution(r - 1);
    return quantile(distribution, 0.975) / 1.959963984540054 * std::sqrt(r / (r - 1));
}

Estimate widened(double value, std::vector<double> &draws, std::size_t runs)
{
    const Interval raw = middle95(draws);
    const double factor = smallSampleFactor(runs);
    return {value, {value - (value - raw.low) * factor, value + (raw.high - value) * factor}};
}

} // namespace

std::optional<Estimate> acrossRuns(std::span<const RunFigure> runs, std::uint64_t seed)
{
    if (runs.size() < 2)
        return std::nullopt;
    constexpr int kDraws = 1000; // a list of thousands of results computes one interval each
    const auto n = static_cast<double>(runs.size());
    double mean = 0;
    for (const auto &run : runs)
        mean += run.value / n;
    Random random(seed);
    std::vector<double> draws;
    for (int d = 0; d < kDraws; ++d) {
        double sum = 0;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const auto &run = runs[random.below(runs.size())];
            const double z = run.interval ? random.normal() / 1.959963984540054 : 0;
            const double width =
                run.interval ? (z < 0 ? run.value - run.interval->low : run.interval->high - run.value) : 0;
            sum += run.value + z * width;
        }
        draws.push_back(sum / n);
    }
    return widened(mean, draws, runs.size());
}

std::optional<Estimate> acrossSharedDoubt(std::span<const RunFigure> runs)
{
    if (runs.empty())
        return std::nullopt;
    Estimate mean{};
    for (const RunFigure &run : runs) {
        mean.value += run.value;
        mean.interval.low += run.interval ? run.interval->low : run.value;
        mean.interval.high += run.interval ? run.interval->high : run.value;
    }
    const auto count = static_cast<double>(runs.size());
    mean.value /= count;
    mean.interval = {mean.interval.low / count, mean.interval.high / count};
    return mean;
}

std::optional<Estimate> hierarchicalBootstrap(std::span<const std::vector<double>> runs,
                                              const std::function<double(std::span<const double>)> &statistic,
                                              std::uint64_t seed, int resamples)
{
    if (runs.size() < 2 || std::any_of(runs.begin(), runs.end(), [](const auto &run) { return run.empty(); }))
        return std::nullopt;
    const auto n = static_cast<double>(runs.size());
    double value = 0;
    for (const auto &run : runs)
        value += statistic(run) / n;
    Random random(seed);
    std::vector<double> draws;
    std::vector<double> resample;
    for (int d = 0; d < resamples; ++d) {
        double sum = 0;
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const auto &run = runs[random.below(runs.size())];
            resample.resize(run.size());
            for (auto &sample : resample)
                sample = run[random.below(run.size())];
            sum += statistic(resample);
        }
        draws.push_back(sum / n);
    }
    return widened(value, draws, runs.size());
}

} // namespace assay::measure
