#include "core/model/assumptions/range.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace assay::model {
namespace {

constexpr auto kSpreads =
    std::to_array<std::pair<Spread, std::string_view>>({{Spread::Fixed, "fixed"},
                                                        {Spread::Uniform, "uniform"},
                                                        {Spread::Triangular, "triangular"},
                                                        {Spread::LogTriangular, "log-triangular"}});

constexpr double kFactor = 10;

double triangularQuantile(double low, double middle, double high, double u)
{
    const double width = high - low;
    if (u < (middle - low) / width)
        return low + std::sqrt(u * width * (middle - low));
    return high - std::sqrt((1 - u) * width * (high - middle));
}

} // namespace

std::string toText(Spread spread)
{
    for (const auto &[each, text] : kSpreads)
        if (each == spread)
            return std::string(text);
    return "fixed";
}

std::optional<Spread> spreadFromText(std::string_view text)
{
    for (const auto &[each, name] : kSpreads)
        if (name == text)
            return each;
    return std::nullopt;
}

Range Range::around(double low, double value, double high)
{
    if (!(low < high))
        return fixed(value);
    return low > 0 && high >= kFactor * low ? logTriangular(low, value, high) : triangular(low, value, high);
}

double Range::quantile(double u) const
{
    if (isFixed())
        return value;
    if (spread == Spread::Uniform)
        return low + u * (high - low);
    if (spread == Spread::LogTriangular)
        return std::clamp(std::exp(triangularQuantile(std::log(low), std::log(value), std::log(high), u)), low, high);
    return triangularQuantile(low, value, high, u);
}

} // namespace assay::model
