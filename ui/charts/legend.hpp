#pragma once

#include <vector>

#include <QFont>
#include <QPainter>
#include <QRect>

#include "ui/charts/marker.hpp"
#include "ui/charts/palette.hpp"

namespace assay::charts {

struct LegendEntry {
    enum class Sign : std::uint8_t { Marker, Line, Dashed, Box, Band, Hatched, Ramp };
    QString name;
    Sign sign = Sign::Marker;
    QColor colour;
    std::size_t shape = 0;
    PointLook look;
};

/// Names of series beside each other, as many rows as they need up to three, fewer in a low chart and none in a very
/// low one; what does not fit is counted.
[[nodiscard]] int legendHeight(const std::vector<LegendEntry> &entries, const QFont &font, const QSize &whole);
void paintLegend(QPainter &painter, const QRect &area, const std::vector<LegendEntry> &entries, const QFont &font,
                 const Colours &colours);

/// Small print, shortened to one line in a low chart; none when empty or in a very low chart.
[[nodiscard]] int noteHeight(const QString &note, const QFont &font, const QSize &whole);
void paintNote(QPainter &painter, const QRect &area, const QString &note, const QFont &font, const Colours &colours);

/// Slanted lines, for what is absent or undecided.
void paintHatching(QPainter &painter, const QRectF &area, const QColor &colour, double distance = 6);

} // namespace assay::charts
