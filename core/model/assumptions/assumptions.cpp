#include "core/model/assumptions/assumptions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/base/numbers.hpp"
#include "core/base/suggest.hpp"

namespace assay::model {
namespace {

std::vector<std::string> knownIds()
{
    std::vector<std::string> ids{"demand.profile"};
    for (const AssumptionInfo &info : assumptionInfos())
        ids.emplace_back(info.id);
    return ids;
}

std::string fieldNames()
{
    std::vector<std::string_view> names;
    for (const AssumptionInfo &info : targetAssumptionInfos())
        names.push_back(info.id);
    return fmt::format("{}", fmt::join(names, ", "));
}

Status checkedRange(const AssumptionInfo &info, const Range &range)
{
    for (const double number : {range.low, range.value, range.high}) {
        if (const std::string why = whyImpossible(number, info.least, info.most); !why.empty())
            return failure(ErrorCode::InvalidInput,
                           fmt::format("{} = {:g}{}{} is not possible: {}", info.id, number,
                                       info.unit == "1" ? "" : " ", info.unit == "1" ? "" : info.unit, why));
        if (info.whole && number != std::floor(number))
            return failure(ErrorCode::InvalidInput, fmt::format("{} = {:g}: only whole numbers", info.id, number));
    }
    if (range.low > range.value || range.value > range.high)
        return failure(ErrorCode::InvalidInput, fmt::format("{} = {:g}:{:g}:{:g}: write low:typical:high, rising",
                                                            info.id, range.low, range.value, range.high));
    return {};
}

Result<std::vector<double>> numbers(std::string_view text, char separator, std::string_view what)
{
    std::vector<double> found;
    while (true) {
        const std::size_t end = text.find(separator);
        const std::string_view part = text.substr(0, end);
        const auto number = numberFromText(part);
        if (!number)
            return failure(ErrorCode::InvalidInput,
                           fmt::format("{}: '{}' is no number; write it like 0.5 or 1e6", what, part));
        found.push_back(*number);
        if (end == std::string_view::npos)
            return found;
        text.remove_prefix(end + 1);
    }
}

Json toJson(const std::string &id, const Assumption &assumption)
{
    const auto &[range, origin] = assumption;
    Json json{{"id", id}, {"value", range.value}, {"unit", assumptionInfo(id)->unit}};
    if (!range.isFixed()) {
        json["low"] = range.low;
        json["high"] = range.high;
        json["spread"] = toText(range.spread);
    }
    for (const auto &[key, text] : {std::pair{"source", &origin.source}, std::pair{"quality", &origin.quality},
                                    std::pair{"date", &origin.date}, std::pair{"note", &origin.note}})
        if (!text->empty())
            json[key] = *text;
    return json;
}

std::string textOf(const Json &json, const char *key)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<Range> rangeOf(const Json &json, const std::string &id)
{
    const auto number = [&](const char *key) -> std::optional<double> {
        const auto found = json.find(key);
        return found != json.end() && found->is_number() ? std::optional(found->get<double>()) : std::nullopt;
    };
    const auto value = number("value"), low = number("low"), high = number("high");
    if (!value || low.has_value() != high.has_value())
        return failure(
            ErrorCode::InvalidInput,
            fmt::format("assumption {}: needs the number 'value', and 'low' and 'high' both or neither", id));
    if (!low)
        return Range::fixed(*value);
    const std::string spread = textOf(json, "spread");
    const auto known = spreadFromText(spread.empty() ? "triangular" : spread);
    if (!known)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("assumption {}: spread '{}' is none of fixed, uniform, triangular, log-triangular",
                                   id, spread));
    if (*known == Spread::LogTriangular && !(*low > 0))
        return failure(ErrorCode::InvalidInput,
                       fmt::format("assumption {}: a log-triangular range must be above zero", id));
    return Range{*value, *low, *high, *known};
}

} // namespace

std::optional<Assumption> Assumptions::find(std::string_view id) const
{
    const auto own = m_own.find(id);
    return own == m_own.end() ? std::nullopt : std::optional(own->second);
}

Assumption Assumptions::get(std::string_view id) const
{
    const auto own = m_own.find(id);
    if (own != m_own.end())
        return own->second;
    return {assumptionInfo(id)->standard, {"assumed; set your own", "", "", "", false}};
}

