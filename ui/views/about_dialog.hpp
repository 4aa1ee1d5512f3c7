#pragma once

#include <QDialog>

namespace assay::ui {

/// Versions of Assay and of what it is made with, and the licences of all.
class AboutDialog : public QDialog {
    Q_OBJECT
public:
    explicit AboutDialog(QWidget *parent = nullptr);
};

} // namespace assay::ui
