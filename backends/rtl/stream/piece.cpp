#include "backends/rtl/stream/piece.hpp"

#include <algorithm>
#include <cstring>

namespace assay::rtl {
namespace {

constexpr std::uint64_t kZipRows = 4096; ///< columns are zipped so many rows at a time: that stays in the cache

template <class... Cases> struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases> Overloaded(Cases...) -> Overloaded<Cases...>;

std::uint8_t *dataOf(std::span<const assay_tensor> tensors, std::size_t tensor)
{
    return static_cast<std::uint8_t *>(tensors[tensor].data);
}

template <std::size_t Bytes>
void copySteps(std::uint8_t *to, std::uint64_t toStep, const std::uint8_t *from, std::uint64_t fromStep,
               std::uint64_t count)
{
    for (std::uint64_t i = 0; i < count; ++i)
        std::memcpy(to + i * toStep, from + i * fromStep, Bytes);
}

/// Copies `count` elements that lie in steps.
void copyElements(std::uint32_t bytes, std::uint8_t *to, std::uint64_t toStep, const std::uint8_t *from,
                  std::uint64_t fromStep, std::uint64_t count)
{
    switch (bytes) {
    case 1:
        return copySteps<1>(to, toStep, from, fromStep, count);
    case 2:
        return copySteps<2>(to, toStep, from, fromStep, count);
    case 4:
        return copySteps<4>(to, toStep, from, fromStep, count);
    default:
        return copySteps<8>(to, toStep, from, fromStep, count);
    }
}

/// Calls `move(column, place in the stream, place in the tensor, rows)` for every column, some rows at a time.
template <class Move> void forColumns(const ZipPiece &zip, Move move)
{
    for (std::uint64_t row = 0; row < zip.count; row += kZipRows) {
        std::uint64_t place = row * zip.rowBytes;
        for (const ZipPiece::Column &column : zip.columns) {
            move(column, place, row * column.elementBytes, std::min(kZipRows, zip.count - row));
            place += column.elementBytes;
        }
    }
}

/// Copies `count` bits that begin at bit `begin` of `from` to the beginning of `to`, filled up with zeros to a byte.
void takeBits(const std::uint8_t *from, std::uint64_t begin, std::uint64_t count, std::uint8_t *to)
{
    const unsigned shift = begin % 8;
    from += begin / 8;
    for (std::uint64_t done = 0; done < count; done += 8, ++from, ++to) {
        const std::uint64_t wanted = std::min<std::uint64_t>(8, count - done);
        unsigned value = static_cast<unsigned>(*from) >> shift;
        if (wanted > 8 - shift)
            value |= static_cast<unsigned>(from[1]) << (8 - shift);
        *to = static_cast<std::uint8_t>(value & (0xFFU >> (8 - wanted)));
    }
}

/// The other way round; `to` holds zeros where nothing was put yet.
void putBits(const std::uint8_t *from, std::uint64_t count, std::uint8_t *to, std::uint64_t begin)
{
    const unsigned shift = begin % 8;
    to += begin / 8;
    for (std::uint64_t done = 0; done < count; done += 8, ++from, ++to) {
        const std::uint64_t wanted = std::min<std::uint64_t>(8, count - done);
        const unsigned value = static_cast<unsigned>(*from) & (0xFFU >> (8 - wanted));
        *to = static_cast<std::uint8_t>(*to | (value << shift));
        if (wanted > 8 - shift)
            to[1] = static_cast<std::uint8_t>(to[1] | (value >> (8 - shift)));
    }
}

/// Bits of beat `beat`: fewer in the last one.
std::uint64_t bitsOfBeat(const BitsPiece &piece, std::uint64_t beat)
{
    return std::min(piece.bits, 8 * piece.tensorBytes - beat * piece.bits);
}

void packBits(const BitsPiece &piece, const std::uint8_t *data, std::uint8_t *stream)
{
    if (piece.bits == 8 * piece.beatBytes && piece.tensorBytes % piece.beatBytes == 0) {
        std::memcpy(stream, data, piece.tensorBytes);
        return;
    }
    std::memset(stream, 0, piece.beats() * piece.beatBytes);
    for (std::uint64_t beat = 0; beat < piece.beats(); ++beat)
        takeBits(data, beat * piece.bits, bitsOfBeat(piece, beat), stream + beat * piece.beatBytes);
}

void unpackBits(const BitsPiece &piece, const std::uint8_t *stream, std::uint8_t *data)
{
    std::memset(data, 0, piece.tensorBytes);
    for (std::uint64_t beat = 0; beat < piece.beats(); ++beat)
        putBits(stream + beat * piece.beatBytes, bitsOfBeat(piece, beat), data, beat * piece.bits);
}

/// Calls `move(place in the stream, place in the tensor, bytes, bytes of zeros behind them)` for every column of every
/// block.
template <class Move> void forRuns(const BlockPiece &block, Move move)
{
    const std::uint64_t run = block.lanes * block.elementBytes;
    std::uint64_t place = 0;
    for (std::uint64_t row = 0; row < block.rows; row += block.lanes) {
        const std::uint64_t used = std::min(block.lanes, block.rows - row) * block.elementBytes;
        for (std::uint64_t column = 0; column < block.cols; ++column, place += run)
            move(place, (block.offset + column * block.rows + row) * block.elementBytes, used, run - used);
    }
}

} // namespace

std::uint64_t streamBytes(const Piece &piece)
{
    return std::visit(
        Overloaded{
            [](const CopyPiece &copy) { return copy.bytes; },
            [](const ZipPiece &zip) { return zip.count * zip.rowBytes; },
            [](const BitsPiece &bits) { return bits.beats() * bits.beatBytes; },
            [](const ConstantPiece &constant) { return static_cast<std::uint64_t>(constant.bytes.size()); },
            [](const BlockPiece &block) { return block.blocks() * block.cols * block.lanes * block.elementBytes; }},
        piece);
}

std::uint32_t elementBytes(std::uint32_t dtype)
{
    switch (dtype) {
    case ASSAY_I8:
    case ASSAY_U8:
        return 1;
    case ASSAY_I16:
    case ASSAY_U16:
        return 2;
    case ASSAY_F32:
    case ASSAY_I32:
    case ASSAY_U32:
        return 4;
    case ASSAY_F64:
    case ASSAY_I64:
    case ASSAY_U64:
        return 8;
    default:
        return 0;
    }
}

void pack(const Piece &piece, std::span<const assay_tensor> tensors, std::uint8_t *stream)
{
    const auto zip = [&](const ZipPiece &zipped) {
        forColumns(zipped, [&](const ZipPiece::Column &column, std::uint64_t place, std::uint64_t at, std::uint64_t n) {
            copyElements(column.elementBytes, stream + place, zipped.rowBytes, dataOf(tensors, column.tensor) + at,
                         column.elementBytes, n);
        });
    };
    const auto block = [&](const BlockPiece &matrix) {
        forRuns(matrix, [&](std::uint64_t place, std::uint64_t at, std::uint64_t used, std::uint64_t zeros) {
            std::memcpy(stream + place, dataOf(tensors, matrix.tensor) + at, used);
            std::memset(stream + place + used, 0, zeros);
        });
    };
    std::visit(Overloaded{[&](const CopyPiece &copy) { std::memcpy(stream, dataOf(tensors, copy.tensor), copy.bytes); },
                          [&](const BitsPiece &bits) { packBits(bits, dataOf(tensors, bits.tensor), stream); },
                          [&](const ConstantPiece &constant) {
                              std::memcpy(stream, constant.bytes.data(), constant.bytes.size());
                          },
                          zip, block},
               piece);
}

void unpack(const Piece &piece, const std::uint8_t *stream, std::span<const assay_tensor> tensors)
{
    const auto zip = [&](const ZipPiece &zipped) {
        forColumns(zipped, [&](const ZipPiece::Column &column, std::uint64_t place, std::uint64_t at, std::uint64_t n) {
            copyElements(column.elementBytes, dataOf(tensors, column.tensor) + at, column.elementBytes, stream + place,
                         zipped.rowBytes, n);
        });
    };
    const auto block = [&](const BlockPiece &matrix) {
        forRuns(matrix, [&](std::uint64_t place, std::uint64_t at, std::uint64_t used, std::uint64_t) {
            std::memcpy(dataOf(tensors, matrix.tensor) + at, stream + place, used);
        });
    };
    std::visit(Overloaded{[&](const CopyPiece &copy) { std::memcpy(dataOf(tensors, copy.tensor), stream, copy.bytes); },
                          [&](const BitsPiece &bits) { unpackBits(bits, stream, dataOf(tensors, bits.tensor)); },
                          [](const ConstantPiece &) {}, zip, block},
               piece);
}

} // namespace assay::rtl
