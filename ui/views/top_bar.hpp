#pragma once

#include <QLabel>
#include <QToolBar>
#include <QToolButton>

#include "ui/models/study_session.hpp"
#include "ui/views/window_actions.hpp"

namespace assay::ui {

/// Name of the study, the baseline as a pill, undo and redo, the command palette.
class TopBar : public QToolBar {
    Q_OBJECT
public:
    TopBar(StudySession &session, WindowActions &actions, QWidget *parent = nullptr);

private:
    void show();
    StudySession &m_session;
    QLabel *m_name;
    QToolButton *m_pill;
    QAction *m_pillPlace;
};

/// The pages, from top to bottom.
class Rail : public QToolBar {
    Q_OBJECT
public:
    explicit Rail(const QList<QAction *> &pages, QWidget *parent = nullptr);
};

} // namespace assay::ui
