#include "core/run/probe.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <functional>
#include <memory>
#include <thread>

#include "core/base/clock.hpp"

namespace assay::run {
namespace {

constexpr std::size_t kBytesPerThread = 128u << 20;
constexpr int kPasses = 5;

/// Sixteen independent chains of vectors hide the latency of a multiply-add on every processor in use.
__attribute__((target_clones("avx512f", "arch=haswell", "default"), optimize("fast-math"))) double
multiplyAdds(std::size_t rounds)
{
    constexpr std::size_t kChains = 16, kWidth = 16;
    alignas(64) float chains[kChains][kWidth];
    for (std::size_t c = 0; c < kChains; ++c)
        for (std::size_t w = 0; w < kWidth; ++w)
            chains[c][w] = static_cast<float>(c + w) * 0.01F;
    for (std::size_t round = 0; round < rounds; ++round)
        for (auto &chain : chains)
            for (float &value : chain)
                value = value * 0.9999F + 0.0001F;
    float sum = 0;
    for (const auto &chain : chains)
        for (const float value : chain)
            sum += value;
    return static_cast<double>(sum);
}
constexpr double kOperationsPerRound = 16.0 * 16.0 * 2.0;

__attribute__((target_clones("avx512f", "avx2", "default"))) std::uint64_t sumWords(const std::uint64_t *words,
                                                                                    std::size_t count)
{
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < count; ++i)
        sum += words[i];
    return sum;
}

unsigned threadCount()
{
    return std::max(1U, std::thread::hardware_concurrency());
}

/// Seconds for `body(thread)` on all cores at the same time, best of kPasses.
double bestSeconds(const std::function<void(unsigned)> &body)
{
    double best = 1e300;
    for (int pass = 0; pass < kPasses; ++pass) {
        std::vector<std::thread> threads;
        const std::int64_t start = nowNanoseconds();
        for (unsigned i = 0; i < threadCount(); ++i)
            threads.emplace_back([&body, i] { body(i); });
        for (auto &thread : threads)
            thread.join();
        best = std::min(best, 1e-9 * static_cast<double>(nowNanoseconds() - start));
    }
    return best;
}

Metric measured(const std::string &id, double value)
{
    Metric metric;
    metric.id = id;
    metric.value = value;
    metric.evidence = Evidence::Measured;
    metric.boundary = Boundary::InMemory;
    return metric;
}

double clockOverhead()
{
    constexpr int kReadings = 200'000;
    double best = 1e300;
    for (int pass = 0; pass < kPasses; ++pass) {
        const std::int64_t start = nowNanoseconds();
        std::int64_t last = start;
        for (int i = 0; i < kReadings; ++i)
            last = nowNanoseconds();
        best = std::min(best, 1e-9 * static_cast<double>(last - start) / kReadings);
    }
    return best;
}

} // namespace

std::string ProbeResult::unitOf(const std::string &id)
{
    if (id == "probe.flops.f32")
        return "flop/s";
    return id == "probe.clock.overhead" ? "s" : "B/s";
}

Json ProbeResult::toJson() const
{
    Json list = Json::array();
    for (const Metric &metric : metrics) {
        Json item = metric.toJson();
        item["unit"] = unitOf(metric.id);
        list.push_back(std::move(item));
    }
    return list;
}

ProbeResult probeMachine()
{
    ProbeResult result;
    constexpr std::size_t kRounds = 2'000'000;
    std::vector<double> sinks(threadCount());
    const double flopSeconds = bestSeconds([&](unsigned i) { sinks[i] = multiplyAdds(kRounds); });
    const double threads = static_cast<double>(threadCount());
    result.metrics.push_back(measured("probe.flops.f32", threads * kRounds * kOperationsPerRound / flopSeconds));

    std::vector<std::unique_ptr<std::uint64_t[]>> from, to;
    constexpr std::size_t kWords = kBytesPerThread / sizeof(std::uint64_t);
    for (unsigned i = 0; i < threadCount(); ++i) {
        from.push_back(std::make_unique<std::uint64_t[]>(kWords));
        to.push_back(std::make_unique<std::uint64_t[]>(kWords));
    }
    const double bytes = threads * static_cast<double>(kBytesPerThread);
    const double copySeconds =
        bestSeconds([&](unsigned i) { std::memcpy(to[i].get(), from[i].get(), kBytesPerThread); });
    result.metrics.push_back(measured("probe.bandwidth.copy", 2 * bytes / copySeconds));
    std::vector<std::uint64_t> sums(threadCount());
    const double readSeconds = bestSeconds([&](unsigned i) { sums[i] = sumWords(from[i].get(), kWords); });
    result.metrics.push_back(measured("probe.bandwidth.read", bytes / readSeconds));
    result.metrics.push_back(measured("probe.clock.overhead", clockOverhead()));
    return result;
}

} // namespace assay::run
