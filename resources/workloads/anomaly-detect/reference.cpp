// Each channel on its own, reading after reading.
#include "detector.hpp"
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;

void reference(const Call &call)
{
    const std::size_t channels = call.params.size("channels");
    const auto shift = static_cast<int>(call.params.integer("shift"));
    const std::int64_t threshold = call.params.integer("threshold");
    for (std::size_t channel = 0; channel < channels; ++channel) {
        Detector detector{call.input<std::int32_t>(1)[channel], call.input<std::int64_t>(2)[channel]};
        for (std::size_t t = 0; t < call.params.size("samples"); ++t) {
            const std::size_t i = t * channels + channel;
            call.output<std::uint8_t>(0)[i] =
                detector.update(call.input<std::int32_t>(0)[i], shift, threshold * threshold);
        }
        call.output<std::int32_t>(1)[channel] = detector.mean;
        call.output<std::int64_t>(2)[channel] = detector.variance;
    }
}

/// A number that looks random for each index (the finaliser of SplitMix64, G. Steele et al., OOPSLA 2014).
std::uint64_t scramble(std::uint64_t value)
{
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31);
}

/// Moves the readings around their channel's mean and makes some of them anomalies.
assay_status makeReadings(const assay_call *raw, std::uint64_t seed, assay_error *error)
{
    return assay::sdk::guarded(error, [&] {
        const Call call(*raw);
        const std::size_t channels = call.params.size("channels");
        const std::size_t readings = channels * call.params.size("samples");
        for (std::size_t i = 0; i < readings; ++i) {
            const std::uint64_t random = scramble(seed * 0x9E3779B97F4A7C15U + i + 1);
            std::int32_t &x = call.mutableInput<std::int32_t>(0)[i];
            x += call.input<std::int32_t>(1)[i % channels] / 256;
            if (random % 512 == 0)
                x += (random & 1024) != 0 ? 4000 : -4000;
        }
    });
}

} // namespace

ASSAY_WORKLOAD_ADJUSTED("anomaly-detect", reference, makeReadings)
