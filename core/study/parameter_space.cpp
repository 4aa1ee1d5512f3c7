#include "core/study/parameter_space.hpp"

#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace assay::study {
namespace {

constexpr std::size_t kMaximumValues = 100'000;

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        if (i == text.size() || text[i] == separator) {
            parts.emplace_back(text.substr(start, i - start));
            start = i + 1;
        }
    }
    return parts;
}

std::optional<double> number(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

tl::unexpected<Error> wrong(std::string_view option, const std::string &why)
{
    return failure(ErrorCode::InvalidInput, fmt::format("-p {}: {}. Write NAME=V1,V2 or NAME=LO:HI:STEP or "
                                                        "NAME=LO:HI:xFACTOR",
                                                        option, why));
}

Result<std::vector<std::string>> range(std::string_view option, std::string_view text)
{
    const auto parts = split(text, ':');
    if (parts.size() != 3)
        return wrong(option, "a range has three parts");
    const bool factor = parts[2].starts_with('x');
    const auto low = number(parts[0]), high = number(parts[1]);
    const auto step = number(std::string_view(parts[2]).substr(factor ? 1 : 0));
    if (!low || !high || !step)
        return wrong(option, "a range is made of numbers");
    if (*high < *low)
        return wrong(option, "the range ends below its start");
    if (factor ? (*step <= 1 || *low <= 0) : *step <= 0)
        return wrong(option, factor ? "a factor is above 1 and starts above 0" : "the step must be above 0");
    std::vector<std::string> values;
    const double slack = 1e-9 * std::max(std::abs(*high), *step);
    for (std::size_t i = 0;; ++i) {
        const double value =
            factor ? *low * std::pow(*step, static_cast<double>(i)) : *low + *step * static_cast<double>(i);
        if (value > *high + slack)
            break;
        if (values.size() == kMaximumValues)
            return wrong(option, fmt::format("more than {} values", kMaximumValues));
        const bool whole = value == std::floor(value) && std::abs(value) < 9e15;
        values.push_back(whole ? fmt::format("{}", static_cast<std::int64_t>(value)) : fmt::format("{:.12g}", value));
    }
    return values;
}

} // namespace

Result<ParameterAxis> parseAxis(std::string_view option)
{
    const std::size_t equals = option.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == option.size())
        return wrong(option, "a parameter needs a name and a value");
    ParameterAxis axis;
    axis.name = option.substr(0, equals);
    if (const std::size_t dot = axis.name.find('.'); dot != std::string::npos) {
        axis.backend = axis.name.substr(0, dot);
        axis.name = axis.name.substr(dot + 1);
    }
    const std::string_view text = option.substr(equals + 1);
    if (text.find(':') != std::string_view::npos) {
        auto values = range(option, text);
        if (!values)
            return failure(values.error());
        axis.values = std::move(*values);
        return axis;
    }
    axis.values = split(text, ',');
    for (const auto &value : axis.values)
        if (value.empty())
            return wrong(option, "a value is empty");
    return axis;
}

std::vector<ParameterSet> grid(const std::vector<std::pair<std::string, std::vector<ParameterValue>>> &axes)
{
    std::vector<ParameterSet> sets(1);
    for (const auto &[name, values] : axes) {
        std::vector<ParameterSet> next;
        next.reserve(sets.size() * values.size());
        for (const auto &set : sets)
            for (const auto &value : values) {
                next.push_back(set);
                next.back()[name] = value;
            }
        sets = std::move(next);
    }
    return sets;
}

} // namespace assay::study
