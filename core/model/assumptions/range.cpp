#include "core/model/assumptions/range.hpp"

#include <array>
#include <cmath>
#include <utility>

namespace assay::model {
namespace {

constexpr auto kSpreads = std::to_array<std::pair<Spread, std::string_view>>(
    {{Spread::Fixed, "fixed"}, {Spread::Uniform, "uniform"}, {Spread::Triangular, "triangular"}});

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

double Range::quantile(double u) const
{
    if (isFixed())
        return value;
    const double width = high - low;
    if (spread == Spread::Uniform)
        return low + u * width;
    const double rising = (value - low) / width;
    if (u < rising)
        return low + std::sqrt(u * width * (value - low));
    return high - std::sqrt((1 - u) * width * (high - value));
}

} // namespace assay::model
