#include <algorithm>
#include <cmath>
#include <numbers>
#include <thread>

#include "plugins/sdk/parallel.h"
#include "plugins/sdk/simd.h"
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;
using assay::sdk::State;

struct Options {
    const float *spot, *strike, *rate, *volatility, *years;
};
struct Prices {
    float *call, *put;
};

#define ASSAY_SIMD_KERNELS "kernels.inc"
#include "plugins/sdk/simd_levels.inc"

Options optionsOf(const Call &call)
{
    return {call.input<float>(0), call.input<float>(1), call.input<float>(2), call.input<float>(3),
            call.input<float>(4)};
}
Prices pricesOf(const Call &call)
{
    return {call.output<float>(0), call.output<float>(1)};
}

float normalDistribution(float x)
{
    return 0.5F * std::erfc(-x * (1 / std::numbers::sqrt2_v<float>));
}

void runScalar(const Call &call)
{
    const Options o = optionsOf(call);
    const Prices prices = pricesOf(call);
    const std::size_t n = call.params.size("n");
    for (std::size_t i = 0; i < n; ++i) {
        const float spread = o.volatility[i] * std::sqrt(o.years[i]);
        const float drift = (o.rate[i] + 0.5F * o.volatility[i] * o.volatility[i]) * o.years[i];
        const float d1 = (std::log(o.spot[i] / o.strike[i]) + drift) / spread;
        const float d2 = d1 - spread;
        const float discounted = o.strike[i] * std::exp(-o.rate[i] * o.years[i]);
        prices.call[i] = o.spot[i] * normalDistribution(d1) - discounted * normalDistribution(d2);
        prices.put[i] = discounted * normalDistribution(-d2) - o.spot[i] * normalDistribution(-d1);
    }
}

class Vectors : public State {
public:
    Vectors(const Call &call, unsigned threads)
        : m_n(call.params.size("n")), m_price(ASSAY_SIMD_SELECT(price)), m_pool(threads)
    {
    }
    void run(const Call &call) override
    {
        const Options options = optionsOf(call);
        const Prices prices = pricesOf(call);
        m_pool.forRange(m_n, kGrain, [&](std::size_t begin, std::size_t end) { m_price(options, prices, begin, end); });
    }

private:
    static constexpr std::size_t kGrain = 1024; // some microseconds: less is done sooner by one thread

    std::size_t m_n;
    decltype(&baseline::price) m_price;
    assay::sdk::ThreadPool m_pool;
};

std::unique_ptr<State> makeSimd(const Call &call)
{
    return std::make_unique<Vectors>(call, 1);
}
std::unique_ptr<State> makeThreads(const Call &call)
{
    return std::make_unique<Vectors>(call, std::max(1U, std::thread::hardware_concurrency()));
}

} // namespace

ASSAY_VARIANT("scalar", runScalar, "one option after the other with the C library's logf, expf and erfcf");
ASSAY_STATE_VARIANT("simd", makeSimd,
                    "one thread; own vectorised functions; AVX-512, AVX2 or SSE2, chosen at run time");
ASSAY_STATE_VARIANT("threads", makeThreads, "the simd kernel on all cores");
