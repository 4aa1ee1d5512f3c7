#include "ui/views/main_window.hpp"

#include <algorithm>
#include <utility>

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QVBoxLayout>

#include "ui/models/reproduce_command.hpp"
#include "ui/models/study_plan.hpp"
#include "ui/views/about_dialog.hpp"
#include "ui/views/catalogue_page.hpp"
#include "ui/views/column_chooser.hpp"
#include "ui/views/command_palette.hpp"
#include "ui/views/explore_page.hpp"
#include "ui/views/home_page.hpp"
#include "ui/views/icons.hpp"
#include "ui/views/inspector.hpp"
#include "ui/views/run_strip.hpp"
#include "ui/views/settings_dialog.hpp"
#include "ui/views/shortcut_sheet.hpp"
#include "ui/views/status_line.hpp"
#include "ui/views/study_builder.hpp"
#include "ui/views/top_bar.hpp"
#include "ui/views/what_if_page.hpp"

namespace assay::ui {
namespace {

constexpr auto kGeometry = "window/geometry";
constexpr auto kDocks = "window/docks";
constexpr int kDockVersion = 3; ///< raise it when docks or tool bars change
constexpr int kKeepMilliseconds = 1500;
constexpr auto kClosed = "closedByUser"; ///< property of a dock while the page that it belongs to is not shown

void openDialog(QDialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open(); // never blocks the event loop of a caller
}

/// Most of a small screen, and not all of a large one.
QSize firstSize(const QScreen &screen)
{
    const QSize room = screen.availableSize();
    return (room * 0.85).expandedTo(QSize(1280, 720)).boundedTo(room);
}

/// The one study file that is dragged, if it is one.
QString draggedFile(const QMimeData &data)
{
    const auto urls = data.urls();
    return urls.size() == 1 && urls.front().isLocalFile() ? urls.front().toLocalFile() : QString();
}

} // namespace

MainWindow::MainWindow(FileMemory &memory, Theme &theme, QWidget *parent)
    : QMainWindow(parent), m_memory(memory), m_theme(theme), m_actions(*this, *m_session.history().stack()),
      m_pages(new QStackedWidget), m_home(new HomePage(memory, m_actions.open, m_actions.newStudy)),
      m_explore(
          new ExplorePage(m_session, m_shelf, m_actions.columns, m_actions.differencesOnly, m_actions.sideBySide)),
      m_inspector(new Inspector(m_session)), m_whatIf(new WhatIf(m_session, this)),
      m_whatIfPage(new WhatIfPage(*m_whatIf, m_session, m_shelf)), m_builder(new StudyBuilder(m_machine, m_shelf)),
      m_strip(new RunStrip(m_queue, m_actions.cancelRuns, m_actions.retryRuns)),
      m_inspectorDock(new QDockWidget(tr("Inspector"), this))
{
    build();
    connectFiles();
    connectEditing();
    connectLooks();
    connectHelp();
    connectRuns();
    fillRecent();
    updateActions();
    m_shelf.load();
    if (!restoreGeometry(m_memory.settings().value(kGeometry).toByteArray()))
        resize(firstSize(*screen()));
    restoreState(m_memory.settings().value(kDocks).toByteArray(), kDockVersion);
    m_seen = m_explore; // the dock of that page is there until it is left
    showPage(m_home);
}

MainWindow::~MainWindow() = default;

void MainWindow::build()
{
    setWindowTitle(tr("Assay"));
    setWindowIcon(programIcon());
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    m_railPages = {{"home", m_actions.home, m_home},
                   {"explore", m_actions.explore, m_explore},
                   {"what-if", m_actions.whatIf, m_whatIfPage},
                   {"catalogue", m_actions.catalogue, new CataloguePage(m_shelf)}};
    QList<QAction *> rail;
    for (const Page &page : m_railPages) {
        m_pages->addWidget(page.widget);
        rail << page.action;
        connect(page.action, &QAction::triggered, this, [this, widget = page.widget] { showPage(widget); });
    }
    connect(m_whatIfPage, &WhatIfPage::resultsChosen, this, &MainWindow::showResults);
    m_pages->addWidget(m_builder);
    auto *centre = new QWidget;
    auto *rows = new QVBoxLayout(centre);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_pages, 1);
    rows->addWidget(m_strip);
    setCentralWidget(centre);
    m_actions.addMenus(*menuBar());
    addToolBar(Qt::TopToolBarArea, new TopBar(m_session, m_actions, this));
    addToolBar(Qt::LeftToolBarArea, new Rail(rail, this));
    m_inspectorDock->setObjectName("inspector");
    m_inspectorDock->setWidget(m_inspector);
    addDockWidget(Qt::RightDockWidgetArea, m_inspectorDock);
    resizeDocks({m_inspectorDock}, {400}, Qt::Horizontal);
    m_actions.panels->addAction(m_inspectorDock->toggleViewAction());
    setStatusBar(new StatusLine(m_session, this));
}

