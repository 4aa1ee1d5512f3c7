// CRC by folding: 16 bytes at the front of a message are replaced by their remainder at a place further back, which
// is two carry-less multiplications by constants; the last 16 bytes are reduced the same way (Gopal et al., "Fast CRC
// Computation for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized" // GCC 12 warns inside its own AVX-512 header (bug 105593)
#endif
#include <immintrin.h>

#include "crc32.hpp"

namespace crc {
namespace {

/// The two factors that move 16 bytes back by `bits`: for the first 8 bytes (low half) and for the second.
struct Factors {
    std::int64_t low, high;
};

/// A reflected remainder, one bit further left because a product of reflected values comes out one bit right.
constexpr std::int64_t shiftedPower(unsigned n)
{
    return static_cast<std::int64_t>(std::uint64_t{powerOfX(n)} << 1U);
}

constexpr Factors factorsFor(unsigned bits)
{
    return {shiftedPower(bits + 32), shiftedPower(bits - 32)};
}

constexpr Factors kBy16 = factorsFor(128), kBy32 = factorsFor(256), kBy48 = factorsFor(384), kBy64 = factorsFor(512),
                  kBy256 = factorsFor(2048);

/// The polynomial with its leading term, and x^64 divided by it; reflected.
constexpr std::int64_t kDivisor = (std::int64_t{kPolynomial} << 1U) | 1;
constexpr std::int64_t kQuotient = [] {
    std::int64_t quotient = 1;
    std::uint32_t rest = powerOfX(32);
    for (unsigned bit = 1; bit <= 32; ++bit, rest = timesX(rest))
        quotient |= std::int64_t{rest & 1U} << bit;
    return quotient;
}();

#define ASSAY_CLMUL __attribute__((target("pclmul,sse4.1"), always_inline)) inline
#define ASSAY_VCLMUL __attribute__((target("avx512f,avx512vl,vpclmulqdq,pclmul"), always_inline)) inline

ASSAY_CLMUL __m128i load(const std::uint8_t *data)
{
    return _mm_loadu_si128(reinterpret_cast<const __m128i *>(data));
}
ASSAY_CLMUL __m128i vectorOf(Factors k)
{
    return _mm_set_epi64x(k.high, k.low);
}

ASSAY_CLMUL __m128i fold(__m128i from, __m128i onto, __m128i k)
{
    return _mm_xor_si128(onto, _mm_xor_si128(_mm_clmulepi64_si128(from, k, 0x00), _mm_clmulepi64_si128(from, k, 0x11)));
}

/// The first `count` (below 16) bytes of `next` behind `sum`, folded to 16 bytes. 16 bytes before next + count are
/// read.
ASSAY_CLMUL __m128i foldPart(__m128i sum, const std::uint8_t *next, std::size_t count)
{
    // Windows into these 48 bytes shift a register left or right by any number of bytes; 0x80 stands for zero.
    alignas(16) static constexpr auto kShifts = [] {
        std::array<std::uint8_t, 48> bytes{};
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = i >= 16 && i < 32 ? static_cast<std::uint8_t>(i - 16) : 0x80U;
        return bytes;
    }();
    const __m128i toBack = load(kShifts.data() + count), toFront = load(kShifts.data() + 16 + count);
    const __m128i last = _mm_blendv_epi8(load(next + count - 16), _mm_shuffle_epi8(sum, toFront), toBack);
    return fold(_mm_shuffle_epi8(sum, toBack), last, vectorOf(kBy16));
}

/// The register after 16 bytes, started from 0: 128 bits to 96, to 64, and to 32 by Barrett reduction.
ASSAY_CLMUL std::uint32_t reduce(__m128i sum)
{
    const __m128i low32 = _mm_set_epi32(0, 0, 0, -1);
    const __m128i k = _mm_set_epi64x(shiftedPower(64), shiftedPower(96));
    sum = _mm_xor_si128(_mm_srli_si128(sum, 8), _mm_clmulepi64_si128(sum, k, 0x00));
    sum = _mm_xor_si128(_mm_srli_si128(sum, 4), _mm_clmulepi64_si128(_mm_and_si128(sum, low32), k, 0x10));
    const __m128i divisor = _mm_set_epi64x(kQuotient, kDivisor);
    const __m128i quotient = _mm_clmulepi64_si128(_mm_and_si128(sum, low32), divisor, 0x10);
    const __m128i product = _mm_clmulepi64_si128(_mm_and_si128(quotient, low32), divisor, 0x00);
    return static_cast<std::uint32_t>(_mm_extract_epi32(_mm_xor_si128(sum, product), 1));
}

/// From 16 bytes that stand for everything before `data`: folds the rest in.
ASSAY_CLMUL std::uint32_t finish(__m128i sum, const std::uint8_t *data, std::size_t size)
{
    for (const __m128i k = vectorOf(kBy16); size >= 16; data += 16, size -= 16)
        sum = fold(sum, load(data), k);
    return reduce(size == 0 ? sum : foldPart(sum, data, size));
}

__attribute__((target("pclmul,sse4.1"))) std::uint32_t update128(std::uint32_t r, const std::uint8_t *data,
                                                                 std::size_t size)
{
    if (size < 16)
        return updateSlicing(r, data, size);
    const __m128i start = _mm_cvtsi32_si128(static_cast<int>(r));
    if (size < 64)
        return finish(_mm_xor_si128(load(data), start), data + 16, size - 16);
    __m128i a = _mm_xor_si128(load(data), start), b = load(data + 16), c = load(data + 32), d = load(data + 48);
    data += 64;
    size -= 64;
    for (const __m128i k = vectorOf(kBy64); size >= 64; data += 64, size -= 64) {
        a = fold(a, load(data), k);
        b = fold(b, load(data + 16), k);
        c = fold(c, load(data + 32), k);
        d = fold(d, load(data + 48), k);
    }
    d = fold(a, fold(b, fold(c, d, vectorOf(kBy16)), vectorOf(kBy32)), vectorOf(kBy48));
    return finish(d, data, size);
}

ASSAY_VCLMUL __m512i load64(const std::uint8_t *data)
{
    return _mm512_loadu_si512(data);
}
ASSAY_VCLMUL __m512i broadcast(Factors k)
{
    return _mm512_broadcast_i32x4(_mm_set_epi64x(k.high, k.low));
}

ASSAY_VCLMUL __m512i fold64(__m512i from, __m512i onto, __m512i k)
{
    return _mm512_ternarylogic_epi64(_mm512_clmulepi64_epi128(from, k, 0x00), _mm512_clmulepi64_epi128(from, k, 0x11),
                                     onto, 0x96);
}

/// The four 16-byte parts of `sum` folded onto the last of them.
ASSAY_VCLMUL __m128i foldParts(__m512i sum)
{
    const __m512i k = _mm512_set_epi64(0, 0, kBy16.high, kBy16.low, kBy32.high, kBy32.low, kBy48.high, kBy48.low);
    const __m512i keep = _mm512_maskz_mov_epi64(0xC0, sum);
    const __m512i t = fold64(sum, keep, k);
    const __m256i half = _mm256_xor_si256(_mm512_castsi512_si256(t), _mm512_extracti64x4_epi64(t, 1));
    return _mm_xor_si128(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
}

__attribute__((target("avx512f,avx512vl,vpclmulqdq,pclmul"))) std::uint32_t
update512(std::uint32_t r, const std::uint8_t *data, std::size_t size)
{
    if (size < 64)
        return update128(r, data, size);
    const __m512i start = _mm512_zextsi128_si512(_mm_cvtsi32_si128(static_cast<int>(r)));
    __m512i sum = _mm512_xor_si512(load64(data), start);
    if (size >= 256) {
        __m512i b = load64(data + 64), c = load64(data + 128), d = load64(data + 192);
        data += 256;
        size -= 256;
        for (const __m512i k = broadcast(kBy256); size >= 256; data += 256, size -= 256) {
            sum = fold64(sum, load64(data), k);
            b = fold64(b, load64(data + 64), k);
            c = fold64(c, load64(data + 128), k);
            d = fold64(d, load64(data + 192), k);
        }
        const __m512i k = broadcast(kBy64);
        sum = fold64(fold64(fold64(sum, b, k), c, k), d, k);
    } else {
        data += 64;
        size -= 64;
    }
    for (const __m512i k = broadcast(kBy64); size >= 64; data += 64, size -= 64)
        sum = fold64(sum, load64(data), k);
    return finish(foldParts(sum), data, size);
}

} // namespace

Update foldingUpdate()
{
    if (__builtin_cpu_supports("vpclmulqdq") != 0 && __builtin_cpu_supports("avx512vl") != 0)
        return update512;
    if (__builtin_cpu_supports("pclmul") != 0 && __builtin_cpu_supports("sse4.1") != 0)
        return update128;
    return nullptr;
}

} // namespace crc
