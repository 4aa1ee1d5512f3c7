#pragma once

#include <vector>

#include "core/base/json.hpp"
#include "core/catalog/published.hpp"
#include "core/model/comparison.hpp"
#include "core/model/standing.hpp"
#include "core/study/result.hpp"

namespace assay::report {

/// The documents that resources/schema describes. Numbers are SI with a "unit" field; what is missing is null with an
/// "absent_reason". Texts from files are made valid UTF-8 and single-line (see printable).

/// metric.schema.json: {id, value, low, high, unit, evidence, boundary, absent_reason}.
[[nodiscard]] Json metricJson(const Metric &metric);
/// The result with its headline metrics, standing and runs.
[[nodiscard]] Json resultJson(const study::ResultRecord &result);
[[nodiscard]] Json comparisonJson(const study::ResultRecord &a, const study::ResultRecord &b,
                                  const model::Comparison &comparison);

/// What `assay export --format json` writes: {assay_export: 1, schema: "assay.results/1", results: […], references:
/// […], metrics: […]}.
[[nodiscard]] Json resultsDocument(const std::vector<study::ResultRecord> &results,
                                   const std::vector<catalog::PublishedResult> &references = {});

} // namespace assay::report
