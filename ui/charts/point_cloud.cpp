#include "ui/charts/point_cloud.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace assay::charts {
namespace {

constexpr double kPointsPerCell = 2;
constexpr std::size_t kLargestSide = 1024;

/// log2 for x > 0 and normal, to about 1e-7: the exponent, and of the mantissa the series of atanh.
inline float log2Of(double x)
{
    const auto bits = std::bit_cast<std::uint64_t>(x);
    const auto exponent = static_cast<std::int32_t>(bits >> 52U) - 1023;
    const double mantissa = std::bit_cast<double>((bits & 0x000fffffffffffffU) | 0x3ff0000000000000U);
    constexpr double kRoot = 1.4142135623730951;
    const double t = (mantissa - kRoot) / (mantissa + kRoot), t2 = t * t;
    constexpr double kTwoByLn2 = 2.8853900817779268;
    const double series = t * (1 + t2 * (1.0 / 3 + t2 * (1.0 / 5 + t2 * (1.0 / 7 + t2 / 9))));
    return static_cast<float>(exponent + 0.5 + kTwoByLn2 * series);
}

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

} // namespace

Places placesOf(std::span<const double> column, bool logarithmic)
{
    Places places;
    places.range = rangeOf(column, logarithmic);
    auto parts = std::make_shared<std::vector<float>>(column.size());
    const Range range = places.range.value_or(Range{1, 1});
    const double low = logarithmic ? std::log2(range.low) : range.low;
    const double width = (logarithmic ? std::log2(range.high) : range.high) - low;
    const double factor = width > 0 ? 1 / width : 0;
    if (logarithmic && range.low >= std::numeric_limits<double>::min()) {
        for (std::size_t i = 0; i < column.size(); ++i) {
            const auto part = static_cast<float>((static_cast<double>(log2Of(column[i])) - low) * factor);
            (*parts)[i] = column[i] > 0 && column[i] <= range.high ? std::clamp(part, 0.0F, 1.0F) : kNone;
        }
    } else {
        for (std::size_t i = 0; i < column.size(); ++i) {
            const double value = logarithmic ? std::log2(column[i]) : column[i];
            (*parts)[i] = std::isfinite(value) ? static_cast<float>((value - low) * factor) : kNone;
        }
    }
    places.parts = std::move(parts);
    return places;
}

PointCloud pointCloud(std::span<const double> x, Places u, std::span<const double> y, Places v)
{
    PointCloud cloud;
    cloud.u = std::move(u);
    cloud.v = std::move(v);
    const std::size_t count = cloud.size();
    if (cloud.v.size() != count) // columns of different lengths have no points
        return {};
    for (std::size_t i = 0; i < count; ++i) {
        if (cloud.isPlaced(i))
            ++cloud.placed;
        else if (std::isfinite(x[i]) && std::isfinite(y[i])) // there, but a logarithm cannot show it
            ++cloud.notPositive;
    }
    cloud.absent = count - cloud.placed - cloud.notPositive;
    return cloud;
}

PointCloud only(const PointCloud &cloud, const std::vector<std::uint8_t> &keep)
{
    PointCloud kept = cloud;
    auto parts = std::make_shared<std::vector<float>>(*cloud.u.parts);
    kept.placed = 0;
    for (std::size_t i = 0; i < parts->size(); ++i) {
        if (i >= keep.size() || !keep[i])
            (*parts)[i] = kNone;
        kept.placed += (*parts)[i] == (*parts)[i] && cloud.isPlaced(i) ? 1 : 0;
    }
    kept.u.parts = std::move(parts);
    return kept;
}

CloudView viewOf(const PointCloud &cloud, const Frame &frame)
{
    CloudView view;
    if (!cloud.u.range || !cloud.v.range)
        return view;
    const QPointF low = frame.toPixel(cloud.u.range->low, cloud.v.range->low);
    const QPointF high = frame.toPixel(cloud.u.range->high, cloud.v.range->high);
    view.xOffset = low.x();
    view.xFactor = high.x() - low.x();
    view.yOffset = low.y();
    view.yFactor = high.y() - low.y();
    return view;
}

