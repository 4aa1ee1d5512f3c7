#pragma once

// Private to the files chart*.cpp.

#include <QLabel>
#include <QPushButton>

#include "ui/charts/chart.hpp"
#include "ui/charts/plot_area.hpp"

namespace assay::charts {

/// Above the marks and free for the mouse: what changes with every move of it.
class ChartOverlay : public QWidget {
public:
    explicit ChartOverlay(Chart &chart) : QWidget(&chart), m_chart(chart)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        m_chart.paintOverlay(painter);
    }

private:
    Chart &m_chart;
};

struct Chart::State {
    std::unique_ptr<PlotArea> plot;
    ChartOverlay *overlay = nullptr;
    QWidget *emptyPanel = nullptr;
    QLabel *emptyLabel = nullptr;
    QPushButton *emptyButton = nullptr;
    QList<QAction *> actions;

    QString name, emptyText, emptyAction;
    ReadOut readOut;
    Axis x, y;
    Colours colours;
    std::vector<LegendEntry> legend;
    QString note;
    std::optional<ChartWindow> window;

    std::optional<std::size_t> current, pinned;
    std::optional<Id> currentId, pinnedId; ///< marks may get other numbers with new data
    bool currentByMouse = false, readOutShown = true;
    bool stale = true, queued = false;

    std::optional<QPointF> press; ///< of the left button
    bool dragging = false;        ///< moved far enough, and a subclass took it
    bool taken = false;
    std::optional<QPointF> panFrom;
    bool panned = false;
};

/// Makes charts known to screen readers; idempotent.
void installChartAccessibility();

} // namespace assay::charts
