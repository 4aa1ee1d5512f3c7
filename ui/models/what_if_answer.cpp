#include "ui/models/what_if_answer.hpp"

#include <algorithm>
#include <cmath>

#include "core/model/comparison.hpp"

namespace assay::ui {
namespace {

constexpr std::size_t kCurvePoints = 81, kDraws = 4'000, kMiniPoints = 21, kMapPlaces = 25, kMapDraws = 60;

const study::ResultRecord *find(const std::vector<study::ResultRecord> &results, std::int64_t number)
{
    const auto found = std::ranges::find(results, number, &study::ResultRecord::number);
    return found == results.end() ? nullptr : &*found;
}

/// Cost of one option with its range over all numbers it hangs on.
void price(RankedOption &ranked, const model::OptionDraft &draft, const model::Assumptions &assumptions)
{
    if (!draft.missing.empty()) {
        ranked.absentReason = draft.missing.front().text;
        return;
    }
    const model::Decision alone = model::makeDecision({draft}, assumptions);
    const auto cost = [](const model::Decision &decision) {
        return model::costPerMillionAtDemand(decision.conditions, decision.options.front().numbers).value_or(NAN);
    };
    const model::Extremes found = model::extremes(alone, alone.knobs, cost);
    if (!std::isfinite(found.typical)) {
        ranked.absentReason = "no demand";
        return;
    }
    ranked.usdPerMillion = found.typical;
    if (std::isfinite(found.low) && std::isfinite(found.high) && found.low < found.high) {
        ranked.low = found.low;
        ranked.high = found.high;
    }
}

std::vector<RankedOption> ranked(const std::vector<model::OptionDraft> &drafts, const model::Assumptions &assumptions)
{
    std::vector<RankedOption> ranking;
    for (const model::OptionDraft &draft : drafts) {
        const model::Option &option = draft.option;
        RankedOption one;
        one.result = option.result;
        one.name = option.name;
        one.cannotWin = option.cannotWin;
        one.performance = option.performance;
        one.unverifiedPrice = option.unverifiedPrice;
        price(one, draft, assumptions);
        ranking.push_back(std::move(one));
    }
    std::ranges::stable_sort(ranking, [](const RankedOption &a, const RankedOption &b) {
        if (!a.usdPerMillion || !b.usdPerMillion)
            return a.usdPerMillion.has_value() && !b.usdPerMillion;
        return *a.usdPerMillion < *b.usdPerMillion;
    });
    return ranking;
}

/// A hundredth to a thousand times the value in force, as far as it is possible.
void chooseAxis(WhatIfAnswer &answer, const std::string &id)
{
    answer.axis = answer.decision.find(id);
    if (answer.axis == nullptr)
        answer.axis = answer.decision.find("demand.rate");
    const double typical = answer.decision.at(*answer.axis);
    answer.from = std::max(answer.axis->least, typical / 100);
    answer.to = std::min(answer.axis->most, typical > 0 ? typical * 1000 : 1);
}

void addMiniCurves(WhatIfAnswer &answer)
{
    for (const model::Knob &knob : answer.decision.knobs) {
        const double typical = answer.decision.at(knob);
        WhatIfAnswer::MiniCurve curve;
        curve.from = std::max(knob.least, typical / 10);
        curve.to = std::min(knob.most, typical * 10);
        if (!(curve.from < curve.to))
            continue;
        curve.costs.resize(answer.decision.options.size());
        model::Decision moved = answer.decision;
        for (const double value : model::axisValues(curve.from, curve.to, kMiniPoints)) {
            moved.turn(knob, value);
            const std::vector<double> costs = moved.costs();
            for (std::size_t option = 0; option < costs.size(); ++option)
                curve.costs[option].push_back(costs[option]);
        }
        answer.miniCurves.emplace(knob.id, std::move(curve));
    }
}

std::vector<double> mapValues(const WhatIfAnswer &answer, const model::Knob &knob)
{
    const double typical = answer.decision.at(knob);
    return model::axisValues(std::max(knob.least, typical / 30), std::min(knob.most, typical > 0 ? typical * 30 : 1),
                             kMapPlaces);
}

bool canVary(const WhatIfAnswer &answer, const model::Knob &knob)
{
    const double typical = answer.decision.at(knob);
    return std::max(knob.least, typical / 30) < std::min(knob.most, typical > 0 ? typical * 30 : 1);
}

/// Over what the user chose, else over demand and what decides most beside it.
void addMap(WhatIfAnswer &answer, const WhatIfQuestion &question)
{
    answer.mapX = answer.decision.find(question.mapX);
    if (answer.mapX == nullptr)
        answer.mapX = answer.decision.find("demand.rate");
    answer.mapY = answer.decision.find(question.mapY);
    const auto usable = [&](const model::Knob *knob) {
        return knob != nullptr && knob->id != answer.mapX->id && canVary(answer, *knob);
    };
    if (!usable(answer.mapY)) {
        answer.mapY = nullptr;
        for (const model::Swing &swing : answer.swings)
            if (answer.mapY == nullptr && usable(swing.knob))
                answer.mapY = swing.knob;
        for (const model::Knob &knob : answer.decision.knobs)
            if (answer.mapY == nullptr && usable(&knob))
                answer.mapY = &knob;
    }
    if (answer.mapY == nullptr || !canVary(answer, *answer.mapX))
        return;
    answer.map = model::regimeMap(answer.decision, model::mapAxis(*answer.mapX, mapValues(answer, *answer.mapX)),
                                  model::mapAxis(*answer.mapY, mapValues(answer, *answer.mapY)), kMapDraws);
}

} // namespace

std::shared_ptr<WhatIfAnswer> quickAnswer(const WhatIfQuestion &question, desk::OptionDrafter &drafter,
                                          const catalog::Date &today)
{
    auto answer = std::make_shared<WhatIfAnswer>();
    answer->assumptions = question.assumptions;
    std::vector<const study::ResultRecord *> results;
    for (const std::int64_t number : question.chosen)
        if (const auto *result = find(*question.results, number); result != nullptr)
            results.push_back(result);
    auto drafts = drafter.draft(results, question.assumptions, today);
    if (!drafts) {
        answer->problem = drafts.error().text();
        return answer;
    }
    answer->drafts = std::move(*drafts);
    answer->ranking = ranked(answer->drafts, question.assumptions);
    std::vector<model::OptionDraft> priced;
    for (const model::OptionDraft &draft : answer->drafts)
        if (draft.missing.empty())
            priced.push_back(draft);
    if (priced.size() < 2) {
        answer->problem = "a crossover needs two options that can be priced";
        return answer;
    }
    answer->decision = model::makeDecision(priced, question.assumptions);
    chooseAxis(*answer, question.axis);
    answer->cheapest = model::cheapestOption(answer->decision);
    if (answer->from < answer->to)
        answer->crossings = model::crossings(answer->decision, *answer->axis, answer->from, answer->to);
    else
        answer->problem = "this assumption cannot be varied";
    return answer;
}

void completeAnswer(WhatIfAnswer &answer, const WhatIfQuestion &question)
{
    if (!answer.problem.empty() || answer.complete)
        return;
    std::vector<double> x = model::axisValues(answer.from, answer.to, kCurvePoints);
    const double here = answer.decision.at(*answer.axis);
    if (here > answer.from && here < answer.to && !std::ranges::binary_search(x, here))
        x.insert(std::ranges::upper_bound(x, here), here);
    answer.curve = model::crossoverCurve(answer.decision, *answer.axis, x, kDraws);
    answer.swings = model::tornado(answer.decision, answer.cheapest);
    answer.flips = model::decisionStability(answer.decision, answer.cheapest);
    answer.information = model::informationValue(answer.decision, kDraws);
    addMiniCurves(answer);
    addMap(answer, question);
}

void addAdvice(WhatIfAnswer &answer, const WhatIfQuestion &question, const WorkloadFinder &workload)
{
    model::AdviceCase asked;
    for (std::size_t i = 0; i < answer.drafts.size(); ++i) {
        const auto *result = find(*question.results, answer.drafts[i].option.result);
        if (result != nullptr)
            asked.options.push_back({result, answer.drafts[i], model::derive(answer.drafts[i], question.assumptions)});
    }
    if (asked.options.size() < 2) {
        answer.adviceProblem = "advice needs results on two targets that answer one question";
        return;
    }
    asked.workload = workload(asked.options.front().result->point.workload);
    if (asked.workload == nullptr) {
        answer.adviceProblem = "advice needs the workload itself, and '" +
                               asked.options.front().result->point.workload + "' is not among the workloads here";
        return;
    }
    asked.assumptions = question.assumptions;
    asked.baseline = model::defaultBaseline(asked.options);
    for (std::size_t i = 0; i < asked.options.size(); ++i) {
        if (question.baseline == asked.options[i].result->number)
            asked.baseline = i;
        answer.adviceNames.push_back(asked.options[i].draft.option.name);
    }
    answer.advice = model::advise(asked);
}

std::vector<std::int64_t> whatIfChoices(const std::vector<study::ResultRecord> &results,
                                        const std::vector<std::int64_t> &selected)
{
    std::vector<const study::ResultRecord *> records;
    for (const std::int64_t number : selected)
        if (const auto *result = find(results, number); result != nullptr && !result->completeRuns().empty())
            records.push_back(result);
    const bool oneQuestion =
        records.size() >= 2 && std::ranges::all_of(records, [&](const study::ResultRecord *result) {
            return model::checkSameQuestion(*records.front(), *result).has_value();
        });
    if (!oneQuestion) {
        records.clear();
        for (const study::ResultRecord &result : results)
            records.push_back(&result);
        records = model::bestOfEachTarget(model::widestQuestion(records));
    }
    std::vector<std::int64_t> numbers;
    for (const study::ResultRecord *result : records)
        numbers.push_back(result->number);
    return numbers;
}

} // namespace assay::ui
