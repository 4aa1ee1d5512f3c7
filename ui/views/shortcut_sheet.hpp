#pragma once

#include <QDialog>

#include "ui/views/command_palette.hpp"

namespace assay::ui {

/// Every key in one list, by menu, with what it does. Ctrl+C copies the list as text.
class ShortcutSheet : public QDialog {
    Q_OBJECT
public:
    explicit ShortcutSheet(const QList<NamedAction> &actions, QWidget *parent = nullptr);
};

} // namespace assay::ui
