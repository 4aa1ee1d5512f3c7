#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ui/charts/parallel_chart.hpp"
#include "ui/models/study_snapshot.hpp"
#include "ui/models/table_columns.hpp"
#include "ui/models/view_state.hpp"

namespace assay::ui {

/// What may stand on a parallel axis: column ids of texts that differ, parameters that differ, metrics with values.
[[nodiscard]] std::vector<std::string> possibleAxes(const StudySnapshot &snapshot);
/// Those that the state asks for and the study has; without any, what tells the results apart and the first metrics.
[[nodiscard]] std::vector<std::string> parallelAxes(const StudySnapshot &snapshot, const ChartsView &view);

/// One dimension over all rows of a snapshot.
struct ParallelDimension {
    std::string id;
    charts::Axis axis;          ///< of texts, their categories sorted
    std::vector<double> values; ///< by row
};
[[nodiscard]] ParallelDimension parallelDimension(const StudySnapshot &snapshot, const std::string &id);

/// The filter's brush on an axis; nothing when it cannot be drawn as one range (texts that are no neighbours).
[[nodiscard]] std::optional<charts::AxisBrush> axisBrush(const Brush &brush, const ParallelDimension &dimension,
                                                         std::size_t axis);
[[nodiscard]] Brush brushOf(const charts::AxisBrush &brush, const ParallelDimension &dimension);

} // namespace assay::ui
