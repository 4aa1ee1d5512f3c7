#pragma once

#include <QLabel>
#include <QStatusBar>

#include "ui/models/study_session.hpp"

namespace assay::ui {

/// What is going on: messages at the left; at the right what is being done and what the study holds.
class StatusLine : public QStatusBar {
    Q_OBJECT
public:
    explicit StatusLine(StudySession &session, QWidget *parent = nullptr);

private:
    void showStudy();
    void showBusy();
    StudySession &m_session;
    QLabel *m_busy, *m_study;
};

} // namespace assay::ui
