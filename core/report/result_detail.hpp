#pragma once

#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/measure/observation.hpp"
#include "core/study/result.hpp"

namespace assay::report {

/// A result with what the study file keeps beside its runs.
struct ResultDetail {
    study::ResultRecord result;
    Json environmentStart, environmentEnd; ///< of the run shown, or of the first used run
    Json details;                          ///< the same run's session facts
    std::string log;                       ///< of a failed run or of the run asked for
};

/// Everything about a result, for people: what was asked, environment, phases, cold start, every metric (also the
/// absent ones with the reason), findings, runs. A summary over the runs; with a single run in `result` that run. For a
/// terminal of `columns` (0: any width).
[[nodiscard]] std::string describe(const ResultDetail &detail, bool bold, std::size_t columns = 0);

/// Raw samples as tab-separated text. First line: "run", "index" and for each column its name with the unit in
/// brackets ("latency [s]"). Columns of one length form a block; columns of another length (a 1/k sample of phases)
/// follow in a block of their own, with its own first line, after an empty line. Values are SI; a column of
/// differences is given as running sums.
[[nodiscard]] std::string samplesTsv(unsigned run, const std::vector<measure::Column> &columns);

/// Sample i of a column in its unit, differences summed up.
[[nodiscard]] std::vector<double> sampleValues(const measure::Column &column);

} // namespace assay::report
