#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/model/goals/goals.hpp"

namespace assay::report {

/// A point of a search that is not on any front, and why.
struct SearchMiss {
    std::string name;        ///< "rtl:ice40-hx8k lanes=4"
    std::int64_t result = 0; ///< its number in the file; 0: it never came to a run
    std::vector<std::string> reasons;
};

/// Why a search ended.
enum class SearchEnd { Budget, Space, Time, Cancelled, Stopped };

/// What a search asked and found.
struct SearchReport {
    std::string file;
    Json settings; ///< as stored with the study
    std::uint64_t spaceSize = 0;
    std::vector<model::FrontObjective> objectives;
    std::size_t evaluated = 0, distinct = 0; ///< points of the grid; designs they stand for
    std::size_t known = 0;                   ///< designs that the file had already
    std::size_t runs = 0;                    ///< done now
    std::vector<SearchMiss> failed, infeasible;
    model::FrontAnswer answer;             ///< of the feasible ones
    std::vector<std::int64_t> confirmed;   ///< results on a front that were measured again
    std::vector<std::int64_t> notMeasured; ///< results on a front whose values are not all measured
    SearchEnd end = SearchEnd::Budget;
    std::string stopped; ///< why the rest was not run: the file could not be written
};

/// The front as a table, and what became of the other points.
[[nodiscard]] std::string describe(const SearchReport &report, bool bold, std::size_t columns = 0);
[[nodiscard]] Json searchJson(const SearchReport &report);

} // namespace assay::report
