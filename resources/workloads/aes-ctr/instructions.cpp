// AES with the CPU's round instruction: independent counters keep its pipeline full, eight registers at a time.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized" // GCC 12 warns inside its own AVX-512 header (bug 105593)
#endif
#include <cpuid.h>
#include <immintrin.h>

#include "aes.hpp"

namespace aes {
namespace {

#define ASSAY_AES __attribute__((target("aes,sse4.1"), always_inline)) inline
#define ASSAY_VAES __attribute__((target("vaes,avx512f,avx512bw,aes"), always_inline)) inline

constexpr std::size_t kLanes = 8; // registers in flight

ASSAY_AES __m128i load(const std::uint8_t *from)
{
    return _mm_loadu_si128(reinterpret_cast<const __m128i *>(from));
}
ASSAY_AES void store(std::uint8_t *to, __m128i value)
{
    _mm_storeu_si128(reinterpret_cast<__m128i *>(to), value);
}

ASSAY_AES __m128i blockOf(Counter counter)
{
    return _mm_set_epi64x(static_cast<std::int64_t>(__builtin_bswap64(counter.low)),
                          static_cast<std::int64_t>(__builtin_bswap64(counter.high)));
}

ASSAY_AES __m128i encryptBlock(const KeySchedule &keys, __m128i s)
{
    s = _mm_xor_si128(s, load(keys.bytes.data()));
    for (std::size_t round = 1; round < kRounds; ++round)
        s = _mm_aesenc_si128(s, load(keys.bytes.data() + round * kBlockBytes));
    return _mm_aesenclast_si128(s, load(keys.bytes.data() + kRounds * kBlockBytes));
}

/// Whole blocks one by one, then the part of a block that is left.
ASSAY_AES void encryptRest(const KeySchedule &keys, Counter counter, const std::uint8_t *in, std::uint8_t *out,
                           std::size_t size)
{
    for (; size >= kBlockBytes; size -= kBlockBytes, in += kBlockBytes, out += kBlockBytes) {
        store(out, _mm_xor_si128(load(in), encryptBlock(keys, blockOf(counter))));
        counter = counter.plus(1);
    }
    if (size > 0) {
        std::uint8_t part[kBlockBytes] = {};
        std::memcpy(part, in, size);
        store(part, _mm_xor_si128(load(part), encryptBlock(keys, blockOf(counter))));
        std::memcpy(out, part, size);
    }
}

__attribute__((target("aes,sse4.1"))) void encryptAesni(const KeySchedule &keys, Counter counter,
                                                        const std::uint8_t *in, std::uint8_t *out, std::size_t size)
{
    constexpr std::size_t kStep = kLanes * kBlockBytes;
    __m128i key[kRounds + 1];
    for (std::size_t round = 0; round <= kRounds; ++round)
        key[round] = load(keys.bytes.data() + round * kBlockBytes);
    for (; size >= kStep; size -= kStep, in += kStep, out += kStep) {
        __m128i s[kLanes];
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            s[lane] = _mm_xor_si128(blockOf(counter.plus(lane)), key[0]);
        for (std::size_t round = 1; round < kRounds; ++round)
            for (auto &lane : s)
                lane = _mm_aesenc_si128(lane, key[round]);
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            store(out + lane * kBlockBytes,
                  _mm_xor_si128(load(in + lane * kBlockBytes), _mm_aesenclast_si128(s[lane], key[kRounds])));
        counter = counter.plus(kLanes);
    }
    encryptRest(keys, counter, in, out, size);
}

ASSAY_VAES __m512i byteSwap()
{
    return _mm512_broadcast_i32x4(_mm_set_epi8(8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
}

/// Four counters from `counter` on, in the two halves' own byte order; their low halves must not wrap.
ASSAY_VAES __m512i fourFrom(Counter counter)
{
    const __m512i start = _mm512_broadcast_i32x4(
        _mm_set_epi64x(static_cast<std::int64_t>(counter.low), static_cast<std::int64_t>(counter.high)));
    return _mm512_add_epi64(start, _mm512_set_epi64(3, 0, 2, 0, 1, 0, 0, 0));
}

__attribute__((target("vaes,avx512f,avx512bw,aes"))) void
encryptVaes(const KeySchedule &keys, Counter counter, const std::uint8_t *in, std::uint8_t *out, std::size_t size)
{
    constexpr std::size_t kBlocks = 4 * kLanes;
    constexpr std::size_t kStep = kBlocks * kBlockBytes;
    if (size < kStep || counter.low + size / kBlockBytes < counter.low) { // short, or the low half wraps on the way
        encryptAesni(keys, counter, in, out, size);
        return;
    }
    __m512i key[kRounds + 1];
    for (std::size_t round = 0; round <= kRounds; ++round)
        key[round] = _mm512_broadcast_i32x4(load(keys.bytes.data() + round * kBlockBytes));
    const __m512i swap = byteSwap();
    const __m512i four = _mm512_set_epi64(4, 0, 4, 0, 4, 0, 4, 0);
    __m512i next = fourFrom(counter);
    const std::size_t steps = size / kStep;
    for (std::size_t step = 0; step < steps; ++step, in += kStep, out += kStep) {
        __m512i s[kLanes];
        for (auto &lane : s) {
            lane = _mm512_xor_si512(_mm512_shuffle_epi8(next, swap), key[0]);
            next = _mm512_add_epi64(next, four);
        }
        for (std::size_t round = 1; round < kRounds; ++round)
            for (auto &lane : s)
                lane = _mm512_aesenc_epi128(lane, key[round]);
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            _mm512_storeu_si512(out + 64 * lane, _mm512_xor_si512(_mm512_loadu_si512(in + 64 * lane),
                                                                  _mm512_aesenclast_epi128(s[lane], key[kRounds])));
    }
    encryptAesni(keys, counter.plus(steps * kBlocks), in, out, size - steps * kStep);
}

/// Asked of the processor itself: clang 14's __builtin_cpu_supports does not know the name.
bool hasVaes()
{
    unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
    return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_VAES) != 0;
}

} // namespace

Encrypt instructionsEncrypt()
{
    if (hasVaes() && __builtin_cpu_supports("avx512bw") != 0)
        return encryptVaes;
    if (__builtin_cpu_supports("aes") != 0 && __builtin_cpu_supports("sse4.1") != 0)
        return encryptAesni;
    return nullptr;
}

} // namespace aes
