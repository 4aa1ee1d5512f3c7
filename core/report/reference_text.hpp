#pragma once

#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/catalog/published.hpp"
#include "core/measure/metric.hpp"

namespace assay::report {

/// What others published, as metrics: evidence `published`, boundary of the host call.
[[nodiscard]] std::vector<Metric> referenceMetrics(const catalog::PublishedResult &reference);

/// Published results, one a line, and where they come from; empty without any.
[[nodiscard]] std::string referenceText(const std::vector<catalog::PublishedResult> &references, bool bold = false,
                                        std::size_t columns = 0);
/// The same below the results of a study file, under a title that keeps them apart; empty without any.
[[nodiscard]] std::string referenceSection(const std::vector<catalog::PublishedResult> &references, bool bold = false,
                                           std::size_t columns = 0);
/// A list of references (resources/schema/results.schema.json). Numbers are SI.
[[nodiscard]] Json referencesJson(const std::vector<catalog::PublishedResult> &references);
/// One metric of one reference a row; empty without any.
[[nodiscard]] std::string referencesCsv(const std::vector<catalog::PublishedResult> &references);

} // namespace assay::report
