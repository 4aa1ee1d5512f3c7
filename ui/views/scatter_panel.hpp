#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QMenu>
#include <QToolButton>
#include <QWidget>

#include "ui/charts/scatter_chart.hpp"
#include "ui/models/study_session.hpp"
#include "ui/views/scatter_columns.hpp"

namespace assay::ui {

/// The trade-off chart: any two metrics of the shown results, with the Pareto front, on the session's one selection.
class ScatterPanel : public QWidget {
    Q_OBJECT
public:
    explicit ScatterPanel(StudySession &session, QWidget *parent = nullptr);
    [[nodiscard]] charts::ScatterChart &chart() { return *m_chart; }
    /// What is known of a result in the two metrics, for the hover read-out.
    [[nodiscard]] QString readOut(charts::Id id) const;

signals:
    void tableRequested();

private:
    void fillMetrics();
    void fillLooks();
    void addIsoLines();
    void showIsoLine();
    void addLimits(std::vector<charts::IsoLine> &lines) const;
    void addLook(const QString &title, std::string ScatterView::*look);
    [[nodiscard]] bool isStale() const;
    void showData();
    void showMarks();
    void changeView(const QString &what, const std::function<void(ScatterView &)> &edit);
    void take(const std::vector<charts::Id> &ids, Qt::KeyboardModifiers modifiers);

    StudySession &m_session;
    QComboBox *m_x, *m_y;
    QCheckBox *m_logX, *m_logY, *m_front;
    QToolButton *m_looks;
    QMenu *m_looksMenu;
    charts::ScatterChart *m_chart;
    ScatterMetrics m_metrics;
    ScatterView m_shown; ///< what the chart's data were made for
};

} // namespace assay::ui
