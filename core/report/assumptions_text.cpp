#include "core/report/assumptions_text.hpp"

#include <fmt/format.h>

#include "core/report/printable.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

std::string sourceText(const model::Assumption &assumption)
{
    const auto &origin = assumption.origin;
    std::string text = printable(origin.source);
    if (!origin.quality.empty() && origin.quality != "own")
        text += fmt::format(" ({})", printable(origin.quality));
    return text;
}

Json rowJson(std::string_view id, const model::AssumptionInfo &info, const model::Assumption &assumption, bool own)
{
    const auto &[range, origin] = assumption;
    return {{"id", id},
            {"unit", info.unit},
            {"meaning", info.meaning},
            {"value", range.value},
            {"low", range.low},
            {"high", range.high},
            {"spread", model::toText(range.spread)},
            {"source", printable(origin.source)},
            {"quality", printable(origin.quality)},
            {"date", printable(origin.date)},
            {"note", printable(origin.note)},
            {"unverified", origin.unverified()},
            {"own", own}};
}

/// Those of every decision, then what the set says of targets.
template <class Visit> void forAll(const model::Assumptions &assumptions, Visit visit)
{
    for (const auto &info : model::assumptionInfos())
        visit(std::string(info.id), info, assumptions.get(info.id), assumptions.own().contains(info.id));
    for (const auto &[id, assumption] : assumptions.own())
        if (id.starts_with("target."))
            visit(id, *model::assumptionInfo(id), assumption, true);
}

} // namespace

std::string rangeText(const model::Range &range)
{
    return range.isFixed() ? fmt::format("{:.4g}", range.value)
                           : fmt::format("{:.4g} ({:.4g}–{:.4g})", range.value, range.low, range.high);
}

std::string describe(const model::Assumptions &assumptions, bool bold, std::size_t columns)
{
    std::string text = fmt::format("Assumptions '{}'{}{}\n\n", printable(assumptions.name),
                                   assumptions.author.empty() ? "" : " by " + printable(assumptions.author),
                                   assumptions.note.empty() ? "" : ": " + printable(assumptions.note));
    TextTable table({{"assumption"}, {"value (range)", Align::Right}, {"unit"}, {"meaning"}, {"source"}});
    table.wrapLastAt(170);
    table.fitInto(columns);
    forAll(assumptions,
           [&](const std::string &id, const model::AssumptionInfo &info, const model::Assumption &assumption, bool) {
               table.add({printable(id), rangeText(assumption.range), std::string(info.unit == "1" ? "" : info.unit),
                          std::string(info.meaning), sourceText(assumption)});
           });
    text += table.render(bold);
    if (assumptions.hasOwnProfile()) {
        text += "\ndemand.profile, the rate of each hour of the day over the mean:";
        for (const double hour : assumptions.profile)
            text += fmt::format(" {:.2f}", hour);
        text += "\n";
    }
    return text + fmt::format("\nRanges are drawn with seed {}. (A) vendor or standards body, (B) reseller or "
                              "aggregator, (C) unvetted.\n",
                              assumptions.seed);
}

Json assumptionsJson(const model::Assumptions &assumptions)
{
    Json rows = Json::array();
    forAll(assumptions, [&](const std::string &id, const auto &info, const auto &assumption, bool own) {
        rows.push_back(rowJson(id, info, assumption, own));
    });
    return {{"name", printable(assumptions.name)}, {"author", printable(assumptions.author)},
            {"note", printable(assumptions.note)}, {"seed", assumptions.seed},
            {"profile", assumptions.profile},      {"assumptions", rows}};
}

} // namespace assay::report
