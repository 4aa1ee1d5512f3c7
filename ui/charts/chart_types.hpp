#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include <QString>
#include <QStringList>

namespace assay::charts {

/// What an owner calls a mark: the number of a result, a row, anything. Charts only hand it back.
using Id = std::int64_t;

/// A column of numbers, shared and never changed; NaN where there is none. Null: the whole column is absent.
using Values = std::shared_ptr<const std::vector<double>>;
using Ids = std::shared_ptr<const std::vector<Id>>;

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

[[nodiscard]] inline Values values(std::vector<double> column)
{
    return std::make_shared<const std::vector<double>>(std::move(column));
}
[[nodiscard]] inline Ids ids(std::vector<Id> column)
{
    return std::make_shared<const std::vector<Id>>(std::move(column));
}
/// The column's value; NaN outside of it and for a null column.
[[nodiscard]] inline double at(const Values &column, std::size_t row)
{
    return column && row < column->size() ? (*column)[row] : kAbsent;
}

struct Range {
    double low = 0, high = 1; ///< low <= high
    friend bool operator==(const Range &, const Range &) = default;
};

/// What an axis shows. Numbers in SI units; ticks get prefixes ("10 µs").
struct Axis {
    QString name;
    QString unit;
    bool logarithmic = false;     ///< values that are not above zero then have no place and count as missing
    QStringList categories{};     ///< when not empty: names of the places 0, 1, 2, …
    std::optional<double> from{}; ///< a fixed end instead of that of the data
    std::optional<double> to{};
    bool fromZero = false;     ///< zero is always in view (bars); not on a logarithmic axis
    bool categoryGrid = false; ///< lines at categories, too

    [[nodiscard]] bool places(double value) const { return std::isfinite(value) && (!logarithmic || value > 0); }
};

/// How sure a number is, as a mark's filling.
enum class Fill : std::uint8_t {
    Filled, ///< measured
    Half,   ///< emulated, published, datasheet
    Hollow  ///< modelled
};

/// How one point is drawn, beside its place, size and colour.
struct PointLook {
    Fill fill = Fill::Filled;
    bool crossed = false; ///< invalid: it never wins
    bool badged = false;  ///< carries a small square, told by ScatterData::badgeText
    bool ghost = false;   ///< filtered out: a pale dot that cannot be picked
};

/// The data behind a chart, as it is written to CSV: headers carry units; NaN is an empty cell there.
struct ChartTable {
    QStringList header;
    std::vector<QStringList> rows;
};

/// What an axis, a read-out and a table call a quantity: "Latency p99 (s)".
[[nodiscard]] inline QString withUnit(const QString &name, const QString &unit)
{
    return unit.isEmpty() || unit == QLatin1String("1") ? name : QStringLiteral("%1 (%2)").arg(name, unit);
}

} // namespace assay::charts
