#pragma once

#include <cstdint>

#include <QColor>
#include <QHash>
#include <QPainter>
#include <QPixmap>

#include "ui/charts/chart_types.hpp"

namespace assay::charts {

constexpr double kMarkerSize = 10; ///< logical pixels across, where no column says otherwise
constexpr std::size_t kShapes = 7; ///< circle, square, triangle, diamond, hexagon, triangle down, pentagon

/// Paints one marker: shape by category, filling by evidence, crossed when invalid, a small square at the upper right
/// when badged.
void paintMarker(QPainter &painter, const QPointF &centre, double size, std::size_t shape, const PointLook &look,
                 const QColor &colour, const QColor &background);

/// Markers painted once and then copied: thousands a frame.
class MarkerSprites {
public:
    void paint(QPainter &painter, const QPointF &centre, double size, std::size_t shape, const PointLook &look,
               const QColor &colour, const QColor &background, double pixelRatio);
    void clear() { m_sprites.clear(); }

private:
    QHash<std::uint64_t, QPixmap> m_sprites;
};

} // namespace assay::charts
