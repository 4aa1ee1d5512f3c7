#include "ui/charts/marker.hpp"

#include <array>
#include <cmath>
#include <numbers>

#include <QPainterPath>

namespace assay::charts {
namespace {

constexpr double kPen = 1.4;
constexpr int kSpriteLimit = 4096;

QPolygonF corners(int count, double radius, double turn)
{
    QPolygonF polygon;
    for (int i = 0; i < count; ++i) {
        const double angle = turn + 2 * std::numbers::pi * i / count;
        polygon << QPointF(radius * std::sin(angle), -radius * std::cos(angle));
    }
    return polygon;
}

QPainterPath outline(std::size_t shape, double size)
{
    constexpr double kHalfTurn = std::numbers::pi;
    const double r = size / 2;
    QPainterPath path;
    switch (shape % kShapes) {
    case 0:
        path.addEllipse(QPointF(), r, r);
        return path;
    case 1:
        path.addRect(QRectF(-0.88 * r, -0.88 * r, 1.76 * r, 1.76 * r));
        return path;
    case 2:
        path.addPolygon(corners(3, 1.2 * r, 0));
        break;
    case 3:
        path.addPolygon(corners(4, 1.2 * r, 0));
        break;
    case 4:
        path.addPolygon(corners(6, 1.08 * r, 0));
        break;
    case 5:
        path.addPolygon(corners(3, 1.2 * r, kHalfTurn));
        break;
    default:
        path.addPolygon(corners(5, 1.12 * r, 0));
        break;
    }
    path.closeSubpath();
    return path;
}

void paintFilling(QPainter &painter, const QPainterPath &path, double size, Fill fill, const QColor &colour,
                  const QColor &background)
{
    painter.fillPath(path, fill == Fill::Filled ? colour : background);
    if (fill == Fill::Half) {
        QPainterPath left;
        left.addRect(QRectF(-2 * size, -2 * size, 2 * size, 4 * size));
        painter.fillPath(path.intersected(left), colour);
    }
    // A thin edge of the background keeps filled neighbours apart.
    painter.setPen(fill == Fill::Filled ? QPen(background, 0.8) : QPen(colour, kPen));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
}

void paintCross(QPainter &painter, double size, const QColor &colour, const QColor &background)
{
    const double r = 0.72 * size;
    const std::array<QLineF, 2> lines{QLineF(-r, -r, r, r), QLineF(-r, r, r, -r)};
    painter.setPen(QPen(background, 3.4, Qt::SolidLine, Qt::RoundCap));
    painter.drawLines(lines.data(), 2);
    painter.setPen(QPen(colour, 1.6, Qt::SolidLine, Qt::RoundCap));
    painter.drawLines(lines.data(), 2);
}

void paintBadge(QPainter &painter, double size, const QColor &colour, const QColor &background)
{
    const QRectF badge(0.38 * size, -0.38 * size - 5, 5, 5);
    painter.fillRect(badge.adjusted(-1, -1, 1, 1), background);
    painter.fillRect(badge, colour);
}

} // namespace

void paintMarker(QPainter &painter, const QPointF &centre, double size, std::size_t shape, const PointLook &look,
                 const QColor &colour, const QColor &background)
{
    painter.save();
    painter.translate(centre);
    painter.setRenderHint(QPainter::Antialiasing);
    paintFilling(painter, outline(shape, size), size, look.fill, colour, background);
    if (look.crossed)
        paintCross(painter, size, colour, background);
    if (look.badged)
        paintBadge(painter, size, colour, background);
    painter.restore();
}

void MarkerSprites::paint(QPainter &painter, const QPointF &centre, double size, std::size_t shape,
                          const PointLook &look, const QColor &colour, const QColor &background, double pixelRatio)
{
    const int half = static_cast<int>(std::ceil(size)) + 6;
    const auto key = static_cast<std::uint64_t>(colour.rgb() & 0xffffffU) << 32U |
                     static_cast<std::uint64_t>(std::lround(size * 4)) << 16U | (shape % kShapes) << 8U |
                     static_cast<std::uint64_t>(look.fill) << 4U | (look.crossed ? 2U : 0U) | (look.badged ? 1U : 0U);
    auto found = m_sprites.constFind(key);
    if (found == m_sprites.constEnd()) {
        if (m_sprites.size() > kSpriteLimit)
            m_sprites.clear();
        QPixmap sprite(QSizeF(2 * half * pixelRatio, 2 * half * pixelRatio).toSize());
        sprite.setDevicePixelRatio(pixelRatio);
        sprite.fill(Qt::transparent);
        QPainter onSprite(&sprite);
        paintMarker(onSprite, QPointF(half, half), size, shape, look, colour, background);
        onSprite.end();
        found = m_sprites.insert(key, sprite);
    }
    painter.drawPixmap(centre - QPointF(half, half), *found);
}

} // namespace assay::charts