std::optional<std::size_t> nearestOfAll(const PointCloud &cloud, const CloudView &view, const QPointF &pixel,
                                        double reach)
{
    const auto xFactor = static_cast<float>(view.xFactor), yFactor = static_cast<float>(view.yFactor);
    const auto x = static_cast<float>(pixel.x() - view.xOffset), y = static_cast<float>(pixel.y() - view.yOffset);
    float best = static_cast<float>(reach * reach);
    std::optional<std::size_t> nearest;
    const float *u = cloud.u.parts->data(), *v = cloud.v.parts->data();
    for (std::size_t i = 0, count = cloud.size(); i < count; ++i) {
        const float dx = u[i] * xFactor - x, dy = v[i] * yFactor - y;
        const float distance = dx * dx + dy * dy;
        if (distance < best || (!nearest && distance == best)) { // false for NaN
            best = distance;
            nearest = i;
        }
    }
    return nearest;
}

std::vector<std::size_t> pointsInside(const PointCloud &cloud, const CloudView &view, const QRectF &area)
{
    std::vector<std::size_t> inside;
    const QRectF box = area.normalized();
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const QPointF place = view.toPixel(cloud.u[i], cloud.v[i]);
        if (place.x() >= box.left() && place.x() <= box.right() && place.y() >= box.top() && place.y() <= box.bottom())
            inside.push_back(i);
    }
    return inside;
}

PointGrid::PointGrid(const PointCloud &cloud)
{
    const double cells = static_cast<double>(cloud.placed) / kPointsPerCell;
    m_side = std::clamp<std::size_t>(static_cast<std::size_t>(std::sqrt(cells)), 1, kLargestSide);
    m_first.assign(m_side * m_side + 1, 0);
    const auto cell = [this, &cloud](std::size_t i) { return cellOf(cloud.v[i]) * m_side + cellOf(cloud.u[i]); };
    for (std::size_t i = 0; i < cloud.size(); ++i)
        if (cloud.isPlaced(i))
            ++m_first[cell(i) + 1];
    for (std::size_t c = 0; c + 1 < m_first.size(); ++c)
        m_first[c + 1] += m_first[c];
    m_points.resize(cloud.placed);
    std::vector<std::uint32_t> next(m_first.begin(), m_first.end() - 1);
    for (std::size_t i = 0; i < cloud.size(); ++i)
        if (cloud.isPlaced(i))
            m_points[next[cell(i)]++] = static_cast<std::uint32_t>(i);
}

std::size_t PointGrid::cellOf(float coordinate) const
{
    const float scaled = std::clamp(coordinate, 0.0F, 1.0F) * static_cast<float>(m_side);
    return std::min(static_cast<std::size_t>(scaled), m_side - 1);
}

std::optional<std::size_t> PointGrid::nearest(const PointCloud &cloud, const CloudView &view, const QPointF &pixel,
                                              double reach) const
{
    const auto xFactor = static_cast<float>(view.xFactor), yFactor = static_cast<float>(view.yFactor);
    const auto x = static_cast<float>(pixel.x() - view.xOffset), y = static_cast<float>(pixel.y() - view.yOffset);
    const auto r = static_cast<float>(reach);
    const auto cells = [this, r](float centre, float factor) {
        if (factor == 0)
            return std::pair<std::size_t, std::size_t>(0, m_side - 1);
        const float a = (centre - r) / factor, b = (centre + r) / factor;
        // Rounding may put a point's place into the next cell.
        const std::size_t from = cellOf(std::min(a, b)), to = cellOf(std::max(a, b));
        return std::pair(from > 0 ? from - 1 : 0, std::min(to + 1, m_side - 1));
    };
    const auto [left, right] = cells(x, xFactor);
    const auto [low, high] = cells(y, yFactor);
    float best = static_cast<float>(reach * reach);
    std::optional<std::size_t> nearest;
    for (std::size_t row = low; row <= high; ++row) {
        for (std::size_t k = m_first[row * m_side + left]; k < m_first[row * m_side + right + 1]; ++k) {
            const std::size_t i = m_points[k];
            const float dx = cloud.u[i] * xFactor - x, dy = cloud.v[i] * yFactor - y;
            const float distance = dx * dx + dy * dy;
            if (distance < best || (distance == best && (!nearest || i < *nearest))) {
                best = distance;
                nearest = i;
            }
        }
    }
    return nearest;
}

} // namespace assay::charts
