#include "core/base/units.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

namespace assay {
namespace {

struct Prefix {
    std::string_view symbol;
    double factor;
};

constexpr std::array<std::string_view, 9> kPrefixedUnits{"s",   "Hz", "op/s", "query/s", "item/s",
                                                         "B/s", "J",  "W",    "flop/s"};
constexpr std::array<Prefix, 9> kDecimal{
    {{"T", 1e12}, {"G", 1e9}, {"M", 1e6}, {"k", 1e3}, {"", 1}, {"m", 1e-3}, {"µ", 1e-6}, {"n", 1e-9}, {"p", 1e-12}}};
constexpr std::array<Prefix, 5> kBinary{{{"Ti", 0x1p40}, {"Gi", 0x1p30}, {"Mi", 0x1p20}, {"Ki", 0x1p10}, {"", 1}}};

Prefix prefixFor(double value, std::string_view unit)
{
    const double magnitude = std::abs(value);
    if (unit == "B") {
        for (const auto &prefix : kBinary)
            if (magnitude >= prefix.factor)
                return prefix;
        return kBinary.back();
    }
    if (std::find(kPrefixedUnits.begin(), kPrefixedUnits.end(), unit) == kPrefixedUnits.end() || magnitude == 0)
        return {"", 1};
    for (const auto &prefix : kDecimal) {
        if (unit == "s" && prefix.factor > 1) // kiloseconds help nobody
            continue;
        // 999.96 rounds to 1000 at three digits: take the next prefix up
        if (magnitude >= prefix.factor * 0.9995)
            return prefix;
    }
    return kDecimal.back();
}

std::string digits(double value)
{
    const double magnitude = std::abs(value);
    if (magnitude == 0)
        return "0";
    if (magnitude >= 1e6 || magnitude < 1e-3)
        return fmt::format("{:.3g}", value);
    // three digits after rounding: 0.99996 is 1.00
    const double rounded = magnitude * (1 + 0.0005);
    const int before = static_cast<int>(std::floor(std::log10(rounded))) + 1;
    return fmt::format("{:.{}f}", value, std::clamp(3 - before, 0, 6));
}

/// So far from the value beside it that its prefix does not suit.
bool unreadable(double shown)
{
    return shown != 0 && (std::abs(shown) < 0.01 || std::abs(shown) >= 10'000);
}

std::string withUnit(const std::string &number, std::string_view prefix, std::string_view unit)
{
    if (unit.empty() || unit == "1")
        return number;
    return fmt::format("{} {}{}", number, prefix, unit);
}

} // namespace

std::string formatQuantity(double value, std::string_view unit)
{
    if (!std::isfinite(value))
        return fmt::format("{}", value);
    const Prefix prefix = prefixFor(value, unit);
    return withUnit(digits(value / prefix.factor), prefix.symbol, unit);
}

std::string formatInterval(double value, double low, double high, std::string_view unit)
{
    const Prefix prefix = prefixFor(value, unit);
    if (unreadable(low / prefix.factor) || unreadable(high / prefix.factor))
        return fmt::format("{} ({}–{})", formatQuantity(value, unit), formatQuantity(low, unit),
                           formatQuantity(high, unit));
    const std::string range = fmt::format(" ({}–{})", digits(low / prefix.factor), digits(high / prefix.factor));
    return withUnit(digits(value / prefix.factor), prefix.symbol, unit) + range;
}

std::string formatWait(double seconds)
{
    if (seconds < 9.95)
        return fmt::format("{:.1f} s", std::max(0.0, seconds));
    const auto whole = static_cast<std::int64_t>(std::llround(seconds));
    if (whole < 60)
        return fmt::format("{} s", whole);
    if (whole < 3600)
        return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::size_t displayWidth(std::string_view utf8)
{
    return static_cast<std::size_t>(std::count_if(
        utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

} // namespace assay
