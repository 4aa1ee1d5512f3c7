#pragma once

#include <map>
#include <string>

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>
#include <QWidget>

#include "ui/models/what_if.hpp"
#include "ui/views/assumption_row_view.hpp"

namespace assay::charts {
class BandChart;
class TornadoChart;
} // namespace assay::charts

namespace assay::ui {

/// What if …: a row for each assumption; the answer in words, the ranking of the options, the crossover and what
/// decides it.
class WhatIfPanel : public QWidget {
    Q_OBJECT
public:
    explicit WhatIfPanel(WhatIf &whatIf, StudySession &session, QWidget *parent = nullptr);

private:
    void showSets();
    void showRows();
    void showAnswer();
    void showRanking(const WhatIfAnswer &answer);
    void showCharts(const WhatIfAnswer &answer);
    void showAxes(const WhatIfAnswer &answer);
    void rebuildRows();
    [[nodiscard]] QWidget *answerPart();
    [[nodiscard]] QWidget *rowsPart();

    WhatIf &m_whatIf;
    StudySession &m_session;
    QComboBox *m_set, *m_axis;
    QPushButton *m_resetAll;
    QLabel *m_verdict, *m_find;
    QTableWidget *m_ranking;
    QTabWidget *m_tabs;
    charts::BandChart *m_crossover;
    charts::TornadoChart *m_tornado;
    QWidget *m_rows = nullptr;
    QScrollArea *m_scroll;
    std::vector<std::string> m_ids; ///< of the rows there are
    std::map<std::string, AssumptionRowView *> m_views;
};

} // namespace assay::ui
