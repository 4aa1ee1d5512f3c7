#include <cblas.h>

#include <thread>
#include <utility>

#include "packed.hpp"
#include "plugins/sdk/simd.h"

namespace {

using assay::sdk::Call;
using assay::sdk::State;

#define ASSAY_SIMD_KERNELS "kernels.inc"
#include "plugins/sdk/simd_levels.inc"

float hidden(float sum, int)
{
    return std::max(0.0F, sum);
}
std::int32_t hidden(std::int32_t sum, int shift)
{
    return std::clamp((sum + (1 << (shift - 1))) >> shift, 0, 127);
}

/// `In` are inputs and weights, `Sum` biases and activations.
template <class In, class Sum>
ASSAY_PLAIN_LOOP void plainLoops(const Call &call, const Network &network, std::size_t batch)
{
    const In *weights = call.resident<In>(0);
    const Sum *biases = call.resident<Sum>(1);
    Sum buffers[2][kMaxWidth];
    for (std::size_t request = 0; request < batch; ++request) {
        Sum *x = buffers[0];
        Sum *y = buffers[1];
        std::copy_n(call.input<In>(0) + request * network.inputs(), network.inputs(), x);
        for (const Layer &layer : network) {
            std::copy_n(biases + layer.biases, layer.out, y);
            for (std::size_t i = 0; i < layer.in; ++i)
                for (std::size_t o = 0; o < layer.out; ++o)
                    y[o] += x[i] * static_cast<Sum>(weights[layer.weights + i * layer.out + o]);
            if (layer.shift != 0)
                for (std::size_t o = 0; o < layer.out; ++o)
                    y[o] = hidden(y[o], layer.shift);
            std::swap(x, y);
        }
        std::copy_n(x, network.outputs(), call.output<Sum>(0) + request * network.outputs());
    }
}

void runScalar(const Call &call)
{
    const Network &network = networkOf(call.params);
    if (call.params.text("dtype") == "f32")
        plainLoops<float, float>(call, network, call.params.size("batch"));
    else
        plainLoops<std::int8_t, std::int32_t>(call, network, call.params.size("batch"));
}

std::unique_ptr<State> makePacked(const Call &call, unsigned threads)
{
    const bool real = call.params.text("dtype") == "f32";
    return std::make_unique<PackedNetwork>(call, real ? ASSAY_SIMD_SELECT(bestF32)() : ASSAY_SIMD_SELECT(bestInt8)(),
                                           threads);
}

std::unique_ptr<State> makeSimd(const Call &call)
{
    return makePacked(call, 1);
}
std::unique_ptr<State> makeThreads(const Call &call)
{
    return makePacked(call, std::max(1U, std::thread::hardware_concurrency()));
}

class Library : public State {
public:
    explicit Library(const Call &call) : m_network(networkOf(call.params)), m_batch(call.params.size("batch"))
    {
        for (std::vector<float> &buffer : m_buffers)
            buffer.resize(m_batch * kMaxHidden);
    }

    void run(const Call &call) override
    {
        const float *x = call.input<float>(0);
        std::size_t next = 0;
        for (const Layer &layer : m_network) {
            float *y = layer.shift == 0 ? call.output<float>(0) : m_buffers[next].data();
            runLayer(layer, x, call.resident<float>(0) + layer.weights, call.resident<float>(1) + layer.biases, y);
            x = y;
            next = 1 - next;
        }
    }

private:
    static constexpr std::size_t kMaxHidden = 256;

    void runLayer(const Layer &layer, const float *x, const float *weights, const float *biases, float *y) const
    {
        const auto in = static_cast<blasint>(layer.in);
        const auto out = static_cast<blasint>(layer.out);
        for (std::size_t request = 0; request < m_batch; ++request)
            std::memcpy(y + request * layer.out, biases, layer.out * sizeof(float));
        if (m_batch == 1)
            cblas_sgemv(CblasRowMajor, CblasTrans, in, out, 1.0F, weights, out, x, 1, 1.0F, y, 1);
        else
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, static_cast<blasint>(m_batch), out, in, 1.0F, x, in,
                        weights, out, 1.0F, y, out);
        if (layer.shift != 0)
            for (std::size_t i = 0; i < m_batch * layer.out; ++i)
                y[i] = std::max(0.0F, y[i]);
    }

    const Network &m_network;
    std::size_t m_batch;
    std::vector<float> m_buffers[2];
};

std::unique_ptr<State> makeLibrary(const Call &call)
{
    if (call.params.text("dtype") != "f32")
        throw assay::sdk::Failure(ASSAY_UNSUPPORTED,
                                  "OpenBLAS has no 8-bit integer product; use variant simd or threads");
    return std::make_unique<Library>(call);
}

} // namespace

ASSAY_VARIANT("scalar", runScalar, "plain loops, not vectorised");
ASSAY_STATE_VARIANT("simd", makeSimd,
                    "one thread; packed weights; AVX-512 (VNNI for int8), AVX2 or SSE2, chosen at run time");
ASSAY_STATE_VARIANT("threads", makeThreads,
                    "the simd kernel on all cores: requests are shared out, or outputs when requests are few");
ASSAY_STATE_VARIANT("library", makeLibrary,
                    "OpenBLAS sgemv (batch 1) or sgemm; may use all cores (OPENBLAS_NUM_THREADS limits it)");
