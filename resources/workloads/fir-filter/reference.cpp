// y[c][t] = Σ h[j]·x[c][t + taps − 1 − j]; 16-bit results are rounded, shifted and saturated.
#include <algorithm>

#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;

float weighted(const float *newest, const float *h, std::size_t taps)
{
    double sum = 0;
    for (std::size_t j = 0; j < taps; ++j)
        sum += static_cast<double>(h[j]) * static_cast<double>(*(newest - j));
    return static_cast<float>(sum);
}

std::int16_t weighted(const std::int16_t *newest, const std::int16_t *h, std::size_t taps)
{
    std::uint32_t sum = 0; // modulo 2^32
    for (std::size_t j = 0; j < taps; ++j)
        sum += static_cast<std::uint32_t>(h[j] * *(newest - j));
    const auto rounded = static_cast<std::int32_t>(sum + (1U << 14)) >> 15;
    return static_cast<std::int16_t>(std::clamp(rounded, -32768, 32767));
}

template <class T> void filter(const Call &call)
{
    const std::size_t taps = call.params.size("taps");
    const std::size_t samples = call.params.size("samples");
    for (std::size_t channel = 0; channel < call.params.size("channels"); ++channel) {
        const T *x = call.input<T>(0) + channel * (samples + taps - 1);
        T *y = call.output<T>(0) + channel * samples;
        for (std::size_t t = 0; t < samples; ++t)
            y[t] = weighted(x + t + taps - 1, call.resident<T>(0), taps);
    }
}

void reference(const Call &call)
{
    if (call.params.text("dtype") == "f32")
        filter<float>(call);
    else
        filter<std::int16_t>(call);
}

} // namespace

ASSAY_WORKLOAD("fir-filter", reference)
