#pragma once

#include <QCheckBox>

#include "ui/charts/time_series_chart.hpp"
#include "ui/models/sample_source.hpp"
#include "ui/views/chart_panel.hpp"

namespace assay::ui {

/// What one run of the selected result went through: a raw column in the order of its queries.
class SeriesPanel : public ChartPanel {
    Q_OBJECT
public:
    explicit SeriesPanel(StudySession &session, QWidget *parent = nullptr);
    [[nodiscard]] charts::TimeSeriesChart &chart() override { return *m_chart; }

protected:
    void refresh() override;

private:
    void show(const ResultSamples &samples, std::size_t row);

    charts::TimeSeriesChart *m_chart;
    SampleSource m_source;
    QComboBox *m_column;
    QCheckBox *m_log;
};

} // namespace assay::ui
