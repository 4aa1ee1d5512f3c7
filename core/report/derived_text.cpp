#include "core/report/derived_text.hpp"

#include <set>

#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/base/units.hpp"
#include "core/report/assumptions_text.hpp"
#include "core/report/decision_text.hpp"
#include "core/report/printable.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

std::string quantity(double value, std::string_view unit)
{
    if (unit == "USD")
        return money(value);
    if (unit == "1")
        return fmt::format("{:.4g}", value);
    if (unit == "query/J" || unit == "query/USD")
        return fmt::format("{:.4g} {}", value, unit);
    return formatQuantity(value, unit);
}

std::string cell(const model::DerivedInfo &info, const model::Derived &derived)
{
    if (!derived.value)
        return "–";
    std::string text = quantity(*derived.value, info.unit);
    if (derived.low && derived.high)
        text += fmt::format(" ({}–{})", quantity(*derived.low, info.unit), quantity(*derived.high, info.unit));
    return text;
}

std::string absences(const WhatIf &found, std::size_t columns)
{
    std::set<std::string> told;
    std::string text;
    for (std::size_t i = 0; i < found.drafts.size(); ++i) {
        const std::string &name = found.drafts[i].option.name;
        for (const model::Derived &derived : found.derived[i])
            if (!derived.value)
                told.insert(fmt::format("– of {}: {}", printable(name), printable(derived.absentReason)));
        for (const std::string &note : found.drafts[i].notes)
            told.insert("Note: " + printable(note));
        if (found.drafts[i].option.unverifiedPrice)
            told.insert(fmt::format("Note: a price of {} has no verified source", printable(name)));
    }
    for (const std::string &line : told)
        text += sentence(line, columns);
    return text.empty() ? text : "\n" + text;
}

std::string overview(const WhatIf &found, bool bold, std::size_t columns)
{
    std::vector<TextTable::Column> heads{{"number"}};
    for (const auto &draft : found.drafts)
        heads.push_back({printable(draft.option.name), Align::Right});
    TextTable table(heads);
    table.fitInto(columns);
    const auto infos = model::derivedInfos();
    std::vector<std::string> paid{"paid as"}, evidence{"speed is"};
    for (const auto &draft : found.drafts) {
        paid.push_back(model::toText(draft.option.numbers.deployment));
        evidence.push_back(toText(draft.option.performance));
    }
    table.add(paid);
    table.add(evidence);
    for (std::size_t row = 0; row < infos.size(); ++row) {
        std::vector<std::string> cells{std::string(infos[row].id)};
        for (const auto &derived : found.derived)
            cells.push_back(cell(infos[row], derived[row]));
        table.add(cells);
    }
    return table.render(bold);
}

std::string details(const WhatIf &found, bool bold, std::size_t columns)
{
    std::string text;
    const auto infos = model::derivedInfos();
    for (std::size_t i = 0; i < found.drafts.size(); ++i) {
        text += fmt::format("\n{}\n", printable(found.drafts[i].option.name));
        TextTable table({{"number"}, {"value (range)", Align::Right}, {"how"}});
        table.fitInto(columns);
        for (std::size_t row = 0; row < infos.size(); ++row)
            if (const auto &derived = found.derived[i][row]; derived.value)
                table.add({derived.id, cell(infos[row], derived), derived.formula});
        text += table.render(bold);
        TextTable inputs({{"rests on"}, {"value (range)", Align::Right}, {"unit"}, {"evidence"}, {"source"}});
        inputs.fitInto(columns);
        for (const model::Knob &knob : found.drafts[i].knobs)
            inputs.add({printable(knob.id), rangeText(knob.range), knob.unit == "1" ? "" : knob.unit,
                        toText(knob.evidence),
                        printable(knob.origin.source) + (knob.origin.stale ? ", more than 90 days old" : "")});
        text += inputs.render(bold);
    }
    return text;
}

} // namespace

std::string describe(const WhatIf &found, bool formulas, bool bold, std::size_t columns)
{
    const auto &assumptions = found.assumptions;
    std::string text =
        sentence(fmt::format("At {} query/s on average, {} times that at the peak, for {} years (assumptions '{}'):",
                             rangeText(assumptions.get("demand.rate").range),
                             rangeText(assumptions.get("demand.peak_factor").range),
                             rangeText(assumptions.get("demand.life").range), printable(assumptions.name)),
                 columns);
    text += overview(found, bold, columns);
    if (formulas)
        text += details(found, bold, columns);
    return text + absences(found, columns) +
           sentence("All of it is modelled; in brackets the least and the most over all ranges. `assay assumptions` "
                    "lists them.",
                    columns);
}

Json whatIfJson(const WhatIf &found)
{
    Json options = Json::array();
    const auto infos = model::derivedInfos();
    for (std::size_t i = 0; i < found.drafts.size(); ++i) {
        const auto &draft = found.drafts[i];
        Json numbers = Json::array();
        for (std::size_t row = 0; row < infos.size(); ++row) {
            const auto &derived = found.derived[i][row];
            numbers.push_back({{"id", derived.id},
                               {"unit", infos[row].unit},
                               {"value", orNull(derived.value)},
                               {"low", orNull(derived.low)},
                               {"high", orNull(derived.high)},
                               {"evidence", toText(derived.evidence)},
                               {"unverified_price", derived.unverifiedPrice},
                               {"formula", printable(derived.formula)},
                               {"absent_reason", printable(derived.absentReason)}});
        }
        options.push_back({{"result", draft.option.result},
                           {"name", printable(draft.option.name)},
                           {"deployment", model::toText(draft.option.numbers.deployment)},
                           {"performance_evidence", toText(draft.option.performance)},
                           {"derived", numbers},
                           {"notes", draft.notes}});
    }
    return {{"assumptions", assumptionsJson(found.assumptions)}, {"options", options}};
}

} // namespace assay::report
