#pragma once

#include "ui/charts/scatter_chart.hpp"
#include "ui/models/study_snapshot.hpp"

namespace assay::ui {

/// Metrics of the axes that the state names, or what fits this study: latency against energy where it was measured,
/// else against throughput. Empty texts when the study has no two metrics.
struct ScatterMetrics {
    std::string x, y;
};
[[nodiscard]] ScatterMetrics scatterMetrics(const StudySnapshot &snapshot, const std::string &x, const std::string &y);

/// The results as points: a target is a shape and a colour, evidence (the weaker of both numbers) the filling; invalid
/// ones are crossed, those that the filter hides are ghosts, those without a number have no place. Pure.
[[nodiscard]] charts::ScatterData scatterData(const StudySnapshot &snapshot, const std::vector<bool> &shown,
                                              const ScatterMetrics &metrics);

/// Title of a metric's axis, with its unit.
[[nodiscard]] charts::Axis metricAxis(const StudySnapshot &snapshot, const std::string &metric, bool logarithmic);

} // namespace assay::ui
