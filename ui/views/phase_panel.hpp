#pragma once

#include "ui/charts/phase_chart.hpp"
#include "ui/views/chart_panel.hpp"

namespace assay::ui {

/// Where a query's time goes, by mean phase: of the selected results and the baseline, else of the first shown.
class PhasePanel : public ChartPanel {
    Q_OBJECT
public:
    static constexpr std::size_t kMostResults = 14;
    explicit PhasePanel(StudySession &session, QWidget *parent = nullptr);
    [[nodiscard]] charts::PhaseChart &chart() override { return *m_chart; }

protected:
    void refresh() override;

private:
    charts::PhaseChart *m_chart;
};

} // namespace assay::ui