Status Assumptions::set(std::string_view id, Assumption assumption)
{
    const AssumptionInfo *info = assumptionInfo(id);
    if (info == nullptr && id.starts_with("target."))
        return failure(
            ErrorCode::NotFound,
            fmt::format("'{}': of a target may be said {} (target.cpu:native.hourly=0.2)", id, fieldNames()));
    if (info == nullptr)
        return failure(ErrorCode::NotFound, fmt::format("there is no assumption '{}'.{} `assay assumptions` lists them",
                                                        id, didYouMean(id, knownIds())));
    if (const Status checked = checkedRange(*info, assumption.range); !checked)
        return checked;
    m_own.insert_or_assign(std::string(id), std::move(assumption));
    return {};
}

Status Assumptions::setFromText(std::string_view text)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos)
        return failure(ErrorCode::InvalidInput, fmt::format("'{}': write ID=VALUE or ID=LOW:TYPICAL:HIGH", text));
    const std::string_view id = text.substr(0, equals), values = text.substr(equals + 1);
    if (id == "demand.profile") {
        const auto hours = numbers(values, ',', id);
        const auto normalised = hours ? normalisedProfile(*hours) : failure(hours.error());
        if (!normalised)
            return failure(normalised.error());
        profile = *normalised;
        return {};
    }
    const auto parts = numbers(values, ':', id);
    if (!parts)
        return failure(parts.error());
    const Origin user{"given by the user", "own", "", "", false};
    if (parts->size() == 1)
        return set(id, {Range::fixed((*parts)[0]), user});
    if (parts->size() == 3)
        return set(id, {Range::triangular((*parts)[0], (*parts)[1], (*parts)[2]), user});
    return failure(ErrorCode::InvalidInput, fmt::format("{}: one number, or three as LOW:TYPICAL:HIGH", id));
}

void Assumptions::overlay(const Assumptions &other)
{
    name = other.name;
    author = other.author;
    note = other.note;
    seed = other.seed;
    if (other.hasOwnProfile())
        profile = other.profile;
    for (const auto &[id, assumption] : other.m_own)
        m_own.insert_or_assign(id, assumption);
}

Json Assumptions::toJson() const
{
    Json json{{"name", name}, {"author", author}, {"note", note}, {"seed", seed}, {"assumptions", Json::array()}};
    if (hasOwnProfile())
        json["profile"] = profile;
    for (const auto &[id, assumption] : m_own)
        json["assumptions"].push_back(model::toJson(id, assumption));
    return json;
}

Result<Assumptions> Assumptions::fromJson(const Json &json)
{
    Assumptions set;
    set.name = textOf(json, "name");
    if (set.name.empty())
        return failure(ErrorCode::InvalidInput, "a set of assumptions needs a name");
    set.author = textOf(json, "author");
    set.note = textOf(json, "note");
    if (const auto seed = json.find("seed"); seed != json.end() && seed->is_number_unsigned())
        set.seed = seed->get<std::uint64_t>();
    if (const auto profile = json.find("profile"); profile != json.end()) {
        std::vector<double> hours;
        for (const Json &hour : *profile)
            hours.push_back(hour.is_number() ? hour.get<double>() : -1);
        auto normalised = normalisedProfile(hours);
        if (!normalised)
            return failure(normalised.error().within("assumptions '" + set.name + "'"));
        set.profile = *normalised;
    }
    for (const Json &each : json.value("assumptions", Json::array())) {
        const std::string id = textOf(each, "id");
        const auto range = rangeOf(each, id);
        const Status done = range ? set.set(id, {*range,
                                                 {textOf(each, "source"), textOf(each, "quality"), textOf(each, "date"),
                                                  textOf(each, "note"), false}})
                                  : Status(failure(range.error()));
        if (!done)
            return failure(done.error().within("assumptions '" + set.name + "'"));
    }
    return set;
}

Result<std::array<double, 24>> normalisedProfile(const std::vector<double> &hours)
{
    const double sum = std::accumulate(hours.begin(), hours.end(), 0.0);
    const bool possible = std::ranges::all_of(hours, [](double hour) { return std::isfinite(hour) && hour >= 0; });
    if (hours.size() != 24 || !possible || !(sum > 0) || !std::isfinite(sum))
        return failure(ErrorCode::InvalidInput,
                       "demand.profile needs 24 numbers, none negative and not all zero: the rate of each "
                       "hour of the day, of any scale");
    std::array<double, 24> profile{};
    // What is normalised stays as it is, so that a stored profile reads back bit by bit.
    const double scale = std::abs(sum - 24) < 1e-9 ? 1 : 24 / sum;
    std::ranges::transform(hours, profile.begin(), [&](double hour) { return hour * scale; });
    return profile;
}

} // namespace assay::model
