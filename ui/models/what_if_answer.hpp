#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ui/models/core_model.hpp"

namespace assay::ui {

/// What the panel asks: these results, under these assumptions, along this one.
struct WhatIfQuestion {
    std::shared_ptr<const std::vector<study::ResultRecord>> results; ///< of the snapshot
    std::vector<std::int64_t> selected;                              ///< numbers of those that the user chose
    std::vector<std::int64_t> chosen;                                ///< by whatIfChoices: all of one question
    model::Assumptions assumptions;
    std::string axis = "demand.rate";                         ///< id of the assumption that the crossover is shown over
    std::string mapX, mapY;                                   ///< those of the regime map; "" is chosen
    std::map<std::string, std::string, std::less<>> hardware; ///< what targets are in the catalogue
    std::optional<std::int64_t> baseline;                     ///< what is there now, for the advice
};

/// One choice as the assumptions make it; without a cost, the reason.
struct RankedOption {
    std::int64_t result = 0;
    std::string name;
    std::optional<double> usdPerMillion; ///< of a million queries at this demand
    std::optional<double> low, high;     ///< over the ranges of all numbers
    std::string absentReason;
    std::string cannotWin; ///< "quick" or "unchecked"
    Evidence performance = Evidence::Modelled;
    bool unverifiedPrice = false;
};

/// What assumptions make of some results. Immutable once it is shared; pointers to knobs are into `decision`.
struct WhatIfAnswer {
    model::Assumptions assumptions;
    std::vector<model::OptionDraft> drafts; ///< of all chosen results, in their order
    std::vector<RankedOption> ranking;      ///< the cheapest first, then those without a cost
    std::string problem;                    ///< why there is nothing more; "" when all is there

    model::Decision decision; ///< of the drafts that can be priced
    const model::Knob *axis = nullptr;
    double from = 0, to = 0;
    std::size_t cheapest = 0; ///< option of the decision
    model::Crossings crossings;

    bool complete = false; ///< what follows is there, too: it takes longer
    model::CrossoverCurve curve;
    std::vector<model::Swing> swings;
    std::vector<model::Flip> flips;
    model::InformationValue information;
    /// Cost of each option over one assumption alone, all else typical: evenly by ratio from a tenth to ten times.
    struct MiniCurve {
        double from = 0, to = 0;
        std::vector<std::vector<double>> costs; ///< [option][place]
    };
    std::map<std::string, MiniCurve> miniCurves; ///< by id of the assumption
    const model::Knob *mapX = nullptr, *mapY = nullptr;
    std::optional<model::RegimeMap> map;  ///< empty: no second number to vary
    std::optional<model::Advice> advice;  ///< empty: `adviceProblem` says why
    std::vector<std::string> adviceNames; ///< of its options
    std::string adviceProblem;
};
using WhatIfPointer = std::shared_ptr<const WhatIfAnswer>;

/// Drafts, ranking and crossings: a few milliseconds once the drafter knows the results. Any one thread.
/// The workload's own definition, for the advice; null: none is found.
using WorkloadFinder = std::function<const catalog::Workload *(const std::string &id)>;

[[nodiscard]] std::shared_ptr<WhatIfAnswer> quickAnswer(const WhatIfQuestion &question, desk::OptionDrafter &drafter,
                                                        const catalog::Date &today);
/// Curve with its band, tornado, stability and what to find out first, where there are two options; some tenths of a
/// second. In place: the decision must not move.
void completeAnswer(WhatIfAnswer &answer, const WhatIfQuestion &question);
/// Whether to move, with reasons.
void addAdvice(WhatIfAnswer &answer, const WhatIfQuestion &question, const WorkloadFinder &workload);

/// Numbers of the results that make the choices: those selected where they are two or more that answer one question,
/// else the best of each target among all, of the question with the most targets.
[[nodiscard]] std::vector<std::int64_t> whatIfChoices(const std::vector<study::ResultRecord> &results,
                                                      const std::vector<std::int64_t> &selected);

} // namespace assay::ui
