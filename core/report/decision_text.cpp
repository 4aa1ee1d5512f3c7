#include "core/report/decision_text.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/units.hpp"
#include "core/report/assumptions_text.hpp"
#include "core/report/printable.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

std::string grouped(double whole)
{
    std::string digits = fmt::format("{:.0f}", whole);
    for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), ",");
    return digits;
}

std::string withUnit(double value, const std::string &unit)
{
    const std::string number =
        std::abs(value) >= 1e4 && std::abs(value) < 1e9 ? grouped(std::round(value)) : fmt::format("{:.4g}", value);
    return unit.empty() || unit == "1" ? number : number + " " + unit;
}

const std::string &nameOf(const BreakEven &found, std::size_t option)
{
    return found.decision.options[option].name;
}

std::string axisText(const std::string &id, const std::string &unit)
{
    return id + (unit.empty() || unit == "1" ? "" : " in " + unit);
}

std::string crossingsText(const BreakEven &found, std::size_t columns)
{
    if (found.crossings.equivalent)
        return sentence(fmt::format("Over {} from {} to {} they are equivalent: all within 5 % of each other.",
                                    found.axis->id, withUnit(found.from, ""), withUnit(found.to, found.axis->unit)),
                        columns);
    if (found.crossings.stretches.size() == 1 && found.crossings.stretches.front().cheapest)
        return sentence(fmt::format("No crossover over {} from {} to {}: {} is the cheapest all along.", found.axis->id,
                                    withUnit(found.from, ""), withUnit(found.to, found.axis->unit),
                                    nameOf(found, *found.crossings.stretches.front().cheapest)),
                        columns);
    std::string text = fmt::format("Cheapest over {}, everything else typical:\n", found.axis->id);
    TextTable table({{"above", Align::Right}, {"up to", Align::Right}, {"cheapest"}});
    for (const model::Stretch &stretch : found.crossings.stretches)
        table.add({withUnit(stretch.from, ""), withUnit(stretch.to, found.axis->unit),
                   stretch.cheapest        ? nameOf(found, *stretch.cheapest)
                   : found.crossings.exact ? "all the same"
                                           : "changes too often to tell"});
    table.fitInto(columns);
    return text + table.render();
}

std::string regionsText(const BreakEven &found, std::size_t columns)
{
    const auto regions = found.curve.undecided();
    if (regions.empty())
        return sentence(fmt::format("With all ranges drawn {} times (seed {}), one of them is the cheapest in 95 % of "
                                    "the draws everywhere.",
                                    found.curve.draws, found.curve.seed),
                        columns);
    std::vector<std::string> parts;
    for (const auto &region : regions)
        parts.push_back(region.from == region.to
                            ? "around " + withUnit(region.from, found.axis->unit)
                            : withUnit(region.from, "") + " to " + withUnit(region.to, found.axis->unit));
    return sentence(
        fmt::format(
            "With all ranges drawn {} times (seed {}), none of them is the cheapest in 95 % of the draws for {} of {}: "
            "there it is undecided.",
            found.curve.draws, found.curve.seed, fmt::join(parts, ", "), found.axis->id),
        columns);
}

/// Index of the typical value on the curve.
std::size_t typicalPoint(const BreakEven &found)
{
    const double typical = found.decision.at(*found.axis);
    const auto near = std::ranges::min_element(found.curve.x, {}, [&](double x) { return std::abs(x - typical); });
    return static_cast<std::size_t>(near - found.curve.x.begin());
}

/// "+3.2 %", or "12 times" where it has to grow tenfold or more.
std::string changeText(const model::Flip &flip)
{
    const auto change = flip.change();
    if (!change)
        return "";
    const double factor = 1 + *change;
    return flip.typical > 0 && factor >= 10 ? fmt::format("{:.3g} times", factor)
                                            : fmt::format("{:+.3g} %", 100 * *change);
}

/// How sure it is that the chosen option is the cheapest.
std::string certainty(const BreakEven &found)
{
    for (const model::Option &option : found.decision.options)
        if (!option.cannotWin.empty())
            return fmt::format(" No winner is named: {} is {}.", option.name, option.cannotWin);
    const double share = found.curve.cheapest[found.chosen][typicalPoint(found)];
    return fmt::format(" {}: it is the cheapest in {:.3g} % of the draws.", share >= 0.95 ? "Decided" : "Undecided",
                       100 * share);
}