void MainWindow::connectFiles()
{
    connect(m_actions.open, &QAction::triggered, this, &MainWindow::askForFile);
    connect(m_actions.closeStudy, &QAction::triggered, this, [this] {
        keepView();
        m_session.close();
    });
    connect(m_actions.quit, &QAction::triggered, this, &QWidget::close);
    connect(m_home, &HomePage::fileChosen, this, &MainWindow::openFile);
    connect(&m_session, &StudySession::opened, this, &MainWindow::takeOpened);
    connect(&m_session, &StudySession::openFailed, this, &MainWindow::tellFailure);
    connect(&m_session, &StudySession::closed, this, [this] {
        setWindowTitle(tr("Assay"));
        m_home->refresh();
        showPage(m_home);
        updateActions();
    });
    m_keepTimer.setSingleShot(true);
    m_keepTimer.setInterval(kKeepMilliseconds);
    connect(&m_keepTimer, &QTimer::timeout, this, &MainWindow::keepView);
    connect(&m_session, &StudySession::viewChanged, this, [this] {
        m_keepTimer.start();
        updateActions();
        followPage();
    });
}

void MainWindow::connectEditing()
{
    ResultsView &results = m_explore->results();
    connect(m_actions.copy, &QAction::triggered, this,
            [&results] { QGuiApplication::clipboard()->setText(results.selectionAsText()); });
    connect(m_actions.copyCommand, &QAction::triggered, this, &MainWindow::copyCommand);
    connect(m_actions.copyFacts, &QAction::triggered, this, [this] {
        QGuiApplication::clipboard()->setText(m_inspector->asText());
        statusBar()->showMessage(tr("Copied everything about the result"), 4000);
    });
    connect(m_actions.selectAll, &QAction::triggered, &results, &QTableView::selectAll);
    connect(m_actions.find, &QAction::triggered, this, [this] {
        showPage(m_explore);
        m_explore->focusFilter();
    });
    connect(m_actions.keepSelected, &QAction::triggered, &m_session, &StudySession::keepOnlySelected);
    connect(m_actions.clearFilter, &QAction::triggered, &m_session, &StudySession::clearFilter);
    connect(m_actions.setBaseline, &QAction::triggered, this, &MainWindow::setBaselineToCurrent);
    connect(m_actions.clearBaseline, &QAction::triggered, this, [this] { m_session.setBaseline(std::nullopt); });
    connect(m_actions.exportSamples, &QAction::triggered, m_inspector, &Inspector::exportSamples);
    connect(m_inspector, &Inspector::exported, this,
            [this](const QString &file) { statusBar()->showMessage(tr("Samples are in %1").arg(file), 8000); });
    connect(m_inspector, &Inspector::exportFailed, this,
            [this](const QString &reason) { statusBar()->showMessage(reason, 20000); });
    connect(m_actions.inspect, &QAction::triggered, this, &MainWindow::inspectCurrent);
    connect(&results, &ResultsView::activatedResult, this, &MainWindow::inspectCurrent);
    connect(&results, &ResultsView::menuWanted, this,
            [this](const QPoint &position) { m_actions.resultMenu->popup(position); });
}

