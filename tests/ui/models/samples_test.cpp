#include "ui/models/sample_source.hpp"

#include <QFile>

#include "tests/ui/qt_test.hpp"
#include "tests/ui/study_fixture.hpp"
#include "ui/models/chart_rows.hpp"
#include "ui/models/study_reader.hpp"

using assay::test::StudyFixture;
using assay::ui::Brush;
using assay::ui::chartRows;
using assay::ui::SampleSource;
using assay::ui::StudySession;

class SamplesTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_fixture = std::make_unique<StudyFixture>();
        m_fixture->add(StudyFixture::usual());
        m_session = std::make_unique<StudySession>();
        QSignalSpy opened(m_session.get(), &StudySession::opened);
        m_session->open(m_fixture->file());
        QVERIFY(opened.wait());
        QTRY_VERIFY(!m_session->isBusy());
    }
    void cleanup() { m_session.reset(); }

    void latenciesOfAllRunsAreReadAndSorted()
    {
        SampleSource source(*m_session);
        QSignalSpy changed(&source, &SampleSource::changed);
        source.want({1, 2});
        QVERIFY(!source.samples(1)); // nothing is read on this thread
        QTRY_VERIFY(source.samples(1) && source.samples(2));
        const auto samples = source.samples(1);
        QCOMPARE(samples->runs, 5U);
        QVERIFY(samples->latencies->size() > samples->column("latency")->values->size());
        QVERIFY(std::is_sorted(samples->latencies->begin(), samples->latencies->end()));
        QVERIFY(samples->latencies->front() > 0);
        source.want({2});
        QVERIFY(!source.samples(1));
        QVERIFY(source.problem(2).isEmpty());
    }

    void samplesAreExportedAsText()
    {
        const std::string file = m_fixture->file("samples.tsv").toStdString();
        assay::ui::StudyReader reader;
        QVERIFY(reader.open(m_fixture->file().toStdString()));
        QVERIFY(reader.exportSamples(1, file));
        QFile written(QString::fromStdString(file));
        QVERIFY(written.open(QIODevice::ReadOnly));
        QVERIFY(written.readLine().startsWith("run\tindex\tlatency [s]"));
        const auto refused = reader.exportSamples(1, "/no/such/folder/samples.tsv");
        QVERIFY(!refused);
        QVERIFY(QString::fromStdString(refused.error().text()).contains("/no/such/folder/samples.tsv"));
    }

    void chartsShowTheSelectionElseTheFirstShown()
    {
        auto rows = chartRows(*m_session, 3);
        QVERIFY(!rows.chosen);
        QCOMPARE(rows.numbers, (std::vector<std::int64_t>{1, 2, 3}));
        m_session->select({2, 4, 6});
        m_session->setBaseline(1);
        rows = chartRows(*m_session, 8);
        QVERIFY(rows.chosen);
        QCOMPARE(rows.numbers, (std::vector<std::int64_t>{1, 2, 6})); // 4 failed: it has no numbers
        QCOMPARE(chartRows(*m_session, 2).left, std::size_t(1));
    }

    void aRangeIsLeftOut()
    {
        m_session->setBrush({"metric:latency.p50", 0.5e-3, 2e-3, {}, true});
        const auto shown = m_session->shown();
        QVERIFY(!shown[0]); // 1 ms
        QVERIFY(shown[3]);  // failed: without a value it is in no range
        QVERIFY(shown[7]);  // 0.1 ms
        m_session->setBrush({"target", {}, {}, {"cpu:native"}, true});
        QVERIFY(m_session->shown()[7]);
        QVERIFY(!m_session->shown()[0]);
    }

private:
    std::unique_ptr<StudyFixture> m_fixture;
    std::unique_ptr<StudySession> m_session;
};

ASSAY_QT_TEST(SamplesTest)
#include "samples_test.moc"
