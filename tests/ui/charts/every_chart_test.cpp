#include <map>
#include <set>

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QMouseEvent>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QWheelEvent>

#include "tests/ui/charts/chart_samples.hpp"
#include "tests/ui/qt_test.hpp"

using namespace assay::charts;
using namespace assay::test;

Q_DECLARE_METATYPE(ChartSample)
Q_DECLARE_METATYPE(Kind)

namespace {

constexpr QSize kSize(640, 400);

/// Pixels inside the frame that differ from an image's most common colour.
std::size_t markedPixels(const QImage &image)
{
    std::map<QRgb, std::size_t> counts;
    for (int y = 2; y < image.height() - 2; ++y)
        for (int x = 2; x < image.width() - 2; ++x)
            ++counts[image.pixel(x, y)];
    std::size_t all = 0, most = 0;
    for (const auto &[colour, count] : counts) {
        all += count;
        most = std::max(most, count);
    }
    return all - most;
}

QImage shown(Chart &chart)
{
    chart.resize(kSize);
    chart.show();
    chart.flush();
    return chart.grab().toImage();
}

QPalette darkPalette()
{
    QPalette palette;
    palette.setColor(QPalette::Base, QColor("#1b2028"));
    palette.setColor(QPalette::Window, QColor("#14181e"));
    palette.setColor(QPalette::Text, Qt::white);
    palette.setColor(QPalette::WindowText, Qt::white);
    return palette;
}

void forEveryChart()
{
    QTest::addColumn<ChartSample>("sample");
    for (const ChartSample &sample : chartSamples())
        QTest::newRow(qPrintable(sample.name)) << sample;
}

} // namespace

class EveryChartTest : public QObject {
    Q_OBJECT
private slots:
    void paintsSomethingForAnyData_data();
    void paintsSomethingForAnyData();
    void followsTheTheme_data() { forEveryChart(); }
    void followsTheTheme();
    void tellsAScreenReaderWhatItShows_data() { forEveryChart(); }
    void tellsAScreenReaderWhatItShows();
    void offersANextActionWhenEmpty_data() { forEveryChart(); }
    void offersANextActionWhenEmpty();
    void walksOverAllMarksByKeyboard_data() { forEveryChart(); }
    void walksOverAllMarksByKeyboard();
    void zoomsByKeyboardAndWheel_data() { forEveryChart(); }
    void zoomsByKeyboardAndWheel();
    void writesAllFormats_data() { forEveryChart(); }
    void writesAllFormats();
    void saysWhyAFileCannotBeWritten();
    void copiesPictureAndData();
    void asksForTheTable();
    void pinsAReadOut();
    void keepsTheCurrentMarkByItsId();
    void rightButtonMovesTheViewOrOpensTheMenu();
    void paintsOnceForManyChanges();
};

void EveryChartTest::paintsSomethingForAnyData_data()
{
    QTest::addColumn<ChartSample>("sample");
    QTest::addColumn<Kind>("kind");
    const std::vector<std::pair<Kind, const char *>> kinds{
        {Kind::Normal, "normal"}, {Kind::Empty, "empty"},       {Kind::One, "one"},  {Kind::Equal, "all equal"},
        {Kind::Holes, "holes"},   {Kind::Negative, "negative"}, {Kind::Many, "many"}};
    for (const ChartSample &sample : chartSamples())
        for (const auto &[kind, name] : kinds)
            QTest::newRow(qPrintable(sample.name + ", " + name)) << sample << kind;
}

void EveryChartTest::paintsSomethingForAnyData()
{
    QFETCH(ChartSample, sample);
    QFETCH(Kind, kind);
    const auto chart = sample.make(kind);
    chart->setEmptyState("No results yet.");
    const QImage image = shown(*chart);
    QVERIFY(markedPixels(image) > 200); // axes and marks, or the text of an empty chart
    chart->setCurrent(std::optional<std::size_t>(0));
    QCOMPARE(chart->current().has_value(), chart->markCount() > 0);
    const double step = kind == Kind::Many ? 130 : 40;
    for (double x = 0; x < kSize.width(); x += step)
        for (double y = 0; y < kSize.height(); y += step)
            if (const auto mark = chart->markNear({x, y}))
                QVERIFY(*mark < chart->markCount());
    QVERIFY(!chart->description().isEmpty());
}

