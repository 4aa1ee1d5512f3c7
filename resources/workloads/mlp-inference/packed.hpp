// A network with its weights packed for a microkernel (layer_kernel.hpp), on one or all cores.
#pragma once

#include <algorithm>

#include "layer_kernel.hpp"
#include "network.hpp"
#include "plugins/sdk/parallel.h"

/// A layer cut into panels of outputs; panels are padded to whole vectors with zero weights.
struct PackedLayer {
    Layer layer;
    std::vector<std::byte> weights, biases;

    [[nodiscard]] static std::size_t paddedOut(const Layer &layer, const LayerKernel &kernel)
    {
        return (layer.out + kernel.lanes - 1) / kernel.lanes * kernel.lanes;
    }
};

/// `Weight` and `Bias` are the types of the resident tensors, `PackedWeight` that of the kernel.
template <class Weight, class Bias, class PackedWeight>
PackedLayer packLayer(const Layer &layer, const LayerKernel &kernel, const Weight *weights, const Bias *biases,
                      int offset)
{
    const std::size_t out = PackedLayer::paddedOut(layer, kernel);
    const std::size_t panel = kMaxVectors * kernel.lanes;
    std::vector<PackedWeight> packed(layer.in * out);
    std::vector<Bias> shifted(out);
    std::copy_n(biases + layer.biases, layer.out, shifted.begin());
    for (std::size_t o = 0; o < layer.out; ++o) {
        const std::size_t first = o / panel * panel;
        const std::size_t width = std::min(panel, out - first);
        for (std::size_t i = 0; i < layer.in; ++i) {
            const Weight weight = weights[layer.weights + i * layer.out + o];
            packed[first * layer.in + (i / kernel.group * width + o - first) * kernel.group + i % kernel.group] =
                weight;
            shifted[o] -= static_cast<Bias>(offset) * static_cast<Bias>(weight);
        }
    }
    const auto bytes = [](const auto &values) {
        const auto *first = reinterpret_cast<const std::byte *>(values.data());
        return std::vector<std::byte>(first, first + values.size() * sizeof(values[0]));
    };
    return {layer, bytes(packed), bytes(shifted)};
}

class PackedNetwork : public assay::sdk::State {
public:
    PackedNetwork(const assay::sdk::Call &call, const LayerKernel &kernel, unsigned threads)
        : m_kernel(kernel), m_network(networkOf(call.params)), m_batch(call.params.size("batch")),
          m_real(call.params.text("dtype") == "f32"), m_pool(threads)
    {
        for (const Layer &layer : m_network)
            m_layers.push_back(pack(call, layer));
        for (unsigned i = 0; i < threads; ++i)
            m_buffers.emplace_back(2 * kChunk * kStride);
    }

    void run(const assay::sdk::Call &call) override
    {
        const std::size_t workers = m_pool.size();
        if (workers > 1 && m_batch < workers)
            return runAcrossPanels(call);
        m_pool.forRange(workers, 1, [&](std::size_t begin, std::size_t end) {
            for (std::size_t worker = begin; worker < end; ++worker)
                runRequests(call, m_batch * worker / workers, m_batch * (worker + 1) / workers, m_buffers[worker]);
        });
    }

private:
    static constexpr std::size_t kChunk = 48; ///< requests whose activations stay in the cache
    static constexpr std::size_t kStride =
        kMaxWidth * 4 + 64; ///< bytes of one request's activations; not a power of two
    using Buffer = std::vector<std::byte>;

    PackedLayer pack(const assay::sdk::Call &call, const Layer &layer) const
    {
        if (m_real)
            return packLayer<float, float, float>(layer, m_kernel, call.resident<float>(0), call.resident<float>(1), 0);
        const int offset = layer.weights == 0 ? m_kernel.offset : 0;
        const auto *weights = call.resident<std::int8_t>(0);
        const auto *biases = call.resident<std::int32_t>(1);
        return m_kernel.weight == 1
                   ? packLayer<std::int8_t, std::int32_t, std::int8_t>(layer, m_kernel, weights, biases, offset)
                   : packLayer<std::int8_t, std::int32_t, std::int16_t>(layer, m_kernel, weights, biases, offset);
    }

