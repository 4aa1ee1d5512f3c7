#pragma once

#include <QAction>
#include <QLabel>
#include <QListWidget>
#include <QWidget>

#include "ui/models/file_memory.hpp"

namespace assay::ui {

/// Where the window starts without a study: open one, take up a recent one, drop a file, or see how to make the first.
class HomePage : public QWidget {
    Q_OBJECT
public:
    /// Buttons are made of these actions.
    HomePage(FileMemory &memory, QAction *open, QAction *newStudy, QWidget *parent = nullptr);
    void refresh();

signals:
    void fileChosen(const QString &file);

private:
    FileMemory &m_memory;
    QListWidget *m_recent;
    QLabel *m_none;
};

} // namespace assay::ui
