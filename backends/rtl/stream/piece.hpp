#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "plugins/abi/assay_plugin.h"

namespace assay::rtl {

// Pieces of a stream: each turns tensors into bytes and, except Constant, bytes back into tensors. Sizes were checked
// when the layout was read. `tensor` is a number in the list that pack() and unpack() get.

/// A whole tensor as it lies in memory.
struct CopyPiece {
    std::size_t tensor = 0;
    std::uint64_t bytes = 0;
};

/// Element 0 of each tensor, then element 1 of each.
struct ZipPiece {
    struct Column {
        std::size_t tensor = 0;
        std::uint32_t elementBytes = 0;
    };
    std::vector<Column> columns;
    std::uint64_t count = 0; ///< elements of each tensor
    std::uint64_t rowBytes = 0;
};

/// A tensor as one bit string, cut into `bits`, each in the low bits of `beatBytes` bytes; the last may be shorter.
struct BitsPiece {
    std::size_t tensor = 0;
    std::uint64_t tensorBytes = 0;
    std::uint64_t bits = 0, beatBytes = 0;
    [[nodiscard]] std::uint64_t beats() const { return (8 * tensorBytes + bits - 1) / bits; }
};

/// Bytes that are not of a tensor.
struct ConstantPiece {
    std::vector<std::uint8_t> bytes;
};

/// Part of a tensor: a matrix stored column by column, in blocks of `lanes` rows; see the README.
struct BlockPiece {
    std::size_t tensor = 0;
    std::uint32_t elementBytes = 0;
    std::uint64_t offset = 0, rows = 0, cols = 0, lanes = 0; ///< in elements
    [[nodiscard]] std::uint64_t blocks() const { return cols == 0 ? 0 : (rows + lanes - 1) / lanes; }
};

using Piece = std::variant<CopyPiece, ZipPiece, BitsPiece, ConstantPiece, BlockPiece>;

/// How many bytes of the stream it makes.
[[nodiscard]] std::uint64_t streamBytes(const Piece &piece);
/// Bytes of one element; 0 for a type that this header does not know.
[[nodiscard]] std::uint32_t elementBytes(std::uint32_t dtype);

/// Writes streamBytes() bytes to `stream`.
void pack(const Piece &piece, std::span<const assay_tensor> tensors, std::uint8_t *stream);
/// Reads streamBytes() bytes and writes the tensors' data.
void unpack(const Piece &piece, const std::uint8_t *stream, std::span<const assay_tensor> tensors);

} // namespace assay::rtl
