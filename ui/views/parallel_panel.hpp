#pragma once

#include <QMenu>
#include <QToolButton>

#include "ui/charts/parallel_chart.hpp"
#include "ui/views/chart_panel.hpp"
#include "ui/views/parallel_columns.hpp"

namespace assay::ui {

/// Results as lines over parallel axes. A brush on an axis is the session's filter.
class ParallelPanel : public ChartPanel {
    Q_OBJECT
public:
    explicit ParallelPanel(StudySession &session, QWidget *parent = nullptr);
    [[nodiscard]] charts::ParallelChart &chart() override { return *m_chart; }

protected:
    void refresh() override;

private:
    /// What the chart's data hang on.
    struct Shown {
        SnapshotPointer snapshot;
        std::vector<std::string> axes;
        std::string text;
        std::vector<Brush> rest; ///< brushes of dimensions without an axis
        friend bool operator==(const Shown &, const Shown &) = default;
    };
    [[nodiscard]] Shown wanted() const;
    void showData();
    void showBrushes();
    void takeBrushes();
    void takeOrder();
    void fillMenu();

    charts::ParallelChart *m_chart;
    QToolButton *m_axes;
    QMenu *m_menu;
    Shown m_shown;
    std::vector<ParallelDimension> m_dimensions; ///< of the chart's axes
    bool m_showing = false;                      ///< the chart is being told: no step of the user's
};

} // namespace assay::ui
