#include "core/report/catalogue_text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/units.hpp"
#include "core/model/projection/emulated_kernel.hpp"
#include "core/report/printable.hpp"
#include "core/report/source_list.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

using catalog::CloudInstance;
using catalog::Date;
using catalog::Figure;
using catalog::Provenance;

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

/// "unverified; stale; derived …".
std::string remark(const Provenance &provenance, const std::string &derived)
{
    std::vector<std::string> parts;
    if (provenance.unverified)
        parts.emplace_back("unverified");
    if (provenance.stale)
        parts.emplace_back("stale");
    if (!derived.empty())
        parts.push_back(printable(derived));
    return fmt::format("{}", fmt::join(parts, "; "));
}

/// "peak, int8 (matrix)".
std::string titleText(const Figure &figure)
{
    return fmt::format("{}{}", figure.info->title,
                       figure.operationClass.empty() ? "" : " (" + printable(figure.operationClass) + ")");
}

/// How the figure was computed, and who says of which units it is.
std::string derivedText(const Figure &figure, SourceList &sources)
{
    if (figure.operationClass.empty())
        return figure.derived;
    std::string text = figure.derived.empty() ? "" : figure.derived + "; ";
    text += figure.operationClass + " operations";
    if (!figure.operationClassDerived.empty())
        text += ": " + figure.operationClassDerived;
    const bool said = figure.operationClassSource.empty() || figure.operationClassSource == figure.provenance.source;
    return said ? text : text + " " + sources.mark(figure.operationClassSource);
}

std::string sourceMark(const Provenance &provenance, SourceList &sources)
{
    if (provenance.source.empty())
        return "none";
    return sources.mark(provenance.note.empty() ? provenance.source
                                                : fmt::format("{} ({})", provenance.source, provenance.note));
}

std::string figureTable(const Json &target, Date today, SourceList &sources, bool bold, std::size_t columns)
{
    TextTable table({{"figure"}, {"value"}, {"quality"}, {"date"}, {"source"}, {"remarks"}});
    table.fitInto(columns);
    for (const Figure &figure : catalog::figures(target, today)) {
        const std::string source = sourceMark(figure.provenance, sources);
        table.add({titleText(figure), valueText(figure), printable(figure.provenance.quality),
                   printable(figure.provenance.date), source, remark(figure.provenance, derivedText(figure, sources))});
    }
    return table.empty() ? "No figure is known.\n" : table.render(bold);
}

