#include "core/catalog/catalogue_query.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/json_text.hpp"
#include "core/base/numbers.hpp"
#include "core/base/suggest.hpp"

namespace assay::catalog {
namespace {

constexpr std::string_view kHourly = "usd_per_device_hour";

std::string lower(std::string_view text)
{
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return small;
}

std::string trimmed(std::string_view text)
{
    const auto begin = text.find_first_not_of(' ');
    const auto end = text.find_last_not_of(' ');
    return begin == std::string_view::npos ? "" : std::string(text.substr(begin, end - begin + 1));
}

bool contains(const std::string &text, const std::string &part)
{
    return lower(text).find(lower(part)) != std::string::npos;
}

bool hasWords(const Json &target, const std::vector<std::string> &words)
{
    const std::string all = textAt(target, "id") + "\n" + textAt(target, "name") + "\n" + textAt(target, "vendor") +
                            "\n" + textAt(target, "class");
    return std::all_of(words.begin(), words.end(), [&](const auto &word) { return contains(all, word); });
}

std::optional<double> valueOf(const Json &target, const std::string &name, Date today)
{
    if (name == kHourly) {
        const auto cheapest = cheapestInstance(target, today);
        return cheapest ? std::optional(cheapest->usdPerDeviceHour) : std::nullopt;
    }
    const auto found = figure(target, name, today);
    return found ? found->typical : std::nullopt;
}

bool holds(double value, const Condition &condition)
{
    switch (condition.relation) {
    case Condition::Relation::Below:
        return value < condition.value;
    case Condition::Relation::AtMost:
        return value <= condition.value;
    case Condition::Relation::Equal:
        return value == condition.value;
    case Condition::Relation::AtLeast:
        return value >= condition.value;
    case Condition::Relation::Above:
        return value > condition.value;
    }
    return false;
}

struct Split {
    std::string name, number;
    Condition::Relation relation;
};

std::optional<Split> split(std::string_view text)
{
    using Relation = Condition::Relation;
    constexpr std::pair<std::string_view, Relation> kRelations[] = {{">=", Relation::AtLeast}, {"<=", Relation::AtMost},
                                                                    {"==", Relation::Equal},   {">", Relation::Above},
                                                                    {"<", Relation::Below},    {"=", Relation::Equal}};
    for (const auto &[sign, relation] : kRelations)
        if (const auto at = text.find(sign); at != std::string_view::npos)
            return Split{trimmed(text.substr(0, at)), trimmed(text.substr(at + sign.size())), relation};
    return std::nullopt;
}

Status checkFigure(const std::string &name)
{
    const FigureInfo *info = figureInfo(name);
    if (name == kHourly || (info != nullptr && !info->text))
        return {};
    std::vector<std::string> names{std::string(kHourly)};
    for (const FigureInfo &known : figureInfos())
        if (!known.text)
            names.emplace_back(known.id);
    return failure(ErrorCode::NotFound, fmt::format("--where: there is no figure '{}'.{} Figures: {}", name,
                                                    didYouMean(name, names), fmt::join(names, ", ")));
}

/// Fails when no target has `wanted` in `key`; by parts of it or as a whole.
Status checkChoice(const HardwareCatalogue &catalogue, const char *key, const std::string &wanted, bool parts)
{
    std::set<std::string> present;
    for (const Json &target : catalogue.targets)
        if (const std::string text = textAt(target, key); !text.empty())
            present.insert(text);
    const auto fits = [&](const std::string &text) { return parts ? contains(text, wanted) : text == wanted; };
    if (wanted.empty() || std::any_of(present.begin(), present.end(), fits))
        return {};
    const std::vector<std::string> names(present.begin(), present.end());
    return failure(ErrorCode::NotFound, fmt::format("no target of the catalogue has the {} '{}'.{} There are: {}", key,
                                                    wanted, didYouMean(wanted, names), fmt::join(names, ", ")));
}

bool isMeant(const Json &target, const CatalogueQuery &query)
{
    return hasWords(target, query.words) && (query.kind.empty() || textAt(target, "class") == query.kind) &&
           (query.vendor.empty() || contains(textAt(target, "vendor"), query.vendor)) &&
           (query.deployment.empty() || textAt(target, "deployment") == query.deployment);
}

} // namespace

Result<Condition> conditionFromText(std::string_view text)
{
    const auto parts = split(text);
    if (!parts)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("--where '{}' has no relation: write FIGURE>=NUMBER, or with < <= = >", text));
    if (const Status known = checkFigure(parts->name); !known)
        return failure(known.error());
    const auto value = numberFromText(parts->number);
    if (!value)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("--where '{}': '{}' is no number; write it in the unit of the figure's name", text,
                                   parts->number));
    return Condition{parts->name, parts->relation, *value, std::string(text)};
}

Result<CatalogueMatches> findTargets(const HardwareCatalogue &catalogue, const CatalogueQuery &query, Date today)
{
    for (const Status &checked :
         {checkChoice(catalogue, "class", query.kind, false), checkChoice(catalogue, "vendor", query.vendor, true),
          checkChoice(catalogue, "deployment", query.deployment, false)})
        if (!checked)
            return failure(checked.error());
    CatalogueMatches matches;
    for (const Json &target : catalogue.targets)
        if (isMeant(target, query))
            matches.targets.push_back(&target);
    for (const Condition &condition : query.where) {
        CatalogueMatches::Unknown unknown{condition.text, {}};
        std::erase_if(matches.targets, [&](const Json *target) {
            const auto value = valueOf(*target, condition.figure, today);
            if (!value)
                unknown.ids.push_back(textAt(*target, "id"));
            return !value || !holds(*value, condition);
        });
        if (!unknown.ids.empty())
            matches.unknown.push_back(std::move(unknown));
    }
    return matches;
}

Result<const Json *> requireTarget(const HardwareCatalogue &catalogue, std::string_view id)
{
    if (const Json *target = catalogue.find(id))
        return target;
    std::vector<std::string> ids;
    for (const Json &target : catalogue.targets)
        ids.push_back(textAt(target, "id"));
    return failure(ErrorCode::NotFound,
                   fmt::format("the catalogue has no target '{}'.{} `assay devices --catalog` lists "
                               "them all",
                               id, didYouMean(id, ids)));
}

} // namespace assay::catalog