std::string answerText(const BreakEven &found, std::size_t columns)
{
    const double lead = model::advantage(found.decision, found.chosen);
    const double cost = found.decision.costs()[found.chosen];
    const std::string base = fmt::format("At {} = {} over {} years ", found.axis->id,
                                         withUnit(found.decision.at(*found.axis), found.axis->unit),
                                         withUnit(found.decision.conditions.lifeYears, ""));
    const std::string text =
        lead <= 0.05 * cost
            ? fmt::format("{}{} and the next cost the same within 5 %: {}, {} apart. They are equivalent.", base,
                          nameOf(found, found.chosen), money(cost), money(lead))
            : fmt::format("{}{} costs least: {}, {} less than the next.{}", base, nameOf(found, found.chosen),
                          money(cost), money(lead), certainty(found));
    return sentence(text, columns) +
           sentence("These figures are modelled; money is in US dollars of today, without interest.", columns);
}

std::string optionsText(const BreakEven &found, bool bold, std::size_t columns)
{
    TextTable table({{"option"},
                     {"paid as"},
                     {"devices", Align::Right},
                     {"a device carries", Align::Right},
                     {"bought or rented", Align::Right},
                     {"hosting", Align::Right},
                     {"energy", Align::Right},
                     {"operation", Align::Right},
                     {"engineering", Align::Right},
                     {"requests", Align::Right},
                     {"in all", Align::Right},
                     {"5–95 %"},
                     {"speed is"}});
    table.fitInto(columns);
    const auto &conditions = found.decision.conditions;
    const auto part = [](double usd) { return usd == 0 ? std::string("–") : money(usd); };
    for (std::size_t i = 0; i < found.decision.options.size(); ++i) {
        const model::Option &option = found.decision.options[i];
        const model::CostParts parts = model::costOverLife(conditions, option.numbers);
        const auto &curve = found.curve.costs[i];
        const auto &spread = curve[typicalPoint(found)];
        table.add({option.name, model::toText(option.numbers.deployment),
                   withUnit(model::devicesNeeded(conditions, option.numbers), ""),
                   option.numbers.capacity > 0 ? withUnit(option.numbers.capacity, "query/s") : "", part(parts.devices),
                   part(parts.hosting), part(parts.energy), part(parts.operations), part(parts.engineering),
                   part(parts.requests), money(parts.total()),
                   fmt::format("{}–{}", money(spread.low), money(spread.high)), toText(option.performance)});
    }
    return table.render(bold);
}

std::string tornadoText(const BreakEven &found, bool bold, std::size_t columns)
{
    if (found.swings.empty())
        return "";
    TextTable table({{"what is unsure"},
                     {"range", Align::Right},
                     {"unit"},
                     {"lead at its low end", Align::Right},
                     {"at its high end", Align::Right},
                     {""}});
    table.fitInto(columns);
    for (std::size_t i = 0; i < std::min<std::size_t>(found.swings.size(), 8); ++i) {
        const model::Swing &swing = found.swings[i];
        table.add({printable(swing.knob->id), rangeText(swing.knob->range),
                   swing.knob->unit == "1" ? "" : swing.knob->unit, money(swing.atLow), money(swing.atHigh),
                   swing.flips ? "another one wins" : ""});
    }
    return fmt::format("\nWhat the ranges do to the lead of {} ({} with everything typical), one at a time:\n",
                       nameOf(found, found.chosen), money(model::advantage(found.decision, found.chosen))) +
           table.render(bold);
}

std::string stabilityText(const BreakEven &found, bool bold, std::size_t columns)
{
    TextTable table({{"changes the answer"},
                     {"from", Align::Right},
                     {"to", Align::Right},
                     {"that is", Align::Right},
                     {"then the cheapest is"},
                     {""}});
    table.fitInto(columns);
    for (const model::Flip &flip : found.flips) {
        if (!flip.at)
            continue;
        table.add({printable(flip.knob->id), withUnit(flip.typical, flip.knob->unit),
                   withUnit(*flip.at, flip.knob->unit), changeText(flip), nameOf(found, *flip.instead),
                   flip.withinRange ? "within its range" : ""});
    }
    if (table.empty())
        return "\nNo single number changes the answer, whatever it is.\n";
    return "\nThe smallest change of a single number that flips the answer:\n" + table.render(bold);
}

/// How to measure what the knob stands for, where a run of an option does.
std::string measuringText(const BreakEven &found, const model::Knob &knob)
{
    const model::OptionDraft *draft = measuredBy(found, knob);
    if (draft == nullptr)
        return "";
    const auto &[command, same, runs, seconds] = draft->measuring;
    const std::string text = "    by `" + printable(command) + "`";
    if (!(seconds > 0))
        return text + "\n";
    return text + fmt::format("; the {} run{} of result #{} took {}, {}\n", runs, runs == 1 ? "" : "s",
                              draft->option.result, formatWait(seconds),
                              same ? "and it takes as long again" : "and a search takes longer");
}

