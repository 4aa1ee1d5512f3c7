// What latency under load costs to compute, beside its targets. Not a test.
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/base/random.hpp"
#include "core/model/queueing/mean_latency.hpp"
#include "core/model/queueing/slo_capacity.hpp"
#include "tests/core/model/queueing/event_simulation.hpp"
#include "tests/core/model/queueing/service_times.hpp"

using namespace assay;
using namespace assay::model;

namespace {

struct Columns {
    std::vector<double> rate, service, scv, servers, seconds;
    std::vector<std::uint8_t> saturated;

    /// One in ten points is saturated.
    Columns(std::size_t points, double k)
        : rate(points), service(points), scv(points), servers(points, k), seconds(points), saturated(points)
    {
        Random random(1);
        for (std::size_t i = 0; i < points; ++i) {
            service[i] = 1e-4 * (1 + random.uniform());
            rate[i] = random.uniform() / 0.9 * k / service[i];
            scv[i] = 2 * random.uniform();
        }
    }
};

/// Mean sojourn of a million points, each with so many servers: milliseconds are nanoseconds a point. Target: 5 ns for
/// one server.
void meanSojourn(benchmark::State &state)
{
    constexpr std::size_t kPoints = 1'000'000;
    Columns columns(kPoints, static_cast<double>(state.range(0)));
    for (auto _ : state) {
        meanSojournColumn({columns.rate, columns.service, columns.scv, columns.servers}, columns.seconds,
                          columns.saturated);
        benchmark::DoNotOptimize(columns.seconds.data());
    }
}
BENCHMARK(meanSojourn)->Arg(1)->Arg(4)->Arg(30)->Arg(1000)->Unit(benchmark::kMillisecond);

std::vector<double> recordedTimes()
{
    Random random(2);
    std::vector<double> seconds(10000);
    for (double &value : seconds)
        value = 1e-4 * (0.5 + random.exponential());
    return seconds;
}

/// p99 at a busy fraction in per cent, to a half width of 2 %.
void replayedP99(benchmark::State &state)
{
    const std::vector<double> times = recordedTimes();
    ReplayLoad load;
    load.serviceSeconds = times;
    load.devices = static_cast<std::uint32_t>(state.range(0));
    load.rate = 0.01 * static_cast<double>(state.range(1)) * load.devices / 1.5e-4;
    ReplaySettings settings;
    settings.fractions = {0.99};
    for (auto _ : state) {
        const auto latency = replayLatency(load, settings);
        state.counters["queries"] = static_cast<double>(latency->queries);
    }
}
BENCHMARK(replayedP99)->ArgsProduct({{1, 8}, {50, 90}})->Unit(benchmark::kMillisecond);

void capacityWithinLimit(benchmark::State &state)
{
    const std::vector<double> times = recordedTimes();
    ReplayLoad load;
    load.serviceSeconds = times;
    for (auto _ : state)
        benchmark::DoNotOptimize(sloCapacity(load, {2e-3, 0.99}));
}
BENCHMARK(capacityWithinLimit)->Unit(benchmark::kMillisecond);

Recorded distribution(std::int64_t which)
{
    const auto oneIn = [](std::size_t of, double times) {
        std::vector<double> seconds(of, 1.0);
        seconds.back() = times;
        return recorded("one in " + std::to_string(of), seconds);
    };
    switch (which) {
    case 0:
        return constantTimes();
    case 1:
        return exponentialTimes();
    case 2:
        return bimodalTimes();
    case 3:
        return oneIn(50, 50);
    case 4:
        return oneIn(100, 20);
    default:
        return oneIn(1000, 200);
    }
}

/// How far the mean sojourn is off that of an independent simulation, in per cent: by recorded times and by two moments
/// (Allen–Cunneen). Constant, exponential, one in ten takes 10, in fifty 50, in a hundred 20, in a thousand 200 times
/// as long; servers; busy in per cent. Target: 6 % up to 30 servers busy to 90 %.
void meanAgainstSimulation(benchmark::State &state)
{
    const Recorded times = distribution(state.range(0));
    const auto servers = static_cast<std::uint32_t>(state.range(1));
    const double rate = 0.01 * static_cast<double>(state.range(2)) * servers;
    for (auto _ : state) {
        std::exponential_distribution<double> gap(rate);
        std::uniform_int_distribution<std::size_t> pick(0, times.seconds.size() - 1);
        EventSimulation simulation([&](std::mt19937_64 &g) { return gap(g); },
                                   [&](std::mt19937_64 &g) { return times.seconds[pick(g)]; }, servers, 20261123);
        double truth = 0;
        constexpr std::size_t kQueries = 2'000'000;
        for (const double seconds : simulation.run(kQueries / 10, kQueries))
            truth += seconds / kQueries;
        QueueLoad load = loadOf(times.seconds, rate, servers);
        state.counters["off_percent"] = 100 * (*meanLatency(load)->sojournSeconds / truth - 1);
        load.lightTraffic = {};
        state.counters["two_moments_off_percent"] = 100 * (*meanLatency(load)->sojournSeconds / truth - 1);
    }
}
BENCHMARK(meanAgainstSimulation)
    ->ArgsProduct({{0, 1, 2, 3, 4, 5}, {1, 4, 10, 30}, {30, 50, 70, 90}})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
