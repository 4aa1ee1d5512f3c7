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

/// The targets as they first appear, each with its own shape and colour in all charts.
struct TargetCategories {
    QStringList names;
    std::vector<std::uint16_t> ofRow; ///< index into `names`, by row of the snapshot
};
[[nodiscard]] TargetCategories targetCategories(const StudySnapshot &snapshot);

/// How a number's evidence fills its mark.
[[nodiscard]] charts::Fill fillOf(Evidence evidence);

/// Size and colour of the points; "" where none is chosen. Metrics by id.
struct ScatterLooks {
    std::string size, colour;
};

/// The results as points: a target is a shape and a colour, evidence (the weaker of both numbers) the filling; invalid
/// ones are crossed, those that the filter hides are ghosts, those without a number have no place. Pure.
[[nodiscard]] charts::ScatterData scatterData(const StudySnapshot &snapshot, const std::vector<bool> &shown,
                                              const ScatterMetrics &metrics, const ScatterLooks &looks = {});

/// Title of a metric's axis, with its unit.
[[nodiscard]] charts::Axis metricAxis(const StudySnapshot &snapshot, const std::string &metric, bool logarithmic);

} // namespace assay::ui
