#pragma once

#include <cstdint>
#include <vector>

#include <QImage>

#include "ui/charts/point_cloud.hpp"

namespace assay::charts {

/// Counts of points by cell of a picture.
struct Density {
    int width = 0, height = 0;
    std::vector<std::uint32_t> counts; ///< row by row from the top
    std::uint32_t highest = 0;
    std::size_t inside = 0; ///< points that fell into a cell

    [[nodiscard]] std::uint32_t at(int column, int row) const
    {
        return counts[static_cast<std::size_t>(row) * static_cast<std::size_t>(width) +
                      static_cast<std::size_t>(column)];
    }
};

/// Counts the points of a cloud in `width` × `height` cells that cover the frame's area. About 3 ns a point.
[[nodiscard]] Density binned(const PointCloud &cloud, const Frame &frame, int width, int height);

/// A cell's colour says how many points it holds, by the logarithm of the count; empty cells are transparent.
[[nodiscard]] QImage densityImage(const Density &density, const Colours &colours);

} // namespace assay::charts