std::string informationText(const BreakEven &found, std::size_t columns)
{
    const auto &information = found.information;
    if (!(information.expectedRegret > 0))
        return "\nNothing to find out: no range changes which one is the cheapest.\n";
    std::string text =
        "\n" +
        sentence(fmt::format("Not knowing better costs {} on average (expected regret). Worth finding out first:",
                             money(information.expectedRegret)),
                 columns);
    for (std::size_t i = 0; i < std::min<std::size_t>(information.items.size(), 5); ++i)
        text += fmt::format("  {}: resolves {}\n", printable(information.items[i].knob->id),
                            money(information.items[i].saves)) +
                measuringText(found, *information.items[i].knob);
    return text + (information.items.empty() ? "  no single number resolves a part of it that shows\n" : "");
}

std::string mapText(const BreakEven &found)
{
    if (!found.map)
        return "";
    std::string text = fmt::format("\nCheapest over {} (across) and {} (up); ? where it is so in less than 95 % of {} "
                                   "draws, = where another one is as cheap:\n",
                                   axisText(found.axis->id, found.axis->unit), axisText(found.mapName, found.mapUnit),
                                   found.map->draws);
    for (std::size_t up = found.map->y.size(); up-- > 0;) {
        text += fmt::format("{:>10.4g} |", found.map->y[up]);
        for (const auto &cell : found.map->cells[up])
            text += cell.cheapest ? fmt::format(" {}{}", static_cast<char>('A' + *cell.cheapest % 26),
                                                cell.tied        ? '='
                                                : cell.decided() ? ' '
                                                                 : '?')
                                  : " – ";
        text += "\n";
    }
    text += fmt::format("{:>10} +{}\n{:>12}{:.4g} … {:.4g}\n", "", std::string(3 * found.map->x.size(), '-'), "",
                        found.map->x.front(), found.map->x.back());
    for (std::size_t option = 0; option < found.decision.options.size(); ++option)
        text += fmt::format("  {} {}\n", static_cast<char>('A' + option % 26), nameOf(found, option));
    return text;
}

std::string notesText(const BreakEven &found, std::size_t columns)
{
    std::string text;
    for (const auto &draft : found.left)
        for (const auto &missing : draft.missing)
            text += sentence(fmt::format("Left out: {}: {}", draft.option.name, printable(missing.text)), columns);
    for (std::size_t i = 0; i < found.drafts.size(); ++i) {
        for (const std::string &note : found.drafts[i].notes)
            text += sentence("Note: " + printable(note), columns);
        if (found.decision.options[i].unverifiedPrice)
            text += sentence(fmt::format("Note: a price of {} has no verified source", nameOf(found, i)), columns);
    }
    return text.empty() ? text : "\n" + text;
}

} // namespace

const model::OptionDraft *measuredBy(const BreakEven &found, const model::Knob &knob)
{
    if (knob.own != &model::OptionNumbers::capacity || knob.options.size() != 1)
        return nullptr;
    const model::OptionDraft &draft = found.drafts[knob.options.front()];
    return draft.measuring.command.empty() ? nullptr : &draft;
}

std::string money(double usd)
{
    const double size = std::abs(usd);
    const std::string sign = usd < 0 && size >= 5e-7 ? "-$" : "$";
    if (size >= 1e15) // more than there is
        return usd > 0 ? "over $1e15" : "below -$1e15";
    if (size >= 9.995e5) {
        const bool billions = size >= 9.995e8;
        return fmt::format("{}{:.4g} {}", sign, size / (billions ? 1e9 : 1e6), billions ? "billion" : "million");
    }
    if (size >= 1000)
        return sign + grouped(std::round(size));
    if (size >= 1 || size == 0)
        return fmt::format("{}{:.{}f}", sign, size, size >= 100 ? 0 : 2);
    return fmt::format("{}{:.3g}", sign, size);
}

std::string describe(const BreakEven &found, bool bold, std::size_t columns)
{
    return answerText(found, columns) + "\n" + crossingsText(found, columns) + regionsText(found, columns) + "\n" +
           optionsText(found, bold, columns) + tornadoText(found, bold, columns) + stabilityText(found, bold, columns) +
           informationText(found, columns) + mapText(found) + notesText(found, columns);
}

} // namespace assay::report
