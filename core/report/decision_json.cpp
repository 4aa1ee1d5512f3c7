#include "core/base/json_text.hpp"
#include "core/report/decision_text.hpp"
#include "core/report/printable.hpp"

namespace assay::report {
namespace {

Json knobJson(const model::Knob &knob)
{
    return {{"id", printable(knob.id)},
            {"unit", knob.unit},
            {"value", knob.range.value},
            {"low", knob.range.low},
            {"high", knob.range.high},
            {"evidence", toText(knob.evidence)},
            {"source", printable(knob.origin.source)},
            {"unverified", knob.origin.unverified()},
            {"stale", knob.origin.stale}};
}

Json optionJson(const BreakEven &found, std::size_t i)
{
    const model::Option &option = found.decision.options[i];
    const auto &conditions = found.decision.conditions;
    const model::CostParts parts = model::costOverLife(conditions, option.numbers);
    const auto perMillion = model::costPerMillionAtDemand(conditions, option.numbers);
    Json json{{"result", option.result},
              {"name", option.name},
              {"deployment", model::toText(option.numbers.deployment)},
              {"devices", model::devicesNeeded(conditions, option.numbers)},
              {"cost_usd",
               {{"devices", parts.devices},
                {"requests", parts.requests},
                {"hosting", parts.hosting},
                {"energy", parts.energy},
                {"operations", parts.operations},
                {"engineering", parts.engineering},
                {"total", parts.total()}}},
              {"usd_per_million", orNull(perMillion)},
              {"performance_evidence", toText(option.performance)},
              {"unverified_price", option.unverifiedPrice},
              {"cannot_win", option.cannotWin},
              {"evidence", toText(Evidence::Modelled)},
              {"notes", found.drafts[i].notes},
              {"knobs", Json::array()}};
    for (const model::Knob &knob : found.drafts[i].knobs)
        json["knobs"].push_back(knobJson(knob));
    return json;
}

Json measuringJson(const model::OptionDraft::Measuring &measuring)
{
    return {{"command", printable(measuring.command)},
            {"same_as_runs", measuring.same},
            {"runs", measuring.runs},
            {"runs_took_seconds", measuring.wallSeconds > 0 ? Json(measuring.wallSeconds) : Json()}};
}

Json optional(const std::optional<std::size_t> &index)
{
    return index ? Json(*index) : Json();
}

} // namespace

Json breakEvenJson(const BreakEven &found)
{
    Json json{{"axis", {{"id", found.axis->id}, {"unit", found.axis->unit}, {"from", found.from}, {"to", found.to}}},
              {"chosen", found.chosen},
              {"equivalent", found.crossings.equivalent},
              {"exact", found.crossings.exact},
              {"crossings", found.crossings.points()},
              {"stretches", Json::array()},
              {"undecided", Json::array()},
              {"options", Json::array()},
              {"left_out", Json::array()},
              {"tornado", Json::array()},
              {"stability", Json::array()},
              {"expected_regret_usd", found.information.expectedRegret},
              {"measure_next", Json::array()},
              {"draws", found.curve.draws},
              {"seed", found.curve.seed}};
    for (const auto &stretch : found.crossings.stretches)
        json["stretches"].push_back(
            {{"from", stretch.from}, {"to", stretch.to}, {"cheapest", optional(stretch.cheapest)}});
    for (const auto &region : found.curve.undecided())
        json["undecided"].push_back({{"from", region.from}, {"to", region.to}});
    for (std::size_t i = 0; i < found.decision.options.size(); ++i)
        json["options"].push_back(optionJson(found, i));
    for (const auto &draft : found.left) {
        Json missing = Json::array();
        for (const auto &each : draft.missing)
            missing.push_back(each.text);
        json["left_out"].push_back(
            {{"result", draft.option.result}, {"name", draft.option.name}, {"missing", missing}});
    }
    for (const auto &swing : found.swings)
        json["tornado"].push_back({{"knob", knobJson(*swing.knob)},
                                   {"lead_at_low_usd", swing.atLow},
                                   {"lead_at_high_usd", swing.atHigh},
                                   {"flips", swing.flips}});
    for (const auto &flip : found.flips)
        json["stability"].push_back({{"knob", knobJson(*flip.knob)},
                                     {"at", orNull(flip.at)},
                                     {"instead", optional(flip.instead)},
                                     {"within_range", flip.withinRange}});
    for (const auto &item : found.information.items) {
        json["measure_next"].push_back({{"knob", knobJson(*item.knob)}, {"resolves_usd", item.saves}});
        if (const model::OptionDraft *draft = measuredBy(found, *item.knob))
            json["measure_next"].back()["measuring"] = measuringJson(draft->measuring);
    }
    Json curve{{"x", found.curve.x}, {"cheapest", found.curve.cheapest}, {"cost_usd", Json::array()}};
    for (const auto &option : found.curve.costs) {
        Json points = Json::array();
        for (const auto &cost : option)
            points.push_back({{"low", cost.low}, {"median", cost.median}, {"high", cost.high}});
        curve["cost_usd"].push_back(points);
    }
    json["curve"] = curve;
    json["map"] = nullptr;
    if (found.map) {
        Json cells = Json::array();
        for (const auto &row : found.map->cells) {
            Json line = Json::array();
            for (const auto &cell : row)
                line.push_back({{"cheapest", optional(cell.cheapest)}, {"share", cell.share}, {"tied", cell.tied}});
            cells.push_back(line);
        }
        json["map"] = {{"y_axis", found.mapName},
                       {"x", found.map->x},
                       {"y", found.map->y},
                       {"cells", cells},
                       {"draws", found.map->draws}};
    }
    return json;
}

} // namespace assay::report
