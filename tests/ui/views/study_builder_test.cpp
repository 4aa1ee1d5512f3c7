#include "ui/views/study_builder.hpp"

#include <QAccessible>
#include <QAction>
#include <QFileInfo>
#include <QTemporaryDir>

#include "tests/ui/qt_test.hpp"
#include "ui/views/run_strip.hpp"

using assay::ui::HardwareShelf;
using assay::ui::Machine;
using assay::ui::RunQueue;
using assay::ui::RunStrip;
using assay::ui::StudyBuilder;

namespace {

QListWidgetItem *itemOf(const QListWidget &list, const QString &id)
{
    for (int row = 0; row < list.count(); ++row)
        if (list.item(row)->data(Qt::UserRole).toString() == id)
            return list.item(row);
    return nullptr;
}

} // namespace

class StudyBuilderTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QSignalSpy found(&m_machine, &Machine::found), shelf(&m_shelf, &HardwareShelf::changed);
        m_machine.look();
        m_shelf.load();
        QVERIFY(found.count() > 0 || found.wait(60'000));
        QVERIFY(shelf.count() > 0 || shelf.wait(60'000));
    }

    void choosingPlansAndRunAsksForIt()
    {
        StudyBuilder builder(m_machine, m_shelf);
        auto *workloads = child<QListWidget>(builder, "Workloads"), *targets = child<QListWidget>(builder, "Targets");
        auto *run = button(builder, "&Run");
        QVERIFY(!run->isEnabled());
        itemOf(*workloads, "vector-transform")->setCheckState(Qt::Checked);
        itemOf(*targets, "cpu:native")->setCheckState(Qt::Checked);
        itemOf(*targets, "catalog:nvidia-t4")->setCheckState(Qt::Checked);
        QTRY_VERIFY(run->isEnabled());
        QVERIFY(builder.planned().plan.points.size() >= 2);

        auto *parameters = child<QTableWidget>(builder, "Parameters");
        const auto n = parameters->findItems("n", Qt::MatchExactly);
        QCOMPARE(n.size(), 1);
        const std::size_t before = builder.planned().plan.points.size();
        parameters->item(n.front()->row(), 1)->setText("1024,2048,4096");
        QTRY_COMPARE(builder.planned().plan.points.size(), before * 3);
        parameters->item(n.front()->row(), 1)->setText("none");
        QTRY_VERIFY(!run->isEnabled());
        QVERIFY(builder.findChild<QLabel *>("summary")->text().contains("none"));
        parameters->item(n.front()->row(), 1)->setText("1024");
        QTRY_VERIFY(run->isEnabled());

        QTemporaryDir folder;
        builder.setOpenStudy(folder.filePath("in/a.assay"));
        QSignalSpy wanted(&builder, &StudyBuilder::runWanted);
        run->click();
        QCOMPARE(wanted.count(), 1);
        QCOMPARE(wanted.front().front().toString(), folder.filePath("in/a.assay"));
        QVERIFY(QFileInfo::exists(folder.filePath("in"))); // its folder is made
        builder.setRunning(true);
        QVERIFY(!run->isEnabled());
    }

    void findingHidesTheOthers()
    {
        StudyBuilder builder(m_machine, m_shelf);
        auto *workloads = child<QListWidget>(builder, "Workloads");
        child<QLineEdit>(builder, "Find a workload")->setText("bit-level");
        QVERIFY(!itemOf(*workloads, "crc32")->isHidden());
        QVERIFY(itemOf(*workloads, "gemm")->isHidden());
    }

    void theStripShowsHowRunsEnd()
    {
        RunQueue queue;
        QAction cancel("Cancel runs"), retry("Retry failed runs");
        RunStrip strip(queue, &cancel, &retry);
        QVERIFY(strip.isHidden());
        StudyBuilder builder(m_machine, m_shelf);
        QTemporaryDir folder;
        assay::ui::StudyChoice choice;
        choice.workloads = {"vector-transform"};
        choice.targets = {"cpu:native"};
        choice.parameters = {{"n", "1024"}, {"variant", "simd"}};
        QSignalSpy finished(&queue, &RunQueue::finished);
        queue.start(folder.filePath("a.assay").toStdString(), planStudy(choice, m_machine.facts()->around).plan.points,
                    m_machine.facts());
        QVERIFY(!strip.isHidden());
        QVERIFY(finished.wait(60'000));
        QCOMPARE(strip.findChild<QLabel *>("now")->toolTip(), finished.front().front().toString());
        QCOMPARE(child<QTableView>(strip, "Ended runs")->model()->rowCount(), 1);
    }

    void everyControlHasAName()
    {
        StudyBuilder builder(m_machine, m_shelf);
        for (const QWidget *widget : builder.findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || widget->objectName().startsWith("qt_"))
                continue;
            const QAccessibleInterface *face = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
            QVERIFY2(face != nullptr && !face->text(QAccessible::Name).isEmpty(), widget->metaObject()->className());
        }
    }

private:
    template <class Widget> static Widget *child(QWidget &of, const char *name)
    {
        for (Widget *each : of.findChildren<Widget *>())
            if (each->accessibleName() == name)
                return each;
        qFatal("there is no '%s'", name);
    }
    static QPushButton *button(QWidget &of, const char *text)
    {
        for (QPushButton *each : of.findChildren<QPushButton *>())
            if (each->text() == text)
                return each;
        qFatal("there is no button '%s'", text);
    }

    Machine m_machine;
    HardwareShelf m_shelf;
};

ASSAY_QT_TEST(StudyBuilderTest)
#include "study_builder_test.moc"
