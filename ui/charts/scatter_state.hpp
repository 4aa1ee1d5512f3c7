#pragma once

// Private to the files scatter_*.cpp.

#include <QTimer>

#include "ui/charts/density.hpp"
#include "ui/charts/scatter_chart.hpp"

namespace assay::charts {

struct ScatterChart::State {
    ScatterData data;
    std::shared_ptr<const PointCloud> cloud = std::make_shared<PointCloud>(); ///< of what is not a ghost
    Places u, v; ///< of the data's columns, kept: a slider changes one of them
    PointCloud ghosts;
    std::size_t ghostCount = 0;
    std::shared_ptr<const PointGrid> grid; ///< null until there was time to make it
    QTimer gridTimer;

    std::vector<Id> front, selection;
    std::optional<Id> baseline;
    bool frontTurns = false; ///< first up or down, then over: x is maximised
    QString frontName, baselineName;
    std::vector<std::size_t> frontRows, selectedRows;
    std::optional<std::size_t> baselineRow;
    std::vector<IsoLine> isoLines;
    std::optional<Cursors> cursors;
    std::optional<Range> sizes, shades; ///< of the columns

    Drag drag = Drag::Brush;
    std::optional<QRectF> band; ///< being drawn, in pixels
    int heldCursor = -1;        ///< 0 or 1 while it is dragged
    bool raster = false;
    std::uint32_t highest = 0; ///< points in the fullest cell of the raster
    std::vector<std::size_t> categoryCounts;
    bool anyFill[3] = {false, false, false};
    bool anyCrossed = false, anyBadged = false;
    MarkerSprites sprites;
};

} // namespace assay::charts