void EveryChartTest::followsTheTheme()
{
    QFETCH(ChartSample, sample);
    const auto chart = sample.make(Kind::Normal);
    const QColor light = shown(*chart).pixelColor(3, kSize.height() - 4);
    chart->setPalette(darkPalette());
    const QColor dark = shown(*chart).pixelColor(3, kSize.height() - 4);
    QVERIFY(light.lightness() > 200);
    QCOMPARE(dark, QColor("#1b2028"));
    // A picture for paper is light in either case.
    QVERIFY(chart->image(kSize).pixelColor(3, kSize.height() - 4).lightness() > 200);
    QCOMPARE(chart->image(kSize, 2).size(), 2 * kSize);
}

void EveryChartTest::tellsAScreenReaderWhatItShows()
{
    QFETCH(ChartSample, sample);
    const auto chart = sample.make(Kind::Normal);
    shown(*chart);
    QAccessibleInterface *reader = QAccessible::queryAccessibleInterface(chart.get());
    QVERIFY(reader != nullptr);
    QCOMPARE(reader->role(), QAccessible::Chart);
    QVERIFY(!reader->text(QAccessible::Name).isEmpty());
    QVERIFY(!reader->text(QAccessible::Help).isEmpty());
    const QString description = reader->text(QAccessible::Description);
    QVERIFY2(description.contains(QRegularExpression("[0-9]")), qPrintable(description)); // counts or ranges
    QVERIFY(reader->text(QAccessible::Value).isEmpty());
    chart->setCurrent(std::optional<std::size_t>(1));
    QCOMPARE(reader->text(QAccessible::Value), chart->markText(1));
    QVERIFY(reader->text(QAccessible::Description) != description); // names the current mark
    QCOMPARE(reader->childCount(), 0);
}

