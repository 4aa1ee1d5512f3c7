#include <fftw3.h>

#include <mutex>
#include <thread>
#include <utility>

#include "plugins/sdk/simd.h"
#include "stockham.hpp"

namespace {

using assay::sdk::Call;
using assay::sdk::State;

#define ASSAY_SIMD_KERNELS "kernels.inc"
#include "plugins/sdk/simd_levels.inc"

/// Plain radix 2: bit reversal, then log2(n) stages in place.
class Scalar : public State {
public:
    explicit Scalar(const Call &call) : m_n(call.params.size("n")), m_batch(call.params.size("batch"))
    {
        for (std::size_t i = 1, reversed = 0; i < m_n; ++i) {
            std::size_t bit = m_n / 2;
            for (; (reversed & bit) != 0; bit /= 2)
                reversed ^= bit;
            reversed |= bit;
            m_reversed.push_back(reversed);
        }
        m_reversed.insert(m_reversed.begin(), 0);
        for (std::size_t j = 0; j < m_n / 2; ++j) {
            const double angle = -2 * std::numbers::pi * static_cast<double>(j) / static_cast<double>(m_n);
            m_cosines.push_back(static_cast<float>(std::cos(angle)));
            m_sines.push_back(static_cast<float>(std::sin(angle)));
        }
    }

    void run(const Call &call) override
    {
        for (std::size_t signal = 0; signal < m_batch; ++signal)
            transform(call.input<float>(0) + signal * 2 * m_n, call.output<float>(0) + signal * 2 * m_n);
    }

private:
    ASSAY_PLAIN_LOOP void transform(const float *x, float *y) const
    {
        for (std::size_t i = 0; i < m_n; ++i) {
            y[2 * m_reversed[i]] = x[2 * i];
            y[2 * m_reversed[i] + 1] = x[2 * i + 1];
        }
        for (std::size_t half = 1; half < m_n; half *= 2)
            for (std::size_t block = 0; block < m_n; block += 2 * half)
                for (std::size_t j = 0; j < half; ++j) {
                    float *even = y + 2 * (block + j);
                    float *odd = even + 2 * half;
                    const float c = m_cosines[j * (m_n / 2 / half)];
                    const float s = m_sines[j * (m_n / 2 / half)];
                    const float re = odd[0] * c - odd[1] * s;
                    const float im = odd[0] * s + odd[1] * c;
                    odd[0] = even[0] - re;
                    odd[1] = even[1] - im;
                    even[0] += re;
                    even[1] += im;
                }
    }

    std::size_t m_n, m_batch;
    std::vector<std::size_t> m_reversed;
    std::vector<float> m_cosines, m_sines;
};

std::unique_ptr<State> makeScalar(const Call &call)
{
    return std::make_unique<Scalar>(call);
}

/// The widest vectors that the first pass can fill: it needs n/4 points side by side.
FftKernel kernelFor(std::size_t n)
{
#if ASSAY_X86
    const assay::sdk::SimdLevel level = assay::sdk::simdLevel();
    if (level == assay::sdk::SimdLevel::Avx512 && n >= 64)
        return avx512::kernel();
    if (level != assay::sdk::SimdLevel::Baseline && n >= 32)
        return avx2::kernel();
#endif
    return n >= 16 ? baseline::kernel() : throw assay::sdk::Failure(ASSAY_UNSUPPORTED, "n is below 16");
}

std::unique_ptr<State> makeStockham(const Call &call, unsigned threads)
{
    return std::make_unique<Stockham>(call, kernelFor(call.params.size("n")), threads);
}
std::unique_ptr<State> makeSimd(const Call &call)
{
    return makeStockham(call, 1);
}
std::unique_ptr<State> makeThreads(const Call &call)
{
    return makeStockham(call, std::max(1U, std::thread::hardware_concurrency()));
}

/// FFTW's planner keeps global state; only executing a plan is safe from several threads.
std::mutex &plannerMutex()
{
    static std::mutex mutex;
    return mutex;
}

class Library : public State {
public:
    explicit Library(const Call &call)
        : m_points(call.params.size("n") * call.params.size("batch")), m_in(fftwf_alloc_complex(m_points)),
          m_out(fftwf_alloc_complex(m_points))
    {
        if (m_in == nullptr || m_out == nullptr)
            throw std::bad_alloc();
        const std::lock_guard lock(plannerMutex());
        const int n = static_cast<int>(call.params.integer("n"));
        const int batch = static_cast<int>(call.params.integer("batch"));
        m_plan.reset(fftwf_plan_many_dft(1, &n, batch, m_in.get(), nullptr, 1, n, m_out.get(), nullptr, 1, n,
                                         FFTW_FORWARD, FFTW_MEASURE));
        if (!m_plan)
            throw assay::sdk::Failure(ASSAY_INTERNAL, "FFTW made no plan");
    }

    void run(const Call &call) override
    {
        // FFTW takes an input it promises not to change as a mutable pointer.
        auto *x = reinterpret_cast<fftwf_complex *>(call.mutableInput<float>(0));
        auto *y = reinterpret_cast<fftwf_complex *>(call.output<float>(0));
        if (isAligned(x) && isAligned(y)) {
            fftwf_execute_dft(m_plan.get(), x, y);
            return;
        }
        std::memcpy(m_in.get(), x, m_points * sizeof(fftwf_complex));
        fftwf_execute(m_plan.get());
        std::memcpy(y, m_out.get(), m_points * sizeof(fftwf_complex));
    }

private:
    struct Free {
        void operator()(fftwf_complex *p) const { fftwf_free(p); }
        void operator()(fftwf_plan p) const
        {
            const std::lock_guard lock(plannerMutex());
            fftwf_destroy_plan(p);
        }
    };
    static bool isAligned(fftwf_complex *p) { return fftwf_alignment_of(&p[0][0]) == 0; }

    std::size_t m_points;
    std::unique_ptr<fftwf_complex, Free> m_in, m_out;
    std::unique_ptr<std::remove_pointer_t<fftwf_plan>, Free> m_plan;
};

std::unique_ptr<State> makeLibrary(const Call &call)
{
    return std::make_unique<Library>(call);
}

} // namespace

ASSAY_STATE_VARIANT("scalar", makeScalar, "plain radix 2 with bit reversal, not vectorised");
ASSAY_STATE_VARIANT("simd", makeSimd, "one thread; Stockham radix 4; AVX-512, AVX2 or SSE2, chosen at run time");
ASSAY_STATE_VARIANT("threads", makeThreads,
                    "the simd passes on all cores: signals are shared out, or the points of one long signal");
ASSAY_STATE_VARIANT("library", makeLibrary, "FFTW 3, one thread, planned with FFTW_MEASURE");
