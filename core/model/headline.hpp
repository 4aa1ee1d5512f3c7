#pragma once

#include <string_view>
#include <vector>

#include "core/study/result.hpp"

namespace assay::model {

/// One metric of a result over its used runs (see standing.hpp).
///
/// One run: its own value and within-run interval. Two or more: the mean of the runs' values with a 95 % interval that
/// covers the spread within and between runs. Evidence is the weakest of the runs'. A metric that no run has is
/// absent with the reason of the first run that names one; "no complete run" when nothing finished.
[[nodiscard]] Metric headline(const study::ResultRecord &result, std::string_view metricId);

/// The same without the interval, which is what costs time: for long lists.
[[nodiscard]] Metric headlineValue(const study::ResultRecord &result, std::string_view metricId);

/// Every listed metric that at least one used run speaks of (with a value or a reason), in the order of metricInfos().
[[nodiscard]] std::vector<Metric> headlines(const study::ResultRecord &result);

/// The metric a result is judged by when the user names none: latency for single-stream and multi-stream, tail latency
/// for server, throughput for offline and slo-search.
[[nodiscard]] std::string_view defaultMetric(measure::ScenarioKind scenario);

} // namespace assay::model
