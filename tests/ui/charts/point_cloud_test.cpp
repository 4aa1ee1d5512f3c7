#include "ui/charts/point_cloud.hpp"

#include <numeric>

#include "core/base/random.hpp"
#include "tests/ui/charts/chart_samples.hpp"
#include "tests/ui/qt_test.hpp"
#include "ui/charts/density.hpp"

using namespace assay::charts;
using namespace assay::test;

namespace {

constexpr double kReach = 14;

Frame frameOver(Range x, Range y, bool log)
{
    Frame frame;
    frame.area = QRectF(50, 20, 800, 500);
    frame.x = {log, x, frame.area.left(), frame.area.right()};
    frame.y = {log, y, frame.area.bottom(), frame.area.top()};
    frame.colours = lightColours();
    return frame;
}

/// Plain loop over values, without any of the chart's code but the axes.
double distanceOfNearest(const std::vector<double> &x, const std::vector<double> &y, const Frame &frame,
                         const QPointF &pixel)
{
    double nearest = 1e300;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const QPointF away = frame.toPixel(x[i], y[i]) - pixel;
        const double distance = std::hypot(away.x(), away.y());
        nearest = distance < nearest ? distance : nearest;
    }
    return nearest;
}

} // namespace

class PointCloudTest : public QObject {
    Q_OBJECT
private slots:
    void picksTheNearestOfManyPoints_data();
    void picksTheNearestOfManyPoints();
    void rasterCountsEveryPointInView_data();
    void rasterCountsEveryPointInView();
    void showsOnePointOfARaster();
    void findsRowsByTheirPlaces();
};

void PointCloudTest::picksTheNearestOfManyPoints_data()
{
    QTest::addColumn<bool>("logarithmic");
    QTest::newRow("linear") << false;
    QTest::newRow("logarithmic") << true;
}

void PointCloudTest::picksTheNearestOfManyPoints()
{
    QFETCH(bool, logarithmic);
    constexpr std::size_t kPoints = 100'000;
    const std::vector<double> x = column(Kind::Normal, kPoints, 1), y = column(Kind::Normal, kPoints, 2);
    const PointCloud cloud = pointCloud(x, logarithmic, y, logarithmic);
    const PointGrid grid(cloud);
    assay::Random random(7);
    // All of it, and a part that is zoomed into.
    for (const Range &range : {Range{0.001, 1.001}, Range{0.3, 0.31}}) {
        const Frame frame = frameOver(range, range, logarithmic);
        const CloudView view = viewOf(cloud, frame);
        for (int probe = 0; probe < 60; ++probe) {
            const QPointF pixel(40 + 820 * random.uniform(), 10 + 520 * random.uniform());
            const double nearest = distanceOfNearest(x, y, frame, pixel);
            const auto found = grid.nearest(cloud, view, pixel, kReach);
            QCOMPARE(nearestOfAll(cloud, view, pixel, kReach), found);
            if (std::abs(nearest - kReach) < 0.05)
                continue; // on the edge of reach either answer is right
            QCOMPARE(found.has_value(), nearest < kReach);
            if (!found)
                continue;
            const QPointF away = frame.toPixel(x[*found], y[*found]) - pixel;
            QVERIFY(std::hypot(away.x(), away.y()) < nearest + 0.05); // places are kept to a twentieth of a pixel
        }
    }
}

void PointCloudTest::rasterCountsEveryPointInView_data()
{
    picksTheNearestOfManyPoints_data();
}

void PointCloudTest::rasterCountsEveryPointInView()
{
    QFETCH(bool, logarithmic);
    std::vector<double> x = column(Kind::Normal, 200'000, 3), y = column(Kind::Normal, 200'000, 4);
    x[0] = kAbsent;
    y[1] = kAbsent;
    const PointCloud cloud = pointCloud(x, logarithmic, y, logarithmic);
    QCOMPARE(cloud.placed, x.size() - 2);
    QCOMPARE(cloud.absent, std::size_t{2});
    const Density all = binned(cloud, frameOver({1e-4, 2}, {1e-4, 2}, logarithmic), 300, 200);
    QCOMPARE(all.inside, x.size() - 2);
    QCOMPARE(std::accumulate(all.counts.begin(), all.counts.end(), std::size_t{0}), x.size() - 2);
    // A part of it: each count is that of a plain loop over the values.
    const Range part{0.25, 0.5};
    const Density some = binned(cloud, frameOver(part, part, logarithmic), 4, 4);
    std::vector<std::size_t> expected(16, 0);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto cellOf = [&](double value) {
            const double along = logarithmic ? std::log(value / part.low) / std::log(part.high / part.low)
                                             : (value - part.low) / (part.high - part.low);
            return along >= 0 && along < 1 ? static_cast<int>(4 * along) : -1;
        };
        if (const int column = cellOf(x[i]), row = cellOf(y[i]); column >= 0 && row >= 0)
            ++expected[static_cast<std::size_t>((3 - row) * 4 + column)];
    }
    std::size_t differing = 0;
    for (std::size_t cell = 0; cell < 16; ++cell)
        differing += static_cast<std::size_t>(
            std::abs(static_cast<long>(expected[cell]) - static_cast<long>(some.counts[cell])));
    QVERIFY2(differing <= 4, qPrintable(QString::number(differing))); // those on the very edge of a cell
}

void PointCloudTest::showsOnePointOfARaster()
{
    std::vector<double> x(1000, 0.5), y(1000, 0.5);
    x[0] = y[0] = 0.1;
    x[1] = y[1] = 0.9;
    const Frame frame = frameOver({0, 1}, {0, 1}, false);
    const Density density = binned(pointCloud(x, false, y, false), frame, 100, 100);
    QCOMPARE(density.highest, 998U);
    QCOMPARE(density.at(10, 90 - 1) + density.at(10, 90), 1U); // the first row is the topmost
    const QImage image = densityImage(density, frame.colours);
    QCOMPARE(image.pixelColor(50, 10).alpha(), 0);
    int visible = 0;
    for (int row = 0; row < 100; ++row)
        for (int column = 0; column < 100; ++column)
            visible += image.pixelColor(column, row).alpha() == 255 ? 1 : 0;
    QCOMPARE(visible, 3);
    const QColor fullest = image.pixelColor(50, density.at(50, 50) == 998 ? 50 : 49), most = frame.colours.ramp(1);
    QVERIFY(std::abs(fullest.red() - most.red()) + std::abs(fullest.blue() - most.blue()) <= 2);
}

void PointCloudTest::findsRowsByTheirPlaces()
{
    const std::vector<double> x = column(Kind::Holes, 3000, 5), y = column(Kind::Normal, 3000, 6);
    const PointCloud cloud = pointCloud(x, false, y, false);
    const Frame frame = frameOver({0, 1.1}, {0, 1.1}, false);
    const QRectF box(frame.toPixel(0.2, 0.6), frame.toPixel(0.5, 0.1));
    const std::vector<std::size_t> found = pointsInside(cloud, viewOf(cloud, frame), box);
    std::vector<std::size_t> expected;
    for (std::size_t i = 0; i < x.size(); ++i)
        if (x[i] >= 0.2 && x[i] <= 0.5 && y[i] >= 0.1 && y[i] <= 0.6)
            expected.push_back(i);
    QVERIFY(expected.size() > 50);
    QCOMPARE(found, expected);
}

ASSAY_QT_TEST(PointCloudTest)
#include "point_cloud_test.moc"
