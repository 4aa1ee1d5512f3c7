#pragma once

#include <cstddef>

#include <QColor>
#include <QPalette>

namespace assay::charts {

/// Colours of charts for light and dark backgrounds. Any two series stay apart for people without red, green or blue
/// cones, and every mark has a contrast of 3:1 or more on its background, every text of 4.5:1.
struct Colours {
    QColor background, text, muted; ///< `muted`: tick labels, axis names, notes
    QColor axis, grid;              ///< lines that may be faint
    QColor accent;                  ///< the front, what is current
    QColor selection;               ///< rings around what is selected
    QColor ghost;                   ///< what is filtered out
    QColor warning;                 ///< thresholds
    QColor box, boxBorder;          ///< of read-outs
    bool dark = false;

    static constexpr std::size_t kSeries = 8;
    /// Colour of a series; after kSeries they begin again, told apart by shape or dash.
    [[nodiscard]] QColor series(std::size_t index) const;
    /// From the least (0) to the most (1).
    [[nodiscard]] QColor ramp(double part) const;
    /// For areas under text or behind lines.
    [[nodiscard]] QColor faint(const QColor &colour, double opacity = 0.18) const;
};

[[nodiscard]] const Colours &lightColours();
[[nodiscard]] const Colours &darkColours();
/// Light or dark by the palette's lightness; its own background is taken over.
[[nodiscard]] Colours coloursOf(const QPalette &palette);

} // namespace assay::charts
