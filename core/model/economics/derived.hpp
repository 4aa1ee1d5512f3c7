#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/measure/metric.hpp"
#include "core/model/assumptions/assumptions.hpp"
#include "core/model/economics/option.hpp"

namespace assay::model {

/// A number that follows from a result and a set of assumptions.
struct DerivedInfo {
    std::string_view id;   ///< "cost.per_million"
    std::string_view unit; ///< SI, or "USD"
    std::string_view meaning;
    Better better = Better::Neither;
    bool money = false; ///< rests on prices, too
};
/// In display order. Adding one starts here.
[[nodiscard]] std::span<const DerivedInfo> derivedInfos();

struct Derived {
    std::string id;
    std::optional<double> value;
    std::optional<double> low, high;        ///< least and most over the ranges of all numbers it hangs on
    Evidence evidence = Evidence::Modelled; ///< never stronger than what it is made of
    bool unverifiedPrice = false;
    std::string formula; ///< with the numbers put in
    std::string absentReason;
};

/// All of derivedInfos() for one option, in their order. What cannot be told is absent with the reason: a figure that
/// the draft lacks, no demand, saturation (all slots busy, all the time), a latency limit that is missed.
[[nodiscard]] std::vector<Derived> derive(const OptionDraft &draft, const Assumptions &assumptions);

} // namespace assay::model