void MainWindow::connectLooks()
{
    connect(m_actions.columns, &QAction::triggered, this, [this] { openDialog(new ColumnChooser(m_session, this)); });
    connect(m_actions.differencesOnly, &QAction::triggered, &m_session, &StudySession::setDifferencesOnly);
    connect(m_actions.fullScreen, &QAction::triggered, this, [this](bool on) { on ? showFullScreen() : showNormal(); });
    connect(m_actions.systemTheme, &QAction::triggered, this, [this] { chooseTheme(Theme::Choice::System); });
    connect(m_actions.lightTheme, &QAction::triggered, this, [this] { chooseTheme(Theme::Choice::Light); });
    connect(m_actions.darkTheme, &QAction::triggered, this, [this] { chooseTheme(Theme::Choice::Dark); });
    connect(m_actions.settings, &QAction::triggered, this, [this] {
        auto *dialog = new SettingsDialog(m_memory, m_theme, this);
        connect(dialog, &SettingsDialog::themeChosen, this, &MainWindow::chooseTheme);
        openDialog(dialog);
    });
}

void MainWindow::connectHelp()
{
    connect(m_actions.palette, &QAction::triggered, this,
            [this] { openDialog(new CommandPalette(actionsOf(*menuBar()), this)); });
    connect(m_actions.shortcuts, &QAction::triggered, this,
            [this] { openDialog(new ShortcutSheet(actionsOf(*menuBar()), this)); });
    connect(m_actions.about, &QAction::triggered, this, [this] { openDialog(new AboutDialog(this)); });
    connect(m_actions.aboutQt, &QAction::triggered, qApp, &QApplication::aboutQt);
}

void MainWindow::connectRuns()
{
    connect(m_actions.newStudy, &QAction::triggered, this, [this] { showBuilder({}); });
    connect(m_actions.addRuns, &QAction::triggered, this,
            [this] { showBuilder(QString::fromStdString(m_session.snapshot()->file)); });
    connect(m_actions.runNow, &QAction::triggered, m_builder, &StudyBuilder::run);
    connect(m_actions.cancelRuns, &QAction::triggered, &m_queue, &RunQueue::cancel);
    connect(m_actions.retryRuns, &QAction::triggered, &m_queue, &RunQueue::retry);
    connect(m_builder, &StudyBuilder::runWanted, this, [this](const QString &file) {
        m_queue.start(file.toStdString(), m_builder->planned().plan.points, m_machine.facts());
    });
    connect(&m_queue, &RunQueue::started, this, [this](const QString &file) {
        m_runsFile = file;
        m_builder->setRunning(true);
        updateActions();
    });
    m_inspector->allowRerun(true);
    connect(m_inspector, &Inspector::rerunRequested, this, &MainWindow::runAgain);
    connect(&m_queue, &RunQueue::progressed, this, &MainWindow::followRuns);
    connect(&m_queue, &RunQueue::finished, this, &MainWindow::tellRunsEnded);
}

void MainWindow::runAgain(std::int64_t number)
{
    const auto row = m_session.snapshot() ? m_session.snapshot()->rowOf(number) : std::nullopt;
    if (!row || m_queue.isRunning())
        return;
    if (!m_machine.facts()) {
        statusBar()->showMessage(tr("Looking for devices …"), 4000);
        connect(
            &m_machine, &Machine::found, this, [this, number] { runAgain(number); }, Qt::SingleShotConnection);
        m_machine.look();
        return;
    }
    const study::DesignPoint &point = (*m_session.snapshot()->results)[*row].point;
    const std::string why = whyNotAgain(point, m_machine.facts()->around);
    if (why.empty())
        m_queue.start(m_session.snapshot()->file, {point}, m_machine.facts(), RunQueue::Which::Again);
    else
        statusBar()->showMessage(tr("It cannot be run again: %1").arg(QString::fromStdString(why)), 12000);
}