    /// Network inputs become activations: as they are, widened, or moved to 0 … 255.
    void readInputs(const assay::sdk::Call &call, std::size_t request, std::size_t count, std::byte *to) const
    {
        const std::size_t width = m_network.inputs();
        for (std::size_t r = 0; r < count; ++r, to += kStride) {
            if (m_real) {
                std::memcpy(to, call.input<float>(0) + (request + r) * width, width * sizeof(float));
                continue;
            }
            const auto *x = call.input<std::int8_t>(0) + (request + r) * width;
            if (m_kernel.activation == 1)
                std::transform(x, x + width, reinterpret_cast<std::uint8_t *>(to),
                               [](std::int8_t value) { return static_cast<std::uint8_t>(value ^ 0x80); });
            else
                std::copy_n(x, width, reinterpret_cast<std::int16_t *>(to));
        }
    }

    void writeOutputs(const assay::sdk::Call &call, std::size_t request, std::size_t count, const std::byte *from) const
    {
        const std::size_t bytes = m_network.outputs() * 4;
        for (std::size_t r = 0; r < count; ++r)
            std::memcpy(call.output<std::byte>(0) + (request + r) * bytes, from + r * kStride, bytes);
    }

    void runRequests(const assay::sdk::Call &call, std::size_t begin, std::size_t end, Buffer &buffer) const
    {
        for (std::size_t request = begin; request < end; request += kChunk) {
            const std::size_t count = std::min(kChunk, end - request);
            std::byte *from = buffer.data();
            std::byte *to = from + kChunk * kStride;
            readInputs(call, request, count, from);
            for (const PackedLayer &layer : m_layers) {
                runPanels(layer, 0, panelsOf(layer), from, to, count);
                std::swap(from, to);
            }
            writeOutputs(call, request, count, from);
        }
    }

    /// Fewer requests than cores: the cores share each layer and meet after it.
    void runAcrossPanels(const assay::sdk::Call &call)
    {
        std::byte *from = m_buffers[0].data();
        std::byte *to = from + kChunk * kStride;
        readInputs(call, 0, m_batch, from);
        for (const PackedLayer &layer : m_layers) {
            m_pool.forRange(panelsOf(layer), 1, [&](std::size_t begin, std::size_t end) {
                runPanels(layer, begin, end, from, to, m_batch);
            });
            std::swap(from, to);
        }
        writeOutputs(call, 0, m_batch, from);
    }

    [[nodiscard]] std::size_t panelsOf(const PackedLayer &layer) const
    {
        const std::size_t panel = kMaxVectors * m_kernel.lanes;
        return (layer.layer.out + panel - 1) / panel;
    }

    void runPanels(const PackedLayer &packed, std::size_t begin, std::size_t end, const std::byte *from, std::byte *to,
                   std::size_t requests) const
    {
        const std::size_t out = PackedLayer::paddedOut(packed.layer, m_kernel);
        const std::size_t written = packed.layer.shift == 0 ? 4 : m_kernel.activation;
        for (std::size_t panel = begin; panel < end; ++panel) {
            const std::size_t first = panel * kMaxVectors * m_kernel.lanes;
            const std::size_t vectors = std::min(kMaxVectors, (out - first) / m_kernel.lanes);
            for (std::size_t r = 0; r < requests; r += m_kernel.rows) {
                const std::size_t rows = std::min(m_kernel.rows, requests - r);
                m_kernel.tile[rows - 1][vectors - 1]({from + r * kStride, kStride,
                                                      packed.weights.data() + first * packed.layer.in * m_kernel.weight,
                                                      packed.biases.data() + first * 4, packed.layer.in,
                                                      to + r * kStride + first * written, kStride, packed.layer.shift});
            }
        }
    }

    LayerKernel m_kernel;
    const Network &m_network;
    std::size_t m_batch;
    bool m_real;
    std::vector<PackedLayer> m_layers;
    std::vector<Buffer> m_buffers;
    assay::sdk::ThreadPool m_pool;
};
