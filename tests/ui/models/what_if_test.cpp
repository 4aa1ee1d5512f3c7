#include "ui/models/what_if.hpp"

#include <algorithm>

#include "tests/ui/qt_test.hpp"
#include "tests/ui/study_fixture.hpp"
#include "ui/models/what_if_words.hpp"

using assay::test::Planned;
using assay::test::StudyFixture;
using assay::ui::AssumptionRow;
using assay::ui::StudySession;
using assay::ui::WhatIf;

namespace {

const AssumptionRow *rowOf(const WhatIf &whatIf, const char *id)
{
    const auto found = std::ranges::find(whatIf.rows(), id, &AssumptionRow::id);
    return found == whatIf.rows().end() ? nullptr : &*found;
}

} // namespace

class WhatIfTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_fixture = std::make_unique<StudyFixture>();
        m_fixture->add({{"cpu:native", 256, 1e-3}, {"opencl:card", 256, 2e-4}});
        m_session = std::make_unique<StudySession>();
        m_whatIf = std::make_unique<WhatIf>(*m_session);
        QSignalSpy opened(m_session.get(), &StudySession::opened);
        m_session->open(m_fixture->file());
        QVERIFY(opened.wait());
        QTRY_VERIFY(!m_session->isBusy());
        QTRY_VERIFY(m_whatIf->answer() != nullptr && !m_whatIf->isBusy());
    }
    void cleanup()
    {
        m_whatIf.reset();
        m_session.reset();
    }

    void whatIsMissingIsAskedForAndNeverZero()
    {
        const auto &answer = *m_whatIf->answer();
        QCOMPARE(answer.ranking.size(), std::size_t(2));
        for (const auto &option : answer.ranking) {
            QVERIFY(!option.usdPerMillion);
            QVERIFY(!option.absentReason.empty());
        }
        QVERIFY(!answer.problem.empty());
        const AssumptionRow *price = rowOf(*m_whatIf, "target.cpu:native.device");
        QVERIFY(price != nullptr);
        QVERIFY(!price->known);
    }

    void pricesMakeACrossoverWithABand()
    {
        priceBoth();
        const auto &answer = *m_whatIf->answer();
        QVERIFY2(answer.problem.empty(), answer.problem.c_str());
        QVERIFY(answer.complete);
        QCOMPARE(answer.ranking.front().name, std::string("#1 on cpu:native"));
        QVERIFY(*answer.ranking.front().usdPerMillion < *answer.ranking.back().usdPerMillion);
        QVERIFY(answer.crossings.points().size() >= 1);
        QVERIFY(answer.curve.costs.size() == 2 && answer.curve.x.size() > 50);
        QVERIFY(verdict().contains("#1 on cpu:native costs least here"));
        QVERIFY(verdict().contains("query/s"));
    }

    void aSliderTurnsTheAnswerAndUndoTurnsItBack()
    {
        priceBoth();
        move("demand.rate", 40'000);
        QCOMPARE(m_whatIf->answer()->ranking.front().name, std::string("#2 on opencl:card"));
        QVERIFY(rowOf(*m_whatIf, "demand.rate")->changed);
        m_session->history().stack()->undo();
        settle();
        QCOMPARE(m_whatIf->answer()->ranking.front().name, std::string("#1 on cpu:native"));
        QVERIFY(!rowOf(*m_whatIf, "demand.rate")->changed);
        QCOMPARE(m_session->snapshot()->size(), std::size_t(2));
    }

    void aDraggedSliderIsOneStep()
    {
        const int before = m_session->history().stack()->index();
        for (int i = 1; i <= 20; ++i)
            m_whatIf->setValue("demand.rate", 100.0 + i);
        QCOMPARE(m_session->history().stack()->index(), before + 1);
        settle();
        QCOMPARE(m_whatIf->answer()->assumptions.value("demand.rate"), 120.0);
    }

    void aLockedAssumptionStaysWhereItIs()
    {
        move("demand.rate", 300);
        m_whatIf->setLocked("demand.rate", true);
        m_whatIf->setValue("demand.rate", 500);
        m_whatIf->resetAll();
        QCOMPARE(m_whatIf->assumptions().value("demand.rate"), 300.0);
        m_whatIf->setLocked("demand.rate", false);
        m_whatIf->resetAll();
        QCOMPARE(m_whatIf->assumptions().value("demand.rate"), 100.0);
    }

    void valuesBeyondWhatMayBeAreMovedToTheNearest()
    {
        m_whatIf->setValue("price.pue", 0.2);
        QCOMPARE(m_whatIf->assumptions().value("price.pue"), 1.0);
        m_whatIf->setValue("demand.sites", 2.6);
        QCOMPARE(m_whatIf->assumptions().value("demand.sites"), 3.0);
    }

    void aNamedSetIsChosen()
    {
        QVERIFY(m_whatIf->sets().contains("EU"));
        const double before = m_whatIf->assumptions().value("price.electricity");
        m_whatIf->chooseSet("EU");
        settle();
        QVERIFY(m_whatIf->assumptions().value("price.electricity") > before);
        QVERIFY2(rowOf(*m_whatIf, "price.electricity")->source.find("quality C") != std::string::npos,
                 rowOf(*m_whatIf, "price.electricity")->source.c_str());
        QVERIFY(rowOf(*m_whatIf, "price.electricity")->unverified);
    }

    void aRangeIsDrawnFromAndMovesWithItsValue()
    {
        m_whatIf->setRange("price.electricity", 0.1, 0.2, 0.4);
        QCOMPARE(rowOf(*m_whatIf, "price.electricity")->range.low, 0.1);
        QCOMPARE(m_whatIf->assumptions().get("price.electricity").range.high, 0.4);
        m_whatIf->setValue("price.electricity", 0.4);
        QCOMPARE(m_whatIf->assumptions().get("price.electricity").range.low, 0.2);
        m_whatIf->reset("price.electricity");
        QVERIFY(!rowOf(*m_whatIf, "price.electricity")->changed);
    }

    void aSetIsKeptInTheStudyAndChosen()
    {
        m_whatIf->setValue("price.electricity", 0.33);
        QSignalSpy saved(m_whatIf.get(), &WhatIf::saved);
        m_whatIf->saveAs("ours");
        QVERIFY(saved.wait(10'000));
        QVERIFY(m_whatIf->sets().contains("ours"));
        QCOMPARE(m_session->view().whatIf.set, std::string("ours"));
        QCOMPARE(m_whatIf->assumptions().value("price.electricity"), 0.33);
        QVERIFY(!rowOf(*m_whatIf, "price.electricity")->changed); // the set says so now
        QTRY_VERIFY(m_session->snapshot()->size() == 2);          // results are as they were
    }

    void aTargetGetsPriceAndPowerFromTheCatalogue()
    {
        QVERIFY(rowOf(*m_whatIf, "target.opencl:card.device") != nullptr);
        m_whatIf->setHardware("opencl:card", "nvidia-t4");
        settle();
        const AssumptionRow *price = rowOf(*m_whatIf, "target.opencl:card.device");
        QVERIFY(price == nullptr || price->known);
        m_session->history().stack()->undo();
        settle();
        QVERIFY(!rowOf(*m_whatIf, "target.opencl:card.device")->known);
    }

    void aMapCurvesAndAdviceComeWithTheAnswer()
    {
        priceBoth();
        const auto &answer = *m_whatIf->answer();
        QVERIFY(answer.map && answer.mapX != nullptr && answer.mapY != nullptr && answer.mapX != answer.mapY);
        QCOMPARE(answer.map->cells.size(), answer.map->y.size());
        const auto &curve = answer.miniCurves.at("demand.rate");
        QCOMPARE(curve.costs.size(), std::size_t(2));
        QVERIFY(curve.costs[0].front() < curve.costs[0].back()); // more demand never costs less
        QVERIFY2(answer.advice, answer.adviceProblem.c_str());
        QVERIFY(!answer.advice->recommendation.empty());
        QVERIFY(
            std::ranges::any_of(answer.advice->findings, [](const auto &finding) { return !finding.results.empty(); }));
    }

    void aClosedStudyHasNoAnswer()
    {
        m_session->close();
        QTRY_VERIFY(m_whatIf->answer() == nullptr);
    }

private:
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(!m_whatIf->isBusy() && m_whatIf->answer() != nullptr, 20'000); }
    void move(const char *id, double value)
    {
        m_whatIf->setValue(id, value);
        QTRY_VERIFY_WITH_TIMEOUT(m_whatIf->answer()->assumptions.value(id) == value, 20'000);
        settle();
    }
    [[nodiscard]] QString verdict() const { return assay::ui::verdictText(*m_whatIf->answer()); }
    void priceBoth()
    {
        for (const auto &[id, value] :
             std::initializer_list<std::pair<const char *, double>>{{"target.cpu:native.hourly", 0.2},
                                                                    {"target.cpu:native.capacity", 1000},
                                                                    {"target.cpu:native.effort", 0},
                                                                    {"target.opencl:card.hourly", 1},
                                                                    {"target.opencl:card.capacity", 20'000},
                                                                    {"target.opencl:card.effort", 0}})
            m_whatIf->setValue(id, value);
        QTRY_VERIFY_WITH_TIMEOUT(m_whatIf->answer()->complete, 20'000);
        settle();
    }

    std::unique_ptr<StudyFixture> m_fixture;
    std::unique_ptr<StudySession> m_session;
    std::unique_ptr<WhatIf> m_whatIf;
};

ASSAY_QT_TEST(WhatIfTest)

#include "what_if_test.moc"
