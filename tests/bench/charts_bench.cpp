// How long a window with a scatter chart takes from a slider's step to the painted frame, and from a move of the mouse
// to the painted read-out. On a screen (or Xvfb), or with QT_QPA_PLATFORM=offscreen.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <numeric>
#include <vector>

#include <QApplication>
#include <QMainWindow>
#include <QMouseEvent>
#include <QSlider>
#include <QVBoxLayout>

#include "core/base/random.hpp"
#include "ui/charts/scatter_chart.hpp"

namespace {

using namespace assay::charts;
using Clock = std::chrono::steady_clock;

constexpr int kSteps = 60;

double milliseconds(Clock::time_point since)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - since).count();
}

/// Sees when the children of a widget have painted.
class PaintWatch : public QObject {
public:
    int painted = 0;

protected:
    bool eventFilter(QObject *object, QEvent *event) override
    {
        if (event->type() != QEvent::Paint)
            return false;
        // The widget paints now, so that the time includes it.
        object->removeEventFilter(this);
        QCoreApplication::sendEvent(object, event);
        object->installEventFilter(this);
        ++painted;
        return true;
    }
};

struct Figures {
    double median = 0, worst = 0;
};

Figures figuresOf(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    return {times[times.size() / 2], times[times.size() * 95 / 100]};
}

/// Designs that cost something by volume: the model behind a slider, two operations a point.
class Window : public QMainWindow {
public:
    Window(std::size_t points, const QSize &size) : m_fixed(points), m_perItem(points)
    {
        assay::Random random(1);
        std::vector<double> x(points);
        std::vector<Id> numbers(points);
        for (std::size_t i = 0; i < points; ++i) {
            numbers[i] = static_cast<Id>(i);
            x[i] = std::exp(random.normal() + 2 * random.uniform()) * 1e-5;
            m_fixed[i] = 1000 * std::exp(0.6 * random.normal());
            m_perItem[i] = 1e-3 * std::exp(random.normal());
        }
        auto *page = new QWidget(this);
        auto *column = new QVBoxLayout(page);
        slider = new QSlider(Qt::Horizontal, page);
        slider->setRange(0, 100'000);
        chart = new ScatterChart(page);
        column->addWidget(slider);
        column->addWidget(chart, 1);
        setCentralWidget(page);
        chart->setAxes({"Latency p99", "s", true}, {"Cost over the life", "USD", true});
        ScatterData all;
        all.ids = ids(std::move(numbers));
        all.x = values(std::move(x));
        all.y = cost(0);
        chart->setData(std::move(all));
        chart->setFront(front(*chart->data().x, *chart->data().y), "front");
        connect(slider, &QSlider::valueChanged, this, [this](int volume) { chart->setY(cost(volume)); });
        resize(size);
        show();
        for (QObject *child : chart->children())
            child->installEventFilter(&watch);
    }

    /// From `act` until what it changed is painted.
    double paintedAfter(const std::function<void()> &act)
    {
        QCoreApplication::processEvents();
        const int before = watch.painted;
        const auto start = Clock::now();
        act();
        while (watch.painted == before && milliseconds(start) < 2000)
            QCoreApplication::processEvents();
        return milliseconds(start);
    }

    ScatterChart *chart = nullptr;
    QSlider *slider = nullptr;
    PaintWatch watch;

private:
    [[nodiscard]] Values cost(int volume) const
    {
        std::vector<double> y(m_fixed.size());
        for (std::size_t i = 0; i < y.size(); ++i)
            y[i] = m_fixed[i] + m_perItem[i] * volume;
        return values(std::move(y));
    }
    /// Ids of those that none beats in both.
    static std::vector<Id> front(const std::vector<double> &x, const std::vector<double> &y)
    {
        std::vector<Id> rows(x.size()), best;
        std::iota(rows.begin(), rows.end(), Id{0});
        const auto value = [](const std::vector<double> &column, Id id) {
            return column[static_cast<std::size_t>(id)];
        };
        std::sort(rows.begin(), rows.end(), [&](Id a, Id b) { return value(x, a) < value(x, b); });
        for (const Id id : rows)
            if (best.empty() || value(y, id) < value(y, best.back()))
                best.push_back(id);
        return best;
    }
    std::vector<double> m_fixed, m_perItem;
};

void settle(int wait)
{
    const auto start = Clock::now();
    while (milliseconds(start) < wait)
        QCoreApplication::processEvents();
}

Figures sliderSteps(Window &window)
{
    std::vector<double> times;
    for (int i = 1; i <= kSteps; ++i)
        times.push_back(window.paintedAfter([&] { window.slider->setValue(1000 * i); }));
    return figuresOf(times);
}

Figures hovers(Window &window, bool settled)
{
    std::vector<double> times;
    assay::Random random(3);
    if (settled)
        settle(600); // the index is made in the meantime
    for (int i = 0; i < kSteps; ++i) {
        if (!settled)
            window.paintedAfter([&] { window.slider->setValue(500 * (i + 1)); });
        const auto row = static_cast<std::size_t>(random.uniform() * 999);
        const QPointF at = window.chart->markPixel(row) + QPointF(1, 1);
        window.chart->setCurrent(std::nullopt);
        QCoreApplication::processEvents();
        times.push_back(window.paintedAfter([&] {
            QMouseEvent move(QEvent::MouseMove, at, window.chart->mapToGlobal(at), Qt::NoButton, Qt::NoButton, {});
            QCoreApplication::sendEvent(window.chart, &move);
        }));
    }
    return figuresOf(times);
}

void report(const char *what, std::size_t points, const QSize &size, const Figures &figures, double goal)
{
    std::printf("%-34s %9zu %5d×%-4d %9.2f %9.2f %9.1f %s\n", what, points, size.width(), size.height(), figures.median,
                figures.worst, goal, figures.median <= goal ? "" : "slower than its goal");
}

} // namespace

int main(int count, char **arguments)
{
    const QApplication application(count, arguments);
    std::printf("%-34s %9s %10s %9s %9s %9s\n", "ms", "points", "window", "median", "95 %", "goal");
    constexpr double kFrame = 16.7, kTwoFrames = 33, kHover = 5;
    for (const QSize size : {QSize(1000, 700), QSize(1880, 960)})
        for (const std::size_t points : {std::size_t{1'000}, std::size_t{100'000}, std::size_t{1'000'000}}) {
            Window window(points, size);
            settle(300);
            const bool large = points == 1'000'000 && size.width() > 1000;
            report("slider step to painted frame", points, size, sliderSteps(window), large ? kTwoFrames : kFrame);
            report("hover to painted read-out", points, size, hovers(window, true), kHover);
            report("the same right after a step", points, size, hovers(window, false), kHover);
        }
    return 0;
}
