// What the blocked product (blocked.hpp) needs to know about a microkernel (kernels.inc).
#pragma once

#include <cstddef>

/// C tile (rows × cols, cols ≤ Kernel::cols) = or += A panel · B panel. `a` is packed; `b` is packed when ldb is 0,
/// otherwise its rows lie ldb elements apart (only where Kernel::direct).
template <class Out>
using TileFunction = void (*)(const void *a, const void *b, std::size_t ldb, Out *c, std::size_t ldc, std::size_t k,
                              std::size_t cols, bool accumulate);

constexpr std::size_t kMaxTileRows = 14;

/// One microkernel with the packing it wants.
template <class In, class Out> struct Kernel {
    std::size_t rows;   ///< of a full tile
    std::size_t cols;   ///< of a full tile
    std::size_t group;  ///< consecutive k that lie together when packed; k is padded with zeros to a multiple
    std::size_t packed; ///< bytes of one packed element
    std::size_t header; ///< bytes before a packed B panel
    bool direct;        ///< can read full panels of B unpacked
    /// Packs `rows` rows of A (rows lda apart), k columns.
    void (*packA)(const In *a, std::size_t lda, std::size_t rows, std::size_t k, void *out);
    /// Packs k rows of B (rows ldb apart), `cols` columns, padded with zeros to a full panel.
    void (*packB)(const In *b, std::size_t ldb, std::size_t cols, std::size_t k, void *out);
    TileFunction<Out> tile[kMaxTileRows]; ///< by rows − 1

    [[nodiscard]] std::size_t panelBytesA(std::size_t r, std::size_t k) const { return r * padded(k) * packed; }
    [[nodiscard]] std::size_t panelBytesB(std::size_t k) const
    {
        return (header + cols * padded(k) * packed + 63) / 64 * 64;
    }
    [[nodiscard]] std::size_t padded(std::size_t k) const { return (k + group - 1) / group * group; }
};
