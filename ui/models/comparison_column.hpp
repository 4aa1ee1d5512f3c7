#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/model/comparison.hpp"
#include "ui/models/study_snapshot.hpp"

namespace assay::ui {

/// How one result stands to the baseline in one metric.
struct ComparisonCell {
    std::optional<model::Verdict> verdict; ///< empty: cannot be compared, `reason` says why
    std::optional<double> ratio;           ///< result / baseline
    std::string reason;                    ///< why undecided, not ranked or not comparable; what to know beside
    bool baseline = false;                 ///< this is the baseline itself
};

/// One metric of all results against one baseline, in the snapshot's order.
struct ComparisonColumn {
    std::string metric;
    std::int64_t baseline = 0;
    std::uint64_t generation = 0; ///< of the snapshot it was made from
    std::vector<ComparisonCell> cells;
};

/// Compares every result with the baseline (model::compare). Pure; any thread. Takes a bootstrap a result.
[[nodiscard]] std::shared_ptr<const ComparisonColumn>
compareWithBaseline(const StudySnapshot &snapshot, std::int64_t baseline, const std::string &metric);

/// What a table's cell shows: "−23.1 % faster", "≈ +1.2 %", "? +8.0 %", "baseline", "not ranked", "–".
[[nodiscard]] std::string deltaText(const ComparisonCell &cell, const std::string &metric);

} // namespace assay::ui
