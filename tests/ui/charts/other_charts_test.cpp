#include <QSignalSpy>

#include "tests/ui/charts/chart_samples.hpp"
#include "tests/ui/qt_test.hpp"
#include "ui/charts/band_chart.hpp"
#include "ui/charts/distribution_chart.hpp"
#include "ui/charts/parallel_chart.hpp"
#include "ui/charts/phase_chart.hpp"
#include "ui/charts/regime_map.hpp"
#include "ui/charts/roofline_chart.hpp"
#include "ui/charts/time_series_chart.hpp"
#include "ui/charts/tornado_chart.hpp"

using namespace assay::charts;
using namespace assay::test;

namespace {

ParallelData threeAxes()
{
    ParallelData data;
    data.ids = ids({1, 2, 3, 4});
    data.axes = {{{"Latency", "s", true}, values({1e-3, 2e-3, 3e-3, 0})},
                 {{"Power", "W"}, values({10, kAbsent, 30, 40})},
                 {{"Price", "USD"}, values({5, 6, 7, 8})}};
    return data;
}

void show(Chart &chart)
{
    chart.resize(700, 400);
    chart.show();
    chart.flush();
}

void drag(Chart &chart, const QPoint &from, const QPoint &to, Qt::KeyboardModifiers modifiers = {})
{
    QTest::mousePress(&chart, Qt::LeftButton, modifiers, from);
    QTest::mouseMove(&chart, (from + to) / 2);
    QTest::mouseMove(&chart, to);
    QTest::mouseRelease(&chart, Qt::LeftButton, modifiers, to);
}

} // namespace

class OtherChartsTest : public QObject {
    Q_OBJECT
private slots:
    void parallelBrushesKeepAndExclude();
    void parallelMissingIsNeverZero();
    void parallelBrushesByMouse();
    void parallelBrushesByKeyboard();
    void parallelAxesMove();
    void distributionTellsPercentiles();
    void distributionSharesAddUp();
    void phasesWithoutAValueAreTold();
    void bandPositionIsDragged();
    void tornadoIsSorted();
    void regimeMapTellsWhoWins();
    void rooflineTellsWhatIsReached();
    void timeSeriesSkipsGaps();
    void timeSeriesKeepsPeaks();
};

void OtherChartsTest::parallelBrushesKeepAndExclude()
{
    ParallelChart chart;
    chart.setData(threeAxes());
    QCOMPARE(chart.kept(), (std::vector<std::size_t>{0, 1, 2, 3}));
    chart.setBrushes({{1, {5, 35}, true}});
    QCOMPARE(chart.kept(), (std::vector<std::size_t>{0, 2})); // a missing value is in no range
    chart.setBrushes({{1, {5, 35}, false}});
    QCOMPARE(chart.kept(), (std::vector<std::size_t>{1, 3}));
    chart.setBrushes({{1, {5, 35}, false}, {2, {7, 9}, true}, {77, {0, 1}, true}});
    QCOMPARE(chart.kept(), (std::vector<std::size_t>{3}));
    QCOMPARE(chart.brushes().size(), std::size_t{2}); // an axis that is not there filters nothing
    QVERIFY(chart.description().contains("Excluded: Power from 5.00 W to 35.0 W."));
    QVERIFY(chart.csv().contains("4,0,40,8,yes"));
    QVERIFY(chart.csv().contains("2,0.002,,6,no"));
}

void OtherChartsTest::parallelMissingIsNeverZero()
{
    ParallelChart chart;
    ParallelData data = threeAxes();
    data.axes[1].values = values({0, kAbsent, 30, 40});
    chart.setData(data);
    show(chart);
    QTest::keyClick(&chart, Qt::Key_Right);                        // to the axis of power
    QVERIFY(chart.markPixel(1).y() > chart.markPixel(0).y() + 10); // below the place of zero, off the axis
    QVERIFY(chart.markText(1).contains("Power: –"));
    QVERIFY(chart.markText(0).contains("Power: 0"));
    QVERIFY(chart.description().contains("–: no value (2)"));
    QVERIFY(chart.description().contains("1 of these are not above zero"));
}

