// The two networks, as the manifest describes them.
#pragma once

#include <array>
#include <string_view>

#include "plugins/sdk/workload.h"

struct Layer {
    std::size_t in, out;
    std::size_t weights, biases; ///< where the layer begins in the resident tensors
    int shift;                   ///< of a hidden int8 layer; 0: the last layer
};

struct Network {
    std::array<Layer, 4> layers;
    std::size_t count;

    [[nodiscard]] const Layer *begin() const { return layers.data(); }
    [[nodiscard]] const Layer *end() const { return layers.data() + count; }
    [[nodiscard]] std::size_t inputs() const { return layers[0].in; }
    [[nodiscard]] std::size_t outputs() const { return layers[count - 1].out; }
};

constexpr std::size_t kMaxWidth = 784;

constexpr Network kDigits = {{{{784, 256, 0, 0, 11}, {256, 128, 200704, 256, 10}, {128, 10, 233472, 384, 0}, {}}}, 3};
constexpr Network kJets = {{{{16, 64, 0, 0, 8}, {64, 32, 1024, 64, 9}, {32, 32, 3072, 96, 9}, {32, 5, 4096, 128, 0}}},
                           4};

inline const Network &networkOf(const assay::sdk::Params &params)
{
    return params.text("network") == "784-256-128-10" ? kDigits : kJets;
}