void MainWindow::showBuilder(const QString &openStudy)
{
    if (!m_machine.facts())
        m_machine.look();
    m_builder->setOpenStudy(openStudy);
    showPage(m_builder);
    updateActions();
}

void MainWindow::followRuns()
{
    if (m_runsFile.isEmpty() || m_queue.state().done == 0 || !QFileInfo::exists(m_runsFile))
        return;
    const QString file = std::exchange(m_runsFile, QString());
    const bool open = m_session.snapshot() && QString::fromStdString(m_session.snapshot()->file) == file;
    if (open)
        showPage(m_explore);
    else
        openFile(file);
}

void MainWindow::tellRunsEnded(const QString &summary, bool error)
{
    m_builder->setRunning(false);
    updateActions();
    QApplication::alert(this);
    if (!error) {
        if (!m_runsFile.isEmpty()) // nothing was run, only projected
            openFile(std::exchange(m_runsFile, QString()));
        return;
    }
    m_runsFile.clear();
    auto *box = new QMessageBox(QMessageBox::Warning, tr("The study was not run to its end"),
                                tr("The study was not run to its end."), QMessageBox::Close, this);
    box->setInformativeText(summary);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse);
    openDialog(box);
}

void MainWindow::askForFile()
{
    auto *dialog = new QFileDialog(this, tr("Open a study"));
    dialog->setNameFilters({tr("Studies (*.assay)"), tr("All files (*)")});
    dialog->setFileMode(QFileDialog::ExistingFile);
    if (m_session.snapshot())
        dialog->setDirectory(QFileInfo(QString::fromStdString(m_session.snapshot()->file)).absolutePath());
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openFile);
    openDialog(dialog);
}

void MainWindow::openFile(const QString &file)
{
    keepView();
    m_session.open(QFileInfo(file).absoluteFilePath());
}

void MainWindow::takeOpened()
{
    const StudySnapshot &study = *m_session.snapshot();
    const QString file = QString::fromStdString(study.file);
    m_memory.noteOpened(file);
    ViewState state = m_memory.view(file).value_or(ViewState());
    std::erase_if(state.selection, [&](std::int64_t number) { return !study.rowOf(number); });
    if (state.baseline && !study.rowOf(*state.baseline))
        state.baseline.reset();
    m_pages->setCurrentWidget(m_explore); // a study is seen from here on, or where it was left
    m_session.history().restart(std::move(state));
    setWindowTitle(tr("%1 – Assay").arg(QString::fromStdString(study.name)));
    fillRecent();
    m_home->refresh();
    showPage(pageOf(m_session.view().page));
    if (m_pages->currentWidget() == m_explore)
        m_explore->results().setFocus();
    updateActions();
}

void MainWindow::tellFailure(const QString &file, const QString &reason)
{
    auto *box = new QMessageBox(QMessageBox::Warning, tr("Cannot open the study"),
                                tr("%1 was not opened.").arg(QFileInfo(file).fileName()), QMessageBox::Close, this);
    box->setInformativeText(reason);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse);
    openDialog(box);
}

QWidget *MainWindow::pageOf(const std::string &id) const
{
    const auto found = std::ranges::find_if(m_railPages, [&](const Page &page) { return page.id == id; });
    return found == m_railPages.end() || found->widget == m_home ? m_explore : found->widget;
}

void MainWindow::followPage()
{
    QWidget *wanted = pageOf(m_session.view().page);
    if (m_session.isOpen() && m_pages->currentWidget() != m_home && m_pages->currentWidget() != m_builder &&
        m_pages->currentWidget() != wanted)
        showPage(wanted);
}

void MainWindow::showResults(const std::vector<std::int64_t> &numbers)
{
    m_session.select({numbers.begin(), numbers.end()});
    showPage(m_explore);
}

