#include "ui/models/study_session.hpp"

#include "tests/ui/qt_test.hpp"
#include "tests/ui/study_fixture.hpp"
#include "ui/models/reproduce_command.hpp"

using assay::test::Planned;
using assay::test::StudyFixture;
using assay::ui::DetailPointer;
using assay::ui::StudySession;
using assay::ui::ViewState;
namespace model = assay::model;

namespace {

/// Opens and waits until everything is computed.
void openWhole(StudySession &session, const QString &file)
{
    QSignalSpy opened(&session, &StudySession::opened);
    session.open(file);
    QVERIFY(opened.wait());
    QTRY_VERIFY(!session.isBusy());
}

} // namespace

class StudySessionTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_fixture = std::make_unique<StudyFixture>();
        m_fixture->add(StudyFixture::usual());
    }

    void aStudyIsReadInColumns()
    {
        StudySession session;
        openWhole(session, m_fixture->file());
        const auto &study = *session.snapshot();
        QCOMPARE(study.size(), std::size_t(8));
        QCOMPARE(study.name, std::string("study"));
        QCOMPARE(study.runCount(), std::size_t(32));
        const auto *p50 = study.metric("latency.p50");
        QVERIFY(p50 != nullptr);
        QVERIFY(qAbs(*p50->cells[0].value - 1.004e-3) < 1e-9);
        QVERIFY(p50->cells[0].low && *p50->cells[0].low < *p50->cells[0].value);
        QVERIFY(!p50->cells[3].value);
        QCOMPARE(p50->reason(p50->cells[3]), std::string("no complete run"));
        QCOMPARE(p50->cells[7].evidence, assay::Evidence::Emulated);
        QCOMPARE(study.metric("energy.gross_per_query")->reason(study.metric("energy.gross_per_query")->cells[0]),
                 std::string("no sensor"));
        QVERIFY(study.parameter("m")->differs);
        QVERIFY(!study.parameter("dtype")->differs);
        QCOMPARE(study.rows[3].state, std::string("failed"));
        QVERIFY(QString::fromStdString(study.rows[3].remarks).contains("unknown type"));
        QCOMPARE(study.rows[5].state, std::string("invalid"));
    }

    void aFileThatIsNoStudyIsRefusedAndWhatWasOpenStays()
    {
        StudySession session;
        openWhole(session, m_fixture->file());
        QFile other(m_fixture->file("other.assay"));
        QVERIFY(other.open(QIODevice::WriteOnly));
        other.write(QByteArray(5000, 'x'));
        other.close();
        for (const QString &name :
             {m_fixture->file("other.assay"), m_fixture->file("missing.assay"), m_fixture->folder()}) {
            QSignalSpy failed(&session, &StudySession::openFailed);
            session.open(name);
            QVERIFY(failed.wait());
            QVERIFY(failed.front()[1].toString().size() > 20);
        }
        QVERIFY(session.isOpen());
        QCOMPARE(session.snapshot()->size(), std::size_t(8));
        QCOMPARE(QFileInfo(other.fileName()).size(), 5000);
    }

    void theLastOfSeveralFilesAskedForIsShown()
    {
        m_fixture->add({Planned{}}, "second.assay");
        StudySession session;
        session.open(m_fixture->file());
        openWhole(session, m_fixture->file("second.assay"));
        QCOMPARE(session.snapshot()->name, std::string("second"));
    }

    void resultsOfARunningStudyAppear()
    {
        StudySession session;
        openWhole(session, m_fixture->file());
        Planned more;
        more.target = "cpu:fourth";
        m_fixture->add({more});
        QTRY_COMPARE_WITH_TIMEOUT(session.snapshot()->size(), std::size_t(9), 10000);
        QCOMPARE(session.shown().size(), std::size_t(9));
    }

    void twoSessionsReadOneFileWhileAnotherWritesIt()
    {
        StudySession first, second;
        auto writer =
            assay::store::StudyFile::open(m_fixture->file().toStdString(), assay::store::StudyFile::Mode::ReadWrite);
        QVERIFY(writer);
        openWhole(first, m_fixture->file());
        openWhole(second, m_fixture->file());
        QCOMPARE(first.snapshot()->size(), second.snapshot()->size());
    }

    void theBaselineGivesVerdicts()
    {
        StudySession session;
        openWhole(session, m_fixture->file());
        session.setBaseline(1);
        QTRY_VERIFY(session.comparison("latency.p50") != nullptr);
        const auto &cells = session.comparison("latency.p50")->cells;
        QCOMPARE(cells.size(), std::size_t(8));
        QVERIFY(cells[0].baseline);
        QVERIFY(cells[1].verdict == model::Verdict::Worse);
        QVERIFY(cells[2].verdict == model::Verdict::Undecided);
        QVERIFY(!cells[3].verdict);
        QVERIFY(!cells[4].verdict);
        QVERIFY(QString::fromStdString(cells[4].reason).contains("256 and 512"));
        QVERIFY(cells[5].verdict == model::Verdict::NotRanked);
        QVERIFY(cells[6].verdict == model::Verdict::Equivalent);
        QVERIFY(cells[7].verdict == model::Verdict::NotRanked);
        QCOMPARE(deltaText(cells[1], "latency.p50"), std::string("+300 % slower"));
        QVERIFY(deltaText(cells[6], "latency.p50").starts_with("≈ +0.5 %"));
        QVERIFY(deltaText(cells[2], "latency.p50").starts_with("? "));
        QCOMPARE(deltaText(cells[7], "latency.p50"), std::string("not ranked"));
        session.setBaseline(std::nullopt);
        QVERIFY(session.comparison("latency.p50") == nullptr);
    }

    void filterAndBrushesLeaveWhatFits()
    {
        StudySession session;
        openWhole(session, m_fixture->file());
        QCOMPARE(session.shownCount(), std::size_t(8));
        session.setFilterText("OPENCL gemm");
        QCOMPARE(session.shownCount(), std::size_t(3));
        session.setBrush({"metric:latency.p50", 3e-3, {}, {}});
        QCOMPARE(session.shownCount(), std::size_t(1)); // one is quicker, one has no value
        session.setFilterText("");
        session.setBrush({"parameter:m", {}, {}, {"512"}});
        QCOMPARE(session.shownCount(), std::size_t(1));
        session.setBrush({"parameter:m", {}, {}, {}});
        QCOMPARE(session.shownCount(), std::size_t(2));
        session.history().stack()->undo();
        QCOMPARE(session.shownCount(), std::size_t(1));
        session.clearFilter();
        QCOMPARE(session.shownCount(), std::size_t(8));
    }

    void onlyTheSelectedAreKept()
    {
        StudySession session;
        openWhole(session, m_fixture->file());
        session.keepOnlySelected(); // nothing is selected: nothing happens
        QCOMPARE(session.shownCount(), std::size_t(8));
        session.select({2, 3});
        session.keepOnlySelected();
        QCOMPARE(session.shown(), (std::vector<bool>{false, true, true, false, false, false, false, false}));
        session.history().stack()->undo();
        QCOMPARE(session.shownCount(), std::size_t(8));
    }

    void aResultsDetailComesWithEnvironmentAndLog()
    {
        StudySession session;
        openWhole(session, m_fixture->file());
        DetailPointer detail;
        connect(&session, &StudySession::detailReady, this, [&](const DetailPointer &ready) { detail = ready; });
        session.requestDetail(1);
        session.requestDetail(4); // overtakes the first
        QTRY_VERIFY(detail != nullptr);
        QCOMPARE(detail->result.number, 4);
        QCOMPARE(detail->log, std::string("first\nsecond\n"));
        QSignalSpy failed(&session, &StudySession::detailFailed);
        session.requestDetail(99);
        QVERIFY(failed.wait());
    }

    void aClosedStudyLeavesNothing()
    {
        StudySession session;
        openWhole(session, m_fixture->file());
        session.setBaseline(1);
        session.close();
        QVERIFY(!session.isOpen());
        QVERIFY(session.view() == ViewState());
        QVERIFY(session.shown().empty());
        QVERIFY(!session.history().stack()->canUndo());
    }

    void theCommandNamesEverything()
    {
        StudySession session;
        openWhole(session, m_fixture->file());
        auto point = (*session.snapshot()->results)[2].point;
        QCOMPARE(assay::ui::runCommand(point, "a b.assay"),
                 std::string("assay run -w gemm -t opencl:gpu -p dtype=f32 -p m=256 --quick --again -o 'a b.assay'"));
        point.stopRule = assay::measure::StopRule::full();
        point.stopRule.repeats = 2;
        point.scenario.kind = assay::measure::ScenarioKind::Server;
        point.scenario.rate = 1000;
        point.seed = 4;
        QCOMPARE(assay::ui::runCommand(point, "x.assay"),
                 std::string("assay run -w gemm -t opencl:gpu -p dtype=f32 -p m=256 --scenario server --rate 1000 "
                             "--repeats 2 --seed 4 --again -o x.assay"));
        QCOMPARE(assay::ui::shellWord("it's"), std::string(R"('it'\''s')"));
    }

private:
    std::unique_ptr<StudyFixture> m_fixture;
};

ASSAY_QT_TEST(StudySessionTest)
#include "study_session_test.moc"
