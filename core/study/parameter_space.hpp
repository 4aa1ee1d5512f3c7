#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/result.hpp"
#include "core/catalog/parameter.hpp"

namespace assay::study {

/// One `-p` option: a name, perhaps scoped to a backend ("rtl.lanes"), and its values as written.
struct ParameterAxis {
    std::string backend; ///< "" = for whoever declares the name
    std::string name;
    std::vector<std::string> values;
};

/// Reads NAME=V1,V2 | NAME=LO:HI:STEP | NAME=LO:HI:xFACTOR. Ranges are inclusive: HI is reached when the steps meet
/// it. At most 100,000 values. Errors name the option and show the three forms.
[[nodiscard]] Result<ParameterAxis> parseAxis(std::string_view option);

/// All combinations of the axes' values, the last axis fastest. No axis gives one empty set.
[[nodiscard]] std::vector<ParameterSet>
grid(const std::vector<std::pair<std::string, std::vector<ParameterValue>>> &axes);

} // namespace assay::study
