#include "ui/charts/scatter_chart.hpp"

#include <QApplication>
#include <QMouseEvent>
#include <QSignalSpy>

#include "tests/ui/charts/chart_samples.hpp"
#include "tests/ui/qt_test.hpp"

using namespace assay::charts;
using namespace assay::test;

namespace {

ScatterData small()
{
    ScatterData data;
    data.ids = ids({11, 12, 13, 14, 15});
    data.x = values({1e-3, 2e-3, 4e-3, 0, 8e-3});
    data.y = values({10, 40, 20, 30, kAbsent});
    return data;
}

void show(ScatterChart &chart)
{
    chart.resize(700, 480);
    chart.show();
    chart.flush();
}

} // namespace

class ScatterChartTest : public QObject {
    Q_OBJECT
private slots:
    void picksByIdUnderThePointer();
    void paintsMarkersOrARaster();
    void zoomingInShowsMarkersAgain();
    void logarithmicAxisTakesZeroForMissing();
    void brushSaysWhatIsInside();
    void clickSaysWhichAndHow();
    void walksInTheOrderOfTheAxes();
    void ghostsCannotBePicked();
    void newColumnMovesThePoints();
    void cursorsMeasureBetweenThem();
    void describesSeriesCountsAndRanges();
    void csvHoldsTheData();
    void looksAreToldInLegendAndReadOut();
    void linesOfEqualProductAreDrawn();
    void baselineFrontAndSelectionAreSeen();
};

void ScatterChartTest::picksByIdUnderThePointer()
{
    ScatterChart chart;
    chart.setAxes({"Latency", "s", true}, {"Throughput", "item/s"});
    ScatterData data = scatterData(Kind::Normal, 30'000); // enough for the grid
    chart.setData(data);
    show(chart);
    QSignalSpy hovered(&chart, &Chart::hovered), left(&chart, &Chart::left);
    for (int round = 0; round < 2; ++round) { // before and after the grid was made
        for (const std::size_t row : {std::size_t{5}, std::size_t{17'000}, std::size_t{29'999}}) {
            const QPointF at = chart.markPixel(row);
            const auto found = chart.markNear(at);
            QVERIFY(found.has_value());
            QVERIFY(QLineF(chart.markPixel(*found), at).length() < 0.1);
        }
        QTest::qWait(400);
    }
    QTest::mouseMove(&chart, chart.markPixel(5).toPoint());
    QCOMPARE(hovered.size(), 1);
    QVERIFY(chart.current().has_value());
    QCOMPARE(hovered.front().front().value<Id>(), *chart.markId(*chart.current()));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&chart, &leave);
    QCOMPARE(left.size(), 1);
}

void ScatterChartTest::paintsMarkersOrARaster()
{
    ScatterChart chart;
    chart.setAxes({"x", ""}, {"y", ""});
    chart.setData(scatterData(Kind::Normal, ScatterChart::kMarkersUpTo));
    show(chart);
    QVERIFY(!chart.isRaster());
    chart.setData(scatterData(Kind::Normal, ScatterChart::kMarkersUpTo + 1));
    chart.flush();
    QVERIFY(chart.isRaster());
}

