#pragma once

#include <vector>

#include "ui/charts/chart.hpp"

namespace assay::charts {

struct TimeSeries {
    QString name;
    Values time;  ///< rising
    Values value; ///< NaN interrupts the line
};

/// A stretch of time with a meaning, shaded: warm-up.
struct TimeRegion {
    Range range;
    QString label;
};

struct TimeEvent {
    double time = 0;
    QString label;
};

/// Values over time, up to millions: of what falls into one column of pixels the lowest and highest are drawn.
class TimeSeriesChart : public Chart {
    Q_OBJECT
public:
    explicit TimeSeriesChart(QWidget *parent = nullptr);
    void setAxes(const Axis &time, const Axis &value);
    void setData(std::vector<TimeSeries> series, std::vector<TimeRegion> regions = {},
                 std::vector<TimeEvent> events = {});

    [[nodiscard]] QString description() const override;
    [[nodiscard]] ChartTable table() const override;
    [[nodiscard]] std::size_t markCount() const override;
    [[nodiscard]] QString markText(std::size_t mark) const override;

protected:
    [[nodiscard]] std::optional<Range> xExtent() const override { return m_xExtent; }
    [[nodiscard]] std::optional<Range> yExtent() const override { return m_yExtent; }
    void paintMarks(QPainter &painter, const Frame &frame) override;
    [[nodiscard]] std::vector<LegendEntry> legend(const Colours &colours) const override;
    [[nodiscard]] QString note() const override;
    [[nodiscard]] QPointF markPlace(std::size_t mark, const Frame &frame) const override;
    [[nodiscard]] std::optional<std::size_t> markAt(const QPointF &pixel, const Frame &frame) const override;
    [[nodiscard]] std::optional<std::size_t> stepped(std::size_t from, Step step) const override;

private:
    struct Place {
        std::size_t series = 0, index = 0;
    };
    [[nodiscard]] Place placeOf(std::size_t mark) const; ///< marks number the samples of all series, one after another
    [[nodiscard]] std::size_t sizeOf(std::size_t series) const;
    [[nodiscard]] bool isPlaced(std::size_t mark) const;
    void rebuild();

    std::vector<TimeSeries> m_series;
    std::vector<std::size_t> m_first; ///< mark of each series' first sample, and one past the last
    std::vector<TimeRegion> m_regions;
    std::vector<TimeEvent> m_events;
    std::optional<Range> m_xExtent, m_yExtent;
    std::size_t m_absent = 0, m_notPositive = 0;
};

} // namespace assay::charts
