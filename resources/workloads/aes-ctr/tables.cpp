// AES with tables that hold substitution and column mixing together: 16 look-ups a round.
#include <algorithm>

#include "aes.hpp"

namespace aes {
namespace {

/// kMix[r][b]: the column that byte b in row r becomes, as a little-endian word.
constexpr auto kMix = [] {
    std::array<std::array<std::uint32_t, 256>, 4> mix{};
    for (std::size_t b = 0; b < 256; ++b) {
        const std::uint32_t s = kSBox[b], s2 = timesX(kSBox[b]);
        mix[0][b] = s2 | (s << 8U) | (s << 16U) | ((s2 ^ s) << 24U);
        for (std::size_t row = 1; row < 4; ++row)
            mix[row][b] = std::rotl(mix[row - 1][b], 8);
    }
    return mix;
}();

using Words = std::array<std::uint32_t, 4>; // one little-endian word a column

constexpr std::uint32_t byteOf(std::uint32_t word, unsigned row)
{
    return (word >> (8 * row)) & 0xFFU;
}

Words roundKey(const KeySchedule &keys, std::size_t round)
{
    Words words;
    std::memcpy(words.data(), keys.bytes.data() + round * kBlockBytes, kBlockBytes);
    return words;
}

Words encryptBlock(const KeySchedule &keys, Words s)
{
    const Words first = roundKey(keys, 0);
    for (std::size_t c = 0; c < 4; ++c)
        s[c] ^= first[c];
    for (std::size_t round = 1; round < kRounds; ++round) {
        Words next = roundKey(keys, round);
        for (std::size_t c = 0; c < 4; ++c)
            next[c] ^= kMix[0][byteOf(s[c], 0)] ^ kMix[1][byteOf(s[(c + 1) % 4], 1)] ^
                       kMix[2][byteOf(s[(c + 2) % 4], 2)] ^ kMix[3][byteOf(s[(c + 3) % 4], 3)];
        s = next;
    }
    Words last = roundKey(keys, kRounds);
    for (std::size_t c = 0; c < 4; ++c)
        for (unsigned row = 0; row < 4; ++row)
            last[c] ^= std::uint32_t{kSBox[byteOf(s[(c + row) % 4], row)]} << (8 * row);
    return last;
}

} // namespace

void encryptTables(const KeySchedule &keys, Counter counter, const std::uint8_t *in, std::uint8_t *out,
                   std::size_t size)
{
    for (std::size_t i = 0; i < size; i += kBlockBytes) {
        std::uint8_t bytes[kBlockBytes];
        counter.write(bytes);
        counter = counter.plus(1);
        Words words;
        std::memcpy(words.data(), bytes, kBlockBytes);
        words = encryptBlock(keys, words);
        std::memcpy(bytes, words.data(), kBlockBytes);
        const std::size_t count = std::min(kBlockBytes, size - i);
        for (std::size_t b = 0; b < count; ++b)
            out[i + b] = static_cast<std::uint8_t>(in[i + b] ^ bytes[b]);
    }
}

} // namespace aes
