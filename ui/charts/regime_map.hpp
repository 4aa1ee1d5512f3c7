#pragma once

#include <cstdint>
#include <vector>

#include <QImage>

#include "ui/charts/chart.hpp"

namespace assay::charts {

struct RegimeCell {
    std::optional<std::uint16_t> winner{}; ///< index into `options`; empty: none is possible
    double share = 0;                      ///< part of the draws in which it wins
    bool decided = false;
};

/// Who wins over two axes: x and y rising (evenly, or evenly by ratio on logarithmic axes), cells row by row from the
/// lowest y.
struct RegimeData {
    QStringList options;
    std::vector<double> x, y;
    std::vector<RegimeCell> cells; ///< x.size() · y.size()
};

/// Cells in the winner's colour, hatched where nobody wins surely enough, grey where nothing is possible.
class RegimeMap : public Chart {
    Q_OBJECT
public:
    explicit RegimeMap(QWidget *parent = nullptr);
    void setData(const Axis &x, const Axis &y, RegimeData map);
    /// The values in force, as a small cross.
    void setPosition(std::optional<QPointF> position);

    [[nodiscard]] QString description() const override;
    [[nodiscard]] ChartTable table() const override;
    [[nodiscard]] std::size_t markCount() const override { return m_data.cells.size(); }
    /// The cell's index.
    [[nodiscard]] std::optional<Id> markId(std::size_t mark) const override;
    [[nodiscard]] QString markText(std::size_t mark) const override;

protected:
    [[nodiscard]] std::optional<Range> xExtent() const override;
    [[nodiscard]] std::optional<Range> yExtent() const override;
    void paintMarks(QPainter &painter, const Frame &frame) override;
    void paintCurrent(QPainter &painter, const Frame &frame, std::size_t mark) const override;
    [[nodiscard]] std::vector<LegendEntry> legend(const Colours &colours) const override;
    [[nodiscard]] QPointF markPlace(std::size_t mark, const Frame &frame) const override;
    [[nodiscard]] std::optional<std::size_t> markAt(const QPointF &pixel, const Frame &frame) const override;
    [[nodiscard]] std::optional<std::size_t> stepped(std::size_t from, Step step) const override;

private:
    [[nodiscard]] QImage picture(const Frame &frame) const;
    [[nodiscard]] QRectF cellOf(std::size_t mark, const Frame &frame) const;

    RegimeData m_data;
    std::vector<double> m_xEdges, m_yEdges; ///< between cells; one more than cells
    std::optional<QPointF> m_position;
};

} // namespace assay::charts
