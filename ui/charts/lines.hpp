#pragma once

#include <span>

#include <QPainter>
#include <QPen>

#include "ui/charts/frame.hpp"

namespace assay::charts {

/// A line through rising x. Where many points share a column of pixels their lowest and highest are drawn, so that no
/// peak is lost; a missing value interrupts the line.
void paintLine(QPainter &painter, const Frame &frame, std::span<const double> x, std::span<const double> y,
               const QPen &pen);

/// The area between two lines, interrupted where an end is missing.
void paintBand(QPainter &painter, const Frame &frame, std::span<const double> x, std::span<const double> low,
               std::span<const double> high, const QColor &colour);

/// Dashes for series beyond the number of colours.
[[nodiscard]] Qt::PenStyle dashOf(std::size_t series);

/// A label on a plate of the background, kept inside the area.
void paintLabel(QPainter &painter, const Frame &frame, const QPointF &topLeft, const QString &text,
                const QColor &colour);

[[nodiscard]] inline std::span<const double> spanOf(const Values &column)
{
    return column ? std::span<const double>(*column) : std::span<const double>();
}

} // namespace assay::charts
