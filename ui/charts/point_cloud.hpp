#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "ui/charts/frame.hpp"

namespace assay::charts {

/// Places of many values along an axis as small numbers, from 0 to 1 over the range of the data in the axis' own
/// coordinate (logarithms are taken once, here); NaN for a value without a place. Shared and never changed.
struct Places {
    std::shared_ptr<const std::vector<float>> parts = std::make_shared<const std::vector<float>>();
    std::optional<Range> range; ///< of the values that have a place

    [[nodiscard]] std::size_t size() const { return parts->size(); }
    [[nodiscard]] float operator[](std::size_t point) const { return (*parts)[point]; }
};
/// About 4 ns a value.
[[nodiscard]] Places placesOf(std::span<const double> column, bool logarithmic);

/// Points by their places on both axes. One without a place on either axis has none.
struct PointCloud {
    Places u, v;
    std::size_t placed = 0;      ///< points with a place
    std::size_t absent = 0;      ///< points lacking a value
    std::size_t notPositive = 0; ///< points whose values are there, but not above zero on a logarithmic axis

    [[nodiscard]] std::size_t size() const { return u.size(); }
    [[nodiscard]] bool isPlaced(std::size_t point) const
    {
        return u[point] == u[point] && v[point] == v[point]; // neither is NaN
    }
};

/// Of columns of one length with their places.
[[nodiscard]] PointCloud pointCloud(std::span<const double> x, Places u, std::span<const double> y, Places v);
[[nodiscard]] inline PointCloud pointCloud(std::span<const double> x, bool logX, std::span<const double> y, bool logY)
{
    return pointCloud(x, placesOf(x, logX), y, placesOf(y, logY));
}
/// The points that `keep` says yes to; the others lose their place. Numbers of points stay.
[[nodiscard]] PointCloud only(const PointCloud &cloud, const std::vector<std::uint8_t> &keep);

/// From u and v to pixels of a frame: pixel = offset + factor * u.
struct CloudView {
    double xOffset = 0, xFactor = 1, yOffset = 0, yFactor = 1;
    [[nodiscard]] QPointF toPixel(float u, float v) const
    {
        return {xOffset + xFactor * static_cast<double>(u), yOffset + yFactor * static_cast<double>(v)};
    }
};
[[nodiscard]] CloudView viewOf(const PointCloud &cloud, const Frame &frame);

/// Nearest point to a pixel within `reach` pixels, looking at all points: about 2 ms for a million. Of equals the
/// first.
[[nodiscard]] std::optional<std::size_t> nearestOfAll(const PointCloud &cloud, const CloudView &view,
                                                      const QPointF &pixel, double reach);
/// Points inside a rectangle of pixels, rising.
[[nodiscard]] std::vector<std::size_t> pointsInside(const PointCloud &cloud, const CloudView &view, const QRectF &area);

/// Finds the nearest point without looking at all of them: a raster of cells with the points of each. Immutable, made
/// in about 20 ms for a million points, on any thread.
class PointGrid {
public:
    explicit PointGrid(const PointCloud &cloud);
    /// As nearestOfAll, of the cloud that the grid was made of.
    [[nodiscard]] std::optional<std::size_t> nearest(const PointCloud &cloud, const CloudView &view,
                                                     const QPointF &pixel, double reach) const;

private:
    [[nodiscard]] std::size_t cellOf(float coordinate) const;
    std::size_t m_side = 1;
    std::vector<std::uint32_t> m_first;  ///< of each cell, and one past the last
    std::vector<std::uint32_t> m_points; ///< by cell, rising within one
};

} // namespace assay::charts
