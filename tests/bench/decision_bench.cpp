// What it takes to look at a decision: the curve of 10,000 draws, the crossings, what to find out; and costs, a point
// each.
#include <cmath>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/model/crossover/crossings.hpp"
#include "core/model/crossover/crossover_curve.hpp"
#include "core/model/crossover/regime_map.hpp"
#include "core/model/crossover/sensitivity.hpp"
#include "core/model/crossover/value_of_information.hpp"
#include "core/model/economics/cost_columns.hpp"

namespace {

using namespace assay::model;

Knob knob(const char *id, std::size_t option, double OptionNumbers::*number, Range range)
{
    Knob made;
    made.id = id;
    made.range = range;
    made.own = number;
    made.options = {option};
    made.most = 1e12;
    return made;
}

/// A rented machine against a bought card, everything with a range.
Decision decision()
{
    Assumptions assumptions;
    (void)assumptions.setFromText("demand.rate=500:2000:8000");
    Decision made;
    made.conditions = conditionsOf(assumptions);
    made.knobs = commonKnobs(assumptions);
    Option rented, bought;
    rented.numbers.deployment = Deployment::Cloud;
    rented.numbers.capacity = 1000;
    rented.numbers.hourlyUsd = 0.2;
    rented.numbers.effortHours = 8;
    bought.numbers.capacity = 20'000;
    bought.numbers.serviceSeconds = 4e-5;
    bought.numbers.deviceUsd = 3000;
    bought.numbers.hostUsd = 3000;
    bought.numbers.idleWatts = 80;
    bought.numbers.activeWatts = 250;
    bought.numbers.effortHours = 320;
    made.options = {rented, bought};
    made.knobs.push_back(knob("rented", 0, &OptionNumbers::hourlyUsd, Range::triangular(0.1, 0.2, 0.4)));
    made.knobs.push_back(knob("carries", 0, &OptionNumbers::capacity, Range::triangular(900, 1000, 1100)));
    made.knobs.push_back(knob("price", 1, &OptionNumbers::deviceUsd, Range::triangular(2000, 3000, 5000)));
    made.knobs.push_back(knob("effort", 1, &OptionNumbers::effortHours, Range::triangular(120, 320, 1000)));
    return made;
}

void crossoverCurveOf10000Draws(benchmark::State &state)
{
    const Decision made = decision();
    const auto x = axisValues(20, 2e6, 101);
    for (auto _ : state)
        benchmark::DoNotOptimize(crossoverCurve(made, *made.find("demand.rate"), x, 10'000));
    state.counters["evaluations"] = 101 * 2 * 10'000;
}
BENCHMARK(crossoverCurveOf10000Draws)->Unit(benchmark::kMillisecond);

void allCrossings(benchmark::State &state)
{
    const Decision made = decision();
    for (auto _ : state)
        benchmark::DoNotOptimize(crossings(made, *made.find("demand.rate"), 20, 2e6));
}
BENCHMARK(allCrossings)->Unit(benchmark::kMicrosecond);

void stability(benchmark::State &state)
{
    const Decision made = decision();
    for (auto _ : state)
        benchmark::DoNotOptimize(decisionStability(made, 0));
}
BENCHMARK(stability)->Unit(benchmark::kMillisecond);

void whatToMeasureNext(benchmark::State &state)
{
    const Decision made = decision();
    for (auto _ : state)
        benchmark::DoNotOptimize(informationValue(made, 10'000));
}
BENCHMARK(whatToMeasureNext)->Unit(benchmark::kMillisecond);

void mapOf32By16(benchmark::State &state)
{
    const Decision made = decision();
    const auto x = mapAxis(*made.find("demand.rate"), axisValues(20, 2e6, 32));
    const auto y = mapAxis(*made.find("demand.life"), axisValues(0.5, 10, 16));
    for (auto _ : state)
        benchmark::DoNotOptimize(regimeMap(made, x, y));
}
BENCHMARK(mapOf32By16)->Unit(benchmark::kMillisecond);

/// A million points of one derived column.
void column(benchmark::State &state, const char *id, Deployment deployment)
{
    constexpr std::size_t kPoints = 1'000'000;
    std::vector<double> capacity(kPoints), service(kPoints), ones(kPoints, 1), prices(kPoints, 1000),
        watts(kPoints, 50), busy(kPoints, 150);
    for (std::size_t i = 0; i < kPoints; ++i) {
        capacity[i] = 100 + static_cast<double>(i % 5000);
        service[i] = 0.8 / capacity[i];
    }
    const OptionColumns columns{deployment, capacity, service, ones, ones, prices,
                                prices,     watts,    busy,    ones, ones, kPoints};
    const Conditions conditions = decision().conditions;
    for (auto _ : state)
        benchmark::DoNotOptimize(deriveColumn(id, columns, conditions));
    state.counters["ns/point"] =
        benchmark::Counter(kPoints * 1e-9, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK_CAPTURE(column, devices, "demand.devices", Deployment::OnPremises)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(column, busy, "load.busy", Deployment::OnPremises)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(column, headroom, "load.headroom", Deployment::OnPremises)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(column, power, "power.service", Deployment::OnPremises)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(column, energyPerQuery, "energy.per_query", Deployment::OnPremises)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(column, perWatt, "efficiency.per_watt", Deployment::OnPremises)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(column, costBought, "cost.per_million", Deployment::OnPremises)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(column, costRented, "cost.per_million", Deployment::Cloud)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(column, textbook, "cost.textbook", Deployment::Cloud)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(column, perDollar, "efficiency.per_dollar", Deployment::OnPremises)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
