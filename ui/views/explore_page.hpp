#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QWidget>

#include "ui/views/chart_area.hpp"
#include "ui/views/results_view.hpp"

namespace assay::ui {

/// The results of the study: filter above, one or two charts, table below. Views of one selection and one filter.
class ExplorePage : public QWidget {
    Q_OBJECT
public:
    /// `sideBySide` is checkable: a second chart beside the first one.
    ExplorePage(StudySession &session, HardwareShelf &shelf, QAction *columns, QAction *differencesOnly,
                QAction *sideBySide, QWidget *parent = nullptr);

    [[nodiscard]] ResultsView &results() { return *m_results; }
    void focusFilter();
    /// Shows this kind of chart (ChartArea::ids) in the first place.
    void showChart(const QString &id);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void followCharts();
    void keepCharts(std::size_t count);
    void followView();
    void showCounts();

    StudySession &m_session;
    QLineEdit *m_filter;
    QLabel *m_counts;
    QStackedWidget *m_body;  ///< charts and table, or why there is none
    QStackedWidget *m_below; ///< the table, or that the filter leaves nothing
    QLabel *m_empty, *m_none;
    ResultsView *m_results;
    ChartArea *m_first, *m_second;
    QSplitter *m_charts, *m_split;
    QAction *m_sideBySide;
};

} // namespace assay::ui
