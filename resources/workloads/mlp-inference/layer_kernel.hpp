// What the packed network (packed.hpp) needs to know about a microkernel (kernels.inc).
#pragma once

#include <cstddef>

constexpr std::size_t kMaxRows = 6;
constexpr std::size_t kMaxVectors = 4;

/// Some requests through some outputs of one layer: y = act(bias + x·w).
struct Tile {
    const std::byte *x;    ///< activations of the first request; padded to a multiple of `group`
    std::size_t strideX;   ///< bytes from one request to the next
    const std::byte *w;    ///< packed panel: in / group × outputs × group
    const std::byte *bias; ///< as many as the panel has outputs
    std::size_t in;
    std::byte *y;
    std::size_t strideY;
    int shift; ///< 0: the last layer, sums are written as they are
};

using TileFunction = void (*)(const Tile &);

struct LayerKernel {
    std::size_t rows;                         ///< requests of a full tile
    std::size_t lanes;                        ///< outputs in a vector; a panel has up to kMaxVectors vectors
    std::size_t group;                        ///< consecutive inputs that lie together in a packed panel
    std::size_t weight;                       ///< bytes of a packed weight
    std::size_t activation;                   ///< bytes of an activation between layers
    int offset;                               ///< added to each int8 network input when it becomes an activation
    TileFunction tile[kMaxRows][kMaxVectors]; ///< by requests − 1 and vectors − 1
};
