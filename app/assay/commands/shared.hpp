#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/study/result.hpp"

namespace assay::app {

/// "Examples:" with one line each, for the foot of --help.
[[nodiscard]] std::string examples(const std::vector<std::string> &lines);

/// The result with this number; the error lists which numbers there are.
[[nodiscard]] Result<const study::ResultRecord *> findResult(const std::vector<study::ResultRecord> &results,
                                                             std::int64_t number);

/// Fails with a suggestion when no listed metric has this id.
[[nodiscard]] Status checkMetric(const std::string &id);

} // namespace assay::app
