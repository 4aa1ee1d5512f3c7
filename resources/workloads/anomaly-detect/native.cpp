#include <thread>
#include <utility>

#include "detector.hpp"
#include "plugins/sdk/parallel.h"
#include "plugins/sdk/simd.h"
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;
using assay::sdk::State;

/// The tensors and parameters of one query.
struct Block {
    std::size_t channels, samples;
    int shift;
    std::int64_t squaredThreshold;
    const std::int32_t *x, *mean;
    const std::int64_t *variance;
    std::uint8_t *flags;
    std::int32_t *meanAfter;
    std::int64_t *varianceAfter;
};

ASSAY_PLAIN_LOOP void detectChannel(const Block &block, std::size_t channel)
{
    Detector detector{block.mean[channel], block.variance[channel]};
    for (std::size_t t = 0; t < block.samples; ++t) {
        const std::size_t i = t * block.channels + channel;
        block.flags[i] = detector.update(block.x[i], block.shift, block.squaredThreshold);
    }
    block.meanAfter[channel] = detector.mean;
    block.varianceAfter[channel] = detector.variance;
}

#define ASSAY_SIMD_KERNELS "kernels.inc"
#include "plugins/sdk/simd_levels.inc"

Block blockOf(const Call &call)
{
    const std::int64_t threshold = call.params.integer("threshold");
    return {call.params.size("channels"), call.params.size("samples"),  static_cast<int>(call.params.integer("shift")),
            threshold * threshold,        call.input<std::int32_t>(0),  call.input<std::int32_t>(1),
            call.input<std::int64_t>(2),  call.output<std::uint8_t>(0), call.output<std::int32_t>(1),
            call.output<std::int64_t>(2)};
}

void runScalar(const Call &call)
{
    const Block block = blockOf(call);
    for (std::size_t channel = 0; channel < block.channels; ++channel)
        detectChannel(block, channel);
}

class Vectors : public State {
public:
    explicit Vectors(unsigned threads) : m_detect(ASSAY_SIMD_SELECT(detect)), m_pool(threads) {}
    void run(const Call &call) override
    {
        const Block block = blockOf(call);
        m_pool.forRange(block.channels, 32, [&](std::size_t begin, std::size_t end) { m_detect(block, begin, end); });
    }

private:
    decltype(&baseline::detect) m_detect;
    assay::sdk::ThreadPool m_pool;
};

std::unique_ptr<State> makeSimd(const Call &)
{
    return std::make_unique<Vectors>(1U);
}
std::unique_ptr<State> makeThreads(const Call &)
{
    return std::make_unique<Vectors>(std::max(1U, std::thread::hardware_concurrency()));
}

} // namespace

ASSAY_VARIANT("scalar", runScalar, "one channel after the other, not vectorised");
ASSAY_STATE_VARIANT("simd", makeSimd, "one thread; channels in AVX-512, AVX2 or SSE2 vectors, chosen at run time");
ASSAY_STATE_VARIANT("threads", makeThreads, "the simd kernel, channels shared out over all cores");
