#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/measure/observation.hpp"
#include "core/study/design_point.hpp"

namespace assay::store {

/// Compact copies of what the tables hold in full, so that ten thousand runs list in milliseconds. A cache: readers
/// fall back to the rows when it is NULL, of another version or unreadable. Little-endian, doubles as bits.

[[nodiscard]] std::string packPoint(const study::DesignPoint &point);
[[nodiscard]] std::optional<study::DesignPoint> unpackPoint(std::span<const unsigned char> bytes);

struct RunSummary {
    std::vector<Metric> metrics;
    std::vector<measure::ValidityFinding> findings;
};
[[nodiscard]] std::string packSummary(const RunSummary &summary);
[[nodiscard]] std::optional<RunSummary> unpackSummary(std::span<const unsigned char> bytes);

} // namespace assay::store
