#pragma once

#include <QFont>
#include <QPointF>
#include <QRectF>

#include "ui/charts/palette.hpp"
#include "ui/charts/scale.hpp"

namespace assay::charts {

/// Where and how a chart paints its marks, in logical pixels of the widget or of the exported picture.
struct Frame {
    QRectF area; ///< between the axes
    Scale x, y;
    Colours colours;
    QFont font;
    double pixelRatio = 1; ///< device pixels per logical one
    bool vector = false;   ///< an export: shapes rather than pictures of them

    [[nodiscard]] QPointF toPixel(double xValue, double yValue) const { return {x.toPixel(xValue), y.toPixel(yValue)}; }
    [[nodiscard]] QPointF toValue(const QPointF &pixel) const { return {x.toValue(pixel.x()), y.toValue(pixel.y())}; }
};

} // namespace assay::charts
