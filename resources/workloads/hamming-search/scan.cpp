#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized" // GCC 12 warns inside its own AVX-512 header (bug 105593)
#endif
#include <immintrin.h>

#include "scan.hpp"

namespace hamming {
namespace {

/// Offers those of eight distances whose bit is set.
void offerHits(unsigned hits, const std::int64_t *distances, std::size_t index, std::size_t codes, Nearest &nearest)
{
    for (; hits != 0; hits &= hits - 1) {
        const auto lane = static_cast<std::size_t>(__builtin_ctz(hits));
        if (index + lane < codes)
            nearest.offer(static_cast<std::int32_t>(distances[lane]), static_cast<std::int32_t>(index + lane));
    }
}

/// `kWords` 0: known at run time only.
template <std::size_t kWords>
__attribute__((target("avx512f,avx512vpopcntdq"))) void scanAvx512(const Stretch &stretch, const std::uint64_t *query,
                                                                   std::size_t runTimeWords, Nearest &nearest)
{
    const std::size_t words = kWords != 0 ? kWords : runTimeWords;
    const std::uint64_t *codes = stretch.packed;
    std::int64_t limit = nearest.limit();
    for (std::size_t b = 0; b < stretch.blocks; ++b, codes += kBlockCodes * words) {
        __m512i sum = _mm512_setzero_si512();
        for (std::size_t w = 0; w < words; ++w) {
            const __m512i wanted = _mm512_set1_epi64(static_cast<std::int64_t>(query[w]));
            const __m512i stored = _mm512_load_si512(codes + kBlockCodes * w);
            sum = _mm512_add_epi64(sum, _mm512_popcnt_epi64(_mm512_xor_si512(wanted, stored)));
        }
        const unsigned hits = _mm512_cmplt_epi64_mask(sum, _mm512_set1_epi64(limit));
        if (__builtin_expect(hits != 0, 0)) {
            alignas(64) std::int64_t distances[kBlockCodes];
            _mm512_store_si512(distances, sum);
            offerHits(hits, distances, stretch.firstIndex + b * kBlockCodes, stretch.codes, nearest);
            limit = nearest.limit();
        }
    }
}

#define ASSAY_AVX2 __attribute__((target("avx2"), always_inline)) inline

/// Bits set in each 64-bit word: half bytes through a table, then sums of eight bytes.
ASSAY_AVX2 __m256i countBits(__m256i v)
{
    const __m256i table = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, //
                                           0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i low = _mm256_set1_epi8(15);
    const __m256i bytes = _mm256_add_epi8(_mm256_shuffle_epi8(table, _mm256_and_si256(v, low)),
                                          _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(v, 4), low)));
    return _mm256_sad_epu8(bytes, _mm256_setzero_si256());
}

ASSAY_AVX2 __m256i load4(const std::uint64_t *from)
{
    return _mm256_load_si256(reinterpret_cast<const __m256i *>(from));
}

ASSAY_AVX2 unsigned below(__m256i sum, std::int64_t limit)
{
    const __m256i hits = _mm256_cmpgt_epi64(_mm256_set1_epi64x(limit), sum);
    return static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(hits)));
}

template <std::size_t kWords>
__attribute__((target("avx2"))) void scanAvx2(const Stretch &stretch, const std::uint64_t *query,
                                              std::size_t runTimeWords, Nearest &nearest)
{
    const std::size_t words = kWords != 0 ? kWords : runTimeWords;
    const std::uint64_t *codes = stretch.packed;
    std::int64_t limit = nearest.limit();
    for (std::size_t b = 0; b < stretch.blocks; ++b, codes += kBlockCodes * words) {
        __m256i sum0 = _mm256_setzero_si256(), sum1 = sum0;
        for (std::size_t w = 0; w < words; ++w) {
            const __m256i wanted = _mm256_set1_epi64x(static_cast<std::int64_t>(query[w]));
            const std::uint64_t *stored = codes + kBlockCodes * w;
            sum0 = _mm256_add_epi64(sum0, countBits(_mm256_xor_si256(wanted, load4(stored))));
            sum1 = _mm256_add_epi64(sum1, countBits(_mm256_xor_si256(wanted, load4(stored + 4))));
        }
        const unsigned hits = below(sum0, limit) | (below(sum1, limit) << 4U);
        if (__builtin_expect(hits != 0, 0)) {
            alignas(32) std::int64_t distances[kBlockCodes];
            _mm256_store_si256(reinterpret_cast<__m256i *>(distances), sum0);
            _mm256_store_si256(reinterpret_cast<__m256i *>(distances + 4), sum1);
            offerHits(hits, distances, stretch.firstIndex + b * kBlockCodes, stretch.codes, nearest);
            limit = nearest.limit();
        }
    }
}

/// The usual code lengths get loops of their own, with the query in registers.
#define ASSAY_BY_WORDS(name, scan)                                                                                     \
    void name(const Stretch &stretch, const std::uint64_t *query, std::size_t words, Nearest &nearest)                 \
    {                                                                                                                  \
        switch (words) {                                                                                               \
        case 1:                                                                                                        \
            return scan<1>(stretch, query, words, nearest);                                                            \
        case 2:                                                                                                        \
            return scan<2>(stretch, query, words, nearest);                                                            \
        case 4:                                                                                                        \
            return scan<4>(stretch, query, words, nearest);                                                            \
        case 8:                                                                                                        \
            return scan<8>(stretch, query, words, nearest);                                                            \
        case 16:                                                                                                       \
            return scan<16>(stretch, query, words, nearest);                                                           \
        default:                                                                                                       \
            return scan<0>(stretch, query, words, nearest);                                                            \
        }                                                                                                              \
    }
ASSAY_BY_WORDS(scanByAvx512, scanAvx512)
ASSAY_BY_WORDS(scanByAvx2, scanAvx2)

} // namespace

Scan vectorScan()
{
    if (__builtin_cpu_supports("avx512vpopcntdq") != 0 && __builtin_cpu_supports("avx512f") != 0)
        return scanByAvx512;
    return __builtin_cpu_supports("avx2") != 0 ? scanByAvx2 : nullptr;
}

} // namespace hamming