void OtherChartsTest::parallelBrushesByMouse()
{
    ParallelChart chart;
    chart.setData(threeAxes());
    show(chart);
    QSignalSpy changed(&chart, &ParallelChart::brushesChanged);
    const double x = chart.markPixel(0).x(); // of the first axis
    const QPoint high(static_cast<int>(x), static_cast<int>(chart.markPixel(1).y()) - 10);
    const QPoint low(static_cast<int>(x), static_cast<int>(chart.markPixel(0).y()) + 10);
    drag(chart, high, low);
    QVERIFY(!changed.isEmpty());
    QCOMPARE(chart.kept(), (std::vector<std::size_t>{0, 1}));
    drag(chart, high, low, Qt::AltModifier);
    QCOMPARE(chart.kept(), (std::vector<std::size_t>{2, 3}));
    QTest::mouseClick(&chart, Qt::LeftButton, {}, high);
    QVERIFY(chart.brushes().empty());
    QCOMPARE(chart.kept().size(), std::size_t{4});
}

void OtherChartsTest::parallelBrushesByKeyboard()
{
    ParallelChart chart;
    chart.setData(threeAxes());
    show(chart);
    QTest::keyClick(&chart, Qt::Key_Right);
    QTest::keyClick(&chart, Qt::Key_Right);
    QTest::keyClick(&chart, Qt::Key_Home); // the lowest price
    QCOMPARE(chart.current(), std::optional<std::size_t>(0));
    QTest::keyClick(&chart, Qt::Key_Up, Qt::ShiftModifier);
    QCOMPARE(chart.kept(), (std::vector<std::size_t>{0, 1}));
    QTest::keyClick(&chart, Qt::Key_Up, Qt::ShiftModifier);
    QCOMPARE(chart.kept(), (std::vector<std::size_t>{0, 1, 2}));
    QTest::keyClick(&chart, Qt::Key_X);
    QCOMPARE(chart.kept(), (std::vector<std::size_t>{3}));
    QTest::keyClick(&chart, Qt::Key_Delete);
    QCOMPARE(chart.kept().size(), std::size_t{4});
}

