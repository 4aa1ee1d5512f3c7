#include "core/report/catalogue_text.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/units.hpp"
#include "core/report/printable.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

using catalog::CloudInstance;
using catalog::Date;
using catalog::Figure;
using catalog::Provenance;

std::string textOf(const Json &target, const char *key)
{
    return printable(target.value(key, ""));
}

/// "2,000" for prices of things, "0.526" for prices of hours.
std::string money(double usd)
{
    if (usd < 100)
        return fmt::format("${:.3g}", usd);
    std::string digits = fmt::format("{:.0f}", usd);
    for (std::size_t at = digits.size(); at > 3; at -= 3)
        digits.insert(at - 3, ",");
    return "$" + digits;
}

std::string quantity(const Figure &figure, double value)
{
    if (figure.info->siUnit == "USD")
        return money(value);
    if (figure.info->siUnit == "1")
        return fmt::format("{}", value);
    return formatQuantity(value * figure.info->toSi, figure.info->siUnit);
}

std::string valueText(const Figure &figure)
{
    if (figure.info->text)
        return printable(figure.text);
    if (figure.low && figure.high)
        return fmt::format("{} ({} to {})", quantity(figure, figure.typical.value_or(*figure.low)),
                           quantity(figure, *figure.low), quantity(figure, *figure.high));
    return figure.typical ? quantity(figure, *figure.typical) : "–";
}

constexpr const char *kUnverified = "?", *kStale = "†";

std::string marks(const Provenance &provenance)
{
    return std::string(provenance.unverified ? kUnverified : "") + (provenance.stale ? kStale : "");
}

std::string cell(const Json &target, std::string_view id, Date today)
{
    const auto figure = catalog::figure(target, id, today);
    return figure && figure->typical ? quantity(*figure, *figure->typical) + marks(figure->provenance) : "–";
}

std::string hourlyCell(const Json &target, Date today)
{
    const auto cheapest = catalog::cheapestInstance(target, today);
    return cheapest ? money(cheapest->usdPerDeviceHour) + marks(cheapest->provenance) : "–";
}

std::string legend(std::size_t columns)
{
    return renderPairs(
        {{kUnverified, "unverified: no source, or one that nobody vetted; check it before a decision"},
         {kStale, fmt::format("stale: a price of more than {} days ago, or of no known date", catalog::kStaleDays)},
         {"–", "not known; never taken to be zero"}},
        2, columns);
}

std::string leftOut(const catalog::CatalogueMatches &matches, std::size_t columns)
{
    std::string text;
    for (const auto &unknown : matches.unknown)
        text += paragraph(printable(fmt::format("{}: left out, because it is not known of them: {}", unknown.condition,
                                                fmt::join(unknown.ids, ", "))),
                          columns, 0) +
                "\n";
    return text.empty() ? "" : "\n" + text;
}

/// "stale, unverified; derived …; note".
std::string remark(const Provenance &provenance, const std::string &derived)
{
    std::vector<std::string> parts;
    if (provenance.unverified)
        parts.emplace_back("unverified");
    if (provenance.stale)
        parts.emplace_back("stale");
    for (const std::string *text : {&derived, &provenance.note})
        if (!text->empty())
            parts.push_back(printable(*text));
    return fmt::format("{}", fmt::join(parts, "; "));
}

/// "peak, int8 (matrix)".
std::string titleText(const Figure &figure)
{
    return fmt::format("{}{}", figure.info->title,
                       figure.operationClass.empty() ? "" : " (" + printable(figure.operationClass) + ")");
}

/// How the figure was computed, and who says of which units it is.
std::string derivedText(const Figure &figure)
{
    if (figure.operationClass.empty())
        return figure.derived;
    std::string text = figure.derived.empty() ? "" : figure.derived + "; ";
    text += figure.operationClass + " operations";
    if (!figure.operationClassDerived.empty())
        text += ": " + figure.operationClassDerived;
    const bool said = figure.operationClassSource.empty() || figure.operationClassSource == figure.provenance.source;
    return said ? text : text + " [" + figure.operationClassSource + "]";
}

std::string sourceText(const Provenance &provenance)
{
    if (provenance.source.empty())
        return "no source";
    return printable(provenance.source);
}

