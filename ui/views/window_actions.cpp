#include "ui/views/window_actions.hpp"

#include <QActionGroup>
#include <QApplication>
#include <QMenu>

#include "ui/views/icons.hpp"

namespace assay::ui {
namespace {

class Texts {
    Q_DECLARE_TR_FUNCTIONS(assay::ui::WindowActions)
};

QString tr(const char *text)
{
    return Texts::tr(text);
}

} // namespace

QAction *WindowActions::add(const char *id, const QString &text, const QList<QKeySequence> &keys, const char *icon,
                            const QString &tip)
{
    auto *action = new QAction(text, &m_window);
    action->setObjectName(id);
    action->setShortcuts(keys);
    if (*icon != '\0')
        action->setIcon(themedIcon(icon));
    QString shown = tip.isEmpty() ? plainText(*action) : tip;
    if (!keys.isEmpty())
        shown += QStringLiteral(" (%1)").arg(keys.front().toString(QKeySequence::NativeText));
    action->setToolTip(shown);
    action->setStatusTip(tip);
    m_window.addAction(action);
    return action;
}

WindowActions::WindowActions(QWidget &window, QUndoStack &undoStack) : m_window(window)
{
    using K = QKeySequence;
    open = add("open", tr("&Open study…"), {K(K::Open)}, "open", tr("Open a study file"));
    newStudy =
        add("new-study", tr("&New study…"), {K(K::New)}, "new", tr("Choose workloads and targets, and run them"));
    closeStudy = add("close", tr("&Close study"), {K(K::Close)}, "", tr("Back to the start page"));
    quit = add("quit", tr("&Quit"), {K("Ctrl+Q")}, "", tr("Close the window"));

    undo = undoStack.createUndoAction(&window, tr("&Undo"));
    redo = undoStack.createRedoAction(&window, tr("&Redo"));
    undo->setObjectName("undo");
    redo->setObjectName("redo");
    undo->setShortcuts(QList{K(K::Undo)});
    redo->setShortcuts(QList{K("Ctrl+Shift+Z"), K("Ctrl+Y")});
    undo->setIcon(themedIcon("undo"));
    redo->setIcon(themedIcon("redo"));
    window.addAction(undo);
    window.addAction(redo);
    copy = add("copy", tr("&Copy rows"), {K(K::Copy)}, "copy", tr("The selected rows as tab-separated text"));
    copyCommand = add("copy-command", tr("Copy as co&mmand"), {K("Ctrl+Shift+C")}, "command",
                      tr("The command line that measures the selected result again"));
    copyFacts = add("copy-facts", tr("Copy all &facts"), {}, "", tr("Everything about the selected result as text"));
    selectAll = add("select-all", tr("Select &all"), {K(K::SelectAll)}, "", tr("Select every result shown"));
    find = add("find", tr("&Filter results"), {K(K::Find)}, "search", tr("Show only results that contain some words"));
    keepSelected = add("keep-selected", tr("&Keep only selected"), {K("Ctrl+Shift+K")}, "",
                       tr("Filter out every result that is not selected"));
    clearFilter = add("clear-filter", tr("C&lear filter"), {K("Ctrl+Shift+F")}, "clear", tr("Show every result again"));

    home = add("home", tr("&Home"), {K("Ctrl+1")}, "home", tr("Recent studies and first steps"));
    explore = add("explore", tr("&Explore"), {K("Ctrl+2")}, "explore", tr("The results of the study"));
    whatIf = add("what-if", tr("&What if"), {K("Ctrl+3")}, "what-if",
                 tr("What changes with price, demand and other assumptions"));
    catalogue =
        add("catalogue", tr("C&atalogue"), {K("Ctrl+4")}, "catalogue", tr("Hardware with every figure's source"));
    for (QAction *page : {home, explore, whatIf, catalogue})
        page->setCheckable(true);
    columns = add("columns", tr("C&olumns…"), {K("Ctrl+Shift+O")}, "columns", tr("Choose the columns of the table"));
    differencesOnly = add("differences-only", tr("&Differences only"), {K("Ctrl+D")}, "",
                          tr("Hide parameters that are the same in all results"));
    differencesOnly->setCheckable(true);
    sideBySide =
        add("side-by-side", tr("&Two charts"), {K("Ctrl+Shift+D")}, "", tr("A second chart beside the first one"));
    sideBySide->setCheckable(true);
    fullScreen = add("full-screen", tr("F&ull screen"), {K("F11")}, "", {});
    fullScreen->setCheckable(true);
    auto *themes = new QActionGroup(&window);
    systemTheme = add("theme-system", tr("Follow the &system"), {}, "", tr("Light or dark as the desktop is"));
    lightTheme = add("theme-light", tr("&Light"), {}, "", tr("Light colours"));
    darkTheme = add("theme-dark", tr("&Dark"), {}, "", tr("Dark colours"));
    for (QAction *theme : {systemTheme, lightTheme, darkTheme}) {
        theme->setCheckable(true);
        themes->addAction(theme);
    }

    setBaseline = add("set-baseline", tr("Set as &baseline"), {K("Ctrl+B")}, "baseline",
                      tr("Compare every result with the selected one"));
    clearBaseline = add("clear-baseline", tr("&Clear baseline"), {K("Ctrl+Shift+B")}, "", tr("Compare with nothing"));
    inspect = add("inspect", tr("&Inspect"), {K("Ctrl+I")}, "inspect", tr("Everything about the selected result"));

    addRuns = add("add-runs", tr("&Add runs…"), {K("Ctrl+Shift+N")}, "",
                  tr("Choose more workloads and targets; results go into this study"));
    runNow = add("run", tr("&Run"), {K("Ctrl+R")}, "", tr("Run what is chosen on the page New study"));
    cancelRuns = add("cancel-runs", tr("&Cancel runs"), {K("Ctrl+.")}, "", tr("What is finished is kept"));
    retryRuns = add("retry-runs", tr("Con&tinue or retry runs"), {K("Ctrl+Shift+R")}, "",
                    tr("Run what was cancelled or failed"));

    exportSamples = add("export-samples", tr("Export raw &samples…"), {K("Ctrl+E")}, "",
                        tr("Every raw sample of the selected result as tab-separated text"));

    palette = add("palette", tr("Command &palette…"), {K("Ctrl+K")}, "palette", tr("Find any action by typing"));
    settings = add("settings", tr("&Settings…"), {K("Ctrl+,")}, "settings", tr("Looks and start"));
    shortcuts = add("shortcuts", tr("&Keyboard shortcuts"), {K("F1"), K("?")}, "help", tr("Every key in one list"));
    about = add("about", tr("&About Assay"), {}, "", tr("Versions and licences"));
    aboutQt = add("about-qt", tr("About &Qt"), {}, "", tr("The library the window is made with"));
}

void WindowActions::addMenus(QMenuBar &bar)
{
    QMenu *file = bar.addMenu(tr("&File"));
    file->addActions({newStudy, open});
    recent = file->addMenu(tr("Open &recent"));
    file->addAction(closeStudy);
    file->addSeparator();
    file->addAction(quit);
    QMenu *edit = bar.addMenu(tr("&Edit"));
    edit->addActions({undo, redo});
    edit->addSeparator();
    edit->addActions({copy, copyCommand, copyFacts, selectAll});
    edit->addSeparator();
    edit->addActions({find, keepSelected, clearFilter});
    QMenu *view = bar.addMenu(tr("&View"));
    view->addActions({home, explore, whatIf, catalogue});
    view->addSeparator();
    view->addActions({columns, differencesOnly, sideBySide});
    view->addSeparator();
    panels = view->addMenu(tr("&Panels"));
    QMenu *theme = view->addMenu(tr("&Theme"));
    theme->addActions({systemTheme, lightTheme, darkTheme});
    view->addAction(fullScreen);
    resultMenu = bar.addMenu(tr("&Result"));
    resultMenu->addActions({setBaseline, clearBaseline});
    resultMenu->addSeparator();
    resultMenu->addActions({inspect, keepSelected, copyCommand, copyFacts, exportSamples});
    QMenu *study = bar.addMenu(tr("&Study"));
    study->addActions({addRuns, runNow, cancelRuns, retryRuns});
    QMenu *tools = bar.addMenu(tr("&Tools"));
    tools->addActions({palette, settings});
    QMenu *help = bar.addMenu(tr("&Help"));
    help->addActions({shortcuts, about, aboutQt});
}

QString plainText(const QAction &action)
{
    QString text = action.text();
    text.remove('&');
    if (text.endsWith(QStringLiteral("…")))
        text.chop(1);
    return text;
}

} // namespace assay::ui