void ScatterChartTest::zoomingInShowsMarkersAgain()
{
    ScatterChart chart;
    chart.setAxes({"x", ""}, {"y", ""});
    chart.setData(scatterData(Kind::Normal, 100'000));
    show(chart);
    QVERIFY(chart.isRaster());
    chart.setChartWindow(ChartWindow{{0.2, 0.3}, {0.2, 0.3}});
    chart.flush();
    QVERIFY(!chart.isRaster());
    chart.showAll();
    chart.flush();
    QVERIFY(chart.isRaster());
}

void ScatterChartTest::logarithmicAxisTakesZeroForMissing()
{
    ScatterChart chart;
    chart.setAxes({"Latency", "s", true}, {"Throughput", "item/s"});
    chart.setData(small());
    show(chart);
    QVERIFY(chart.description().contains("1 without a value"));
    QVERIFY(chart.description().contains("1 not above zero"));
    QVERIFY(std::isnan(chart.markPixel(3).x()));
    QVERIFY(chart.frame().x.range.low > 0);
    // On a linear axis zero is a value like others.
    chart.setAxes({"Latency", "s", false}, {"Throughput", "item/s"});
    chart.flush();
    QVERIFY(std::isfinite(chart.markPixel(3).x()));
    QVERIFY(!chart.description().contains("not above zero"));
    // When none has a place, the chart says why.
    ScatterData nothing = small();
    nothing.x = values({0, 0, -1, 0, 0});
    chart.setAxes({"Latency", "s", true}, {"Throughput", "item/s"});
    chart.setData(nothing);
    chart.flush();
    QVERIFY(chart.isEmpty());
    QVERIFY(chart.description().contains("not above zero"));
}

void ScatterChartTest::brushSaysWhatIsInside()
{
    ScatterChart chart;
    chart.setAxes({"Latency", "s"}, {"Throughput", "item/s"});
    chart.setData(small());
    show(chart);
    std::vector<Id> found;
    Range xRange, yRange;
    Qt::KeyboardModifiers how;
    connect(&chart, &ScatterChart::brushed, this,
            [&](const std::vector<Id> &inside, Range x, Range y, Qt::KeyboardModifiers modifiers) {
                found = inside;
                xRange = x;
                yRange = y;
                how = modifiers;
            });
    const QPoint from = chart.frame().toPixel(1.5e-3, 41).toPoint(), to = chart.frame().toPixel(5e-3, 15).toPoint();
    QTest::mousePress(&chart, Qt::LeftButton, Qt::ShiftModifier, from);
    QTest::mouseMove(&chart, (from + to) / 2);
    QTest::mouseMove(&chart, to);
    QTest::mouseRelease(&chart, Qt::LeftButton, Qt::ShiftModifier, to);
    QCOMPARE(found, (std::vector<Id>{12, 13}));
    QVERIFY(std::abs(xRange.low - 1.5e-3) < 5e-5 && std::abs(xRange.high - 5e-3) < 5e-5);
    QVERIFY(yRange.low < yRange.high);
    QCOMPARE(how, Qt::KeyboardModifiers(Qt::ShiftModifier));
    QVERIFY(!chart.chartWindow().has_value());               // a brush does not move the view
    QTest::keyClick(&chart, Qt::Key_A, Qt::ControlModifier); // the same by keyboard: all in view
    QCOMPARE(found, (std::vector<Id>{11, 12, 13, 14}));
    // With the other tool, a drag moves the view.
    chart.setDrag(ScatterChart::Drag::Pan);
    found.clear();
    QTest::mousePress(&chart, Qt::LeftButton, {}, from);
    QMouseEvent move(QEvent::MouseMove, QPointF(to), chart.mapToGlobal(QPointF(to)), Qt::NoButton, Qt::LeftButton, {});
    QApplication::sendEvent(&chart, &move);
    QTest::mouseRelease(&chart, Qt::LeftButton, {}, to);
    QVERIFY(found.empty());
    QVERIFY(chart.chartWindow().has_value());
}

void ScatterChartTest::clickSaysWhichAndHow()
{
    ScatterChart chart;
    chart.setAxes({"Latency", "s"}, {"Throughput", "item/s"});
    chart.setData(small());
    show(chart);
    QSignalSpy clicked(&chart, &Chart::clicked);
    QTest::mouseClick(&chart, Qt::LeftButton, Qt::ControlModifier, chart.markPixel(2).toPoint());
    QCOMPARE(clicked.size(), 1);
    QCOMPARE(clicked.front()[0].value<Id>(), Id{13});
    QCOMPARE(clicked.front()[1].value<Qt::KeyboardModifiers>(), Qt::KeyboardModifiers(Qt::ControlModifier));
    QCOMPARE(chart.pinned(), std::optional<std::size_t>(2));
    // Nowhere near a point: lets go.
    QTest::mouseClick(&chart, Qt::LeftButton, {}, chart.frame().area.bottomRight().toPoint() - QPoint(4, 4));
    QCOMPARE(clicked.size(), 1);
    QVERIFY(!chart.pinned().has_value());
    chart.setCurrent(std::optional<std::size_t>(1));
    QTest::keyClick(&chart, Qt::Key_Space, Qt::ControlModifier);
    QCOMPARE(clicked.size(), 2);
    QCOMPARE(clicked.back()[0].value<Id>(), Id{12});
}

void ScatterChartTest::walksInTheOrderOfTheAxes()
{
    ScatterChart chart;
    chart.setAxes({"Latency", "s", true}, {"Throughput", "item/s"});
    ScatterData data = small();
    data.x = values({4e-3, 2e-3, 1e-3, 0, 8e-3});
    chart.setData(data);
    show(chart);
    const auto after = [&chart](Qt::Key key) {
        QTest::keyClick(&chart, key);
        return *chart.markId(*chart.current());
    };
    QCOMPARE(after(Qt::Key_Right), Id{13}); // the leftmost; those without a place are passed over
    QCOMPARE(after(Qt::Key_Right), Id{12});
    QCOMPARE(after(Qt::Key_Right), Id{11});
    QCOMPARE(after(Qt::Key_Right), Id{11}); // the end
    QCOMPARE(after(Qt::Key_Up), Id{13});    // 10 → 20 → 40 item/s
    QCOMPARE(after(Qt::Key_Up), Id{12});
    QCOMPARE(after(Qt::Key_Down), Id{13});
    QCOMPARE(after(Qt::Key_End), Id{11});
    QCOMPARE(after(Qt::Key_Home), Id{13});
}

void ScatterChartTest::ghostsCannotBePicked()
{
    ScatterChart chart;
    chart.setAxes({"Latency", "s"}, {"Throughput", "item/s"});
    ScatterData data = small();
    std::vector<PointLook> looks(5);
    looks[1].ghost = true;
    data.looks = std::make_shared<const std::vector<PointLook>>(looks);
    chart.setData(data);
    show(chart);
    QVERIFY(!chart.markNear(chart.markPixel(1)).has_value());
    QVERIFY(chart.markNear(chart.markPixel(0)).has_value());
    QVERIFY(chart.description().contains("1 filtered out"));
    const QColor there = chart.grab().toImage().pixelColor(chart.markPixel(1).toPoint());
    QCOMPARE(there, lightColours().ghost); // still seen
    for (PointLook &look : looks)
        look.ghost = true;
    data.looks = std::make_shared<const std::vector<PointLook>>(looks);
    chart.setData(data);
    chart.flush();
    QVERIFY(chart.isEmpty());
    QCOMPARE(chart.description(), QString("The filter leaves no result."));
}

void ScatterChartTest::newColumnMovesThePoints()
{
    ScatterChart chart;
    chart.setAxes({"Latency", "s"}, {"Throughput", "item/s"});
    chart.setData(small());
    chart.setBaseline(12, "run 12");
    show(chart);
    chart.setY(values({10, 400, 20, 30, 50}));
    chart.flush();
    QVERIFY(chart.frame().y.range.high > 400);
    QVERIFY(chart.markNear(chart.markPixel(4)).has_value()); // has a value now
    QVERIFY(chart.description().contains("Baseline: run 12."));
    chart.setX(values({1, 1, 1, 1, 1}));
    chart.flush();
    QVERIFY(chart.frame().x.range.low < 1 && chart.frame().x.range.high > 1);
}

void ScatterChartTest::cursorsMeasureBetweenThem()
{
    ScatterChart chart;
    chart.setAxes({"Latency", "s"}, {"Throughput", "item/s"});
    chart.setData(small());
    show(chart);
    QCOMPARE(chart.cursorText(), QString());
    QSignalSpy moved(&chart, &ScatterChart::cursorsChanged);
    chart.setCurrent(std::optional<std::size_t>(0));
    QTest::keyClick(&chart, Qt::Key_A);
    chart.setCurrent(std::optional<std::size_t>(1));
    QTest::keyClick(&chart, Qt::Key_B);
    QCOMPARE(moved.size(), 2);
    QVERIFY2(chart.cursorText().contains("Δ Latency 1.00 ms (×2)"), qPrintable(chart.cursorText()));
    QVERIFY(chart.cursorText().contains("Δ Throughput 30.0 item/s (×4)"));
    // A drag of B's line moves B alone.
    const auto before = *chart.cursors();
    const QPoint line(chart.markPixel(1).toPoint().x(), static_cast<int>(chart.frame().area.bottom()) - 60);
    QTest::mousePress(&chart, Qt::LeftButton, {}, line);
    QTest::mouseMove(&chart, line + QPoint(60, 0));
    QTest::mouseRelease(&chart, Qt::LeftButton, {}, line + QPoint(60, 0));
    QCOMPARE(chart.cursors()->a, before.a);
    QVERIFY(chart.cursors()->b.x() > before.b.x());
    QTest::keyClick(&chart, Qt::Key_C);
    QVERIFY(!chart.cursors().has_value());
    QTest::keyClick(&chart, Qt::Key_C);
    QVERIFY(chart.cursors().has_value());
}

void ScatterChartTest::describesSeriesCountsAndRanges()
{
    ScatterChart chart;
    chart.setAxes({"Latency p99", "s", true}, {"Throughput", "item/s"});
    ScatterData data = small();
    data.category = std::make_shared<const std::vector<std::uint16_t>>(std::vector<std::uint16_t>{0, 1, 1, 0, 0});
    data.categories = QStringList{"cpu:native", "rtl:pynq-z2"};
    chart.setData(data);
    chart.setFront({11, 12}, "front");
    chart.setSelection({13});
    show(chart);
    const QString words = chart.description();
    for (const char *part :
         {"3 points", "Latency p99 from 1.00 ms to 8.00 ms, logarithmic", "Throughput from 10.0 item/s to 40.0 item/s",
          "cpu:native 1", "rtl:pynq-z2 2", "2 of them on the front", "1 selected"})
        QVERIFY2(words.contains(part), qPrintable(part + QString(" in: ") + words));
}

void ScatterChartTest::csvHoldsTheData()
{
    ScatterChart chart;
    chart.setAxes({"Latency", "s", true}, {"Cost, total", "USD"});
    ScatterData data = small();
    data.xLow = values({9e-4, kAbsent, kAbsent, kAbsent, kAbsent});
    data.xHigh = values({1.1e-3, kAbsent, kAbsent, kAbsent, kAbsent});
    chart.setData(data);
    const QList<QByteArray> lines = chart.csv().split('\n');
    QCOMPARE(lines[0], QByteArray("result,Latency (s),Latency low,Latency high,\"Cost, total (USD)\""));
    QCOMPARE(lines[1], QByteArray("11,0.001,9e-04,0.0011,10"));
    QCOMPARE(lines[4], QByteArray("14,0,,,30"));   // what has no place on the axis is in the data
    QCOMPARE(lines[5], QByteArray("15,0.008,,,")); // absent is empty, not zero
    QCOMPARE(lines.size(), 7);
}

void ScatterChartTest::looksAreToldInLegendAndReadOut()
{
    ScatterChart chart;
    chart.setAxes({"Latency", "s"}, {"Throughput", "item/s"});
    ScatterData data = scatterData(Kind::Normal, 5);
    std::vector<PointLook> looks(5);
    looks[2] = {Fill::Half, true, true, false};
    data.looks = std::make_shared<const std::vector<PointLook>>(looks);
    data.size = values({1, 2, 4, 8, 16});
    data.sizeName = "Batch";
    data.colour = values({1, 2, 3, 4, kAbsent});
    data.colourName = "Power";
    data.colourUnit = "W";
    chart.setData(data);
    show(chart);
    const QString text = chart.markText(2);
    for (const char *part : {"rtl:pynq-z2", "Batch: 4", "Power: 3.00 W", "emulated, invalid, same CPU"})
        QVERIFY2(text.contains(part), qPrintable(text));
    QVERIFY(chart.markText(4).contains("Power: –"));
    QVERIFY(chart.csv().contains("emulated,\"invalid, same CPU\""));
    QVERIFY(chart.description().contains("Size: Batch"));
}

void ScatterChartTest::linesOfEqualProductAreDrawn()
{
    ScatterChart chart;
    chart.setAxes({"x", "", true}, {"y", "", true});
    chart.setData(small());
    show(chart);
    const QImage without = chart.grab().toImage();
    chart.setIsoLines({{IsoLine::Kind::Product, 0.05, "x·y = 0.05"}, {IsoLine::Kind::AtX, 3e-3, "limit", true}});
    chart.flush();
    const QImage with = chart.grab().toImage();
    const QColor colour = lightColours().warning;
    const auto near = [&](const QImage &image, double x, double y) {
        const QPoint at = chart.frame().toPixel(x, y).toPoint();
        for (int dx = -6; dx <= 6; ++dx)
            for (int dy = -6; dy <= 6; ++dy)
                if (const QColor pixel = image.pixelColor(at + QPoint(dx, dy));
                    std::abs(pixel.red() - colour.red()) < 60 && std::abs(pixel.blue() - colour.blue()) < 80 &&
                    std::abs(pixel.green() - colour.green()) < 60)
                    return true;
        return false;
    };
    for (const double x : {1.5e-3, 2.5e-3, 3.4e-3}) {
        QVERIFY(near(with, x, 0.05 / x));
        QVERIFY(!near(without, x, 0.05 / x));
    }
    QVERIFY(near(with, 3e-3, 12));
    // What lies beyond the limit is shaded.
    const QPoint beyond = chart.frame().toPixel(3.6e-3, 11).toPoint();
    QVERIFY(with.pixelColor(beyond) != without.pixelColor(beyond));
}

void ScatterChartTest::baselineFrontAndSelectionAreSeen()
{
    ScatterChart chart;
    chart.setAxes({"x", ""}, {"y", ""});
    chart.setData(scatterData(Kind::Normal, 50'000));
    show(chart);
    const auto picture = [&chart] {
        chart.flush();
        return chart.grab().toImage();
    };
    const QImage bare = picture();
    chart.setSelection({1005});
    const QImage selected = picture();
    QVERIFY(bare != selected); // a real marker with a ring over the raster
    chart.setFront({1001, 1002, 1003}, "front");
    const QImage front = picture();
    QVERIFY(front != selected);
    chart.setBaseline(1007, "run");
    QVERIFY(picture() != front);
    chart.setBaseline(99, "not here"); // an id that is not among the points marks nothing
    QCOMPARE(picture(), front);
}

ASSAY_QT_TEST(ScatterChartTest)
#include "scatter_chart_test.moc"
