#pragma once

#include <QDialog>

#include "ui/models/file_memory.hpp"
#include "ui/views/theme.hpp"

namespace assay::ui {

/// The user's choices: looks, and what happens at the start. A choice takes effect at once.
class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    SettingsDialog(FileMemory &memory, Theme &theme, QWidget *parent = nullptr);

    /// Whether a start without a file opens the study that was open last.
    [[nodiscard]] static bool reopensLast(FileMemory &memory);
    static constexpr auto kTheme = "looks/theme";

signals:
    void themeChosen(assay::ui::Theme::Choice choice);
};

} // namespace assay::ui
