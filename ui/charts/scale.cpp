#include "ui/charts/scale.hpp"

#include <algorithm>
#include <array>

#include <QLocale>

#include "core/base/units.hpp"

namespace assay::charts {
namespace {

constexpr double kRoom = 0.05;
constexpr std::array<double, 3> kSteps{1, 2, 5};

double niceStep(double rough)
{
    const double decade = std::pow(10, std::floor(std::log10(rough)));
    for (const double step : kSteps)
        if (rough <= step * decade * 1.0001)
            return step * decade;
    return 10 * decade;
}

std::vector<double> linearTicks(const Range &range, int wanted)
{
    std::vector<double> ticks;
    const double width = range.high - range.low;
    if (!(width > 0) || !std::isfinite(width))
        return {range.low};
    const double step = niceStep(width / std::max(1, wanted));
    const double first = std::ceil(range.low / step - 1e-9);
    const double last = std::floor(range.high / step + 1e-9);
    for (double k = first; k <= last && ticks.size() < 1000; k += 1)
        ticks.push_back(k * step);
    return ticks;
}

std::vector<double> decadeTicks(const Range &range, int wanted)
{
    std::vector<double> ticks;
    const double first = std::ceil(std::log10(range.low) - 1e-9);
    const double last = std::floor(std::log10(range.high) + 1e-9);
    const double decades = last - first + 1;
    const double stride = std::max(1.0, std::ceil(decades / std::max(1, wanted)));
    const bool between = decades * 3 <= wanted + 2;
    for (double exponent = first - 1; exponent <= last + 0.5; exponent += 1) {
        const bool whole = std::fmod(std::abs(exponent - first), stride) < 0.5 && exponent >= first;
        for (const double step : kSteps) {
            const double tick = step * std::pow(10, exponent);
            if ((step > 1 ? between : whole) && tick >= range.low * 0.999999 && tick <= range.high * 1.000001)
                ticks.push_back(tick);
        }
    }
    return ticks;
}

bool takesPrefix(const QString &unit)
{
    return QString::fromStdString(formatQuantity(1e6, unit.toStdString())) !=
               QString::fromStdString(formatQuantity(1e6, {})) + QLatin1Char(' ') + unit ||
           unit == QLatin1String("s"); // formatQuantity gives seconds no kilo
}

constexpr double kLong = 1e4, kTooLong = 1e12; ///< whole numbers between are grouped: "16,000"

/// Whether a number has many digits and its unit takes no prefix to shorten them.
bool isLong(double value, const QString &unit)
{
    const double magnitude = std::abs(value);
    return magnitude >= kLong && magnitude < kTooLong && prefixOf({value, value}, unit).factor == 1;
}

QString spelled(double value)
{
    return QLocale().toString(value, 'f', 0);
}

QString suffixOf(const QString &unit)
{
    return unit.isEmpty() || unit == QLatin1String("1") ? QString() : QLatin1Char(' ') + unit;
}

} // namespace

double toAxis(double value, bool logarithmic)
{
    if (!std::isfinite(value) || (logarithmic && value <= 0))
        return kAbsent;
    return logarithmic ? std::log10(value) : value;
}

double fromAxis(double coordinate, bool logarithmic)
{
    return logarithmic ? std::pow(10, coordinate) : coordinate;
}

double Scale::toPixel(double value) const
{
    const double low = toAxis(range.low, logarithmic), high = toAxis(range.high, logarithmic);
    const double part = high > low ? (toAxis(value, logarithmic) - low) / (high - low) : 0.5;
    return pixelLow + part * (pixelHigh - pixelLow);
}

double Scale::toValue(double pixel) const
{
    const double low = toAxis(range.low, logarithmic), high = toAxis(range.high, logarithmic);
    const double part = (pixel - pixelLow) / (pixelHigh - pixelLow);
    return fromAxis(low + part * (high - low), logarithmic);
}

std::optional<Range> rangeOf(std::span<const double> values, bool logarithmic)
{
    constexpr double kFar = std::numeric_limits<double>::max();
    const double floor = logarithmic ? std::numeric_limits<double>::denorm_min() : -kFar;
    double low = kFar, high = -kFar;
    // Without branches, so that a million values take about a millisecond; comparisons with NaN are false.
    for (const double value : values) {
        const bool placed = value >= floor && value <= kFar;
        low = placed && value < low ? value : low;
        high = placed && value > high ? value : high;
    }
    if (low > high)
        return std::nullopt;
    return Range{low, high};
}

std::optional<Range> united(const std::optional<Range> &a, const std::optional<Range> &b)
{
    if (!a || !b)
        return a ? a : b;
    return Range{std::min(a->low, b->low), std::max(a->high, b->high)};
}

Range roomy(const Axis &axis, const std::optional<Range> &data)
{
    if (!axis.categories.isEmpty())
        return {axis.from.value_or(-0.5), axis.to.value_or(static_cast<double>(axis.categories.size()) - 0.5)};
    const bool log = axis.logarithmic;
    Range range = data.value_or(log ? Range{1, 10} : Range{0, 1});
    if (axis.fromZero && !log)
        range = {std::min(0.0, range.low), std::max(0.0, range.high)};
    double low = toAxis(range.low, log), high = toAxis(range.high, log);
    if (!(high - low > 1e-12 * std::max(std::abs(low), std::abs(high)))) { // all equal: something around it
        const double around = log ? 0.3 : low == 0 ? 1 : std::abs(low) * 0.5;
        low -= around;
        high += around;
    } else {
        const double room = kRoom * (high - low);
        low -= axis.fromZero && !log && range.low == 0 ? 0 : room;
        high += axis.fromZero && !log && range.high == 0 ? 0 : room;
    }
    Range shown{fromAxis(low, log), fromAxis(high, log)};
    if (axis.from && axis.places(*axis.from))
        shown.low = *axis.from;
    if (axis.to && axis.places(*axis.to) && *axis.to > shown.low)
        shown.high = *axis.to;
    return shown;
}

Range zoomed(const Range &range, bool logarithmic, double factor, double centre)
{
    const double low = toAxis(range.low, logarithmic), high = toAxis(range.high, logarithmic);
    const double middle = toAxis(centre, logarithmic);
    const Range nearer{middle + (low - middle) * factor, middle + (high - middle) * factor};
    const double scale = std::max({std::abs(nearer.low), std::abs(nearer.high), 1e-300});
    if (!(nearer.high - nearer.low > 1e-9 * scale) || nearer.high - nearer.low > (logarithmic ? 100 : 1e30))
        return range; // numbers would no longer tell the ends apart, or nothing would be left to see
    return {fromAxis(nearer.low, logarithmic), fromAxis(nearer.high, logarithmic)};
}

Range shifted(const Range &range, bool logarithmic, double part)
{
    const double low = toAxis(range.low, logarithmic), high = toAxis(range.high, logarithmic);
    const double by = part * (high - low);
    return {fromAxis(low + by, logarithmic), fromAxis(high + by, logarithmic)};
}

std::vector<double> niceTicks(const Range &range, bool logarithmic, int wanted)
{
    if (!logarithmic || !(range.low > 0) || range.high / range.low < 5)
        return linearTicks(range, wanted);
    return decadeTicks(range, wanted);
}

Prefix prefixOf(const Range &range, const QString &unit)
{
    static const std::array<std::pair<double, const char *>, 9> kPrefixes{{{1e12, "T"},
                                                                           {1e9, "G"},
                                                                           {1e6, "M"},
                                                                           {1e3, "k"},
                                                                           {1, ""},
                                                                           {1e-3, "m"},
                                                                           {1e-6, "µ"},
                                                                           {1e-9, "n"},
                                                                           {1e-12, "p"}}};
    const double magnitude = std::max(std::abs(range.low), std::abs(range.high));
    if (unit.isEmpty() || magnitude == 0 || !takesPrefix(unit))
        return {};
    if (unit == QLatin1String("B")) {
        for (const auto &[factor, letter] : {std::pair{0x1p40, "Ti"}, {0x1p30, "Gi"}, {0x1p20, "Mi"}, {0x1p10, "Ki"}})
            if (magnitude >= factor)
                return {factor, QString::fromUtf8(letter)};
        return {};
    }
    for (const auto &[factor, letter] : kPrefixes)
        if (magnitude >= factor * 0.9995 && !(unit == QLatin1String("s") && factor > 1))
            return {factor, QString::fromUtf8(letter)};
    return {1e-12, QStringLiteral("p")};
}

QString quantity(double value, const QString &unit)
{
    if (!std::isfinite(value))
        return QStringLiteral("–");
    return isLong(value, unit) ? spelled(value) + suffixOf(unit)
                               : QString::fromStdString(formatQuantity(value, unit.toStdString()));
}

QString quantity(double value, double low, double high, const QString &unit)
{
    if (!std::isfinite(value) || !std::isfinite(low) || !std::isfinite(high))
        return quantity(value, unit);
    if (isLong(value, unit))
        return QStringLiteral("%1%2 (%3–%4)").arg(spelled(value), suffixOf(unit), spelled(low), spelled(high));
    return QString::fromStdString(formatInterval(value, low, high, unit.toStdString()));
}

QString tickNumber(double value)
{
    const double magnitude = std::abs(value);
    if (magnitude < 1e-300)
        return QStringLiteral("0");
    if (magnitude >= kLong && magnitude < kTooLong && value == std::round(value))
        return spelled(value);
    const bool power = magnitude >= kTooLong || magnitude < 1e-4;
    return QString::number(value, power ? 'e' : 'g', power ? 1 : 7);
}

} // namespace assay::charts
