#pragma once

#include <QCheckBox>

#include "ui/charts/distribution_chart.hpp"
#include "ui/models/sample_source.hpp"
#include "ui/views/chart_panel.hpp"

namespace assay::ui {

/// How the latencies of some results are spread: of the selected ones and the baseline, else of the first shown.
class DistributionPanel : public ChartPanel {
    Q_OBJECT
public:
    static constexpr std::size_t kMostResults = 6;
    explicit DistributionPanel(StudySession &session, QWidget *parent = nullptr);
    [[nodiscard]] charts::DistributionChart &chart() override { return *m_chart; }

protected:
    void refresh() override;

private:
    struct Shown {
        std::vector<SamplesPointer> samples;
        SnapshotPointer snapshot; ///< intervals
        friend bool operator==(const Shown &, const Shown &) = default;
    };
    charts::DistributionChart *m_chart;
    SampleSource m_source;
    QComboBox *m_view;
    QCheckBox *m_log;
    Shown m_shown;
};

} // namespace assay::ui
