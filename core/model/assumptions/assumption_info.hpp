#pragma once

#include <span>
#include <string>
#include <string_view>

#include "core/model/assumptions/range.hpp"

namespace assay::model {

/// An assumption there is: what it means, what it may be, and what is taken when nobody says otherwise.
struct AssumptionInfo {
    std::string_view id;   ///< "price.electricity"
    std::string_view unit; ///< "USD/kWh"; "1" for plain numbers
    std::string_view meaning;
    Range standard;
    double least = 0, most = 0; ///< what a value may be
    bool whole = false;         ///< only whole numbers
};
/// A number that is smaller, without being 0, is none that anybody knows; what is divided by it is beyond all measure.
inline constexpr double kLeastNumber = 1e-12;
/// What a number may be ("from 0 to 100") where it is none of that; "" when it is possible.
[[nodiscard]] std::string whyImpossible(double number, double least, double most);

/// In the order they are shown. Adding an assumption starts here.
[[nodiscard]] std::span<const AssumptionInfo> assumptionInfos();
/// What may be said of one target, as "target.TARGET.FIELD" (target.cpu:native.hourly); the ids are the fields. Nothing
/// is taken when nobody says anything: `standard` means nothing here.
[[nodiscard]] std::span<const AssumptionInfo> targetAssumptionInfos();
/// Of either kind; null when there is none.
[[nodiscard]] const AssumptionInfo *assumptionInfo(std::string_view id);
/// "target.cpu:native.hourly" of ("cpu:native", "hourly").
[[nodiscard]] std::string targetAssumption(std::string_view target, std::string_view field);

} // namespace assay::model
