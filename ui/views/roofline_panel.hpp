#pragma once

#include "ui/charts/roofline_chart.hpp"
#include "ui/models/hardware_shelf.hpp"
#include "ui/views/chart_panel.hpp"

namespace assay::ui {

/// The shown results below the ceilings of their targets, as far as the hardware catalogue knows them.
class RooflinePanel : public ChartPanel {
    Q_OBJECT
public:
    static constexpr std::size_t kMostResults = 2000;
    RooflinePanel(StudySession &session, HardwareShelf &shelf, QWidget *parent = nullptr);
    [[nodiscard]] charts::RooflineChart &chart() override { return *m_chart; }

protected:
    void refresh() override;

private:
    HardwareShelf &m_shelf;
    charts::RooflineChart *m_chart;
};

} // namespace assay::ui
