#include "core/catalog/parameter.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "core/base/suggest.hpp"

namespace assay {
namespace {

constexpr double kLargestExactInteger = 9007199254740992.0; // 2^53

template <class T> std::optional<T> readNumber(std::string_view text)
{
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// Integers may also be written like 1e6, as long as they are whole.
std::optional<std::int64_t> readInteger(std::string_view text)
{
    if (const auto value = readNumber<std::int64_t>(text))
        return value;
    const auto value = readNumber<double>(text);
    if (!value || *value != std::floor(*value) || std::abs(*value) > kLargestExactInteger)
        return std::nullopt;
    return static_cast<std::int64_t>(*value);
}

bool isPowerOfTwo(const ParameterValue &value)
{
    if (value.type() == ParameterType::Integer)
        return value.integer() > 0 && (value.integer() & (value.integer() - 1)) == 0;
    int exponent = 0;
    return value.number() > 0 && std::frexp(value.number(), &exponent) == 0.5;
}

std::vector<std::string> texts(const std::vector<ParameterValue> &values)
{
    std::vector<std::string> list;
    for (const auto &value : values)
        list.push_back(value.text());
    return list;
}

std::string bound(double value, ParameterType type)
{
    if (type == ParameterType::Integer && std::abs(value) <= kLargestExactInteger)
        return fmt::format("{}", static_cast<std::int64_t>(value));
    return fmt::format("{}", value);
}

const char *typeText(ParameterType type)
{
    return type == ParameterType::Integer ? "a whole number" : type == ParameterType::Real ? "a number" : "a text";
}

} // namespace

double ParameterValue::number() const
{
    if (const auto *whole = std::get_if<std::int64_t>(&m_value))
        return static_cast<double>(*whole);
    const auto *real = std::get_if<double>(&m_value);
    return real != nullptr ? *real : 0.0;
}

std::string ParameterValue::text() const
{
    if (const auto *whole = std::get_if<std::int64_t>(&m_value))
        return fmt::format("{}", *whole);
    if (const auto *real = std::get_if<double>(&m_value))
        return fmt::format("{}", *real);
    return std::get<std::string>(m_value);
}

Json ParameterValue::toJson() const
{
    return std::visit([](const auto &value) { return Json(value); }, m_value);
}

ParameterValue ParameterValue::fromJson(const Json &json)
{
    if (json.is_number_unsigned() && json.get<std::uint64_t>() > std::uint64_t{INT64_MAX})
        return ParameterValue(json.get<double>());
    if (json.is_number_integer())
        return ParameterValue(json.get<std::int64_t>());
    if (json.is_number_float())
        return ParameterValue(json.get<double>());
    return ParameterValue(json.get<std::string>());
}

Json toJson(const ParameterSet &set)
{
    Json json = Json::object();
    for (const auto &[name, value] : set)
        json[name] = value.toJson();
    return json;
}

ParameterSet parameterSetFromJson(const Json &json)
{
    ParameterSet set;
    for (const auto &[name, value] : json.get<Json::object_t>())
        set[name] = ParameterValue::fromJson(value);
    return set;
}

std::string describe(const ParameterSet &set)
{
    std::vector<std::string> parts;
    for (const auto &[name, value] : set)
        parts.push_back(name + "=" + value.text());
    return parts.empty() ? "–" : fmt::format("{}", fmt::join(parts, " "));
}

bool ParameterSpec::answersTo(std::string_view given) const
{
    return given == name || std::find(aliases.begin(), aliases.end(), given) != aliases.end();
}

Result<ParameterValue> ParameterSpec::parse(std::string_view text) const
{
    ParameterValue value{std::string(text)};
    if (type == ParameterType::Integer) {
        if (const auto whole = readInteger(text))
            value = ParameterValue(*whole);
    } else if (type == ParameterType::Real) {
        if (const auto real = readNumber<double>(text))
            value = ParameterValue(*real);
    }
    if (auto checked = check(value); !checked)
        return failure(checked.error());
    return value;
}

Status ParameterSpec::check(const ParameterValue &value) const
{
    const auto wrong = [&](const std::string &reason) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("parameter '{}': '{}' {}. Allowed: {}", name, value.text(), reason, allowedText()));
    };
    const bool wholeForReal = type == ParameterType::Real && value.type() == ParameterType::Integer;
    if (value.type() != type && !wholeForReal)
        return wrong(fmt::format("is not {}", typeText(type)));
    if (!choices.empty()) {
        if (std::find(choices.begin(), choices.end(), normalised(value)) != choices.end())
            return {};
        const auto known = texts(choices);
        return wrong("is not one of its values" +
                     (type == ParameterType::Text && !nearest(value.text(), known).empty()
                          ? fmt::format(" (did you mean '{}'?)", nearest(value.text(), known))
                          : std::string()));
    }
    if (type == ParameterType::Text)
        return {};
    if (!(value.number() >= minimum && value.number() <= maximum))
        return wrong("is outside its range");
    if (powerOfTwo && !isPowerOfTwo(value))
        return wrong("is not a power of two");
    return {};
}

ParameterValue ParameterSpec::normalised(const ParameterValue &value) const
{
    if (type == ParameterType::Real && value.type() == ParameterType::Integer)
        return ParameterValue(value.number());
    return value;
}

std::string ParameterSpec::allowedText() const
{
    if (!choices.empty())
        return fmt::format("{}", fmt::join(texts(choices), " | "));
    if (type == ParameterType::Text)
        return "any text";
    return fmt::format("{} … {}{}", bound(minimum, type), bound(maximum, type), powerOfTwo ? ", powers of two" : "");
}

} // namespace assay