std::string cloudTable(const Json &target, Date today, SourceList &sources, bool bold, std::size_t columns)
{
    TextTable table({{"rented"},
                     {"devices"},
                     {"an hour", Align::Right},
                     {"of one device", Align::Right},
                     {"region"},
                     {"quality"},
                     {"date"},
                     {"source"},
                     {"remarks"}});
    table.fitInto(columns);
    for (const CloudInstance &one : catalog::cloudInstances(target, today))
        table.add({printable(one.provider + " " + one.instance), fmt::format("{}", one.devices), money(one.usdPerHour),
                   money(one.usdPerDeviceHour), printable(one.region), printable(one.provenance.quality),
                   printable(one.provenance.date), sourceMark(one.provenance, sources),
                   remark(one.provenance, one.note)});
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

std::string noteText(const Json &target, SourceList &sources)
{
    std::string text = printableAt(target, "notes");
    for (const Json &source : target.value("note_sources", Json::array()))
        text += " " + sources.mark(source.value("source", ""));
    return text;
}

std::string emulationText(const Json &target)
{
    const auto found = target.find("emulation");
    return found == target.end() ? "" : printableAt(*found, "backend") + ":" + printableAt(*found, "device");
}

struct ShownColumn {
    const char *title;
    const char *figure; ///< null: not a figure
    int rank;           ///< the highest are left out of a narrow terminal
};
constexpr auto kShown = std::to_array<ShownColumn>({{"target", nullptr, 0},
                                                    {"class", nullptr, 2},
                                                    {"int8", "peak_int8_gops", 0},
                                                    {"fp16", "peak_fp16_gflops", 0},
                                                    {"fp32", "peak_fp32_gflops", 3},
                                                    {"memory", "mem_gib", 0},
                                                    {"bandwidth", "mem_bw_gbs", 3},
                                                    {"TDP", "tdp_w", 0},
                                                    {"idle", "idle_w", 2},
                                                    {"price", "list_price_usd", 0},
                                                    {"an hour", nullptr, 1},
                                                    {"name", nullptr, 4}});
constexpr int kAll = 4;

std::string shownCell(const Json &target, const ShownColumn &column, Date today)
{
    const std::string_view title = column.title;
    if (column.figure != nullptr)
        return cell(target, column.figure, today);
    if (title == "an hour")
        return hourlyCell(target, today);
    return printableAt(target, title == "target" ? "id" : column.title);
}

TextTable catalogueTable(const catalog::CatalogueMatches &matches, Date today, int highest)
{
    std::vector<TextTable::Column> titles;
    for (const ShownColumn &column : kShown)
        if (column.rank <= highest)
            titles.push_back({column.title, column.figure != nullptr || column.rank == 1 ? Align::Right : Align::Left});
    TextTable table(titles);
    for (const Json *target : matches.targets) {
        std::vector<std::string> cells;
        for (const ShownColumn &column : kShown)
            if (column.rank <= highest)
                cells.push_back(shownCell(*target, column, today));
        table.add(std::move(cells));
    }
    return table;
}

std::size_t widest(const std::string &text)
{
    std::size_t width = 0;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        width = std::max(width, displayWidth(std::string_view(text).substr(start, end - start)));
        start = end + 1;
    }
    return width;
}

/// As many columns as fit beside each other.
std::string fittingTable(const catalog::CatalogueMatches &matches, Date today, bool bold, std::size_t columns)
{
    for (int highest = kAll; highest >= 0; --highest) {
        TextTable table = catalogueTable(matches, today, highest);
        if (columns > 0 && highest > 0 && widest(table.render()) > columns)
            continue;
        table.fitInto(columns);
        return table.render(bold) + (highest < kAll ? "\n(a wider terminal has more columns)\n" : "");
    }
    return "";
}

} // namespace

std::string catalogueText(const catalog::CatalogueMatches &matches, Date today, bool bold, std::size_t columns)
{
    if (matches.targets.empty())
        return "No target of the catalogue is like that.\n" + leftOut(matches, columns);
    return fittingTable(matches, today, bold, columns) + "\n" + legend(columns) + leftOut(matches, columns) + "\n" +
           paragraph(
               "Peaks are dense; an hour is that of one device, at the cheapest instance. `assay devices --catalog "
               "--target ID` shows where each figure comes from, and which units reach a peak.",
               columns) +
           "\n";
}

std::string targetText(const Json &target, Date today, bool bold, std::size_t columns)
{
    SourceList sources;
    const std::string figures = figureTable(target, today, sources, bold, columns);
    const std::string cloud = cloudTable(target, today, sources, bold, columns);
    std::string text = fmt::format("{}  {}\n", printableAt(target, "id"), printableAt(target, "name"));
    text += renderPairs({{"vendor", printableAt(target, "vendor")},
                         {"class", printableAt(target, "class")},
                         {"cells", printable(model::cellFamily(target))},
                         {"deployment", printableAt(target, "deployment")},
                         {"emulated as", emulationText(target)},
                         {"notes", noteText(target, sources)}},
                        2, columns) +
            "\n";
    text += figures + cloud;
    const std::string rest = renderPairs({{"not known", titles(target.value("unverified_fields", Json::array()))},
                                          {"does not apply", titles(target.value("not_applicable", Json::array()))}},
                                         0, columns);
    return text + (rest.empty() ? "" : "\n" + rest) + "\n" + sources.render(columns);
}

} // namespace assay::report
