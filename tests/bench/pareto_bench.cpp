// How long a Pareto front takes: a million points at random, and the worst case in which nearly all of them are on the
// front; pagmo's non-dominated sorting beside it where pagmo is installed, on fewer points, since it compares all
// pairs.
#include <cstddef>
#include <vector>

#include <benchmark/benchmark.h>
#ifdef ASSAY_BENCH_PAGMO
#include <pagmo/utils/multi_objective.hpp>
#endif

#include "core/base/random.hpp"
#include "core/model/pareto/front.hpp"

namespace {

using Columns = std::vector<std::vector<double>>;

Columns columns(std::size_t count, std::size_t points, bool worst)
{
    assay::Random random(1);
    Columns made(count, std::vector<double>(points));
    for (auto &column : made)
        for (double &value : column)
            value = random.uniform();
    if (worst)
        for (std::size_t i = 0; i < points; ++i) {
            made.back()[i] = 0;
            for (std::size_t k = 0; k + 1 < count; ++k)
                made.back()[i] -= made[k][i];
        }
    return made;
}

void front(benchmark::State &state, bool worst)
{
    const Columns made =
        columns(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)), worst);
    std::vector<assay::model::Objective> objectives;
    for (const auto &column : made)
        objectives.push_back({column, false});
    std::size_t size = 0;
    for (auto _ : state)
        size = assay::model::paretoFront(objectives).size();
    state.counters["front"] = static_cast<double>(size);
}
BENCHMARK_CAPTURE(front, random, false)
    ->Args({2, 1'000'000})
    ->Args({3, 1'000'000})
    ->Args({4, 1'000'000})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(front, allOnIt, true)
    ->Args({2, 1'000'000})
    ->Args({3, 1'000'000})
    ->Args({4, 100'000})
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(front, asPagmo, false)->Args({2, 10'000})->Args({3, 10'000})->Unit(benchmark::kMillisecond);

#ifdef ASSAY_BENCH_PAGMO
void pagmoSorting(benchmark::State &state)
{
    const Columns made =
        columns(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)), false);
    std::vector<pagmo::vector_double> points(made.front().size(), pagmo::vector_double(made.size()));
    for (std::size_t i = 0; i < points.size(); ++i)
        for (std::size_t k = 0; k < made.size(); ++k)
            points[i][k] = made[k][i];
    for (auto _ : state)
        benchmark::DoNotOptimize(pagmo::fast_non_dominated_sorting(points));
}
BENCHMARK(pagmoSorting)->Args({2, 10'000})->Args({3, 10'000})->Unit(benchmark::kMillisecond);
#endif

} // namespace

BENCHMARK_MAIN();