std::string figureTable(const Json &target, Date today, bool bold, std::size_t columns)
{
    TextTable table({{"figure"}, {"value"}, {"quality"}, {"date"}, {"remarks"}, {"source"}});
    table.fitInto(columns);
    for (const Figure &figure : catalog::figures(target, today))
        table.add({titleText(figure), valueText(figure), printable(figure.provenance.quality),
                   printable(figure.provenance.date), remark(figure.provenance, derivedText(figure)),
                   sourceText(figure.provenance)});
    return table.empty() ? "No figure is known.\n" : table.render(bold);
}

std::string cloudTable(const Json &target, Date today, bool bold, std::size_t columns)
{
    TextTable table({{"rented"},
                     {"devices"},
                     {"an hour", Align::Right},
                     {"of one device", Align::Right},
                     {"region"},
                     {"quality"},
                     {"date"},
                     {"remarks"},
                     {"source"}});
    table.fitInto(columns);
    for (const CloudInstance &one : catalog::cloudInstances(target, today))
        table.add({printable(one.provider + " " + one.instance), fmt::format("{}", one.devices), money(one.usdPerHour),
                   money(one.usdPerDeviceHour), printable(one.region), printable(one.provenance.quality),
                   printable(one.provenance.date), remark(one.provenance, one.note), sourceText(one.provenance)});
    return table.empty() ? "" : "\n" + table.render(bold);
}

std::string titles(const Json &names)
{
    std::vector<std::string> all;
    for (const Json &name : names) {
        const auto *info = catalog::figureInfo(name.get_ref<const std::string &>());
        all.push_back(info != nullptr ? std::string(info->title) : printable(name.get<std::string>()));
    }
    return fmt::format("{}", fmt::join(all, "; "));
}

std::string noteText(const Json &target)
{
    std::string text = textOf(target, "notes");
    for (const Json &source : target.value("note_sources", Json::array()))
        text += " [" + textOf(source, "source") + "]";
    return text;
}

std::string emulationText(const Json &target)
{
    const auto found = target.find("emulation");
    return found == target.end() ? "" : textOf(*found, "backend") + ":" + textOf(*found, "device");
}

} // namespace

std::string catalogueText(const catalog::CatalogueMatches &matches, Date today, bool bold, std::size_t columns)
{
    if (matches.targets.empty())
        return "No target of the catalogue is like that.\n" + leftOut(matches, columns);
    TextTable table({{"target"},
                     {"class"},
                     {"int8", Align::Right},
                     {"fp16", Align::Right},
                     {"fp32", Align::Right},
                     {"memory", Align::Right},
                     {"bandwidth", Align::Right},
                     {"TDP", Align::Right},
                     {"idle", Align::Right},
                     {"price", Align::Right},
                     {"an hour", Align::Right},
                     {"name"}});
    table.fitInto(columns);
    constexpr std::array kShown{"peak_int8_gops", "peak_fp16_gflops", "peak_fp32_gflops", "mem_gib", "mem_bw_gbs",
                                "tdp_w",          "idle_w",           "list_price_usd"};
    for (const Json *target : matches.targets) {
        std::vector<std::string> cells{textOf(*target, "id"), textOf(*target, "class")};
        for (const char *id : kShown)
            cells.push_back(cell(*target, id, today));
        cells.push_back(hourlyCell(*target, today));
        cells.push_back(textOf(*target, "name"));
        table.add(std::move(cells));
    }
    return table.render(bold) + "\n" + legend(columns) + leftOut(matches, columns) +
           paragraph(
               "\nPeaks are dense; an hour is that of one device, at the cheapest instance. `assay devices --catalog "
               "--target ID` shows where each figure comes from, and which units reach a peak.",
               columns) +
           "\n";
}

std::string targetText(const Json &target, Date today, bool bold, std::size_t columns)
{
    std::string text = fmt::format("{}  {}\n", textOf(target, "id"), textOf(target, "name"));
    text += renderPairs({{"vendor", textOf(target, "vendor")},
                         {"class", textOf(target, "class")},
                         {"deployment", textOf(target, "deployment")},
                         {"emulated as", emulationText(target)},
                         {"notes", noteText(target)}},
                        2, columns) +
            "\n";
    text += figureTable(target, today, bold, columns) + cloudTable(target, today, bold, columns);
    const std::string rest = renderPairs({{"not known", titles(target.value("unverified_fields", Json::array()))},
                                          {"does not apply", titles(target.value("not_applicable", Json::array()))}},
                                         0, columns);
    return text + (rest.empty() ? "" : "\n" + rest);
}

} // namespace assay::report
