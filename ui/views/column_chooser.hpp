#pragma once

#include <QDialog>
#include <QLineEdit>
#include <QListWidget>

#include "ui/models/study_session.hpp"

namespace assay::ui {

/// Chooses and orders the columns of the results table; what is ticked is shown, in the list's order.
class ColumnChooser : public QDialog {
    Q_OBJECT
public:
    explicit ColumnChooser(StudySession &session, QWidget *parent = nullptr);

private:
    void fill(const std::vector<std::string> &chosen);
    void filter(const QString &text);
    void move(int by);
    void apply();
    void useDefaults();

    StudySession &m_session;
    QLineEdit *m_filter;
    QListWidget *m_list;
};

} // namespace assay::ui
