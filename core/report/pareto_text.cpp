#include "core/report/pareto_text.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/base/units.hpp"
#include "core/report/decision_text.hpp"
#include "core/report/printable.hpp"
#include "core/report/text_table.hpp"

namespace assay::report {
namespace {

std::string valueText(const model::CandidateValue &value, const std::string &unit)
{
    const auto text = [&](double number) { return unit == "USD" ? money(number) : formatQuantity(number, unit); };
    if (!value.low || !value.high)
        return text(*value.value);
    return unit == "USD" ? fmt::format("{} ({}–{})", text(*value.value), text(*value.low), text(*value.high))
                         : formatInterval(*value.value, *value.low, *value.high, unit);
}

std::string evidenceText(const model::Candidate &candidate)
{
    Evidence worst = Evidence::Measured;
    for (const auto &value : candidate.values)
        worst = std::max(worst, value.evidence);
    return toText(worst) + (candidate.quick ? ", quick" : "");
}

std::string frontText(const model::FrontAnswer &answer, const model::CandidateFront &front,
                      const std::vector<model::FrontObjective> &objectives, bool bold, std::size_t columns)
{
    std::vector<TextTable::Column> heads{{"result"}};
    for (std::size_t k = 0; k < objectives.size(); ++k)
        heads.push_back({objectives[k].id + (objectives[k].maximise ? " (more)" : " (less)"), Align::Right});
    heads.insert(heads.end(), {{"on the front"}, {"in draws", Align::Right}, {"evidence"}});
    TextTable table(heads);
    table.fitInto(columns);
    for (std::size_t member = 0; member < front.members.size(); ++member) {
        const auto &candidate = answer.candidates[front.members[member]];
        std::vector<std::string> cells{printable(candidate.name)};
        for (std::size_t k = 0; k < objectives.size(); ++k)
            cells.push_back(valueText(candidate.values[k], objectives[k].unit));
        cells.emplace_back(front.onFront[member] ? "yes" : "no");
        cells.push_back(fmt::format("{:.0f} %", 100 * front.probability[member]));
        cells.push_back(evidenceText(candidate));
        table.add(cells);
    }
    std::string boundaries;
    for (std::size_t k = 0; k < objectives.size(); ++k)
        if (!front.boundaries[k].empty() && boundaries.find(front.boundaries[k]) == std::string::npos)
            boundaries += (boundaries.empty() ? "" : ", ") + front.boundaries[k];
    return (boundaries.empty() ? "" : "Boundary: " + boundaries + "\n") + table.render(bold) + "\n";
}

} // namespace

std::string describe(const model::FrontAnswer &answer, const std::vector<model::FrontObjective> &objectives, bool bold,
                     std::size_t columns)
{
    std::string text;
    for (const auto &front : answer.fronts)
        text += frontText(answer, front, objectives, bold, columns);
    if (answer.fronts.size() > 1)
        text += sentence("Results of unequal boundaries span different things and share no front.", columns);
    text += sentence(fmt::format("On the front: nothing else is as good in all and better in one. In draws: part of {} "
                                 "joint draws within the "
                                 "intervals (seed {}) in which it is there.",
                                 answer.draws, answer.seed),
                     columns);
    for (const auto &candidate : answer.candidates)
        if (!candidate.excluded.empty())
            text += sentence(fmt::format("Left out: {}: {}", printable(candidate.name), printable(candidate.excluded)),
                             columns);
    for (const auto &candidate : answer.candidates)
        if (candidate.quick && candidate.excluded.empty())
            return text + sentence("Some results are quick: such a front names no winner.", columns);
    return text;
}

Json frontJson(const model::FrontAnswer &answer, const std::vector<model::FrontObjective> &objectives)
{
    Json json{{"objectives", Json::array()},
              {"fronts", Json::array()},
              {"left_out", Json::array()},
              {"draws", answer.draws},
              {"seed", answer.seed}};
    for (const auto &objective : objectives)
        json["objectives"].push_back(
            {{"id", objective.id}, {"unit", objective.unit}, {"goal", objective.maximise ? "maximise" : "minimise"}});
    for (const auto &front : answer.fronts) {
        Json members = Json::array();
        for (std::size_t member = 0; member < front.members.size(); ++member) {
            const auto &candidate = answer.candidates[front.members[member]];
            Json values = Json::array();
            for (const auto &value : candidate.values)
                values.push_back({{"value", orNull(value.value)},
                                  {"low", orNull(value.low)},
                                  {"high", orNull(value.high)},
                                  {"evidence", toText(value.evidence)}});
            members.push_back({{"result", candidate.result},
                               {"name", printable(candidate.name)},
                               {"quick", candidate.quick},
                               {"values", values},
                               {"on_front", static_cast<bool>(front.onFront[member])},
                               {"probability", front.probability[member]}});
        }
        json["fronts"].push_back({{"boundaries", front.boundaries}, {"members", members}});
    }
    for (const auto &candidate : answer.candidates)
        if (!candidate.excluded.empty())
            json["left_out"].push_back({{"result", candidate.result},
                                        {"name", printable(candidate.name)},
                                        {"reason", printable(candidate.excluded)}});
    return json;
}

} // namespace assay::report
