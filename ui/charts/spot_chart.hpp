#pragma once

#include <vector>

#include "ui/charts/chart.hpp"

namespace assay::charts {

/// A chart whose marks are a list of places in series: left and right walk along a series, up and down go to the next
/// series at the nearest place. For lists of up to some ten thousands.
class SpotChart : public Chart {
    Q_OBJECT
public:
    [[nodiscard]] std::size_t markCount() const override { return m_spots.size(); }
    [[nodiscard]] std::optional<Id> markId(std::size_t mark) const override;

protected:
    struct Spot {
        double x = 0, y = 0;
        std::size_t series = 0, index = 0; ///< by series rising, in each by index rising
        std::optional<Id> id{};
    };
    explicit SpotChart(QWidget *parent) : Chart(parent) {}
    void setSpots(std::vector<Spot> spots); ///< tells dataChanged()
    [[nodiscard]] const Spot &spot(std::size_t mark) const { return m_spots[mark]; }

    [[nodiscard]] QPointF markPlace(std::size_t mark, const Frame &frame) const override;
    [[nodiscard]] std::optional<std::size_t> stepped(std::size_t from, Step step) const override;

private:
    std::vector<Spot> m_spots;
};

} // namespace assay::charts
