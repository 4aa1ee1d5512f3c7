#include "ui/views/main_window.hpp"

#include <QAbstractSpinBox>
#include <QAccessible>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QTreeView>
#include <QTreeWidget>

#include "tests/ui/qt_test.hpp"
#include "tests/ui/study_fixture.hpp"
#include "ui/views/command_palette.hpp"
#include "ui/views/results_view.hpp"

using assay::test::StudyFixture;
using assay::ui::FileMemory;
using assay::ui::MainWindow;
using assay::ui::ResultsView;
using assay::ui::Theme;

namespace {

/// What a screen reader would say of a widget.
QString spokenName(QWidget *widget)
{
    const QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
    return interface == nullptr ? QString() : interface->text(QAccessible::Name);
}

/// Widgets that the keyboard reaches and nobody can name; parts that Qt itself puts into another widget are its own.
QStringList unnamed(const QWidget &top)
{
    QStringList found;
    for (QWidget *widget : top.findChildren<QWidget *>()) {
        const bool inner = widget->objectName().startsWith("qt_") ||
                           qobject_cast<QComboBox *>(widget->parentWidget()) != nullptr ||
                           qobject_cast<QAbstractSpinBox *>(widget->parentWidget()) != nullptr;
        if (inner || !widget->isVisibleTo(&top) || widget->focusPolicy() == Qt::NoFocus)
            continue;
        if (spokenName(widget).isEmpty())
            found << QString("%1 %2").arg(widget->metaObject()->className(), widget->objectName());
    }
    return found;
}

} // namespace

class MainWindowTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_fixture = std::make_unique<StudyFixture>();
        m_fixture->add(StudyFixture::usual());
        m_memory = std::make_unique<FileMemory>(m_fixture->folder() + "/settings.ini");
        m_theme = std::make_unique<Theme>();
        m_window = std::make_unique<MainWindow>(*m_memory, *m_theme);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanup()
    {
        m_window.reset();
        m_theme.reset();
        m_memory.reset();
    }

    void openingShowsTheResults()
    {
        open();
        QCOMPARE(results()->model()->rowCount(), 8);
        QVERIFY(results()->isVisible());
        QVERIFY(m_window->windowTitle().contains("study"));
        QCOMPARE(m_memory->recentFiles(), QStringList{m_fixture->file()});
    }

    void aForeignFileIsToldInWordsAndNothingIsLost()
    {
        open();
        QFile other(m_fixture->file("other.assay"));
        QVERIFY(other.open(QIODevice::WriteOnly));
        other.write(QByteArray(5000, 'x'));
        other.close();
        m_window->openFile(other.fileName());
        QTRY_VERIFY(m_window->findChild<QMessageBox *>() != nullptr);
        const auto *box = m_window->findChild<QMessageBox *>();
        QVERIFY(box->text().contains("other.assay"));
        QVERIFY2(box->informativeText().size() > 20, qPrintable(box->informativeText()));
        QCOMPARE(results()->model()->rowCount(), 8);
    }

    void theBaselineIsSetAndUndoneByKeyboardAlone()
    {
        open();
        QTest::keyClick(results(), Qt::Key_Down);
        QTest::keyClick(results(), Qt::Key_Up);
        QCOMPARE(m_window->session().view().selection, std::set<std::int64_t>{1});
        QTest::keyClick(m_window.get(), Qt::Key_B, Qt::ControlModifier);
        QCOMPARE(m_window->session().view().baseline, std::optional<std::int64_t>(1));
        QTRY_VERIFY(tableText().contains("+300 % slower"));
        QVERIFY(m_window->actionSet().undo->isEnabled());
        QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
        QVERIFY(!m_window->session().view().baseline);
        QVERIFY(!tableText().contains("slower"));
        QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_window->session().view().baseline, std::optional<std::int64_t>(1));
        settle();
    }

    void aClickOnATitleSorts()
    {
        open();
        auto *header = results()->horizontalHeader();
        int latency = 0;
        while (results()->model()->headerData(latency, Qt::Horizontal).toString() != "Median latency")
            ++latency;
        const QPoint title(header->sectionViewportPosition(latency) + 8, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, title);
        QCOMPARE(results()->model()->index(0, 0).data().toString(), QString("6"));
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, title);
        QCOMPARE(results()->model()->index(0, 0).data().toString(), QString("5"));
        m_window->actionSet().undo->trigger();
        m_window->actionSet().undo->trigger();
        QCOMPARE(results()->model()->index(0, 0).data().toString(), QString("1"));
    }

    void theFilterIsTypedAndCleared()
    {
        open();
        QTest::keyClick(m_window.get(), Qt::Key_F, Qt::ControlModifier);
        auto *filter = qobject_cast<QLineEdit *>(QApplication::focusWidget());
        QVERIFY(filter != nullptr);
        QTest::keyClicks(filter, "opencl");
        QCOMPARE(results()->model()->rowCount(), 3);
        QTest::keyClicks(filter, " nothing like it");
        QVERIFY(!results()->isVisible());
        m_window->actionSet().clearFilter->trigger();
        QCOMPARE(results()->model()->rowCount(), 8);
        QVERIFY(filter->text().isEmpty());
    }

    void theInspectorFollowsTheSelection()
    {
        open();
        m_window->session().select({4});
        auto *facts = m_window->findChild<QDockWidget *>("inspector")->findChild<QTreeView *>();
        QTRY_VERIFY(facts->isVisible() && facts->model()->rowCount() > 0);
        QTRY_VERIFY(hasLabel("#4 gemm on opencl:other"));
        m_window->actionSet().copyFacts->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().contains("unknown type"));
        m_window->actionSet().copyCommand->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith("assay run -w gemm -t opencl:other"));
    }

    void theInspectorIsOfTheExplorePageAndStaysAsItWasLeft()
    {
        auto *inspector = m_window->findChild<QDockWidget *>("inspector");
        QVERIFY(inspector->isHidden());
        open();
        QVERIFY(!inspector->isHidden());
        m_window->actionSet().home->trigger();
        QVERIFY(inspector->isHidden());
        m_window->actionSet().explore->trigger();
        QVERIFY(!inspector->isHidden());
        inspector->close();
        m_window->actionSet().whatIf->trigger();
        m_window->actionSet().explore->trigger();
        QVERIFY(inspector->isHidden());
    }

    void undoGoesBackToThePageWhereTheStepWasMade()
    {
        open();
        m_window->session().setBaseline(1);
        m_window->actionSet().whatIf->trigger();
        QVERIFY(m_window->actionSet().whatIf->isChecked());
        QCOMPARE(m_window->session().view().page, std::string("what-if"));
        m_window->actionSet().undo->trigger();
        QVERIFY(!m_window->session().view().baseline);
        QVERIFY(m_window->actionSet().explore->isChecked());
    }

    void rowsAreCopiedAsText()
    {
        open();
        m_window->session().select({1, 2});
        m_window->actionSet().copy->trigger();
        const QStringList lines = QGuiApplication::clipboard()->text().split('\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines[0].startsWith("#\tWorkload\tTarget"));
        QVERIFY(lines[2].startsWith("2\tgemm\topencl:pocl"));
    }

    void thePaletteFindsAndRunsAnAction()
    {
        open();
        m_window->session().select({2});
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *palette = m_window->findChild<assay::ui::CommandPalette *>();
        QVERIFY(palette != nullptr);
        auto *query = palette->findChild<QLineEdit *>();
        QTest::keyClicks(query, "set base");
        QVERIFY(palette->findChild<QListWidget *>()->currentItem()->text().contains("Set as baseline"));
        QTest::keyClick(query, Qt::Key_Return);
        QTRY_COMPARE(m_window->session().view().baseline, std::optional<std::int64_t>(2));
        settle();
    }

    void everyActionIsInAMenuAndExplained()
    {
        QList<QAction *> inMenus;
        for (const auto &named : assay::ui::actionsOf(*m_window->menuBar()))
            inMenus << named.action;
        for (QAction *action : m_window->actions()) {
            QVERIFY2(inMenus.contains(action), qPrintable(action->text()));
            QVERIFY2(!action->objectName().isEmpty(), qPrintable(action->text()));
        }
        QMap<QString, QString> keys;
        for (QAction *action : inMenus)
            for (const QKeySequence &key : action->shortcuts()) {
                QVERIFY2(!keys.contains(key.toString()), qPrintable(key.toString() + keys.value(key.toString())));
                keys.insert(key.toString(), action->text());
            }
        QVERIFY(keys.size() >= 15);
    }

    void everyFocusableWidgetHasAName_data()
    {
        QTest::addColumn<QString>("page");
        for (const char *page : {"home", "explore", "inspect", "columns", "palette", "shortcuts", "settings", "about"})
            QTest::newRow(page) << page;
    }
    void everyFocusableWidgetHasAName()
    {
        open();
        m_window->session().select({1});
        QTRY_VERIFY(hasLabel("#1 gemm on cpu:native"));
        QFETCH(QString, page);
        QAction *action = m_window->findChild<QAction *>(page);
        QVERIFY(action != nullptr);
        action->trigger();
        const auto *dialog = m_window->findChild<QDialog *>();
        const QWidget &shown = dialog == nullptr ? static_cast<const QWidget &>(*m_window) : *dialog;
        QCOMPARE(unnamed(shown).join(", "), QString());
    }

    void theViewComesBackWithTheFile()
    {
        open();
        m_window->session().setBaseline(2);
        m_window->session().setFilterText("gemm");
        settle();
        m_window->close();
        MainWindow again(*m_memory, *m_theme);
        QSignalSpy opened(&again.session(), &assay::ui::StudySession::opened);
        again.openFile(m_fixture->file());
        QVERIFY(opened.wait());
        QCOMPARE(again.session().view().baseline, std::optional<std::int64_t>(2));
        QCOMPARE(again.session().view().filterText, std::string("gemm"));
        QTRY_VERIFY(!again.session().isBusy());
    }

    void bothThemesKeepTextReadable()
    {
        for (const auto choice : {Theme::Choice::Light, Theme::Choice::Dark}) {
            m_theme->choose(choice);
            const QPalette palette = QApplication::palette();
            QCOMPARE(assay::ui::isDark(palette), choice == Theme::Choice::Dark);
            const auto &shades = assay::ui::shadesOf(palette);
            for (const QColor &colour : {palette.color(QPalette::Text), palette.color(QPalette::PlaceholderText),
                                         shades.accent, shades.muted, shades.better, shades.worse, shades.warning})
                for (const auto ground : {QPalette::Base, QPalette::AlternateBase, QPalette::Window})
                    QVERIFY2(contrast(colour, palette.color(ground)) >= 4.5, qPrintable(colour.name()));
            QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
        }
    }

private:
    void open()
    {
        QSignalSpy opened(&m_window->session(), &assay::ui::StudySession::opened);
        m_window->openFile(m_fixture->file());
        QVERIFY(opened.wait());
        settle();
    }
    void settle() { QTRY_VERIFY(!m_window->session().isBusy()); }
    ResultsView *results() const { return m_window->findChild<ResultsView *>(); }
    QString tableText() const
    {
        QString text;
        const auto *model = results()->model();
        for (int row = 0; row < model->rowCount(); ++row)
            for (int column = 0; column < model->columnCount(); ++column)
                text += model->index(row, column).data().toString() + "\n";
        return text;
    }
    bool hasLabel(const QString &text) const
    {
        const auto labels = m_window->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) { return label->text() == text; });
    }
    /// Relative luminance and contrast as WCAG 2 defines them.
    static double contrast(const QColor &a, const QColor &b)
    {
        const auto luminance = [](const QColor &colour) {
            const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
            return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
        };
        const double high = std::max(luminance(a), luminance(b)), low = std::min(luminance(a), luminance(b));
        return (high + 0.05) / (low + 0.05);
    }

    std::unique_ptr<StudyFixture> m_fixture;
    std::unique_ptr<FileMemory> m_memory;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<MainWindow> m_window;
};

ASSAY_QT_TEST(MainWindowTest)
#include "main_window_test.moc"
