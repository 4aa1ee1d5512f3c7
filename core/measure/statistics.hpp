#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace assay::measure {

struct Interval {
    double low = 0;
    double high = 0;
};

struct Estimate {
    double value = 0;
    Interval interval; ///< 95 %
};

/// Sorts by radix, three passes: one million values in about 5 ms.
void sortValues(std::vector<std::uint32_t> &values);

/// Rank (from 0) of the percentile by nearest rank: the smallest k with (k+1)/n >= fraction. n > 0.
[[nodiscard]] std::size_t nearestRank(std::size_t n, double fraction);

/// pX is shown only if at least ten samples lie beyond it: n (1 - X) >= 10. The median always needs 20.
[[nodiscard]] bool enoughFor(std::uint64_t n, double fraction);

/// Ranks (from 0) of the order statistics that hold the percentile with at least 95 % probability, whatever the
/// distribution: the binomial interval (David & Nagaraja, Order Statistics, 7.1). Empty if n is too small for one.
struct RankInterval {
    std::size_t low = 0;
    std::size_t high = 0;
};
[[nodiscard]] std::optional<RankInterval> orderStatisticRanks(std::uint64_t n, double fraction);

/// Least n with which t over-latency queries still show, at 99 %, that a fraction `percentile` is within the limit:
/// I_p(n - t, t + 1) <= 0.01 (MLPerf's early stopping). 64, 130, 662, 6636 for p90, p95, p99, p99.9 at t = 1.
[[nodiscard]] std::uint64_t earlyStoppingMinimum(double percentile, std::uint64_t over = 1);

/// Autocorrelation at lag 1, in the order of time; 0 for fewer than three values or no variance.
[[nodiscard]] double lag1Autocorrelation(std::span<const std::uint32_t> values);
[[nodiscard]] double lag1Autocorrelation(std::span<const double> values);

/// 95 % interval of a percentile of correlated samples: bootstrap over blocks of consecutive samples (Künsch 1989),
/// on values binned by rank (4096 bins, dense at both ends), so that ten million samples take well below a second.
/// `inOrder` in the order of time, `sorted` the same values sorted.
[[nodiscard]] std::optional<Interval> blockBootstrapPercentile(std::span<const std::uint32_t> inOrder,
                                                               std::span<const std::uint32_t> sorted, double fraction,
                                                               std::uint64_t seed);
/// The same of the mean.
[[nodiscard]] std::optional<Interval> blockBootstrapMean(std::span<const std::uint32_t> inOrder, std::uint64_t seed);

/// Mean with its normal interval, for independent values.
[[nodiscard]] std::optional<Estimate> meanEstimate(std::span<const double> values);

/// One run's figure: a value and, where known, its interval within the run.
struct RunFigure {
    double value = 0;
    std::optional<Interval> interval;
};
/// The figure over several runs (fresh processes): the mean of the runs, with an interval by a two-level bootstrap —
/// runs with replacement, then each run's figure within its own interval. For few runs it is widened from the normal
/// to Student's t (R - 1 degrees) and by sqrt(R/(R-1)), since the bootstrap alone is too narrow there. Needs two runs.
[[nodiscard]] std::optional<Estimate> acrossRuns(std::span<const RunFigure> runs, std::uint64_t seed);
/// The same of emulated or modelled figures: their intervals are one doubt that all runs share (of the clock, say), so
/// that more runs do not narrow it; means of values and of ends. Needs one run.
[[nodiscard]] std::optional<Estimate> acrossSharedDoubt(std::span<const RunFigure> runs);
/// The same from raw samples: runs with replacement, then samples within each run with replacement.
[[nodiscard]] std::optional<Estimate>
hierarchicalBootstrap(std::span<const std::vector<double>> runs,
                      const std::function<double(std::span<const double>)> &statistic, std::uint64_t seed,
                      int resamples = 1000);

/// y = intercept + slope x by least squares, with the slope's 95 % interval (Student's t). Needs three points.
struct LineFit {
    double intercept = 0;
    double slope = 0;
    Interval slopeInterval;
};
[[nodiscard]] std::optional<LineFit> fitLine(std::span<const double> x, std::span<const double> y);

/// What n queries, t of them over the limit, say about "a fraction p is within the limit" at 99 %.
enum class BinomialVerdict { Pass, Fail, Inconclusive };
[[nodiscard]] BinomialVerdict binomialTest(std::uint64_t queries, std::uint64_t over, double percentile);

/// Bimodality coefficient (skewness² + 1) / kurtosis with small-sample correction (SAS/STAT); a uniform distribution
/// has 5/9, two separate peaks more. On log values, trimmed at p1 and p99.
[[nodiscard]] double bimodality(std::span<const std::uint32_t> sorted);

} // namespace assay::measure
