#include "tests/ui/qt_test.hpp"
#include "ui/charts/scale.hpp"
#include "ui/charts/words.hpp"

using namespace assay::charts;

class ScaleTest : public QObject {
    Q_OBJECT
private slots:
    void mapsValuesToPixelsAndBack();
    void hasNoPlaceForWhatALogarithmCannotShow();
    void findsRangesOfWhatIsThere();
    void alwaysHasSomeWidth();
    void ticksAreRound();
    void zoomKeepsItsCentre();
    void writesQuantitiesForPeople();
};

void ScaleTest::mapsValuesToPixelsAndBack()
{
    const Scale linear{false, {10, 20}, 100, 300};
    QCOMPARE(linear.toPixel(15), 200.0);
    QCOMPARE(linear.toValue(250), 17.5);
    const Scale upwards{true, {1e-6, 1e-2}, 400, 0}; // y grows upwards, pixels grow downwards
    QCOMPARE(upwards.toPixel(1e-4), 200.0);
    QVERIFY(std::abs(upwards.toValue(100) - 1e-3) < 1e-12);
}

void ScaleTest::hasNoPlaceForWhatALogarithmCannotShow()
{
    const Scale scale{true, {1, 100}, 0, 200};
    for (const double value : {0.0, -1.0, kAbsent, std::numeric_limits<double>::infinity()})
        QVERIFY(std::isnan(scale.toPixel(value)));
    const Axis axis{"Latency", "s", true};
    QVERIFY(!axis.places(0));
    QVERIFY(axis.places(1e-9));
}

void ScaleTest::findsRangesOfWhatIsThere()
{
    const std::vector<double> some{kAbsent, 3, -2, 0, std::numeric_limits<double>::infinity(), 7};
    QCOMPARE(rangeOf(some, false), std::optional(Range{-2, 7}));
    QCOMPARE(rangeOf(some, true), std::optional(Range{3, 7}));
    QCOMPARE(rangeOf(std::vector<double>{kAbsent, -1}, true), std::nullopt);
    QCOMPARE(united(std::nullopt, Range{1, 2}), std::optional(Range{1, 2}));
    QCOMPARE(united(Range{0, 1.5}, Range{1, 2}), std::optional(Range{0, 2}));
}

void ScaleTest::alwaysHasSomeWidth()
{
    for (const bool log : {false, true}) {
        Axis axis;
        axis.logarithmic = log;
        for (const auto &data : {std::optional<Range>(), std::optional(Range{5, 5}), std::optional(Range{1e-9, 1e9})}) {
            const Range shown = roomy(axis, data);
            QVERIFY(shown.high > shown.low);
            QVERIFY(!data || (shown.low < data->low && shown.high > data->high));
        }
    }
    Axis bars;
    bars.fromZero = true;
    QCOMPARE(roomy(bars, Range{5, 9}).low, 0.0);
    Axis fixed;
    fixed.from = 2;
    fixed.to = 4;
    QCOMPARE(roomy(fixed, Range{0, 100}), (Range{2, 4}));
}

void ScaleTest::ticksAreRound()
{
    const std::vector<double> linear = niceTicks({0, 10}, false, 5);
    QCOMPARE(linear, (std::vector<double>{0, 2, 4, 6, 8, 10}));
    const std::vector<double> decades = niceTicks({1, 1e6}, true, 7);
    QCOMPARE(decades.size(), std::size_t{7});
    QVERIFY(std::abs(decades[3] - 1000) < 1e-6);
    const std::vector<double> few = niceTicks({1, 100}, true, 9);
    QVERIFY(few.size() >= 5); // 1, 2, 5, 10, 20, …
    for (const double tick : niceTicks({1e-9, 1e12}, true, 5))
        QVERIFY(tick > 0);
    QVERIFY(niceTicks({3, 3}, false, 5).size() == 1);
}

void ScaleTest::zoomKeepsItsCentre()
{
    const Range nearer = zoomed({0, 10}, false, 0.5, 2);
    QCOMPARE(nearer, (Range{1, 6}));
    const Range log = zoomed({1, 1e4}, true, 0.5, 100);
    QVERIFY(std::abs(log.low - 10) < 1e-9 && std::abs(log.high - 1000) < 1e-6);
    Range tiny{1, 2};
    for (int i = 0; i < 500; ++i)
        tiny = zoomed(tiny, false, 0.5, 1.5);
    QVERIFY(tiny.high > tiny.low); // stops before numbers cannot tell its ends apart
}

void ScaleTest::writesQuantitiesForPeople()
{
    QCOMPARE(quantity(12.3e-6, "s"), QString("12.3 µs"));
    QCOMPARE(quantity(kAbsent, "s"), QString("–"));
    QCOMPARE(quantity(16000, "USD"), QString("16,000 USD"));
    QCOMPARE(quantity(16000, 14800, 17300, "req/s"), QString("16,000 req/s (14,800–17,300)"));
    QCOMPARE(quantity(12.3e-6, kAbsent, kAbsent, "s"), QString("12.3 µs"));
    QCOMPARE(prefixOf({0, 250e-6}, "s").letter, QString("µ"));
    QCOMPARE(prefixOf({0, 5e6}, "USD").factor, 1.0);
    QCOMPARE(tickNumber(0.25), QString("0.25"));
    QCOMPARE(tickNumber(50000), QString("50,000"));
    QCOMPARE(cell(kAbsent), QString());
    QCOMPARE(cell(0.1), QString("0.1"));
}

ASSAY_QT_TEST(ScaleTest)
#include "scale_test.moc"
