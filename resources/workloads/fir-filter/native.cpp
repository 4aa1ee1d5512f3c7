#include <algorithm>
#include <thread>

#include "plugins/sdk/parallel.h"
#include "plugins/sdk/simd.h"
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;
using assay::sdk::State;

#define ASSAY_SIMD_KERNELS "kernels.inc"
#include "plugins/sdk/simd_levels.inc"

ASSAY_PLAIN_LOOP float weighted(const float *newest, const float *h, std::size_t taps)
{
    float sum = 0;
    for (std::size_t j = 0; j < taps; ++j)
        sum += h[j] * *(newest - j);
    return sum;
}

ASSAY_PLAIN_LOOP std::int16_t weighted(const std::int16_t *newest, const std::int16_t *h, std::size_t taps)
{
    std::uint32_t sum = 0;
    for (std::size_t j = 0; j < taps; ++j)
        sum += static_cast<std::uint32_t>(h[j] * *(newest - j));
    return static_cast<std::int16_t>(std::clamp(static_cast<std::int32_t>(sum + (1U << 14)) >> 15, -32768, 32767));
}

template <class T> void plainLoops(const Call &call)
{
    const std::size_t taps = call.params.size("taps");
    const std::size_t samples = call.params.size("samples");
    const std::size_t channels = call.params.size("channels");
    for (std::size_t channel = 0; channel < channels; ++channel)
        for (std::size_t t = 0; t < samples; ++t)
            call.output<T>(0)[channel * samples + t] =
                weighted(call.input<T>(0) + channel * (samples + taps - 1) + t + taps - 1, call.resident<T>(0), taps);
}

void runScalar(const Call &call)
{
    if (call.params.text("dtype") == "f32")
        plainLoops<float>(call);
    else
        plainLoops<std::int16_t>(call);
}

/// Taps as the kernels want them: reversed; 16-bit ones two in a word.
class Filter : public State {
public:
    Filter(const Call &call, unsigned threads)
        : m_taps(call.params.size("taps")), m_samples(call.params.size("samples")),
          m_channels(call.params.size("channels")), m_real(call.params.text("dtype") == "f32"),
          m_filterF32(ASSAY_SIMD_SELECT(filterF32)), m_filterI16(ASSAY_SIMD_SELECT(filterI16)), m_pool(threads)
    {
        if (m_real)
            m_reals.assign(call.resident<float>(0), call.resident<float>(0) + m_taps);
        std::reverse(m_reals.begin(), m_reals.end());
        m_pairs.resize(m_real ? 0 : (m_taps + 1) / 2);
        for (std::size_t j = 0; !m_real && j < m_taps; ++j) {
            const auto tap = static_cast<std::uint16_t>(call.resident<std::int16_t>(0)[m_taps - 1 - j]);
            m_pairs[j / 2] |= static_cast<std::int32_t>(static_cast<std::uint32_t>(tap) << (j % 2 * 16));
        }
    }

    void run(const Call &call) override
    {
        // One range over all outputs of all channels, cut anywhere: a part may span the end of a channel.
        m_pool.forRange(m_channels * m_samples, kGrain, [&](std::size_t begin, std::size_t end) {
            for (std::size_t at = begin; at < end;) {
                const std::size_t channel = at / m_samples;
                const std::size_t count = std::min(end, (channel + 1) * m_samples) - at;
                const std::size_t from = at + channel * (m_taps - 1); // channels of x are taps − 1 longer
                if (m_real)
                    m_filterF32(call.input<float>(0) + from, m_reals.data(), m_taps, call.output<float>(0) + at, count);
                else
                    m_filterI16(call.input<std::int16_t>(0) + from, m_pairs.data(), m_taps,
                                call.output<std::int16_t>(0) + at, count);
                at += count;
            }
        });
    }

private:
    static constexpr std::size_t kGrain = 256;

    std::size_t m_taps, m_samples, m_channels;
    bool m_real;
    std::vector<float> m_reals;
    std::vector<std::int32_t> m_pairs;
    decltype(&baseline::filterF32) m_filterF32;
    decltype(&baseline::filterI16) m_filterI16;
    assay::sdk::ThreadPool m_pool;
};

std::unique_ptr<State> makeSimd(const Call &call)
{
    return std::make_unique<Filter>(call, 1);
}
std::unique_ptr<State> makeThreads(const Call &call)
{
    return std::make_unique<Filter>(call, std::max(1U, std::thread::hardware_concurrency()));
}

} // namespace

ASSAY_VARIANT("scalar", runScalar, "two plain loops, not vectorised");
ASSAY_STATE_VARIANT("simd", makeSimd, "one thread; AVX-512, AVX2 or SSE2, chosen at run time");
ASSAY_STATE_VARIANT("threads", makeThreads, "the simd kernel on all cores");
