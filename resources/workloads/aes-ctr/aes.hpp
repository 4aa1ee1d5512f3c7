// AES-128 (FIPS 197): tables made from the definition, the key schedule, and the counter of CTR mode.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace aes {

inline constexpr std::size_t kBlockBytes = 16;
inline constexpr std::size_t kRounds = 10;

/// a · x in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1.
constexpr std::uint8_t timesX(std::uint8_t a)
{
    return static_cast<std::uint8_t>((unsigned{a} << 1U) ^ ((a & 0x80U) != 0 ? 0x1BU : 0U));
}

constexpr std::uint8_t multiply(std::uint8_t a, std::uint8_t b)
{
    unsigned product = 0;
    for (unsigned bit = 0; bit < 8; ++bit) {
        product ^= ((b >> bit) & 1U) != 0 ? a : 0U;
        a = timesX(a);
    }
    return static_cast<std::uint8_t>(product);
}

/// The inverse in GF(2^8) (0 for 0), followed by an affine map of its bits.
inline constexpr auto kSBox = [] {
    std::array<std::uint8_t, 256> box{};
    std::uint8_t power = 1, inverse = 1; // 3^n and 3^-n run through all values but 0
    box[0] = 0x63U;
    for (unsigned n = 0; n < 255; ++n) {
        std::uint8_t s = 0x63U;
        for (int turn = 0; turn < 5; ++turn)
            s = static_cast<std::uint8_t>(s ^ std::rotl(inverse, turn));
        box[power] = s;
        power = multiply(power, 0x03U);
        inverse = multiply(inverse, 0xF6U);
    }
    return box;
}();

/// The eleven round keys, in the byte order of the standard.
struct KeySchedule {
    alignas(16) std::array<std::uint8_t, kBlockBytes *(kRounds + 1)> bytes;
    explicit KeySchedule(const std::uint8_t *key)
    {
        std::memcpy(bytes.data(), key, kBlockBytes);
        std::uint8_t roundConstant = 1;
        for (std::size_t i = kBlockBytes; i < bytes.size(); i += 4) {
            std::array<std::uint8_t, 4> t{bytes[i - 4], bytes[i - 3], bytes[i - 2], bytes[i - 1]};
            if (i % kBlockBytes == 0) {
                t = {static_cast<std::uint8_t>(kSBox[t[1]] ^ roundConstant), kSBox[t[2]], kSBox[t[3]], kSBox[t[0]]};
                roundConstant = timesX(roundConstant);
            }
            for (std::size_t b = 0; b < 4; ++b)
                bytes[i + b] = static_cast<std::uint8_t>(bytes[i + b - kBlockBytes] ^ t[b]);
        }
    }
};

/// The counter as two 64-bit halves; addition wraps at 2^128.
struct Counter {
    std::uint64_t high = 0, low = 0;

    static Counter read(const std::uint8_t *bytes)
    {
        Counter counter;
        std::memcpy(&counter.high, bytes, 8);
        std::memcpy(&counter.low, bytes + 8, 8);
        return {__builtin_bswap64(counter.high), __builtin_bswap64(counter.low)};
    }
    void write(std::uint8_t *bytes) const
    {
        const std::uint64_t swapped[2] = {__builtin_bswap64(high), __builtin_bswap64(low)};
        std::memcpy(bytes, swapped, sizeof swapped);
    }
    [[nodiscard]] Counter plus(std::uint64_t n) const { return {high + (low + n < low ? 1U : 0U), low + n}; }
};

/// Encrypts `size` bytes whose first block has counter `counter`.
using Encrypt = void (*)(const KeySchedule &keys, Counter counter, const std::uint8_t *in, std::uint8_t *out,
                         std::size_t size);

void encryptTables(const KeySchedule &keys, Counter counter, const std::uint8_t *in, std::uint8_t *out,
                   std::size_t size);

/// The fastest AES instructions this CPU has, or nullptr.
[[nodiscard]] Encrypt instructionsEncrypt();

} // namespace aes
