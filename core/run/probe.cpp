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

/// One AVX-512 register, or two of AVX2, or four of SSE.
using Lanes = float __attribute__((vector_size(64)));

/// Ten independent chains hide the latency of a multiply-add (four to five cycles, two a cycle) on the processors in
/// use; more would not fit the sixteen registers of AVX2.
__attribute__((target_clones("avx512f", "arch=haswell", "default"), optimize("fp-contract=fast"))) float
multiplyAdds(std::size_t rounds)
{
    constexpr std::size_t kChains = 10;
    const Lanes factor = Lanes{} + 0.9999F, step = Lanes{} + 0.0001F;
    Lanes chains[kChains];
    for (std::size_t c = 0; c < kChains; ++c)
        chains[c] = Lanes{} + static_cast<float>(c) * 0.01F;
    for (std::size_t round = 0; round < rounds; ++round) {
#pragma GCC unroll 10
        for (std::size_t c = 0; c < kChains; ++c)
            chains[c] = chains[c] * factor + step;
    }
    float sum = 0;
    for (const Lanes &chain : chains)
        for (int lane = 0; lane < 16; ++lane)
            sum += chain[lane];
    return sum;
}
constexpr double kOperationsPerRound = 10.0 * 16.0 * 2.0;

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
        const auto orNull = [](const std::optional<double> &value) { return value ? Json(*value) : Json(nullptr); };
        list.push_back({{"id", metric.id},
                        {"value", orNull(metric.value)},
                        {"low", orNull(metric.low)},
                        {"high", orNull(metric.high)},
                        {"unit", unitOf(metric.id)},
                        {"evidence", toText(metric.evidence)},
                        {"boundary", toText(metric.boundary)}});
        if (!metric.value)
            list.back()["absent_reason"] = metric.absentReason;
    }
    return list;
}

ProbeResult probeMachine()
{
    ProbeResult result;
    constexpr std::size_t kRounds = 4'000'000;
    std::vector<float> sinks(threadCount());
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
