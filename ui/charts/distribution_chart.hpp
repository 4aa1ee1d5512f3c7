#pragma once

#include <vector>

#include "ui/charts/spot_chart.hpp"

namespace assay::charts {

struct PercentilePoint {
    double part = 0.5; ///< 0.99 for the 99th percentile
    double value = kAbsent, low = kAbsent, high = kAbsent;
};

struct DistributionSeries {
    QString name;
    Values samples;                           ///< in any order; sorted ones are shown sooner
    std::vector<PercentilePoint> percentiles; ///< known intervals, part rising: the band of the percentile plot
    std::optional<Id> id{};
};

/// How samples are spread, of several results over each other: as a histogram in parts of all (so that results with
/// different counts compare), as a cumulative distribution, or value by percentile with a scale that widens the tail.
class DistributionChart : public SpotChart {
    Q_OBJECT
public:
    enum class View { Histogram, Cumulative, Percentiles };
    explicit DistributionChart(QWidget *parent = nullptr);

    /// What the samples are.
    void setQuantity(const Axis &quantity);
    void setSeries(std::vector<DistributionSeries> series);
    void setView(View view);
    [[nodiscard]] View view() const { return m_view; }

    [[nodiscard]] QString description() const override;
    [[nodiscard]] ChartTable table() const override;
    [[nodiscard]] QString markText(std::size_t mark) const override;

protected:
    [[nodiscard]] std::optional<Range> xExtent() const override { return m_xExtent; }
    [[nodiscard]] std::optional<Range> yExtent() const override { return m_yExtent; }
    void paintMarks(QPainter &painter, const Frame &frame) override;
    [[nodiscard]] std::vector<LegendEntry> legend(const Colours &colours) const override;
    [[nodiscard]] QString note() const override;

private:
    struct Prepared {
        std::vector<double> sorted; ///< those with a place
        std::vector<double> shares; ///< of the histogram's bins, in percent
    };
    void prepare(); ///< sorts: only after samples changed, or what has a place
    void makeSpots();
    void makeBins();
    void makeHistogramSpots();
    void makePercentileSpots();
    [[nodiscard]] double quantile(std::size_t series, double part) const;
    void paintHistogram(QPainter &painter, const Frame &frame) const;
    void paintCumulative(QPainter &painter, const Frame &frame) const;
    void paintPercentiles(QPainter &painter, const Frame &frame) const;

    View m_view = View::Histogram;
    Axis m_quantity;
    std::vector<DistributionSeries> m_series;
    std::vector<Prepared> m_prepared;
    std::vector<double> m_edges; ///< of the bins
    std::optional<Range> m_values, m_xExtent, m_yExtent;
    std::size_t m_absent = 0, m_notPositive = 0;
};

} // namespace assay::charts
