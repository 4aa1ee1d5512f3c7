#include "ui/models/results_table.hpp"

#include <QAbstractItemModelTester>

#include "tests/ui/qt_test.hpp"
#include "tests/ui/study_fixture.hpp"
#include "ui/models/detail_tree.hpp"

using assay::test::Planned;
using assay::test::StudyFixture;
using assay::ui::ColumnTexts;
using assay::ui::DetailPointer;
using assay::ui::DetailTree;
using assay::ui::ResultsTable;
using assay::ui::SortedResults;
using assay::ui::StudySession;
using assay::ui::TableView;
using Tester = QAbstractItemModelTester;

class ResultsTableTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_fixture = std::make_unique<StudyFixture>();
        m_fixture->add(StudyFixture::usual());
        m_session = std::make_unique<StudySession>();
        m_table = std::make_unique<ResultsTable>(*m_session);
        m_sorted = std::make_unique<SortedResults>(*m_session, *m_table);
        new Tester(m_table.get(), Tester::FailureReportingMode::QtTest, m_table.get());
        new Tester(m_sorted.get(), Tester::FailureReportingMode::QtTest, m_sorted.get());
        QSignalSpy opened(m_session.get(), &StudySession::opened);
        m_session->open(m_fixture->file());
        QVERIFY(opened.wait());
        QTRY_VERIFY(!m_session->isBusy());
    }
    void cleanup()
    {
        m_sorted.reset();
        m_table.reset();
        m_session.reset();
    }

    void cellsShowValueIntervalAndWhyOneIsAbsent()
    {
        QCOMPARE(m_table->rowCount(), 8);
        QCOMPARE(text(0, "number"), QString("1"));
        QVERIFY(text(0, "metric:latency.p50").startsWith("1.00 ms ("));
        QCOMPARE(text(3, "metric:latency.p50"), QString("–"));
        QCOMPARE(cell(3, "metric:latency.p50").data(Qt::ToolTipRole).toString(), QString("Absent: no complete run"));
        QCOMPARE(cell(7, "metric:latency.p50").data(ResultsTable::EvidenceRole).toInt(),
                 static_cast<int>(assay::Evidence::Emulated));
        QVERIFY(
            cell(7, "metric:latency.p50").data(Qt::AccessibleTextRole).toString().endsWith("emulated, wire-to-wire"));
        QCOMPARE(text(0, "parameter:m"), QString("256"));
        QCOMPARE(m_table->columnOf("parameter:dtype"), -1); // the same everywhere
        QVERIFY(text(3, "remarks").contains("unknown type"));
    }

    void columnsFollowTheView()
    {
        TableView table;
        table.columns = {"target", "metric:phase.execute.mean", "parameter:dtype", "metric:no.such", "remarks"};
        m_session->setTable(table, "Choose columns");
        QCOMPARE(m_table->columnCount(), 3); // dtype is the same everywhere, the other is not there
        m_session->setDifferencesOnly(false);
        QCOMPARE(m_table->columnCount(), 4);
        m_session->history().stack()->undo();
        m_session->history().stack()->undo();
        QVERIFY(m_table->columnOf("metric:latency.p50") >= 0);
        for (const auto &column : assay::ui::possibleColumns(*m_session->snapshot())) {
            QVERIFY(assay::ui::columnFromId(column.id()) == column);
            QVERIFY(!ColumnTexts::title(column).isEmpty());
            QVERIFY(!ColumnTexts::meaning(column).isEmpty());
        }
    }

    void theBaselineAddsDifferences()
    {
        QCOMPARE(m_table->columnOf("delta:latency.p50"), -1);
        m_session->setBaseline(1);
        QCOMPARE(m_table->columnOf("delta:latency.p50"), m_table->columnOf("metric:latency.p50") + 1);
        QTRY_COMPARE(text(1, "delta:latency.p50"), QString("+300 % slower"));
        QCOMPARE(text(0, "delta:latency.p50"), QString("baseline"));
        QCOMPARE(text(4, "delta:latency.p50"), QString("–"));
        QVERIFY(cell(4, "delta:latency.p50").data(Qt::ToolTipRole).toString().contains("256 and 512"));
        QVERIFY(cell(0, "number").data(ResultsTable::BaselineRole).toBool());
        QTRY_VERIFY(!m_session->isBusy());
    }

    void aMetricIsSortedWithinItsBoundaryAndAbsentComesLast()
    {
        QCOMPARE(sortedNumbers("metric:latency.p50", false), (QList<qlonglong>{6, 1, 7, 3, 2, 5, 8, 4}));
        QCOMPARE(sortedNumbers("metric:latency.p50", true), (QList<qlonglong>{5, 2, 3, 7, 1, 6, 8, 4}));
        QCOMPARE(sortedNumbers("target", false), (QList<qlonglong>{1, 5, 6, 7, 3, 4, 2, 8}));
    }

    void theFilterLeavesRowsOut()
    {
        m_session->setFilterText("opencl");
        QCOMPARE(m_sorted->rowCount(), 3);
        QCOMPARE(m_sorted->rowOfNumber(1), -1);
        QVERIFY(m_sorted->rowOfNumber(2) >= 0);
        m_session->history().stack()->undo();
        QCOMPARE(m_sorted->rowCount(), 8);
    }

    void newResultsAreInsertedBehindTheOthers()
    {
        QSignalSpy inserted(m_table.get(), &QAbstractItemModel::rowsInserted);
        QSignalSpy reset(m_table.get(), &QAbstractItemModel::modelReset);
        Planned more;
        more.target = "cpu:fourth";
        m_fixture->add({more});
        QTRY_COMPARE_WITH_TIMEOUT(m_table->rowCount(), 9, 10000);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(reset.count(), 0);
        QCOMPARE(text(8, "target"), QString("cpu:fourth"));
        QTRY_VERIFY(!m_session->isBusy());
    }

    void theDetailTreeSaysEverything()
    {
        DetailTree tree;
        new Tester(&tree, Tester::FailureReportingMode::QtTest, &tree);
        connect(m_session.get(), &StudySession::detailReady, &tree, &DetailTree::setDetail);
        m_session->requestDetail(8);
        QTRY_VERIFY(tree.rowCount() > 0);
        const QString all = tree.asText();
        for (const char *words :
             {"What was measured", "rtl:board", "latency.p50", "emulated, wire-to-wire", "energy.gross_per_query",
              "no sensor", "Validity checks", "Runs", "Run 5", "cpu.model", "A processor", "variant", "AVX2"})
            QVERIFY2(all.contains(words), words);
        m_session->requestDetail(6);
        QTRY_VERIFY(tree.asText().contains("3 % of the processor was stolen"));
        tree.setDetail(nullptr);
        QCOMPARE(tree.rowCount(), 0);
    }

    void aClosedStudyEmptiesTheTable()
    {
        m_session->close();
        QCOMPARE(m_table->rowCount(), 0);
        QCOMPARE(m_sorted->rowCount(), 0);
    }

private:
    QModelIndex cell(int row, const char *column) const
    {
        const int place = m_table->columnOf(column);
        if (place < 0)
            qFatal("no column %s", column);
        return m_table->index(row, place);
    }
    QString text(int row, const char *column) const { return cell(row, column).data().toString(); }
    QList<qlonglong> sortedNumbers(const char *column, bool descending)
    {
        TableView table;
        table.sortedBy = column;
        table.descending = descending;
        m_session->setTable(table, "Sort");
        QList<qlonglong> numbers;
        for (int row = 0; row < m_sorted->rowCount(); ++row)
            numbers << m_sorted->numberAt(row);
        return numbers;
    }

    std::unique_ptr<StudyFixture> m_fixture;
    std::unique_ptr<StudySession> m_session;
    std::unique_ptr<ResultsTable> m_table;
    std::unique_ptr<SortedResults> m_sorted;
};

ASSAY_QT_TEST(ResultsTableTest)
#include "results_table_test.moc"
