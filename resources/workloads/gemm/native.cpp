#include <cblas.h>

#include <thread>
#include <utility>

#include "blocked.hpp"
#include "plugins/sdk/simd.h"

namespace {

using assay::sdk::Call;
using assay::sdk::State;

/// to[2j] = row0[j], to[2j+1] = row1[j]; count is a multiple of 8.
inline void interleaveWidened(const std::int8_t *row0, const std::int8_t *row1, std::size_t count, std::int16_t *to)
{
#if ASSAY_X86
    const __m128i zero = _mm_setzero_si128();
    for (std::size_t j = 0; j < count; j += 8) {
        const __m128i low = _mm_loadl_epi64(reinterpret_cast<const __m128i *>(row0 + j));
        const __m128i high = _mm_loadl_epi64(reinterpret_cast<const __m128i *>(row1 + j));
        const __m128i pairs = _mm_unpacklo_epi8(low, high);
        // Each byte becomes the upper half of 16 bits, then moves down with its sign.
        _mm_storeu_si128(reinterpret_cast<__m128i *>(to + 2 * j), _mm_srai_epi16(_mm_unpacklo_epi8(zero, pairs), 8));
        _mm_storeu_si128(reinterpret_cast<__m128i *>(to + 2 * j + 8),
                         _mm_srai_epi16(_mm_unpackhi_epi8(zero, pairs), 8));
    }
#else
    for (std::size_t j = 0; j < count; ++j) {
        to[2 * j] = row0[j];
        to[2 * j + 1] = row1[j];
    }
#endif
}

#define ASSAY_SIMD_KERNELS "kernels.inc"
#include "plugins/sdk/simd_levels.inc"

// ---- variants ----

template <class In, class Out> ASSAY_PLAIN_LOOP void plainLoops(const Call &call)
{
    const std::size_t m = call.params.size("m");
    const std::size_t n = call.params.size("n");
    const std::size_t k = call.params.size("k");
    const In *a = call.input<In>(0);
    const In *b = call.input<In>(1);
    Out *c = call.output<Out>(0);
    std::fill(c, c + m * n, Out{0});
    for (std::size_t i = 0; i < m; ++i)
        for (std::size_t p = 0; p < k; ++p)
            for (std::size_t j = 0; j < n; ++j)
                c[i * n + j] += static_cast<Out>(a[i * k + p]) * static_cast<Out>(b[p * n + j]);
}

void runScalar(const Call &call)
{
    if (call.params.text("dtype") == "f32")
        plainLoops<float, float>(call);
    else
        plainLoops<std::int8_t, std::int32_t>(call);
}

std::unique_ptr<State> makeBlocked(const Call &call, unsigned threads)
{
    if (call.params.text("dtype") == "f32")
        return std::make_unique<Blocked<float, float>>(call, ASSAY_SIMD_SELECT(bestF32)(), threads);
    return std::make_unique<Blocked<std::int8_t, std::int32_t>>(call, ASSAY_SIMD_SELECT(bestInt8)(), threads);
}

std::unique_ptr<State> makeSimd(const Call &call)
{
    return makeBlocked(call, 1);
}
constexpr std::size_t kWorkPerThread = 1U << 19U; ///< multiply-adds: some ten microseconds

std::unique_ptr<State> makeThreads(const Call &call)
{
    const std::size_t work = call.params.size("m") * call.params.size("n") * call.params.size("k");
    return makeBlocked(call, assay::sdk::threadsFor(work, kWorkPerThread));
}

class Library : public State {
public:
    explicit Library(const Call &call)
        : m_m(static_cast<blasint>(call.params.integer("m"))), m_n(static_cast<blasint>(call.params.integer("n"))),
          m_k(static_cast<blasint>(call.params.integer("k")))
    {
    }
    void run(const Call &call) override
    {
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m_m, m_n, m_k, 1.0F, call.input<float>(0), m_k,
                    call.input<float>(1), m_n, 0.0F, call.output<float>(0), m_n);
    }

private:
    blasint m_m, m_n, m_k;
};

std::unique_ptr<State> makeLibrary(const Call &call)
{
    if (call.params.text("dtype") != "f32")
        throw assay::sdk::Failure(ASSAY_UNSUPPORTED,
                                  "OpenBLAS has no 8-bit integer product; use variant simd or threads");
    return std::make_unique<Library>(call);
}

} // namespace

ASSAY_VARIANT("scalar", runScalar, "three plain loops, not vectorised");
ASSAY_STATE_VARIANT("simd", makeSimd,
                    "one thread; packed and blocked; AVX-512 (VNNI for int8), AVX2 or SSE2, chosen at run time");
ASSAY_STATE_VARIANT("threads", makeThreads, "the simd kernel on all cores");
ASSAY_STATE_VARIANT("library", makeLibrary, "OpenBLAS sgemm; may use all cores (OPENBLAS_NUM_THREADS limits it)");