void OtherChartsTest::parallelAxesMove()
{
    ParallelChart chart;
    chart.setData(threeAxes());
    show(chart);
    QSignalSpy changed(&chart, &ParallelChart::orderChanged);
    QTest::keyClick(&chart, Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(chart.order(), (std::vector<std::size_t>{1, 0, 2}));
    QCOMPARE(changed.size(), 1);
    const QPoint first(static_cast<int>(chart.frame().area.left()) + 64,
                       static_cast<int>(chart.frame().area.top()) + 18);
    drag(chart, first, QPoint(static_cast<int>(chart.frame().area.right()) - 64, first.y()));
    QCOMPARE(chart.order(), (std::vector<std::size_t>{0, 2, 1}));
    chart.setOrder({2}); // what is not named follows
    QCOMPARE(chart.order(), (std::vector<std::size_t>{2, 0, 1}));
    QVERIFY(chart.csv().startsWith("result,Price (USD),Latency (s),Power (W),kept"));
}

void OtherChartsTest::distributionTellsPercentiles()
{
    DistributionChart chart;
    std::vector<double> samples;
    for (int i = 1000; i > 0; --i)
        samples.push_back(i * 1e-6); // 1 to 1000 µs
    samples.push_back(kAbsent);
    chart.setQuantity({"Latency", "s", true});
    chart.setSeries({{"run 1", values(samples), {{0.5, 500e-6, 490e-6, 510e-6}}}});
    chart.setView(DistributionChart::View::Percentiles);
    show(chart);
    const QByteArray csv = chart.csv();
    QVERIFY2(csv.contains("run 1,50,5e-04\n") && csv.contains("run 1,99,0.00099\n") && csv.contains("run 1,99.9,"),
             csv);
    QTest::keyClick(&chart, Qt::Key_Home);
    for (int i = 0; i < 2; ++i)
        QTest::keyClick(&chart, Qt::Key_Right);
    QVERIFY2(chart.currentText().contains("p50: 500 µs (490–510)"), qPrintable(chart.currentText()));
    QVERIFY(chart.description().contains("1,000 samples, median 500 µs, p99 990 µs"));
    QVERIFY(chart.description().contains("1 without a value"));
    // A tail that has no samples is not told: ten samples have no 99th percentile.
    chart.setSeries({{"few", values({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}), {}}});
    QVERIFY(!chart.csv().contains("few,99"));
}

void OtherChartsTest::distributionSharesAddUp()
{
    DistributionChart chart;
    chart.setQuantity({"Latency", "s"});
    chart.setSeries(
        {{"a", values(column(Kind::Normal, 5000, 1)), {}}, {"b", values(column(Kind::Normal, 100, 2)), {}}});
    for (const char *series : {"a", "b"}) {
        double sum = 0;
        for (const QStringList &row : chart.table().rows)
            sum += row[0] == series ? row[3].toDouble() : 0;
        QVERIFY(std::abs(sum - 100) < 1e-6);
    }
}

void OtherChartsTest::phasesWithoutAValueAreTold()
{
    PhaseChart chart;
    chart.setData({"Time", "s"}, {"upload", "execute"},
                  {{7, "run 7", {{2e-6, Fill::Filled, {}}, {6e-6, Fill::Filled, {}}}},
                   {8, "run 8", {{kAbsent, Fill::Filled, "the backend does not report it"}, {9e-6, Fill::Half, {}}}}});
    show(chart);
    QCOMPARE(chart.markText(0), QString("run 7\nupload: 2.00 µs (25.0 %)"));
    QVERIFY(chart.markText(2).contains("upload: – the backend does not report it"));
    QVERIFY(chart.description().contains("Hatched: no value, which is not zero (1)"));
    QVERIFY(chart.csv().contains("8,run 8,,9e-06"));
    // It has a place of its own behind the bar, which can be pointed at.
    QVERIFY(chart.markPixel(2).x() > chart.markPixel(3).x());
    QCOMPARE(chart.markNear(chart.markPixel(2)), std::optional<std::size_t>(2));
    QVERIFY(chart.markPixel(0).y() < chart.markPixel(2).y()); // the first result is at the top
    QCOMPARE(chart.markId(3), std::optional<Id>(8));
}

void OtherChartsTest::bandPositionIsDragged()
{
    BandChart chart;
    chart.setAxes({"Demand", "req/s"}, {"Cost", "USD"});
    chart.setData({{"cpu", values({0, 100}), values({10, 20}), {}, {}}},
                  {{{0, 50}, "cpu is cheaper", 0}, {{50, 60}, {}, {}}}, {{55, Range{50, 60}, "55 req/s"}});
    chart.setPosition(50);
    show(chart);
    QSignalSpy moved(&chart, &BandChart::positionDragged);
    const QPoint line(static_cast<int>(chart.frame().x.toPixel(50)), 200);
    drag(chart, line, QPoint(static_cast<int>(chart.frame().x.toPixel(80)), 200));
    QVERIFY(!moved.isEmpty());
    QVERIFY(std::abs(moved.back().front().toDouble() - 80) < 1);
    QCOMPARE(chart.position(), std::optional(50.0)); // the owner decides
    QTest::keyClick(&chart, Qt::Key_Left, Qt::ControlModifier);
    QVERIFY(moved.back().front().toDouble() < 50);
    for (const char *part : {"From 0 req/s to 50.0 req/s: cpu is cheaper.", "undecided", "At 55.0 req/s: 55 req/s."})
        QVERIFY2(chart.description().contains(part), qPrintable(chart.description()));
    chart.setCompact(true);
    chart.resize(120, 40);
    chart.flush();
    QVERIFY(chart.frame().area.height() > 30); // nothing but the curve
}

void OtherChartsTest::tornadoIsSorted()
{
    TornadoChart chart;
    std::vector<TornadoBar> bars;
    for (int i = 0; i < 30; ++i)
        bars.push_back({i, QString("number %1").arg(i), 100.0 - i, 100.0 + i, "low", "high", i == 29});
    bars.push_back({99, "unknown", kAbsent, 3, "low", "high", false});
    chart.setData({"Advantage", "USD"}, 100, bars);
    show(chart);
    QCOMPARE(chart.markCount(), TornadoChart::kBars);
    QCOMPARE(chart.markId(0), std::optional<Id>(29));
    QCOMPARE(chart.markId(19), std::optional<Id>(10));
    QVERIFY(chart.markPixel(0).y() < chart.markPixel(1).y());
    QVERIFY(chart.markText(0).contains("changes the decision"));
    QVERIFY(chart.description().contains("10 narrower bars are left out. 1 without a value."));
    QCOMPARE(chart.markNear(chart.markPixel(5) - QPointF(30, 0)), std::optional<std::size_t>(5));
}

void OtherChartsTest::regimeMapTellsWhoWins()
{
    RegimeMap map;
    RegimeData cells;
    cells.options = QStringList{"cpu", "fpga"};
    cells.x = {1, 10, 100};
    cells.y = {1, 2};
    cells.cells = {{0, 1, true}, {0, 0.6, false}, {1, 1, true}, {0, 1, true}, {1, 1, true}, {{}, 0, false}};
    map.setData({"Demand", "req/s", true}, {"Years", "year"}, cells);
    show(map);
    QVERIFY(map.markText(0).startsWith("cpu (100 % of the draws)"));
    QVERIFY(map.markText(1).startsWith("cpu (undecided: 60 % of the draws)"));
    QVERIFY(map.markText(5).startsWith("none is possible"));
    QVERIFY(map.description().contains("cpu 33 %, fpga 33 %, undecided 17 %, impossible 17 %"));
    const QImage image = map.grab().toImage();
    for (const std::size_t cell : {0U, 2U, 3U, 4U}) {
        QCOMPARE(map.markNear(map.markPixel(cell)), std::optional<std::size_t>(cell));
        QCOMPARE(image.pixelColor(map.markPixel(cell).toPoint()),
                 lightColours().series(cells.cells[cell].winner.value_or(9)));
    }
    QSet<QRgb> inUndecided; // hatched: two colours
    for (int dx = -20; dx < 20; ++dx)
        inUndecided.insert(image.pixel(map.markPixel(1).toPoint() + QPoint(dx, 0)));
    QVERIFY(inUndecided.size() >= 2);
    QVERIFY(map.markPixel(3).y() < map.markPixel(0).y()); // y grows upwards
    map.setData({"Demand", "req/s", true}, {"Years", "year"}, {{"cpu"}, {0, 10}, {1}, {{0, 1, true}, {0, 1, true}}});
    map.flush();
    QVERIFY(map.isEmpty()); // an axis that cannot show its values shows none
}

void OtherChartsTest::rooflineTellsWhatIsReached()
{
    const Ceiling cpu{"cpu", 100e9, 10e9};
    QCOMPARE(RooflineChart::allowed(cpu, 1), 10e9);
    QCOMPARE(RooflineChart::allowed(cpu, 50), 100e9);
    RooflineChart chart;
    chart.setData({cpu}, {{3, "gemm", 1, 5e9, 0, {}}, {4, "unknown", kAbsent, 5e9, 0, {}}, {5, "idle", 2, 0, 0, {}}});
    show(chart);
    QCOMPARE(chart.markCount(), std::size_t{1});
    QVERIFY(chart.markText(0).contains("50.0 % of what cpu allows"));
    QVERIFY(chart.description().contains("cpu: at most 100 Gop/s, 10.0 GB/s."));
    QVERIFY(chart.description().contains("1 without a value"));
    QVERIFY(chart.frame().y.range.high > 100e9); // the roof is in view
}

void OtherChartsTest::timeSeriesSkipsGaps()
{
    TimeSeriesChart chart;
    chart.setAxes({"Time", "s"}, {"Latency", "s"});
    chart.setData({{"run 1", values({0, 1, 2, 3, 4}), values({5, kAbsent, kAbsent, 6, 7})},
                   {"run 2", values({0, 2, 4}), values({1, 2, 3})}},
                  {{{0, 1}, "warm-up"}}, {{3, "change point"}});
    show(chart);
    QTest::keyClick(&chart, Qt::Key_Home);
    QCOMPARE(chart.current(), std::optional<std::size_t>(0));
    QTest::keyClick(&chart, Qt::Key_Right);
    QCOMPARE(chart.current(), std::optional<std::size_t>(3));
    QTest::keyClick(&chart, Qt::Key_Down); // the other series at the same time
    QCOMPARE(chart.currentText(), QString("run 2\nTime: 4.00 s\nLatency: 3.00 s"));
    for (const char *part :
         {"run 1 5, run 2 3", "From 0 s to 1.00 s: warm-up.", "At 3.00 s: change point.", "2 without a value"})
        QVERIFY2(chart.description().contains(part), qPrintable(chart.description()));
}

void OtherChartsTest::timeSeriesKeepsPeaks()
{
    std::vector<double> time, value;
    for (int i = 0; i < 500'000; ++i) {
        time.push_back(i);
        value.push_back(i == 333'333 ? 100 : 1);
    }
    TimeSeriesChart chart;
    chart.setAxes({"Time", "s"}, {"Latency", "s"});
    chart.setData({{"run", values(time), values(value)}});
    show(chart);
    const QPointF peak = chart.markPixel(333'333);
    const QImage image = chart.grab().toImage();
    bool drawn = false;
    for (int dx = -2; dx <= 2; ++dx) // one sample of half a million, half way up
        drawn = drawn || image.pixelColor(static_cast<int>(peak.x()) + dx, static_cast<int>(peak.y()) + 100) ==
                             lightColours().series(0);
    QVERIFY(drawn);
    QCOMPARE(chart.markNear(peak), std::optional<std::size_t>(333'333));
}

ASSAY_QT_TEST(OtherChartsTest)
#include "other_charts_test.moc"
