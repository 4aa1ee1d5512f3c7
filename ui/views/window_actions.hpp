#pragma once

#include <QAction>
#include <QKeySequence>
#include <QMenuBar>
#include <QObject>
#include <QUndoStack>

namespace assay::ui {

/// Every action of the window, made once: menus, tool bars, the command palette and the shortcut sheet show the same
/// ones. An action's object name is its id. What an action does is connected by the window.
struct WindowActions {
    /// `window` owns the actions. Undo and redo come from the stack.
    WindowActions(QWidget &window, QUndoStack &undoStack);
    /// Fills the menu bar; `recent` and `panels` are filled by the window.
    void addMenus(QMenuBar &bar);

    QAction *open, *newStudy, *closeStudy, *quit;
    QAction *undo, *redo, *copy, *copyCommand, *copyFacts, *selectAll, *find, *keepSelected, *clearFilter;
    QAction *home, *explore, *whatIf, *catalogue, *columns, *differencesOnly, *sideBySide, *fullScreen;
    QAction *systemTheme, *lightTheme, *darkTheme;
    QAction *setBaseline, *clearBaseline, *inspect, *exportSamples;
    QAction *addRuns, *runNow, *cancelRuns, *retryRuns;
    QAction *palette, *settings, *shortcuts, *about, *aboutQt;
    QMenu *recent = nullptr, *panels = nullptr, *resultMenu = nullptr;

private:
    QAction *add(const char *id, const QString &text, const QList<QKeySequence> &keys, const char *icon,
                 const QString &tip);
    QWidget &m_window;
};

/// The text of an action without "&" and "…".
[[nodiscard]] QString plainText(const QAction &action);

} // namespace assay::ui
