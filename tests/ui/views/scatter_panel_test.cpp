#include "ui/views/scatter_panel.hpp"

#include <QCheckBox>
#include <QComboBox>

#include "tests/ui/qt_test.hpp"
#include "tests/ui/study_fixture.hpp"

using assay::test::StudyFixture;
using assay::ui::ScatterPanel;
using assay::ui::StudySession;
namespace charts = assay::charts;

class ScatterPanelTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_fixture = std::make_unique<StudyFixture>();
        m_fixture->add(StudyFixture::usual());
        m_session = std::make_unique<StudySession>();
        m_panel = std::make_unique<ScatterPanel>(*m_session);
        m_panel->resize(900, 500);
        m_panel->show();
        QSignalSpy opened(m_session.get(), &StudySession::opened);
        m_session->open(m_fixture->file());
        QVERIFY(opened.wait());
        QTRY_VERIFY(!m_session->isBusy());
    }
    void cleanup()
    {
        m_panel.reset();
        m_session.reset();
    }

    void markersTellEvidenceValidityAndWhatIsFilteredOut()
    {
        const auto &data = m_panel->chart().data();
        QCOMPARE(data.ids->size(), std::size_t(8));
        const auto &looks = *data.looks;
        QCOMPARE(looks[0].fill, charts::Fill::Filled);
        QCOMPARE(looks[7].fill, charts::Fill::Half);
        QVERIFY(looks[5].crossed);
        QVERIFY(looks[1].badged);
        QVERIFY(std::isnan((*data.x)[3])); // it failed: never plotted
        QVERIFY((*data.xLow)[0] < (*data.x)[0]);
        m_session->setFilterText("opencl");
        QVERIFY((*m_panel->chart().data().looks)[0].ghost);
        QVERIFY(!(*m_panel->chart().data().looks)[1].ghost);
    }

    void axesAreChosenAndUndone()
    {
        QCOMPARE(m_panel->chart().xAxis().name, QString("Median latency"));
        const auto boxes = m_panel->findChildren<QComboBox *>();
        QCOMPARE(boxes.size(), 2);
        boxes[0]->setCurrentIndex(boxes[0]->findData("phase.execute.mean"));
        emit boxes[0]->activated(boxes[0]->currentIndex());
        QCOMPARE(m_panel->chart().xAxis().name, QString("phase.execute.mean"));
        QVERIFY(m_panel->chart().xAxis().logarithmic);
        m_panel->findChildren<QCheckBox *>()[0]->click();
        QVERIFY(!m_panel->chart().xAxis().logarithmic);
        m_session->history().stack()->undo();
        m_session->history().stack()->undo();
        QCOMPARE(m_panel->chart().xAxis().name, QString("Median latency"));
        QVERIFY(m_panel->chart().xAxis().logarithmic);
        QCOMPARE(boxes[0]->currentData().toString(), QString("latency.p50"));
    }

    void sizeColourAndALineAreChosenAndUndone()
    {
        auto &history = m_session->history();
        history.change("", [](assay::ui::ViewState &state) {
            state.scatter.size = "throughput.queries";
            state.scatter.colour = "latency.p50";
        });
        QCOMPARE(m_panel->chart().data().sizeName, QString("Throughput"));
        QCOMPARE(m_panel->chart().data().colourUnit, QString("s"));
        QVERIFY(m_panel->readOut(1).contains("Throughput"));
        history.stack()->undo();
        QVERIFY(!m_panel->chart().data().size);
        m_session->setBaseline(1);
        const QString without = m_panel->chart().description();
        history.change("", [](assay::ui::ViewState &state) { state.scatter.iso = "product"; });
        QVERIFY2(m_panel->chart().description() != without, qPrintable(without));
    }

    void aClickSelectsAndControlAdds()
    {
        emit m_panel->chart().clicked(2, Qt::NoModifier);
        QCOMPARE(m_session->view().selection, std::set<std::int64_t>{2});
        emit m_panel->chart().clicked(7, Qt::ControlModifier);
        QCOMPARE(m_session->view().selection, (std::set<std::int64_t>{2, 7}));
        emit m_panel->chart().clicked(2, Qt::ControlModifier);
        QCOMPARE(m_session->view().selection, std::set<std::int64_t>{7});
        emit m_panel->chart().brushed({1, 3}, {}, {}, Qt::NoModifier);
        QCOMPARE(m_session->view().selection, (std::set<std::int64_t>{1, 3}));
    }

    void theReadOutNamesResultNumbersAndEvidence()
    {
        const QString text = m_panel->readOut(8);
        for (const char *words : {"#8 gemm on rtl:board", "Median latency", "emulated, wire-to-wire"})
            QVERIFY2(text.contains(words), qPrintable(text));
    }

    void aClosedStudyLeavesAnEmptyChart()
    {
        m_session->close();
        QVERIFY(m_panel->chart().isEmpty());
    }

private:
    std::unique_ptr<StudyFixture> m_fixture;
    std::unique_ptr<StudySession> m_session;
    std::unique_ptr<ScatterPanel> m_panel;
};

ASSAY_QT_TEST(ScatterPanelTest)
#include "scatter_panel_test.moc"
