#include "core/report/record_text.hpp"

#include <array>
#include <cmath>
#include <sstream>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/json_text.hpp"
#include "core/base/units.hpp"
#include "core/report/printable.hpp"

namespace assay::report {
namespace {

/// How a name's end tells the unit of its value.
struct UnitEnd {
    std::string_view end;
    double factor; ///< to the SI unit
    std::string_view unit;
    std::string_view kept; ///< what stays of the end
};

constexpr std::array kUnitEnds{UnitEnd{"_ns", 1e-9, "s", ""},
                               UnitEnd{"_seconds", 1, "s", ""},
                               UnitEnd{".seconds", 1, "s", ".seconds"},
                               UnitEnd{"_bytes", 1, "B", ""},
                               UnitEnd{"memory_available", 1, "B", "memory_available"},
                               UnitEnd{"_hz", 1, "Hz", ""},
                               UnitEnd{"_mhz", 1e6, "Hz", ""},
                               UnitEnd{"_joules", 1, "J", ""},
                               UnitEnd{"_watts", 1, "W", ""},
                               UnitEnd{"rate", 1, "query/s", "rate"}};

struct Line {
    std::string name, value;
};

std::string plainNumber(const Json &json)
{
    const double value = json.get<double>();
    if (json.is_number_integer() || (value == std::floor(value) && std::abs(value) < 1e15))
        return fmt::format("{:.0f}", value);
    return fmt::format("{:.4g}", value);
}

Line numberLine(const std::string &name, const Json &json)
{
    if (name.starts_with("device_time.phases."))
        return {name, formatQuantity(json.get<double>(), "s")};
    for (const auto &[end, factor, unit, kept] : kUnitEnds)
        if (name.ends_with(end))
            return {name.substr(0, name.size() - end.size()) + std::string(kept),
                    formatQuantity(json.get<double>() * factor, unit)};
    return {name, plainNumber(json)};
}

Line scalarLine(const std::string &name, const Json &json)
{
    if (json.is_number())
        return numberLine(name, json);
    if (json.is_boolean())
        return {name, json.get<bool>() ? "yes" : "no"};
    return {name, json.is_string() ? json.get<std::string>() : jsonLine(json)};
}

bool isObjects(const Json &json)
{
    return json.is_array() && !json.empty() && json.front().is_object();
}

/// "rate 1.20 kquery/s, queries 918, verdict pass".
std::string objectText(const Json &object)
{
    std::vector<std::string> parts;
    for (const auto &[key, value] : object.items()) {
        const Line line = scalarLine(key, value);
        // what the line is about comes first
        parts.insert(key == "rate" ? parts.begin() : parts.end(), line.name + " " + line.value);
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string listText(const Json &list)
{
    constexpr std::size_t kLong = 8;
    if (list.size() > kLong)
        return fmt::format("{} entries", list.size());
    std::vector<std::string> parts;
    for (const auto &value : list)
        parts.push_back(scalarLine("", value).value);
    return fmt::format("{}", fmt::join(parts, ", "));
}

/// A compiler's log: its first lines, each under the other.
void addText(const std::string &name, const std::string &text, Pairs &lines)
{
    constexpr std::size_t kMostLines = 12;
    std::istringstream source(text);
    std::size_t count = 0;
    for (std::string line; std::getline(source, line); ++count)
        if (count < kMostLines)
            lines.emplace_back(count == 0 ? printable(name) : "", printable(line));
    if (count > kMostLines)
        lines.emplace_back("", fmt::format("… ({} more lines; --json has all)", count - kMostLines));
}

void addLines(const Json &json, const std::string &name, Pairs &lines)
{
    if (json.is_null())
        return;
    if (json.is_object()) {
        for (const auto &[key, value] : json.items())
            addLines(value, name.empty() ? key : name + "." + key, lines);
    } else if (isObjects(json)) {
        for (std::size_t i = 0; i < json.size(); ++i)
            lines.emplace_back(printable(fmt::format("{}.{}", name, i + 1)), printable(objectText(json[i])));
    } else if (json.is_string()) {
        addText(name, json.get<std::string>(), lines);
    } else {
        const Line line = json.is_array() ? Line{name, listText(json)} : scalarLine(name, json);
        lines.emplace_back(printable(line.name), printable(line.value));
    }
}

} // namespace

Pairs recordLines(const Json &record)
{
    Pairs lines;
    addLines(record, "", lines);
    return lines;
}

} // namespace assay::report
