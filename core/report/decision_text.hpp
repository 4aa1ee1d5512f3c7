#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/model/crossover/crossings.hpp"
#include "core/model/crossover/crossover_curve.hpp"
#include "core/model/crossover/regime_map.hpp"
#include "core/model/crossover/sensitivity.hpp"
#include "core/model/crossover/value_of_information.hpp"
#include "core/model/economics/option.hpp"

namespace assay::report {

/// What `assay breakeven` found out. Pointers to knobs are into `decision`, which must stay where it is.
struct BreakEven {
    model::Decision decision;
    std::vector<model::OptionDraft> drafts; ///< of the decision's options, in their order
    std::vector<model::OptionDraft> left;   ///< what could not be priced, with what it lacks
    const model::Knob *axis = nullptr;
    double from = 0, to = 0;
    model::Crossings crossings;
    model::CrossoverCurve curve;
    std::size_t chosen = 0; ///< cheapest with everything typical
    std::vector<model::Swing> swings;
    std::vector<model::Flip> flips;
    model::InformationValue information;
    std::optional<model::RegimeMap> map;
    std::string mapName, mapUnit; ///< of its second axis
};

/// The option whose run measures what the knob stands for (its capacity); null when none does, as of a price.
[[nodiscard]] const model::OptionDraft *measuredBy(const BreakEven &found, const model::Knob &knob);

/// The answer in words first, then what it rests on.
[[nodiscard]] std::string describe(const BreakEven &found, bool bold, std::size_t columns = 0);
[[nodiscard]] Json breakEvenJson(const BreakEven &found);

/// "$1.23", "$12,300", "$1.2 million": money for people, at three to four digits; never "$-0". From 1e15 on, which is
/// more than there is, only that: "over $1e15".
[[nodiscard]] std::string money(double usd);

} // namespace assay::report
