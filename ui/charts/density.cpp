#include "ui/charts/density.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace assay::charts {
namespace {

constexpr std::size_t kShades = 256;

/// A table from counts to colours: exact for small counts, by steps of an eighth of a doubling above.
class Shades {
public:
    Shades(std::uint32_t highest, const Colours &colours)
    {
        const double top = std::max(1.0, std::log2(static_cast<double>(highest)));
        for (std::size_t i = 0; i < kShades; ++i) {
            const double count = std::max(1.0, countOf(i));
            m_table[i] = colours.ramp(highest > 1 ? std::log2(count) / top : 0.5).rgba();
        }
        m_table[0] = 0;
    }
    [[nodiscard]] QRgb of(std::uint32_t count) const { return m_table[stepOf(count)]; }

private:
    static std::size_t stepOf(std::uint32_t count)
    {
        if (count < 8)
            return count;
        const auto exponent = static_cast<unsigned>(std::bit_width(count)) - 1; // 3 or more
        return 8 * (exponent - 2) + ((count >> (exponent - 3)) & 7U);
    }
    static double countOf(std::size_t step)
    {
        if (step < 8)
            return static_cast<double>(step);
        return std::ldexp(static_cast<double>(8 + step % 8), static_cast<int>(step / 8) - 1);
    }
    std::array<QRgb, kShades> m_table{};
};

} // namespace

Density binned(const PointCloud &cloud, const Frame &frame, int width, int height)
{
    Density density;
    density.width = std::max(1, width);
    density.height = std::max(1, height);
    density.counts.assign(static_cast<std::size_t>(density.width) * static_cast<std::size_t>(density.height), 0);
    if (cloud.placed == 0 || frame.area.isEmpty())
        return density;
    const CloudView view = viewOf(cloud, frame);
    const double perX = density.width / frame.area.width(), perY = density.height / frame.area.height();
    const auto xFactor = static_cast<float>(view.xFactor * perX), yFactor = static_cast<float>(view.yFactor * perY);
    const auto xOffset = static_cast<float>((view.xOffset - frame.area.left()) * perX);
    const auto yOffset = static_cast<float>((view.yOffset - frame.area.top()) * perY);
    const auto columns = static_cast<float>(density.width), rows = static_cast<float>(density.height);
    const auto stride = static_cast<std::size_t>(density.width);
    const float *u = cloud.u.parts->data(), *v = cloud.v.parts->data();
    for (std::size_t i = 0, n = cloud.size(); i < n; ++i) {
        const float x = xOffset + xFactor * u[i], y = yOffset + yFactor * v[i];
        if (x >= 0 && x < columns && y >= 0 && y < rows) // false for NaN
            ++density.counts[static_cast<std::size_t>(static_cast<int>(y)) * stride +
                             static_cast<std::size_t>(static_cast<int>(x))];
    }
    for (const std::uint32_t count : density.counts) {
        density.highest = std::max(density.highest, count);
        density.inside += count;
    }
    return density;
}

QImage densityImage(const Density &density, const Colours &colours)
{
    QImage image(density.width, density.height, QImage::Format_ARGB32_Premultiplied);
    const Shades shades(density.highest, colours);
    const std::uint32_t *count = density.counts.data();
    for (int row = 0; row < density.height; ++row) {
        auto *pixel = reinterpret_cast<QRgb *>(image.scanLine(row));
        for (int column = 0; column < density.width; ++column)
            *pixel++ = shades.of(*count++);
    }
    return image;
}

} // namespace assay::charts
