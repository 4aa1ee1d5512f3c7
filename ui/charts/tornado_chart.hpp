#pragma once

#include <vector>

#include "ui/charts/spot_chart.hpp"

namespace assay::charts {

/// What one number's range does to the outcome while all others stay.
struct TornadoBar {
    Id id = 0;
    QString name;
    double atLow = 0, atHigh = 0; ///< the outcome with the number at the ends of its range
    QString lowLabel, highLabel;  ///< the ends: "8 USD", "14 USD"
    bool flips = false;           ///< the decision is another one at an end
};

/// Bars from the outcome at the low end of a number's range to that at its high end, widest first, up to twenty.
class TornadoChart : public SpotChart {
    Q_OBJECT
public:
    static constexpr std::size_t kBars = 20;
    explicit TornadoChart(QWidget *parent = nullptr);

    /// `outcome`: what the x axis shows; `base`: the outcome with all numbers typical. Zero is marked: beyond it the
    /// decision is another one.
    void setData(const Axis &outcome, double base, std::vector<TornadoBar> bars);

    [[nodiscard]] QString description() const override;
    [[nodiscard]] ChartTable table() const override;
    [[nodiscard]] QString markText(std::size_t mark) const override;

protected:
    [[nodiscard]] std::optional<Range> xExtent() const override;
    [[nodiscard]] std::optional<Range> yExtent() const override { return std::nullopt; }
    void paintMarks(QPainter &painter, const Frame &frame) override;
    void paintCurrent(QPainter &painter, const Frame &frame, std::size_t mark) const override;
    [[nodiscard]] std::vector<LegendEntry> legend(const Colours &colours) const override;
    [[nodiscard]] QString note() const override;
    [[nodiscard]] std::optional<std::size_t> markAt(const QPointF &pixel, const Frame &frame) const override;

private:
    [[nodiscard]] QRectF barOf(std::size_t bar, const Frame &frame) const;

    std::vector<TornadoBar> m_bars; ///< widest first, all that can be drawn
    std::size_t m_left = 0, m_absent = 0;
    double m_base = 0;
};

} // namespace assay::charts
