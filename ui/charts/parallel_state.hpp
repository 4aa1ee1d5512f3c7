#pragma once

// Private to the files parallel_*.cpp.

#include "ui/charts/parallel_chart.hpp"

namespace assay::charts {

constexpr double kAxesTop = 46, kAxesBottom = 34, kAxesSide = 64; ///< room around the axes, pixels
constexpr double kMissing = 18;                                   ///< how far below its axis "–" stands

struct ParallelChart::State {
    ParallelData data;
    std::vector<Range> ranges;              ///< of each axis
    std::vector<bool> valued;               ///< whether an axis has any value that has a place
    std::vector<std::vector<float>> places; ///< [axis][row], 0 at the bottom to 1; NaN where missing
    std::vector<std::size_t> order;         ///< axes from the left
    std::vector<AxisBrush> brushes;
    std::vector<std::uint8_t> kept; ///< of each row
    std::size_t keptCount = 0, missing = 0, notPositive = 0;
    std::vector<Id> selection; ///< sorted
    std::optional<Id> baseline;
    std::size_t focused = 0; ///< place of the axis that keys work on

    enum class Held { Nothing, Brush, AxisName } held = Held::Nothing;
    std::size_t heldPlace = 0;
    bool excludes = false;
    std::optional<QPointF> heldAt; ///< where an axis' name is being dragged
};

} // namespace assay::charts
