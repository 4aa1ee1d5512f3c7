#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace assay::study {

/// How much a search may take: points, or seconds; one of both.
struct SearchBudget {
    std::optional<std::size_t> points;
    std::optional<double> seconds;
};
/// "40" points, "20min", "90s", "1.5h".
[[nodiscard]] Result<SearchBudget> parseSearchBudget(std::string_view text);

} // namespace assay::study
