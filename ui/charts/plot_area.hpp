#pragma once

#include <functional>
#include <memory>

#include <QImage>
#include <QPainter>
#include <QPicture>
#include <QWidget>

#include "ui/charts/frame.hpp"

namespace assay::charts {

/// A strip above or below the axes: how high it is for the size of the whole, and what paints it.
struct Strip {
    std::function<int(const QSize &whole)> height;
    std::function<void(QPainter &, const QRect &, const Colours &)> paint;
};

/// Axes, ticks, grid and their layout (by QCustomPlot), marks by the one who uses it. UI thread.
class PlotArea {
public:
    using PaintMarks = std::function<void(QPainter &, const Frame &)>;
    PlotArea(QWidget *parent, PaintMarks marks, Strip above, Strip below);
    ~PlotArea();
    PlotArea(const PlotArea &) = delete;
    PlotArea &operator=(const PlotArea &) = delete;

    [[nodiscard]] QWidget *widget() const;
    void setAxes(const Axis &x, const Axis &y);
    void setAxesShown(bool shown);
    void setRanges(const Range &x, const Range &y);
    void setLook(const Colours &colours, const QFont &font);

    /// Paints with the next turn of the event loop, however often it is asked for until then.
    void queue();
    /// Lays out and paints now.
    void paintNow();
    [[nodiscard]] Frame frame() const;

    [[nodiscard]] QImage image(const QSize &size, double scale);
    /// Shapes and texts as they are, for a printer or a document. Drawn at `size` logical pixels.
    [[nodiscard]] QPicture picture(const QSize &size);
    /// False: the file cannot be written.
    [[nodiscard]] bool saveSvg(const QString &path, const QSize &size, const QString &title);
    [[nodiscard]] bool savePdf(const QString &path, const QSize &size, const QString &title);

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace assay::charts
