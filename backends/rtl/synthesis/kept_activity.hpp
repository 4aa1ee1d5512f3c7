#pragma once

#include <functional>
#include <optional>

#include "backends/rtl/design/artifact_cache.hpp"
#include "backends/rtl/design/design.hpp"
#include "backends/rtl/design/part.hpp"
#include "backends/rtl/power/power.hpp"

namespace assay::rtl {

/// The activity of a design's netlist for a part, kept by the design's content: made by `make` where it is not there.
/// It belongs to the data of the query it was first made with, which stands for all.
[[nodiscard]] Result<Activity> keptActivity(const ArtifactCache &cache, const Design &design, const Part &part,
                                            const std::function<Result<Activity>()> &make);
/// Only looks.
[[nodiscard]] std::optional<Activity> keptActivity(const ArtifactCache &cache, const Design &design, const Part &part);

} // namespace assay::rtl
