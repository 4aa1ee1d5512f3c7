#pragma once

#include <span>

namespace assay::model {

/// One found time in the units of its fit, as logarithms are taken of it: both above zero.
struct FitPoint {
    double size = 0, found = 0;
};

/// found = (size + extra) exp(level), log-normal errors; with one row more that says found = 2 size for large sizes.
struct EfficiencyFit {
    double extra = 0;                       ///< c, not negative
    double level = 0;                       ///< logarithm, not negative: nothing beats its roof
    double squares = 0;                     ///< of the residuals
    double parameters = 1;                  ///< that were fitted
    double meanShare = 0, shareSquares = 0; ///< of extra / (size + extra), for what is unsure of `extra`

    /// Logarithm of the median.
    [[nodiscard]] double logAt(double size) const;
    /// Variance of that in units of the residuals' variance, but for 1 / rows.
    [[nodiscard]] double leverage(double size) const;
};
/// Least squares of the logarithms; the points are not empty.
[[nodiscard]] EfficiencyFit fitEfficiency(std::span<const FitPoint> points);

} // namespace assay::model
