// The arithmetic behind CRC-32: polynomials over single bits modulo the generator polynomial
// x^32 + x^26 + x^23 + … + 1 (IEEE 802.3). A remainder is kept reflected: bit 31 is the coefficient of x^0.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace crc {

inline constexpr std::uint32_t kPolynomial = 0xEDB88320U;

/// r · x modulo the polynomial.
constexpr std::uint32_t timesX(std::uint32_t r)
{
    return (r >> 1U) ^ ((r & 1U) != 0 ? kPolynomial : 0U);
}

/// x^n modulo the polynomial, by n steps: for constants.
constexpr std::uint32_t powerOfX(unsigned n)
{
    std::uint32_t r = 0x80000000U;
    for (unsigned i = 0; i < n; ++i)
        r = timesX(r);
    return r;
}

/// a · b modulo the polynomial.
constexpr std::uint32_t multiply(std::uint32_t a, std::uint32_t b)
{
    std::uint32_t product = 0;
    for (std::uint32_t bit = 0x80000000U; bit != 0; bit >>= 1U) {
        product ^= (a & bit) != 0 ? b : 0U;
        b = timesX(b);
    }
    return product;
}

/// x^(8·bytes) modulo the polynomial, by squaring: multiplying a CRC with it is appending that many zero bytes.
constexpr std::uint32_t shiftOfBytes(std::size_t bytes)
{
    std::uint32_t result = 0x80000000U;
    for (std::uint32_t square = powerOfX(8); bytes != 0; bytes >>= 1U) {
        if ((bytes & 1U) != 0)
            result = multiply(result, square);
        square = multiply(square, square);
    }
    return result;
}

/// kTables[k][b] is the CRC register after byte b and k zero bytes, started from 0.
inline constexpr auto kTables = [] {
    std::array<std::array<std::uint32_t, 256>, 8> tables{};
    for (std::uint32_t b = 0; b < 256; ++b) {
        std::uint32_t r = b;
        for (int bit = 0; bit < 8; ++bit)
            r = timesX(r);
        tables[0][b] = r;
    }
    for (std::size_t k = 1; k < 8; ++k)
        for (std::size_t b = 0; b < 256; ++b)
            tables[k][b] = (tables[k - 1][b] >> 8U) ^ tables[0][tables[k - 1][b] & 0xFFU];
    return tables;
}();

/// The register after `size` more bytes, eight at a time. Register, not checksum: neither inverted before nor after.
inline std::uint32_t updateSlicing(std::uint32_t r, const std::uint8_t *data, std::size_t size)
{
    for (; size >= 8; size -= 8, data += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, data, 8);
        word ^= r;
        r = kTables[7][word & 0xFFU] ^ kTables[6][(word >> 8U) & 0xFFU] ^ kTables[5][(word >> 16U) & 0xFFU] ^
            kTables[4][(word >> 24U) & 0xFFU] ^ kTables[3][(word >> 32U) & 0xFFU] ^ kTables[2][(word >> 40U) & 0xFFU] ^
            kTables[1][(word >> 48U) & 0xFFU] ^ kTables[0][word >> 56U];
    }
    for (; size > 0; --size, ++data)
        r = (r >> 8U) ^ kTables[0][(r ^ *data) & 0xFFU];
    return r;
}

/// Like updateSlicing, by carry-less multiplication.
using Update = std::uint32_t (*)(std::uint32_t r, const std::uint8_t *data, std::size_t size);

/// The fastest folding this CPU has, or nullptr when it has no PCLMULQDQ.
[[nodiscard]] Update foldingUpdate();

} // namespace crc
