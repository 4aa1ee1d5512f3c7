#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay {

enum class ParameterType { Integer, Real, Text };

/// One value of a parameter. Integers and reals stay apart so that keys and JSON are stable.
class ParameterValue {
public:
    ParameterValue() : m_value(std::int64_t{0}) {}
    explicit ParameterValue(std::int64_t value) : m_value(value) {}
    explicit ParameterValue(double value) : m_value(value) {}
    explicit ParameterValue(std::string value) : m_value(std::move(value)) {}

    [[nodiscard]] ParameterType type() const { return static_cast<ParameterType>(m_value.index()); }
    [[nodiscard]] std::int64_t integer() const { return std::get<std::int64_t>(m_value); }
    [[nodiscard]] double number() const;    ///< integers convert; text is 0
    [[nodiscard]] std::string text() const; ///< as a user would write it
    [[nodiscard]] std::string_view textView() const { return std::get<std::string>(m_value); } ///< of a Text value
    [[nodiscard]] Json toJson() const;
    /// Throws Json::type_error for anything but a number or a text.
    [[nodiscard]] static ParameterValue fromJson(const Json &json);
    friend bool operator==(const ParameterValue &, const ParameterValue &) = default;
    friend auto operator<=>(const ParameterValue &, const ParameterValue &) = default;

private:
    std::variant<std::int64_t, double, std::string> m_value;
};

/// Name → value, sorted by name.
using ParameterSet = std::map<std::string, ParameterValue>;

[[nodiscard]] Json toJson(const ParameterSet &set);
/// Throws Json::type_error when it is not an object of numbers and texts.
[[nodiscard]] ParameterSet parameterSetFromJson(const Json &json);
/// "batch=1 dtype=f32", or "–" when empty.
[[nodiscard]] std::string describe(const ParameterSet &set);

/// What a parameter may be: declared by a workload manifest, or by an implementation for its backend.
struct ParameterSpec {
    std::string name;
    std::vector<std::string> aliases; ///< other names it may be given by; results show `name`
    std::string unit;                 ///< "" when it has none
    std::string meaning;
    ParameterType type = ParameterType::Integer;
    ParameterValue defaultValue;
    double minimum = 0; ///< numbers: inclusive range
    double maximum = 0;
    std::vector<ParameterValue> choices; ///< when not empty, the only values allowed
    bool powerOfTwo = false;
    bool allByDefault = false;         ///< a run that does not name it runs every choice (`variant` of the CPU backend)
    std::vector<ParameterValue> sweep; ///< instructive values: what fits a cache and what does not (may be empty)

    /// Whether a user may mean this parameter by that name.
    [[nodiscard]] bool answersTo(std::string_view given) const;
    /// Reads and checks a value given as text; the error names the parameter, the value and what is allowed.
    [[nodiscard]] Result<ParameterValue> parse(std::string_view text) const;
    /// A whole number passes for a Real parameter (see normalised).
    [[nodiscard]] Status check(const ParameterValue &value) const;
    /// `value` as the parameter's type, so that 1 and 1.0 make one key. Call it on checked values.
    [[nodiscard]] ParameterValue normalised(const ParameterValue &value) const;
    /// "1 … 65536", "f32 | int8".
    [[nodiscard]] std::string allowedText() const;
};

} // namespace assay
