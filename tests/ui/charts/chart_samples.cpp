#include "tests/ui/charts/chart_samples.hpp"

#include <algorithm>

#include "core/base/random.hpp"
#include "ui/charts/band_chart.hpp"
#include "ui/charts/distribution_chart.hpp"
#include "ui/charts/parallel_chart.hpp"
#include "ui/charts/phase_chart.hpp"
#include "ui/charts/regime_map.hpp"
#include "ui/charts/roofline_chart.hpp"
#include "ui/charts/time_series_chart.hpp"
#include "ui/charts/tornado_chart.hpp"

namespace assay::test {
namespace {

using namespace assay::charts;

const Axis kLatency{"Latency", "s", true};
const Axis kThroughput{"Throughput", "item/s", true};

std::size_t rowsOf(Kind kind)
{
    switch (kind) {
    case Kind::Empty:
        return 0;
    case Kind::One:
        return 1;
    case Kind::Many:
        return 1'000'000;
    default:
        return 200;
    }
}

Ids rowIds(std::size_t count)
{
    std::vector<Id> numbers(count);
    for (std::size_t i = 0; i < count; ++i)
        numbers[i] = static_cast<Id>(1000 + i);
    return ids(std::move(numbers));
}

std::vector<double> rising(std::size_t count)
{
    std::vector<double> x(count);
    for (std::size_t i = 0; i < count; ++i)
        x[i] = 1 + static_cast<double>(i);
    return x;
}

std::unique_ptr<Chart> scatter(Kind kind)
{
    auto chart = std::make_unique<ScatterChart>();
    chart->setAxes(kLatency, kThroughput);
    chart->setData(scatterData(kind, rowsOf(kind)));
    return chart;
}

std::unique_ptr<Chart> parallel(Kind kind)
{
    auto chart = std::make_unique<ParallelChart>();
    ParallelData data;
    const std::size_t rows = rowsOf(kind);
    data.ids = rowIds(rows);
    data.axes = {{kLatency, values(column(kind, rows, 1))}, {kThroughput, values(column(kind, rows, 2))}};
    data.axes.push_back({{"Power", "W"}, values(column(kind, rows, 3))});
    chart->setData(data);
    chart->setBrushes({{0, {0, 0.5}, true}});
    return chart;
}

std::unique_ptr<Chart> distribution(Kind kind, DistributionChart::View view)
{
    auto chart = std::make_unique<DistributionChart>();
    chart->setQuantity(kLatency);
    chart->setView(view);
    chart->setSeries({{"first", values(column(kind, rowsOf(kind), 1)), {{0.5, 0.5, 0.4, 0.6}, {0.9, 0.9, 0.8, 1}}},
                      {"second", values(column(kind, rowsOf(kind), 2)), {}}});
    return chart;
}

std::unique_ptr<Chart> phases(Kind kind)
{
    auto chart = std::make_unique<PhaseChart>();
    const std::size_t rows = rowsOf(kind);
    const std::vector<double> first = column(kind, rows, 1), second = column(kind, rows, 2);
    std::vector<PhaseRow> all(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        all[i].id = static_cast<Id>(i);
        all[i].name = "result";
        all[i].parts = {{first[i], Fill::Filled, {}}, {second[i], Fill::Half, {}}};
    }
    chart->setData({"Time", "s"}, {"upload", "execute"}, std::move(all));
    return chart;
}

std::unique_ptr<Chart> band(Kind kind)
{
    auto chart = std::make_unique<BandChart>();
    const std::size_t rows = rowsOf(kind);
    chart->setAxes({"Demand", "req/s", true}, {"Cost", "USD", true});
    const Values y = values(column(kind, rows, 1));
    std::vector<double> low = *y, high = *y;
    for (std::size_t i = 0; i < rows; ++i) {
        low[i] *= 0.9;
        high[i] *= 1.1;
    }
    chart->setData({{"cpu", values(rising(rows)), y, values(low), values(high)}}, {{{1, 50}, "cpu is cheaper", 0}},
                   {{20, Range{10, 30}, "here"}});
    chart->setPosition(5);
    return chart;
}

std::unique_ptr<Chart> tornado(Kind kind)
{
    auto chart = std::make_unique<TornadoChart>();
    const std::size_t rows = rowsOf(kind);
    const std::vector<double> low = column(kind, rows, 1), high = column(kind, rows, 2);
    std::vector<TornadoBar> bars(rows);
    for (std::size_t i = 0; i < rows; ++i)
        bars[i] = {static_cast<Id>(i), "number", low[i], high[i], "low", "high", false};
    chart->setData({"Advantage", "USD"}, 0.5, std::move(bars));
    return chart;
}

std::unique_ptr<Chart> regimes(Kind kind)
{
    auto chart = std::make_unique<RegimeMap>();
    RegimeData data;
    data.options = QStringList{"cpu", "fpga"};
    const std::size_t side = kind == Kind::Many ? 1000 : kind == Kind::Empty ? 0 : kind == Kind::One ? 1 : 14;
    data.x = data.y = rising(side);
    const std::vector<double> who = column(kind, side * side, 1);
    for (std::size_t i = 0; i < who.size(); ++i) {
        RegimeCell cell;
        if (std::isfinite(who[i]))
            cell = {static_cast<std::uint16_t>(who[i] > 0.5), 0.9, who[i] > 0.3};
        data.cells.push_back(cell);
    }
    chart->setData({"Demand", "req/s", true}, {"Years", "year"}, std::move(data));
    return chart;
}

std::unique_ptr<Chart> roofline(Kind kind)
{
    auto chart = std::make_unique<RooflineChart>();
    const std::size_t rows = rowsOf(kind);
    const std::vector<double> x = column(kind, rows, 1), y = column(kind, rows, 2);
    std::vector<RooflinePoint> points(rows);
    for (std::size_t i = 0; i < rows; ++i)
        points[i] = {static_cast<Id>(i), "gemm", x[i], y[i], 0, {}};
    chart->setData({{"cpu", 2, 4}}, std::move(points));
    return chart;
}

std::unique_ptr<Chart> timeSeries(Kind kind)
{
    auto chart = std::make_unique<TimeSeriesChart>();
    const std::size_t rows = rowsOf(kind);
    chart->setAxes({"Time", "s"}, kLatency);
    chart->setData({{"run", values(rising(rows)), values(column(kind, rows, 1))}}, {{{0, 10}, "warm-up"}},
                   {{20, "change"}});
    return chart;
}

} // namespace

std::vector<double> column(Kind kind, std::size_t count, std::uint64_t seed)
{
    Random random(seed);
    std::vector<double> result(count);
    for (std::size_t i = 0; i < count; ++i) {
        result[i] = kind == Kind::Equal ? 0.75 : 0.001 + random.uniform();
        if (kind == Kind::Holes && i % 3 != 0)
            result[i] = i % 3 == 1 ? kAbsent : std::numeric_limits<double>::infinity();
        if (kind == Kind::Negative)
            result[i] = i % 2 == 0 ? -result[i] : 0;
    }
    return result;
}

ScatterData scatterData(Kind kind, std::size_t count)
{
    ScatterData data;
    data.ids = rowIds(count);
    data.x = values(column(kind, count, 1));
    data.y = values(column(kind, count, 2));
    std::vector<std::uint16_t> category(count);
    for (std::size_t i = 0; i < count; ++i)
        category[i] = static_cast<std::uint16_t>(i % 3);
    data.category = std::make_shared<const std::vector<std::uint16_t>>(std::move(category));
    data.categories = QStringList{"cpu:native", "opencl:pocl", "rtl:pynq-z2"};
    data.fillNames = QStringList{"measured", "emulated", "modelled"};
    data.crossedName = "invalid";
    data.badgeName = "same CPU";
    return data;
}

std::vector<ChartSample> chartSamples()
{
    using View = DistributionChart::View;
    return {{"scatter", scatter},
            {"parallel", parallel},
            {"histogram", [](Kind kind) { return distribution(kind, View::Histogram); }},
            {"cumulative", [](Kind kind) { return distribution(kind, View::Cumulative); }},
            {"percentiles", [](Kind kind) { return distribution(kind, View::Percentiles); }},
            {"phases", phases},
            {"band", band},
            {"tornado", tornado},
            {"regimes", regimes},
            {"roofline", roofline},
            {"time series", timeSeries}};
}

} // namespace assay::test