void EveryChartTest::offersANextActionWhenEmpty()
{
    QFETCH(ChartSample, sample);
    const auto chart = sample.make(Kind::Empty);
    chart->setEmptyState("No results yet.", "New study…");
    shown(*chart);
    QVERIFY(chart->isEmpty());
    QVERIFY(QAccessible::queryAccessibleInterface(chart.get())->childCount() > 0);
    const auto buttons = chart->findChildren<QPushButton *>();
    QCOMPARE(buttons.size(), 1);
    QVERIFY(buttons.front()->isVisible());
    QSignalSpy asked(chart.get(), &Chart::emptyActionTriggered);
    QTest::mouseClick(buttons.front(), Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
}

void EveryChartTest::walksOverAllMarksByKeyboard()
{
    QFETCH(ChartSample, sample);
    const auto chart = sample.make(Kind::Normal);
    shown(*chart);
    QTest::keyClick(chart.get(), Qt::Key_Home);
    QVERIFY(chart->current().has_value());
    std::set<std::size_t> seen{*chart->current()};
    const bool upright = sample.name == "parallel"; // left and right choose an axis there
    for (std::size_t i = 0; i < 2 * chart->markCount(); ++i) {
        QTest::keyClick(chart.get(), upright ? Qt::Key_Up : Qt::Key_Right);
        seen.insert(*chart->current());
    }
    QVERIFY2(seen.size() * 2 > (sample.name == "regimes" ? 2 * 13 : chart->markCount() / 2),
             qPrintable(QString::number(seen.size())));
    QTest::keyClick(chart.get(), Qt::Key_End);
    const auto last = chart->current();
    QTest::keyClick(chart.get(), Qt::Key_Home);
    QVERIFY(chart->current() != last);
    for (const auto key : {Qt::Key_PageDown, Qt::Key_PageUp, Qt::Key_Down, Qt::Key_Up, Qt::Key_Left})
        QTest::keyClick(chart.get(), key);
    QVERIFY(chart->current().has_value());
    QTest::keyClick(chart.get(), Qt::Key_Escape);
    QVERIFY(!chart->current().has_value());
}

void EveryChartTest::zoomsByKeyboardAndWheel()
{
    QFETCH(ChartSample, sample);
    if (sample.name == "parallel")
        return; // its axes always show all
    const auto chart = sample.make(Kind::Normal);
    shown(*chart);
    const Range all = chart->frame().x.range;
    QTest::keyClick(chart.get(), Qt::Key_Plus);
    chart->flush();
    const Range nearer = chart->frame().x.range;
    QVERIFY(nearer.low > all.low && nearer.high < all.high);
    QVERIFY(chart->chartWindow().has_value());
    QTest::keyClick(chart.get(), Qt::Key_Minus);
    chart->flush();
    QVERIFY(std::abs(chart->frame().x.range.high - all.high) < 1e-6 * std::abs(all.high));
    QTest::keyClick(chart.get(), Qt::Key_Plus);
    QTest::keyClick(chart.get(), Qt::Key_0);
    chart->flush();
    QCOMPARE(chart->frame().x.range, all);
    QVERIFY(!chart->chartWindow().has_value());
    const QPointF middle = chart->frame().area.center();
    QWheelEvent wheel(middle, middle, {}, {0, 240}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(chart.get(), &wheel);
    chart->flush();
    QVERIFY(chart->frame().x.range.high < all.high);
}

void EveryChartTest::writesAllFormats()
{
    QFETCH(ChartSample, sample);
    const auto chart = sample.make(Kind::Normal);
    chart->resize(kSize);
    const QTemporaryDir folder;
    const auto content = [&](const QString &name) {
        const QString path = folder.filePath(name);
        if (const assay::Status saved = chart->save(path); !saved)
            return QByteArray(saved.error().text().c_str());
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    const QByteArray svg = content("chart.svg");
    QVERIFY(svg.contains("<svg") && svg.size() > 2000);
    QVERIFY(content("chart.pdf").startsWith("%PDF"));
    QCOMPARE(QImage::fromData(content("chart.png")).size(), 2 * kSize);
    const QByteArray csv = content("chart.csv");
    QCOMPARE(csv, chart->csv());
    const ChartTable table = chart->table();
    QVERIFY(table.header.size() >= 2);
    QCOMPARE(static_cast<std::size_t>(csv.count('\n')), table.rows.size() + 1);
    for (const QStringList &row : table.rows)
        QCOMPARE(row.size(), table.header.size());
    QVERIFY(!chart->picture(kSize).isNull());
}

void EveryChartTest::saysWhyAFileCannotBeWritten()
{
    const auto chart = chartSamples().front().make(Kind::Normal);
    chart->resize(kSize);
    const auto missing = chart->save("/nowhere/at/all/chart.svg");
    QVERIFY(!missing && missing.error().message.find("/nowhere/at/all") != std::string::npos);
    const auto unknown = chart->save("chart.gif");
    QVERIFY(!unknown && unknown.error().message.find(".gif") != std::string::npos);
    const auto empty = chartSamples().front().make(Kind::Empty)->save("chart.svg");
    QVERIFY(!empty);
}

void EveryChartTest::copiesPictureAndData()
{
    const auto chart = chartSamples().front().make(Kind::Normal);
    shown(*chart);
    chart->copyPicture();
    QCOMPARE(QGuiApplication::clipboard()->image().size(), 2 * kSize);
    chart->copyData();
    QCOMPARE(QGuiApplication::clipboard()->text().toUtf8(), chart->csv());
}

void EveryChartTest::asksForTheTable()
{
    const auto chart = chartSamples().front().make(Kind::Normal);
    shown(*chart);
    chart->activateWindow();
    chart->setFocus();
    QVERIFY(QTest::qWaitForWindowActive(chart.get()));
    QSignalSpy asked(chart.get(), &Chart::tableRequested);
    QTest::keyClick(chart.get(), Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(asked.size(), 1);
}

void EveryChartTest::pinsAReadOut()
{
    const auto chart = chartSamples().front().make(Kind::Normal);
    shown(*chart);
    QStringList asked;
    chart->setReadOut([&asked](Id id) {
        asked << QString::number(id);
        return QStringLiteral("run %1\ndetails").arg(id);
    });
    QSignalSpy clicked(chart.get(), &Chart::clicked), pins(chart.get(), &Chart::pinChanged);
    QTest::keyClick(chart.get(), Qt::Key_End);
    const std::size_t mark = *chart->current();
    QTest::keyClick(chart.get(), Qt::Key_Return);
    QCOMPARE(chart->pinned(), std::optional(mark));
    QCOMPARE(clicked.size(), 1);
    QTest::keyClick(chart.get(), Qt::Key_Home);
    QCOMPARE(chart->pinned(), std::optional(mark)); // stays while others are looked at
    chart->grab();
    QVERIFY(asked.contains(QString::number(*chart->markId(mark))));
    QTest::keyClick(chart.get(), Qt::Key_Escape);
    QVERIFY(!chart->pinned().has_value());
    QCOMPARE(pins.size(), 2);
}

void EveryChartTest::keepsTheCurrentMarkByItsId()
{
    ScatterChart chart;
    chart.setAxes({"x", ""}, {"y", ""});
    ScatterData data = scatterData(Kind::Normal, 10);
    chart.setData(data);
    shown(chart);
    chart.setCurrent(std::optional<std::size_t>(4));
    chart.setY(values(column(Kind::Normal, 10, 9))); // other values of the same points
    chart.flush();
    QCOMPARE(chart.current(), std::optional<std::size_t>(4));
    data.ids = ids({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}); // other points
    chart.setData(data);
    chart.flush();
    QVERIFY(!chart.current().has_value());
}

void EveryChartTest::rightButtonMovesTheViewOrOpensTheMenu()
{
    ScatterChart chart;
    chart.setAxes({"x", ""}, {"y", ""});
    chart.setData(scatterData(Kind::Normal, 50));
    shown(chart);
    QStringList entries;
    std::optional<Id> asked;
    connect(&chart, &Chart::menuRequested, this, [&](QMenu *menu, std::optional<Id> id) {
        asked = id;
        menu->addAction("Set as baseline");
        connect(menu, &QMenu::aboutToShow, menu, [&entries, menu] {
            for (const QAction *action : menu->actions())
                entries << action->text();
        });
    });
    const QPoint at = chart.markPixel(7).toPoint();
    QTest::mousePress(&chart, Qt::RightButton, {}, at);
    QMouseEvent move(QEvent::MouseMove, QPointF(at) + QPointF(50, 30), chart.mapToGlobal(QPointF(at)), Qt::NoButton,
                     Qt::RightButton, {});
    QApplication::sendEvent(&chart, &move);
    QTest::mouseRelease(&chart, Qt::RightButton, {}, at + QPoint(50, 30));
    QVERIFY(entries.isEmpty());
    QVERIFY(chart.chartWindow().has_value());
    chart.showAll();
    chart.flush();
    QTest::mouseClick(&chart, Qt::RightButton, {}, at);
    QCOMPARE(asked, std::optional<Id>(1007));
    QCOMPARE(entries.value(0), QString("Set as baseline"));
    QVERIFY(entries.contains("Show as table") && entries.contains("Copy data"));
    for (const QAction *action : chart.chartActions())
        QVERIFY(entries.contains(action->text()));
}

void EveryChartTest::paintsOnceForManyChanges()
{
    struct Counter : QObject {
        int paints = 0;
        bool eventFilter(QObject *, QEvent *event) override
        {
            paints += event->type() == QEvent::Paint ? 1 : 0;
            return false;
        }
    };
    ScatterChart chart;
    chart.setAxes({"x", ""}, {"y", ""});
    chart.setData(scatterData(Kind::Normal, 1000));
    shown(chart);
    QTest::qWait(50);
    Counter counter;
    chart.children().front()->installEventFilter(&counter); // the plot below
    for (std::uint64_t step = 0; step < 200; ++step)
        chart.setY(values(column(Kind::Normal, 1000, step)));
    QCOMPARE(counter.paints, 0);
    QTest::qWait(50);
    QVERIFY2(counter.paints == 1, qPrintable(QString::number(counter.paints)));
}

ASSAY_QT_TEST(EveryChartTest)
#include "every_chart_test.moc"
