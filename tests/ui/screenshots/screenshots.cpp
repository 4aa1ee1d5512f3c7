// Makes pictures of every page and dialog of the window, light and dark, small and large, to look at.
//
// usage: ui_screenshots STUDY.assay FOLDER [SCALE]
//
// Runs without a screen. Files are named <page>-<theme>-<width>x<height>@<scale>.png. Exit code 1 when a picture could
// not be made.
#include <cstdio>
#include <set>

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>

#include "ui/views/main_window.hpp"
#include "ui/views/study_builder.hpp"

namespace {

using assay::ui::MainWindow;
using assay::ui::Theme;

constexpr int kPatienceMilliseconds = 60000;

/// Lets the window work until the condition holds.
template <class Condition> bool until(Condition condition)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > kPatienceMilliseconds)
            return false;
        QApplication::processEvents(QEventLoop::AllEvents, 20);
    }
    return true;
}

void letPaint()
{
    QElapsedTimer timer;
    timer.start();
    until([&] { return timer.elapsed() > 300; });
}

class Photographer {
public:
    Photographer(QString folder, QString suffix) : m_folder(std::move(folder)), m_suffix(std::move(suffix)) {}
    void take(QWidget &widget, const QString &page)
    {
        letPaint();
        const QString file = m_folder + "/" + page + "-" + m_suffix + ".png";
        if (!widget.grab().save(file)) {
            std::fprintf(stderr, "ui_screenshots: cannot write %s\n", qPrintable(file));
            m_failed = true;
        }
    }
    [[nodiscard]] bool failed() const { return m_failed; }

private:
    QString m_folder, m_suffix;
    bool m_failed = false;
};

/// Every chart of the explore page, then the other pages.
void takePages(MainWindow &window, Photographer &photographer)
{
    for (const char *chart : {"parallel", "distribution", "phases", "roofline", "series"}) {
        window.session().history().change("", [&](assay::ui::ViewState &state) { state.openTabs = {chart}; });
        until([&] { return !window.session().isBusy(); });
        photographer.take(window, QString("explore-") + chart);
    }
    window.session().history().change("", [](assay::ui::ViewState &state) { state.openTabs.clear(); });
    window.findChild<QAction *>("what-if")->trigger();
    for (const char *tab : {"crossover", "tornado", "map", "decides", "advice"}) {
        window.session().history().change("", [&](assay::ui::ViewState &state) { state.whatIf.tab = tab; });
        photographer.take(window, QString("what-if-") + tab);
    }
    window.findChild<QAction *>("catalogue")->trigger();
    photographer.take(window, "catalogue");
    window.findChild<QAction *>("explore")->trigger();
}

/// Prices for every target, so that what-if has something to say.
void priceTargets(MainWindow &window)
{
    std::set<std::string> targets;
    for (const auto &row : window.session().snapshot()->rows)
        targets.insert(row.target);
    double hourly = 0.1;
    window.session().history().change("", [&](assay::ui::ViewState &state) {
        for (const std::string &target : targets) {
            state.whatIf.changes.push_back(
                {"target." + target + ".hourly", hourly *= 2, false, hourly / 1.5, hourly * 1.5});
            state.whatIf.changes.push_back({"target." + target + ".effort", hourly * 10, false});
        }
    });
}

void takeDialogs(MainWindow &window, Photographer &photographer)
{
    for (const char *id : {"columns", "palette", "shortcuts", "settings", "about"}) {
        window.findChild<QAction *>(id)->trigger();
        if (auto *dialog = window.findChild<QDialog *>()) {
            photographer.take(*dialog, id);
            dialog->close();
            until([&] { return window.findChild<QDialog *>() == nullptr; });
        }
    }
}

bool takeAll(const QString &study, const QString &folder, Theme &theme, const QSize &size, const QString &scale)
{
    const QTemporaryDir settings;
    assay::ui::FileMemory memory(settings.filePath("settings.ini"));
    memory.noteOpened(study);
    MainWindow window(memory, theme);
    window.resize(size);
    window.show();
    const QString suffix =
        QStringLiteral("%1-%2x%3@%4")
            .arg(Theme::toText(theme.choice()), QString::number(size.width()), QString::number(size.height()), scale);
    Photographer photographer(folder, suffix);
    photographer.take(window, "home");
    window.findChild<QAction *>("new-study")->trigger();
    if (auto *builder = window.findChild<assay::ui::StudyBuilder *>(); !until([&] { return builder->isReady(); }))
        return false;
    photographer.take(window, "new-study");
    window.openFile(study);
    if (!until([&] { return window.session().isOpen() && !window.session().isBusy(); }))
        return false;
    photographer.take(window, "explore");
    const auto &rows = window.session().snapshot()->rows;
    if (!rows.empty()) {
        window.session().setBaseline(rows.front().number);
        window.session().select({rows.back().number});
        until([&] { return !window.session().isBusy(); });
        photographer.take(window, "inspect");
    }
    priceTargets(window);
    takePages(window, photographer);
    takeDialogs(window, photographer);
    return !photographer.failed();
}

} // namespace

int main(int count, char **arguments)
{
    if (count < 3) {
        std::fprintf(stderr, "usage: ui_screenshots STUDY.assay FOLDER [SCALE]\n");
        return 2;
    }
    const QString scale = count > 3 ? QString::fromLocal8Bit(arguments[3]) : "1";
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qputenv("QT_SCALE_FACTOR", scale.toLatin1());
    QApplication application(count, arguments);
    QDir().mkpath(arguments[2]);
    Theme theme;
    bool good = true;
    for (const auto choice : {Theme::Choice::Light, Theme::Choice::Dark})
        for (const QSize size : {QSize(1280, 720), QSize(1920, 1080)}) {
            theme.choose(choice);
            good = takeAll(arguments[1], arguments[2], theme, size, scale) && good;
        }
    return good ? 0 : 1;
}
