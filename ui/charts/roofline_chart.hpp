#pragma once

#include <vector>

#include "ui/charts/spot_chart.hpp"

namespace assay::charts {

/// What a target can do at most: the lesser of its peak and of bandwidth × intensity.
struct Ceiling {
    QString name;
    double peak = 0;      ///< op/s
    double bandwidth = 0; ///< B/s
};

struct RooflinePoint {
    Id id = 0;
    QString name;
    double intensity = kAbsent;           ///< op/B
    double performance = kAbsent;         ///< op/s
    std::optional<std::size_t> ceiling{}; ///< the target's: colour and shape
    PointLook look{};
};

/// Results below the ceilings of their targets, both axes logarithmic (Williams, Waterman, Patterson 2009).
class RooflineChart : public SpotChart {
    Q_OBJECT
public:
    explicit RooflineChart(QWidget *parent = nullptr);
    void setData(std::vector<Ceiling> ceilings, std::vector<RooflinePoint> points);

    [[nodiscard]] QString description() const override;
    [[nodiscard]] ChartTable table() const override;
    [[nodiscard]] QString markText(std::size_t mark) const override;
    /// op/s that the ceiling allows at an intensity.
    [[nodiscard]] static double allowed(const Ceiling &ceiling, double intensity);

protected:
    [[nodiscard]] std::optional<Range> xExtent() const override { return m_xExtent; }
    [[nodiscard]] std::optional<Range> yExtent() const override { return m_yExtent; }
    void paintMarks(QPainter &painter, const Frame &frame) override;
    [[nodiscard]] std::vector<LegendEntry> legend(const Colours &colours) const override;
    [[nodiscard]] QString note() const override;
    [[nodiscard]] std::optional<std::size_t> markAt(const QPointF &pixel, const Frame &frame) const override;

private:
    [[nodiscard]] const RooflinePoint &point(std::size_t mark) const { return m_points[spot(mark).index]; }

    std::vector<Ceiling> m_ceilings;
    std::vector<RooflinePoint> m_points;
    MarkerSprites m_sprites;
    std::optional<Range> m_xExtent, m_yExtent;
    std::size_t m_absent = 0, m_notPositive = 0;
};

} // namespace assay::charts
