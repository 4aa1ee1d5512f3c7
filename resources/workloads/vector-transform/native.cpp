#include "plugins/sdk/parallel.h"
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;
using assay::sdk::State;

/// max(0, value) without a branch: GCC 12 compiles the plain comparison to a jump that random signs mispredict.
#define ASSAY_RELU(value) (0.5F * ((value) + __builtin_fabsf(value)))

// No library call inside: GCC does not inline one into a function with attributes of its own.
#define ASSAY_LOOP(name, attributes)                                                                                   \
    attributes void name##F32(const float *x, float *y, std::size_t n)                                                 \
    {                                                                                                                  \
        for (std::size_t i = 0; i < n; ++i) {                                                                          \
            const float value = 1.5F * x[i] + 0.25F;                                                                   \
            y[i] = ASSAY_RELU(value);                                                                                  \
        }                                                                                                              \
    }                                                                                                                  \
    attributes void name##I32(const std::int32_t *x, std::int32_t *y, std::size_t n)                                   \
    {                                                                                                                  \
        for (std::size_t i = 0; i < n; ++i) {                                                                          \
            const auto value = static_cast<std::int32_t>(3U * static_cast<std::uint32_t>(x[i]) - 7U);                  \
            y[i] = value > 0 ? value : 0;                                                                              \
        }                                                                                                              \
    }

// The plain loop stays plain: without this attribute the compiler would vectorise it at -O3.
ASSAY_LOOP(scalar, __attribute__((optimize("no-tree-vectorize"))))
ASSAY_LOOP(simd, __attribute__((target_clones("avx512f", "avx2", "default"))))

void runScalar(const Call &call)
{
    const std::size_t n = call.params.size("n");
    if (call.params.text("dtype") == "f32")
        scalarF32(call.input<float>(0), call.output<float>(0), n);
    else
        scalarI32(call.input<std::int32_t>(0), call.output<std::int32_t>(0), n);
}

void runSimdRange(const Call &call, std::size_t begin, std::size_t end)
{
    if (call.params.text("dtype") == "f32")
        simdF32(call.input<float>(0) + begin, call.output<float>(0) + begin, end - begin);
    else
        simdI32(call.input<std::int32_t>(0) + begin, call.output<std::int32_t>(0) + begin, end - begin);
}

void runSimd(const Call &call)
{
    runSimdRange(call, 0, call.params.size("n"));
}

class Threads : public State {
public:
    void run(const Call &call) override
    {
        m_pool.forRange(call.params.size("n"), kGrain,
                        [&](std::size_t begin, std::size_t end) { runSimdRange(call, begin, end); });
    }

private:
    static constexpr std::size_t kGrain = 16384; // some microseconds: less is done sooner by one thread

    assay::sdk::ThreadPool m_pool;
};

std::unique_ptr<State> makeThreads(const Call &)
{
    return std::make_unique<Threads>();
}

} // namespace

ASSAY_VARIANT("scalar", runScalar, "one plain loop, not vectorised");
ASSAY_VARIANT("simd", runSimd, "one thread; AVX-512, AVX2 or SSE2, chosen at run time");
ASSAY_STATE_VARIANT("threads", makeThreads, "the simd loop on all cores");
