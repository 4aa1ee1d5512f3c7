#pragma once

#include <string>

#include "core/model/placement_comparison.hpp"

namespace assay::report {

/// "12.3 µs", "5.0–17 µs", "at least 12 ms", "not known".
[[nodiscard]] std::string describe(const model::Span &span, std::string_view unit);

/// "#2 is faster than #1 for data on the wire: 0.26–1.1 µs against 5.2–17.4 µs, 0.015–0.21 times as long."
[[nodiscard]] std::string verdictSentence(const study::ResultRecord &a, const study::ResultRecord &b,
                                          const model::PlacedComparison &comparison);

/// What each side takes, part by part with evidence and source; the verdict; what decides it.
[[nodiscard]] std::string describe(const study::ResultRecord &a, const study::ResultRecord &b,
                                   const model::PlacedComparison &comparison, bool bold, std::size_t columns = 0);

/// A result's power against that of a board that idles, with source, scope and margin.
[[nodiscard]] std::string describe(const study::ResultRecord &result, const model::IdleComparison &comparison,
                                   bool bold, std::size_t columns = 0);

/// placedComparison and idleComparison of resources/schema/command.schema.json.
[[nodiscard]] Json placedComparisonJson(const study::ResultRecord &a, const study::ResultRecord &b,
                                        const model::PlacedComparison &comparison);
[[nodiscard]] Json idleComparisonJson(const study::ResultRecord &result, const model::IdleComparison &comparison);

} // namespace assay::report
