#include "ui/models/run_queue.hpp"

#include <QAbstractItemModelTester>
#include <QTemporaryDir>

#include "core/run/machine_lock.hpp"
#include "core/store/study_file.hpp"
#include "tests/ui/qt_test.hpp"
#include "ui/models/study_plan.hpp"

using assay::ui::Machine;
using assay::ui::MachinePointer;
using assay::ui::PlannedStudy;
using assay::ui::planStudy;
using assay::ui::RunQueue;
using assay::ui::StudyChoice;
using assay::ui::whyNotAgain;

/// What the window plans and runs, with the real runner and the bundled workloads.
class RunQueueTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        Machine machine;
        QSignalSpy found(&machine, &Machine::found);
        machine.look();
        QVERIFY(machine.isLooking());
        QVERIFY(found.wait(60'000));
        m_machine = machine.facts();
        QVERIFY(m_machine->around.devices.contains("cpu:native"));
        QVERIFY(m_machine->around.workloads.find("vector-transform") != nullptr);
    }

    void aPlanSaysWhatIsMissingAndWhatComesOfIt()
    {
        StudyChoice choice;
        QVERIFY(!plan(choice).lacks.empty());
        choice.workloads = {"vector-transform"};
        QVERIFY(!plan(choice).lacks.empty());
        choice.targets = {"cpu:native", "catalog:nvidia-t4"};
        choice.parameters = {{"n", "1024,4096"}, {"variant", "simd"}};
        const PlannedStudy planned = plan(choice);
        QCOMPARE(planned.lacks, std::string());
        QCOMPARE(planned.plan.points.size(), 4U);
        QCOMPARE(planned.runs, 2U); // what is projected is not run
        QVERIFY(planned.seconds > 0);
        choice.quick = false;
        QVERIFY(plan(choice).seconds > planned.seconds);
        choice.parameters["n"] = "1:100000:1"; // 200,000 points: planned on every key, it would hold up the window
        QVERIFY(QString::fromStdString(plan(choice).lacks).contains("--search"));
        choice.parameters["n"] = "many";
        QVERIFY(QString::fromStdString(plan(choice).lacks).contains("many"));
        choice.parameters = {{"m", "3"}};
        QVERIFY(QString::fromStdString(plan(choice).lacks).contains("'m'"));
    }

    void parametersAreThoseOfWorkloadAndBackends()
    {
        StudyChoice choice;
        choice.workloads = {"vector-transform"};
        choice.targets = {"cpu:native"};
        QStringList names;
        for (const auto &parameter : choosableParameters(choice, m_machine->around))
            names << QString::fromStdString(parameter.spec.name);
        QVERIFY(names.contains("n") && names.contains("variant"));
        QVERIFY(!names.contains("vector_width"));
        choice.workloads = {"gemm", "vector-transform"};
        for (const auto &parameter : choosableParameters(choice, m_machine->around)) {
            const QString usual = QString::fromStdString(parameter.usualText());
            if (parameter.spec.name == "n") // each runs with its own
                QVERIFY2(usual.contains("(gemm)") && usual.contains("(vector-transform)"), qPrintable(usual));
            if (parameter.spec.name == "m")
                QVERIFY2(!usual.contains("("), qPrintable(usual));
        }
    }

    void onlyWhatIsAsItWasCanBeMeasuredAgain()
    {
        assay::study::DesignPoint point = small("simd").front();
        QCOMPARE(whyNotAgain(point, m_machine->around), std::string());
        point.pluginHash = "another";
        QVERIFY(QString::fromStdString(whyNotAgain(point, m_machine->around)).contains("cpu"));
        point.target.device = "elsewhere";
        QVERIFY(QString::fromStdString(whyNotAgain(point, m_machine->around)).contains("cpu:elsewhere"));
        point.workloadHash = "another";
        QVERIFY(QString::fromStdString(whyNotAgain(point, m_machine->around)).contains("vector-transform"));
    }

    void runsEndUpInTheStudyFile()
    {
        RunQueue queue;
        QAbstractItemModelTester tester(&queue);
        QSignalSpy finished(&queue, &RunQueue::finished);
        queue.start(file(), small("simd,scalar"), m_machine);
        QVERIFY(queue.isRunning());
        QVERIFY(finished.wait(60'000));
        QVERIFY(!finished.front().at(1).toBool());
        QVERIFY(!queue.isRunning());
        QCOMPARE(queue.rowCount(), 2);
        QCOMPARE(queue.state().done, 2U);
        QCOMPARE(queue.ended(0).failed, false);
        QCOMPARE(completeRuns(), 2);

        QSignalSpy again(&queue, &RunQueue::finished);
        queue.start(file(), small("simd,scalar"), m_machine);
        QVERIFY(again.wait(60'000));
        QCOMPARE(queue.rowCount(), 0); // what is there is not run again
        QCOMPARE(completeRuns(), 2);

        QSignalSpy more(&queue, &RunQueue::finished);
        queue.start(file(), small("simd"), m_machine, RunQueue::Which::Again);
        QVERIFY(more.wait(60'000));
        QCOMPARE(completeRuns(), 3); // beside what was there
    }

    void cancelKeepsWhatIsFinished()
    {
        StudyChoice choice;
        choice.workloads = {"vector-transform"};
        choice.targets = {"cpu:native"};
        choice.parameters = {{"n", "1024,2048,4096,8192"}, {"variant", "simd"}};
        RunQueue queue;
        QSignalSpy finished(&queue, &RunQueue::finished);
        queue.start(file(), plan(choice).plan.points, m_machine);
        QTRY_VERIFY_WITH_TIMEOUT(queue.state().done > 0 || !queue.isRunning(), 60'000);
        queue.cancel();
        QVERIFY(finished.count() > 0 || finished.wait(60'000));
        QVERIFY(completeRuns() >= 1);
        QVERIFY(queue.canRetry() || completeRuns() == 4);
        if (!queue.canRetry())
            return; // it was quicker than the cancelling
        QSignalSpy again(&queue, &RunQueue::finished);
        queue.retry();
        QVERIFY(again.wait(60'000));
        QCOMPARE(completeRuns(), 4);
    }

    void whileAnotherMeasuresItWaitsAndSaysSo()
    {
        RunQueue queue;
        QSignalSpy finished(&queue, &RunQueue::finished);
        {
            const auto lock =
                assay::run::MachineLock::acquire(assay::run::MachineLock::Mode::Timed, {}, [](const std::string &) {});
            QVERIFY(lock);
            queue.start(file(), small("simd"), m_machine);
            QTRY_VERIFY_WITH_TIMEOUT(queue.state().now.contains("waiting"), 60'000);
        }
        QVERIFY(finished.count() > 0 || finished.wait(60'000));
        QCOMPARE(completeRuns(), 1);
    }

    void aFileThatCannotBeWrittenIsToldAndNothingRuns()
    {
        RunQueue queue;
        QSignalSpy finished(&queue, &RunQueue::finished);
        queue.start("/nonexistent/folder/study.assay", small("simd"), m_machine);
        QVERIFY(finished.wait(60'000));
        QVERIFY(finished.front().at(1).toBool());
        QVERIFY(finished.front().at(0).toString().contains("/nonexistent/folder"));
        QCOMPARE(queue.rowCount(), 0);
    }

    void goneWhileItRunsItWaitsForTheRunner()
    {
        auto queue = std::make_unique<RunQueue>();
        queue->start(file(), small("simd"), m_machine);
        queue.reset();
        const auto study = assay::store::StudyFile::open(file(), assay::store::StudyFile::Mode::ReadWrite);
        QVERIFY2(study, study ? "" : study.error().text().c_str()); // nobody holds it any more
    }

    void cleanup() { m_folder = std::make_unique<QTemporaryDir>(); }

private:
    [[nodiscard]] PlannedStudy plan(const StudyChoice &choice) const { return planStudy(choice, m_machine->around); }
    [[nodiscard]] std::vector<assay::study::DesignPoint> small(const std::string &variants) const
    {
        StudyChoice choice;
        choice.workloads = {"vector-transform"};
        choice.targets = {"cpu:native"};
        choice.parameters = {{"n", "1024"}, {"variant", variants}};
        return plan(choice).plan.points;
    }
    [[nodiscard]] std::filesystem::path file() const { return m_folder->filePath("study.assay").toStdString(); }
    [[nodiscard]] int completeRuns() const
    {
        const auto study = assay::store::StudyFile::open(file(), assay::store::StudyFile::Mode::ReadOnly);
        if (!study)
            return -1;
        int complete = 0;
        for (const auto &result : *study->results())
            complete += static_cast<int>(result.completeRuns().size());
        return complete;
    }

    MachinePointer m_machine;
    std::unique_ptr<QTemporaryDir> m_folder = std::make_unique<QTemporaryDir>();
};

ASSAY_QT_TEST(RunQueueTest)
#include "run_queue_test.moc"
