#pragma once

#include <vector>

#include "ui/charts/spot_chart.hpp"

namespace assay::charts {

/// A line over x with what it may be.
struct BandSeries {
    QString name;
    Values x; ///< rising
    Values y;
    Values low, high; ///< null: no band
    std::optional<Id> id{};
};

/// A part of the x axis that is something's own: where a series wins, or where it is open who does.
struct BandRegion {
    Range range;
    QString label;
    std::optional<std::size_t> series{}; ///< empty: undecided, hatched
};

/// A place on the x axis with its interval: a crossing.
struct BandMark {
    double x = 0;
    std::optional<Range> interval{};
    QString label;
};

/// Lines with bands over an axis, regions shaded, places marked; with a line at the value that is in force, which can
/// be dragged. Compact, without axes, it is a mini-curve.
class BandChart : public SpotChart {
    Q_OBJECT
public:
    explicit BandChart(QWidget *parent = nullptr);

    void setAxes(const Axis &x, const Axis &y);
    void setData(std::vector<BandSeries> series, std::vector<BandRegion> regions = {},
                 std::vector<BandMark> marks = {});
    void setCompact(bool compact);
    /// The value in force; empty: no line.
    void setPosition(std::optional<double> x);
    [[nodiscard]] std::optional<double> position() const { return m_position; }

    [[nodiscard]] QString description() const override;
    [[nodiscard]] ChartTable table() const override;
    [[nodiscard]] QString markText(std::size_t mark) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void positionDragged(double x); ///< by the user, or Ctrl with the arrow keys; the owner sets it back

protected:
    [[nodiscard]] std::optional<Range> xExtent() const override { return m_xExtent; }
    [[nodiscard]] std::optional<Range> yExtent() const override { return m_yExtent; }
    void paintMarks(QPainter &painter, const Frame &frame) override;
    [[nodiscard]] std::vector<LegendEntry> legend(const Colours &colours) const override;
    [[nodiscard]] QString note() const override;
    bool dragBegins(const QPointF &at, Qt::KeyboardModifiers modifiers) override;
    void dragged(const QPointF &from, const QPointF &to) override;
    bool keyPressed(int key, Qt::KeyboardModifiers modifiers) override;

private:
    void rebuild();
    void paintRegions(QPainter &painter, const Frame &frame) const;
    void paintPlaces(QPainter &painter, const Frame &frame) const;

    std::vector<BandSeries> m_series;
    std::vector<BandRegion> m_regions;
    std::vector<BandMark> m_marks;
    std::optional<Range> m_xExtent, m_yExtent;
    std::optional<double> m_position;
    std::size_t m_absent = 0, m_notPositive = 0;
    bool m_compact = false;
};

} // namespace assay::charts
