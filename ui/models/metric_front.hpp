#pragma once

#include <string>
#include <vector>

#include "ui/models/study_snapshot.hpp"
#include "ui/models/view_state.hpp"

namespace assay::ui {

/// A Pareto front among results that may be ranked together.
struct MetricFront {
    std::vector<std::int64_t> numbers; ///< of the results on it; empty where there is nothing to rank
    std::string about;                 ///< "gemm m=256, in-memory": whom it ranks
    bool xIsMaximised = false;
    std::string none; ///< why there is no front, in words; "" when there is one
};

/// The front in two metrics of the shown results that answer one question within one boundary: the baseline's, else
/// that of the most results. Invalid and unchecked results take no part. Pure.
[[nodiscard]] MetricFront metricFront(const StudySnapshot &snapshot, const ViewState &state,
                                      const std::vector<bool> &shown, const std::string &xMetric,
                                      const std::string &yMetric);

} // namespace assay::ui
