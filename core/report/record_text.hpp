#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/json.hpp"

namespace assay::report {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// A JSON record (environment, session facts) as "memory" → "16.0 GiB" lines for people. Nested names are joined by
/// dots; a unit at the end of a name (_ns, _seconds, _bytes, _hz, _mhz …) becomes the value's unit, other numbers have
/// at most four digits, truth is yes or no. A list of objects gets one line an object. Null is left out.
[[nodiscard]] Pairs recordLines(const Json &record);

} // namespace assay::report
