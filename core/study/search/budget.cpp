#include "core/study/search/budget.hpp"

#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace assay::study {
namespace {

constexpr std::array<std::pair<std::string_view, double>, 3> kUnits = {{{"s", 1.0}, {"min", 60.0}, {"h", 3600.0}}};
constexpr double kLongest = 30 * 86400.0;
constexpr std::size_t kMostBudget = 1'000'000;

} // namespace

Result<SearchBudget> parseSearchBudget(std::string_view text)
{
    const auto wrong = [&](std::string_view why) {
        return failure(ErrorCode::InvalidInput,
                       fmt::format("the budget '{}' cannot be used: {}. Write how many points the search may evaluate, "
                                   "or how long it may take: 40, 20min, 1.5h",
                                   text, why));
    };
    const char *end = text.data() + text.size();
    std::size_t points = 0;
    if (const auto [rest, error] = std::from_chars(text.data(), end, points); error == std::errc() && rest == end) {
        if (points < 1 || points > kMostBudget)
            return wrong("it is not between 1 and a million");
        return SearchBudget{points, std::nullopt};
    }
    double number = 0;
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc())
        return wrong("it does not start with a number");
    const std::string_view suffix(rest, static_cast<std::size_t>(end - rest));
    for (const auto &[unit, seconds] : kUnits)
        if (unit == suffix) {
            if (!(number > 0) || !(number * seconds <= kLongest))
                return wrong("it is not above 0 and at most 30 days");
            return SearchBudget{std::nullopt, number * seconds};
        }
    return wrong(suffix.empty() ? "points are a whole number" : "its unit is not s, min or h");
}

} // namespace assay::study
