#include "ui/views/chart_area.hpp"

#include "tests/ui/qt_test.hpp"
#include "tests/ui/study_fixture.hpp"
#include "ui/views/distribution_panel.hpp"
#include "ui/views/parallel_panel.hpp"

using assay::test::StudyFixture;
using assay::ui::Brush;
using assay::ui::ChartArea;
using assay::ui::DistributionPanel;
using assay::ui::HardwareShelf;
using assay::ui::ParallelPanel;
using assay::ui::StudySession;
namespace charts = assay::charts;

class ChartAreaTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_fixture = std::make_unique<StudyFixture>();
        m_fixture->add(StudyFixture::usual());
        m_session = std::make_unique<StudySession>();
        m_area = std::make_unique<ChartArea>(*m_session, m_shelf);
        m_area->resize(900, 500);
        m_area->show();
        QSignalSpy opened(m_session.get(), &StudySession::opened);
        m_session->open(m_fixture->file());
        QVERIFY(opened.wait());
        QTRY_VERIFY(!m_session->isBusy());
    }
    void cleanup()
    {
        m_area.reset();
        m_session.reset();
    }

    void everyChartShowsTheStudyInWords()
    {
        for (const QString &id : ChartArea::ids()) {
            m_area->choose(id);
            QCOMPARE(m_area->current(), id);
            if (id == "roofline") // these results count no operations: that is said, not drawn
                QTRY_VERIFY(m_area->chart().isEmpty());
            else
                QTRY_VERIFY2(!m_area->chart().isEmpty(), qPrintable(id));
            QVERIFY2(!m_area->chart().name().isEmpty(), qPrintable(id));
            QVERIFY2(m_area->chart().description().contains(QRegularExpression("[0-9]")) || id == "roofline",
                     qPrintable(id));
        }
    }

    void aBrushOnAnAxisIsTheFilterOfAll()
    {
        m_area->choose("parallel");
        auto *panel = m_area->findChild<ParallelPanel *>();
        charts::ParallelChart &chart = panel->chart();
        const auto dimensions = assay::ui::parallelAxes(*m_session->snapshot(), m_session->view().charts);
        const auto axis = std::find(dimensions.begin(), dimensions.end(), "metric:latency.p50") - dimensions.begin();
        chart.setBrushes({{static_cast<std::size_t>(axis), {0.5e-3, 2e-3}, true}});
        emit chart.brushesChanged(); // as a drag does
        QCOMPARE(m_session->view().brushes.size(), std::size_t(1));
        QCOMPARE(m_session->view().brushes[0].dimension, std::string("metric:latency.p50"));
        QVERIFY(!m_session->shown()[7]);
        QVERIFY(m_session->shown()[0]);
        QTRY_COMPARE(chart.brushes().size(), std::size_t(1));
        m_session->history().stack()->undo();
        QVERIFY(m_session->shown()[7]);
        QTRY_VERIFY(chart.brushes().empty());
        m_session->setBrush({"metric:latency.p50", 0.5e-3, {}, {}});
        QTRY_COMPARE(chart.brushes().size(), std::size_t(1)); // wherever a brush comes from
    }

    void targetsAreBrushedByName()
    {
        const auto dimension = assay::ui::parallelDimension(*m_session->snapshot(), "target");
        const auto brush = assay::ui::brushOf({0, {-0.4, 0.4}, true}, dimension);
        QCOMPARE(brush.values, std::set<std::string>{dimension.axis.categories[0].toStdString()});
        const auto back = assay::ui::axisBrush(brush, dimension, 3);
        QVERIFY(back && back->axis == 3 && back->range.low <= 0 && back->range.high >= 0);
        const std::set<std::string> apart{dimension.axis.categories.front().toStdString(),
                                          dimension.axis.categories.back().toStdString()};
        QVERIFY(dimension.axis.categories.size() > 2);
        QVERIFY(!assay::ui::axisBrush({"target", {}, {}, apart}, dimension, 3)); // no one range holds both alone
    }

    void theDistributionFollowsTheSelection()
    {
        m_area->choose("distribution");
        DistributionPanel *panel = m_area->findChild<DistributionPanel *>();
        m_session->select({2});
        QTRY_VERIFY(panel->chart().description().contains("#2"));
        QVERIFY(!panel->chart().description().contains("#1 "));
        m_session->history().change("view",
                                    [](assay::ui::ViewState &state) { state.charts.distribution = "cumulative"; });
        QTRY_COMPARE(panel->chart().view(), charts::DistributionChart::View::Cumulative);
        m_session->history().stack()->undo();
        QTRY_COMPARE(panel->chart().view(), charts::DistributionChart::View::Histogram);
    }

    void theReadOutIsWhatAReaderHears()
    {
        m_area->choose("scatter");
        auto &chart = m_area->chart();
        chart.setCurrent(std::size_t(0));
        QVERIFY2(chart.currentText().contains("measured"), qPrintable(chart.currentText()));
    }

private:
    HardwareShelf m_shelf;
    std::unique_ptr<StudyFixture> m_fixture;
    std::unique_ptr<StudySession> m_session;
    std::unique_ptr<ChartArea> m_area;
};

ASSAY_QT_TEST(ChartAreaTest)
#include "chart_area_test.moc"
