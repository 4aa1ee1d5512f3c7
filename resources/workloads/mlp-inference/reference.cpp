// Layer after layer: y[o] = bias[o] + Σ x[i]·w[i][o], then ReLU (and, for int8, back to 8 bits) but for the last layer.
#include <algorithm>
#include <cmath>

#include "network.hpp"

namespace {

using assay::sdk::Call;

double hidden(double sum, const Layer &)
{
    return std::max(0.0, sum);
}
std::int32_t hidden(std::int32_t sum, const Layer &layer)
{
    return std::clamp((sum + (1 << (layer.shift - 1))) >> layer.shift, 0, 127);
}

template <class In, class Bias, class Sum> void infer(const Call &call)
{
    const Network &network = networkOf(call.params);
    const In *weights = call.resident<In>(0);
    const Bias *biases = call.resident<Bias>(1);
    std::vector<Sum> activations;
    for (std::size_t request = 0; request < call.params.size("batch"); ++request) {
        const In *x = call.input<In>(0) + request * network.inputs();
        activations.assign(x, x + network.inputs());
        for (const Layer &layer : network) {
            std::vector<Sum> sums(biases + layer.biases, biases + layer.biases + layer.out);
            for (std::size_t i = 0; i < layer.in; ++i)
                for (std::size_t o = 0; o < layer.out; ++o)
                    sums[o] += activations[i] * static_cast<Sum>(weights[layer.weights + i * layer.out + o]);
            if (layer.shift != 0)
                for (Sum &sum : sums)
                    sum = hidden(sum, layer);
            activations = std::move(sums);
        }
        for (std::size_t o = 0; o < network.outputs(); ++o)
            call.output<Bias>(0)[request * network.outputs() + o] = static_cast<Bias>(activations[o]);
    }
}

void reference(const Call &call)
{
    if (call.params.text("dtype") == "f32")
        infer<float, float, double>(call);
    else
        infer<std::int8_t, std::int32_t, std::int32_t>(call);
}

/// He initialisation: the variance of activations stays the same through ReLU layers.
/// K. He et al., "Delving Deep into Rectifiers", ICCV 2015.
assay_status scaleWeights(const assay_call *raw, std::uint64_t, assay_error *error)
{
    return assay::sdk::guarded(error, [&] {
        const Call call(*raw);
        if (call.params.text("dtype") != "f32")
            return;
        for (const Layer &layer : networkOf(call.params)) {
            const float scale = std::sqrt(6.0F / static_cast<float>(layer.in));
            float *first = call.mutableResident<float>(0) + layer.weights;
            std::for_each(first, first + layer.in * layer.out, [scale](float &weight) { weight *= scale; });
        }
    });
}

} // namespace

ASSAY_WORKLOAD_ADJUSTED("mlp-inference", reference, scaleWeights)
