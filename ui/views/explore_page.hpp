#pragma once

#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QWidget>

#include "ui/views/results_view.hpp"
#include "ui/views/scatter_panel.hpp"

namespace assay::ui {

/// The results of the study: filter above, trade-off chart, table below. Views of one selection and one filter.
class ExplorePage : public QWidget {
    Q_OBJECT
public:
    ExplorePage(StudySession &session, QAction *columns, QAction *differencesOnly, QWidget *parent = nullptr);

    [[nodiscard]] ResultsView &results() { return *m_results; }
    void focusFilter();

private:
    void followView();
    void showCounts();

    StudySession &m_session;
    QLineEdit *m_filter;
    QLabel *m_counts;
    QStackedWidget *m_body; ///< chart and table, or why there is none
    QLabel *m_empty;
    ResultsView *m_results;
    ScatterPanel *m_scatter;
    QSplitter *m_split;
};

} // namespace assay::ui
