// What storing and listing cost, beside their targets. Not a test: the figures depend on the disk.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/store/study_file.hpp"

using namespace assay;

namespace {

template <class Value> Value must(Result<Value> result)
{
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().text().c_str());
        std::exit(1);
    }
    return std::move(*result);
}

bool must(Status status)
{
    if (!status) {
        std::fprintf(stderr, "%s\n", status.error().text().c_str());
        std::exit(1);
    }
    return true;
}

/// Milliseconds that `times` calls take; what a call returns is dropped outside the time.
template <class Work> void report(const std::string &what, double targetMilliseconds, int times, Work work)
{
    std::vector<double> milliseconds;
    for (int i = 0; i < times; ++i) {
        const std::int64_t begin = nowNanoseconds();
        [[maybe_unused]] const auto kept = work();
        milliseconds.push_back(static_cast<double>(nowNanoseconds() - begin) * 1e-6);
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::printf("%-72s median %8.2f ms   best %8.2f ms   target %6.0f ms\n", what.c_str(),
                milliseconds[milliseconds.size() / 2], milliseconds.front(), targetMilliseconds);
}

study::DesignPoint pointNumber(int number)
{
    study::DesignPoint point;
    point.workload = "gemm";
    point.workloadHash = std::string(64, 'a');
    point.pluginHash = std::string(64, 'b');
    point.target = {"", "cpu", "native"};
    point.workloadParameters = {{"m", ParameterValue(std::int64_t{number})},
                                {"n", ParameterValue(std::int64_t{256})},
                                {"dtype", ParameterValue(std::string("f32"))}};
    point.backendParameters = {{"variant", ParameterValue(std::string("simd"))}};
    return point;
}

measure::Column column(const std::string &name, std::size_t count)
{
    measure::Column made{name, "s", 1e-9, std::vector<std::uint32_t>(count), name == "scheduled"};
    Random random(1);
    for (auto &value : made.values)
        value = static_cast<std::uint32_t>(random.below(1'000'000));
    return made;
}

measure::Observation summaryOnly(std::uint64_t seed)
{
    measure::Observation observation;
    Random random(seed);
    for (const MetricInfo &info : metricInfos()) {
        Metric metric;
        metric.id = info.id;
        if (random.below(5) == 0) {
            metric.absentReason = "no sensor";
        } else {
            metric.value = random.uniform();
            metric.low = *metric.value * 0.99;
            metric.high = *metric.value * 1.01;
        }
        observation.metrics.push_back(metric);
    }
    observation.findings.push_back({measure::ValidityFinding::Level::Warning, "vm", "runs in a virtual machine"});
    observation.environmentStart = {{"cpu", "a processor"}, {"governor", "performance"}};
    observation.queries = 1000;
    return observation;
}

void benchSamples(const std::filesystem::path &folder)
{
    auto file = must(store::StudyFile::open(folder / "samples.assay", store::StudyFile::Mode::Create));
    const auto point = must(file.addPoint(pointNumber(1), "a processor", false));
    const std::vector<measure::Column> latency{column("latency", 1'000'000)};
    const std::vector<measure::Column> both{latency.front(), column("scheduled", 1'000'000)};
    unsigned repeat = 0;
    std::int64_t run = 0;
    for (const auto &[what, columns, target] : {std::tuple{"1 M latencies stored", &latency, 50.0},
                                                std::tuple{"1 M latencies and their schedule stored", &both, 150.0}}) {
        std::vector<std::int64_t> runs;
        for (int i = 0; i < 15; ++i)
            runs.push_back(must(file.beginRun(point, repeat++, 1, "2026-01-01T00:00:00Z")));
        std::size_t next = 0;
        report(what, target, 15, [&] { return must(file.appendSamples(run = runs[next++], *columns)); });
    }
    report("1 M latencies and their schedule read back", 20, 9, [&] { return must(file.samples(run)); });
}

void benchListing(const std::filesystem::path &folder, int points, int repeats)
{
    const auto path = folder / ("listing-" + std::to_string(points) + ".assay");
    {
        auto shard = must(store::StudyFile::open(folder / "part.assay", store::StudyFile::Mode::Create));
        for (int number = 0; number < points; ++number) {
            const auto point = must(shard.addPoint(pointNumber(number), "a processor", false));
            for (int repeat = 0; repeat < repeats; ++repeat) {
                const auto seed = static_cast<std::uint64_t>(number * repeats + repeat);
                const auto run =
                    must(shard.beginRun(point, static_cast<unsigned>(repeat), seed, "2026-01-01T00:00:00Z"));
                must(shard.completeRun(run, summaryOnly(seed), 1.0, ""));
            }
        }
    }
    std::filesystem::rename(folder / "part.assay", path);
    const std::string what = std::to_string(points * repeats) + " runs of " + std::to_string(points) + " points, " +
                             std::to_string(metricInfos().size()) + " metrics each";
    {
        const auto file = must(store::StudyFile::open(path, store::StudyFile::Mode::ReadOnly));
        report("listed: " + what, 50, 15, [&] { return must(file.results()); });
    }
    report("opened and listed: " + what, 50, 9,
           [&] { return must(must(store::StudyFile::open(path, store::StudyFile::Mode::ReadOnly)).results()); });
    std::printf("%-72s %.1f MB\n", "its size", static_cast<double>(std::filesystem::file_size(path)) * 1e-6);
    report("merged: " + what, 2000, 1, [&] {
        auto target = must(store::StudyFile::open(folder / "merged.assay", store::StudyFile::Mode::Create));
        return must(target.mergeFrom(must(store::StudyFile::open(path, store::StudyFile::Mode::ReadOnly))));
    });
    std::filesystem::remove(folder / "merged.assay");
}

} // namespace

int main()
{
    std::string folder = (std::filesystem::current_path() / "store_bench.XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr)
        return 1;
    benchSamples(folder);
    benchListing(folder, 2'000, 5);
    benchListing(folder, 10'000, 1);
    std::filesystem::remove_all(folder);
    return 0;
}
