#pragma once

#include <span>
#include <vector>

#include <QString>

#include "ui/charts/chart_types.hpp"

namespace assay::charts {

/// Values to pixels of one axis and back.
struct Scale {
    bool logarithmic = false;
    Range range;
    double pixelLow = 0, pixelHigh = 1; ///< where range.low and range.high lie; high may be left or above

    /// NaN for a value without a place (absent, or not above zero on a logarithmic axis).
    [[nodiscard]] double toPixel(double value) const;
    [[nodiscard]] double toValue(double pixel) const;
};

/// The axis' own coordinate: the value, or its decimal logarithm.
[[nodiscard]] double toAxis(double value, bool logarithmic);
[[nodiscard]] double fromAxis(double coordinate, bool logarithmic);

/// Lowest and highest of the values that have a place; empty when none has.
[[nodiscard]] std::optional<Range> rangeOf(std::span<const double> values, bool logarithmic);
[[nodiscard]] std::optional<Range> united(const std::optional<Range> &a, const std::optional<Range> &b);

/// What an axis shows for data in `data`: some room around it, never of no width, its fixed ends kept.
[[nodiscard]] Range roomy(const Axis &axis, const std::optional<Range> &data);

/// Around `centre` (a value), by `factor` < 1 nearer.
[[nodiscard]] Range zoomed(const Range &range, bool logarithmic, double factor, double centre);
/// Moved by a part of its width.
[[nodiscard]] Range shifted(const Range &range, bool logarithmic, double part);

/// Round numbers inside a range, about `wanted` of them; on a logarithmic axis decades, or 1-2-5 where there are few.
[[nodiscard]] std::vector<double> niceTicks(const Range &range, bool logarithmic, int wanted);

/// The factor and letter that suit the larger end of a range: 1e-6 and "µ". Factor 1 where the unit takes no prefix.
struct Prefix {
    double factor = 1;
    QString letter;
};
[[nodiscard]] Prefix prefixOf(const Range &range, const QString &unit);

/// "12.3 µs"; "–" for a missing value.
[[nodiscard]] QString quantity(double value, const QString &unit);
/// "12.3 µs (11.9–12.8)", or without an interval where an end is missing.
[[nodiscard]] QString quantity(double value, double low, double high, const QString &unit);
/// A tick's number: as many digits as needed, grouped from 10,000 on.
[[nodiscard]] QString tickNumber(double value);

} // namespace assay::charts
