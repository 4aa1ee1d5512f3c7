#pragma once

#include <QDockWidget>
#include <QMainWindow>
#include <QStackedWidget>
#include <QTimer>

#include "ui/models/file_memory.hpp"
#include "ui/models/hardware_shelf.hpp"
#include "ui/models/machine.hpp"
#include "ui/models/run_queue.hpp"
#include "ui/models/study_session.hpp"
#include "ui/views/theme.hpp"
#include "ui/views/window_actions.hpp"

namespace assay::ui {

class ExplorePage;
class HomePage;
class Inspector;
class RunStrip;
class StudyBuilder;
class WhatIf;
class WhatIfPage;

/// The window: owns pages, docks and actions, and connects them. What they show is the session's.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    /// `memory` and `theme` outlive the window.
    MainWindow(FileMemory &memory, Theme &theme, QWidget *parent = nullptr);
    ~MainWindow() override;

    void openFile(const QString &file);
    [[nodiscard]] StudySession &session() { return m_session; }
    [[nodiscard]] WindowActions &actionSet() { return m_actions; }

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void build();
    void connectFiles();
    void connectEditing();
    void connectLooks();
    void connectHelp();
    void connectRuns();
    void showBuilder(const QString &openStudy); ///< "": a new one
    /// As soon as the file of the runs is there.
    void followRuns();
    void tellRunsEnded(const QString &summary, bool error);
    /// The result once more, as soon as it is known what this machine has.
    void runAgain(std::int64_t number);
    void takeOpened();
    void tellFailure(const QString &file, const QString &reason);
    void showPage(QWidget *page);
    /// Where the view's state says.
    void followPage();
    [[nodiscard]] QWidget *pageOf(const std::string &id) const; ///< Explore for an unknown one
    void showResults(const std::vector<std::int64_t> &numbers);
    void updateActions();
    void fillRecent();
    void keepView();
    void chooseTheme(Theme::Choice choice);
    void setBaselineToCurrent();
    void inspectCurrent();
    void copyCommand();
    void askForFile();

    FileMemory &m_memory;
    Theme &m_theme;
    StudySession m_session;
    HardwareShelf m_shelf;
    Machine m_machine;
    RunQueue m_queue;
    WindowActions m_actions;
    QStackedWidget *m_pages;
    HomePage *m_home;
    ExplorePage *m_explore;
    Inspector *m_inspector;
    WhatIf *m_whatIf;
    WhatIfPage *m_whatIfPage;
    StudyBuilder *m_builder;
    RunStrip *m_strip;
    QString m_runsFile; ///< of the runs that go on, until it is open
    struct Page {
        const char *id; ///< ViewState::page
        QAction *action;
        QWidget *widget;
    };
    std::vector<Page> m_railPages;
    QWidget *m_seen = nullptr; ///< page that was shown last
    QDockWidget *m_inspectorDock;
    QTimer m_keepTimer;
};

} // namespace assay::ui