void MainWindow::showPage(QWidget *page)
{
    const bool was = std::exchange(m_seen, page) == m_explore, is = page == m_explore;
    m_pages->setCurrentWidget(page);
    for (const Page &each : m_railPages) {
        each.action->setChecked(each.widget == page);
        if (each.widget == page && page != m_home)
            m_session.history().adjust([&](ViewState &state) { state.page = each.id; });
    }
    if (was && !is) {
        m_inspectorDock->setProperty(kClosed, m_inspectorDock->isHidden());
        m_inspectorDock->hide();
    } else if (is && !was) {
        m_inspectorDock->setVisible(!m_inspectorDock->property(kClosed).toBool());
    }
}

void MainWindow::updateActions()
{
    const bool open = m_session.isOpen();
    const ViewState &view = m_session.view();
    const bool selected = open && !view.selection.empty();
    for (QAction *action : {m_actions.closeStudy, m_actions.copy, m_actions.selectAll, m_actions.find,
                            m_actions.columns, m_actions.differencesOnly, m_actions.sideBySide})
        action->setEnabled(open);
    for (QAction *action : {m_actions.copyCommand, m_actions.copyFacts, m_actions.exportSamples, m_actions.inspect,
                            m_actions.setBaseline, m_actions.keepSelected})
        action->setEnabled(selected);
    m_actions.addRuns->setEnabled(open);
    m_actions.runNow->setEnabled(m_pages->currentWidget() == m_builder && !m_queue.isRunning());
    m_actions.cancelRuns->setEnabled(m_queue.isRunning());
    m_actions.retryRuns->setEnabled(m_queue.canRetry());
    m_actions.clearBaseline->setEnabled(open && view.baseline.has_value());
    m_actions.clearFilter->setEnabled(open && (!view.filterText.empty() || !view.brushes.empty()));
    m_actions.differencesOnly->setChecked(view.differencesOnly);
    m_actions.systemTheme->setChecked(m_theme.choice() == Theme::Choice::System);
    m_actions.lightTheme->setChecked(m_theme.choice() == Theme::Choice::Light);
    m_actions.darkTheme->setChecked(m_theme.choice() == Theme::Choice::Dark);
}

void MainWindow::fillRecent()
{
    m_actions.recent->clear();
    for (const QString &file : m_memory.recentFiles()) {
        QAction *action = m_actions.recent->addAction(QFileInfo(file).fileName());
        action->setToolTip(file);
        action->setStatusTip(file);
        connect(action, &QAction::triggered, this, [this, file] { openFile(file); });
    }
    m_actions.recent->setEnabled(!m_actions.recent->isEmpty());
}

void MainWindow::keepView()
{
    if (m_session.snapshot())
        m_memory.keepView(QString::fromStdString(m_session.snapshot()->file), m_session.view());
}

void MainWindow::chooseTheme(Theme::Choice choice)
{
    m_theme.choose(choice);
    m_memory.settings().setValue(SettingsDialog::kTheme, Theme::toText(choice));
    updateActions();
}

void MainWindow::setBaselineToCurrent()
{
    if (const auto number = m_explore->results().currentNumber())
        m_session.setBaseline(number);
}

void MainWindow::inspectCurrent()
{
    showPage(m_explore);
    m_inspectorDock->show();
    m_inspectorDock->raise();
}

void MainWindow::copyCommand()
{
    const auto number = m_explore->results().currentNumber();
    const auto row = number && m_session.snapshot() ? m_session.snapshot()->rowOf(*number) : std::nullopt;
    if (!row)
        return;
    const auto &study = *m_session.snapshot();
    const std::string command = runCommand((*study.results)[*row].point, study.file);
    QGuiApplication::clipboard()->setText(QString::fromStdString(command));
    statusBar()->showMessage(tr("Copied: %1").arg(QString::fromStdString(command)), 8000);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    keepView();
    m_memory.settings().setValue(kGeometry, saveGeometry());
    if (m_pages->currentWidget() != m_explore) // the dock as the user left it belongs to that page
        m_inspectorDock->setVisible(!m_inspectorDock->property(kClosed).toBool());
    m_memory.settings().setValue(kDocks, saveState(kDockVersion));
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (!draggedFile(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    openFile(draggedFile(*event->mimeData()));
}

} // namespace assay::ui
