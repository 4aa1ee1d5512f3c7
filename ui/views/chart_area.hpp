#pragma once

#include <map>

#include <QStackedWidget>
#include <QTabBar>
#include <QWidget>

#include "ui/models/hardware_shelf.hpp"
#include "ui/models/study_session.hpp"
#include "ui/views/scatter_panel.hpp"

namespace assay::ui {

/// One of the kinds of charts, chosen by tabs; each is made when it is first looked at.
class ChartArea : public QWidget {
    Q_OBJECT
public:
    ChartArea(StudySession &session, HardwareShelf &shelf, QWidget *parent = nullptr);

    /// "scatter", "parallel", "distribution", "phases", "roofline", "series": what a session keeps.
    [[nodiscard]] static const QStringList &ids();
    [[nodiscard]] static QString title(const QString &id);
    [[nodiscard]] QString current() const;
    /// Of an unknown id nothing happens.
    void choose(const QString &id);
    /// The chart that is seen.
    [[nodiscard]] charts::Chart &chart();

signals:
    void chosen(const QString &id); ///< by the user
    void tableRequested();

private:
    [[nodiscard]] QWidget *make(const QString &id);

    StudySession &m_session;
    HardwareShelf &m_shelf;
    QTabBar *m_tabs;
    QStackedWidget *m_stack;
    std::map<QString, QWidget *> m_panels;
    bool m_showing = false;
};

} // namespace assay::ui
