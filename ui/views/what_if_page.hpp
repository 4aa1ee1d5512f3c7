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

#include "ui/models/hardware_shelf.hpp"
#include "ui/models/what_if.hpp"
#include "ui/views/advice_view.hpp"
#include "ui/views/assumption_row_view.hpp"

namespace assay::charts {
class BandChart;
class RegimeMap;
class TornadoChart;
} // namespace assay::charts

namespace assay::ui {

/// What if …: at the left a row for each assumption and what each target is; at the right the answer in words, the
/// ranking of the options, crossover, tornado, regime map, what decides it, and advice.
class WhatIfPage : public QWidget {
    Q_OBJECT
public:
    WhatIfPage(WhatIf &whatIf, StudySession &session, HardwareShelf &shelf, QWidget *parent = nullptr);

signals:
    void resultsChosen(const std::vector<std::int64_t> &numbers); ///< to look at where results are shown

private:
    void showSets();
    void showRows();
    void showAnswer();
    void showRanking(const WhatIfAnswer &answer);
    void showCharts(const WhatIfAnswer &answer);
    void showAxes(const WhatIfAnswer &answer);
    void showMap(const WhatIfAnswer &answer);
    void showMiniCurves(const WhatIfAnswer &answer);
    void showTargets();
    void rebuildRows();
    void askForName();
    void showTab();
    [[nodiscard]] QWidget *crossoverTab();
    [[nodiscard]] QWidget *mapTab();
    [[nodiscard]] QWidget *answerPart();
    [[nodiscard]] QWidget *rowsPart();

    WhatIf &m_whatIf;
    StudySession &m_session;
    HardwareShelf &m_shelf;
    QComboBox *m_set, *m_axis, *m_mapX, *m_mapY;
    QPushButton *m_resetAll, *m_saveAs;
    QLabel *m_verdict, *m_find;
    QTableWidget *m_ranking;
    QTabWidget *m_tabs;
    charts::BandChart *m_crossover;
    charts::TornadoChart *m_tornado;
    charts::RegimeMap *m_map;
    AdviceView *m_advice;
    QWidget *m_targets = nullptr;
    QStringList m_targetNames; ///< those that there are combo boxes for
    QWidget *m_rows = nullptr;
    QScrollArea *m_scroll;
    std::vector<std::string> m_ids; ///< of the rows there are
    std::map<std::string, AssumptionRowView *> m_views;
};

} // namespace assay::ui
