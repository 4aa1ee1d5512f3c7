#pragma once

#include <string>

#include "core/base/json.hpp"
#include "core/model/assumptions/assumptions.hpp"

namespace assay::report {

/// "0.120 (0.0800–0.250)" of a range in its own unit.
[[nodiscard]] std::string rangeText(const model::Range &range);

/// Every assumption with its value, range, unit, meaning and source; what is the set's own first where `ownOnly`.
[[nodiscard]] std::string describe(const model::Assumptions &assumptions, bool bold, std::size_t columns = 0);
/// {name, author, note, seed, profile, assumptions: [{id, unit, meaning, value, low, high, spread, source, quality,
/// date, note, unverified, own}]}.
[[nodiscard]] Json assumptionsJson(const model::Assumptions &assumptions);

} // namespace assay::report
