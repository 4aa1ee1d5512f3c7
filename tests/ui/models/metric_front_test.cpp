#include "ui/models/metric_front.hpp"

#include "core/model/standing.hpp"
#include "tests/ui/qt_test.hpp"
#include "tests/ui/study_fixture.hpp"
#include "ui/models/row_filter.hpp"

using assay::test::Planned;
using assay::test::StudyFixture;
using assay::ui::MetricFront;
using assay::ui::SnapshotPointer;
using assay::ui::ViewState;
using Numbers = std::vector<std::int64_t>;

class MetricFrontTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        StudyFixture fixture;
        fixture.add(StudyFixture::usual());
        const auto file =
            assay::store::StudyFile::open(fixture.file().toStdString(), assay::store::StudyFile::Mode::ReadOnly);
        QVERIFY(file);
        m_study = assay::ui::makeSnapshot(fixture.file().toStdString(), *file->results(), 1);
    }

    void itRanksTheLargestGroupOfOneQuestionAndBoundary()
    {
        const MetricFront front = of({}, "latency.p50", "throughput.queries");
        QCOMPARE(front.numbers, Numbers{1}); // 6 is invalid, 8 spans another boundary, 5 asks something else
        QCOMPARE(front.none, std::string());
        QVERIFY(QString::fromStdString(front.about).contains("m=256"));
        QVERIFY(QString::fromStdString(front.about).endsWith("in-memory"));
        QVERIFY(!front.xIsMaximised);
    }

    void itFollowsTheFilter()
    {
        ViewState state;
        state.brushes = {{"target", {}, {}, {"opencl:pocl", "cpu:third"}}};
        QCOMPARE(of(state, "latency.p50", "throughput.queries").numbers, Numbers{7});
    }

    void itFollowsTheBaseline()
    {
        ViewState state;
        state.baseline = 8;
        const MetricFront front = of(state, "latency.p50", "throughput.queries");
        QVERIFY(front.numbers.empty());
        QVERIFY(!front.none.empty());
    }

    void itSaysWhyThereIsNone()
    {
        for (const auto &[x, y] : {std::pair("latency.p50", "latency.p50"), std::pair("latency.p50", "no.such"),
                                   std::pair("energy.gross_per_query", "latency.p50")}) {
            const MetricFront front = of({}, x, y);
            QVERIFY2(front.numbers.empty() && !front.none.empty(), y);
        }
    }

private:
    MetricFront of(const ViewState &state, const char *x, const char *y) const
    {
        return assay::ui::metricFront(*m_study, state, assay::ui::shownRows(*m_study, state), x, y);
    }
    SnapshotPointer m_study;
};

ASSAY_QT_TEST(MetricFrontTest)
#include "metric_front_test.moc"
