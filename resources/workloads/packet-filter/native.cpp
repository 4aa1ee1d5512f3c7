#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized" // GCC 12 warns inside its own AVX-512 header (bug 105593)
#endif
#include <immintrin.h>

#include <array>

#include "packet.hpp"
#include "plugins/sdk/parallel.h"
#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;
using assay::sdk::Failure;
using assay::sdk::State;
using packet::FiveTuple;

constexpr std::size_t kBlock = 16; // rules compared at once

/// The rules field by field, 16 beside each other; the last block is filled with rules that match nothing.
struct alignas(64) RuleBlock {
    using Field = std::array<std::uint32_t, kBlock>;
    Field source{}, sourceMask{}, destination{}, destinationMask{};
    Field sourceLow{}, sourceHigh{}, destinationLow{}, destinationHigh{}, protocol{}, protocolMask{};
};

std::vector<RuleBlock> packRules(const std::uint32_t *rules, std::size_t count)
{
    std::vector<RuleBlock> blocks((count + kBlock - 1) / kBlock);
    for (auto &block : blocks)
        block.source.fill(1); // with an all-zero mask: never equal
    for (std::size_t r = 0; r < count; ++r, rules += packet::kRuleWords) {
        RuleBlock &block = blocks[r / kBlock];
        const std::size_t i = r % kBlock;
        block.source[i] = rules[packet::kSource];
        block.sourceMask[i] = rules[packet::kSourceMask];
        block.destination[i] = rules[packet::kDestination];
        block.destinationMask[i] = rules[packet::kDestinationMask];
        block.sourceLow[i] = rules[packet::kSourcePorts] & 0xFFFFU;
        block.sourceHigh[i] = rules[packet::kSourcePorts] >> 16U;
        block.destinationLow[i] = rules[packet::kDestinationPorts] & 0xFFFFU;
        block.destinationHigh[i] = rules[packet::kDestinationPorts] >> 16U;
        block.protocolMask[i] = (rules[packet::kProtocol] >> 8U) & 0xFFU;
        block.protocol[i] = rules[packet::kProtocol] & block.protocolMask[i];
    }
    return blocks;
}

using Classify = void (*)(const RuleBlock *blocks, std::size_t count, const std::uint8_t *frames, std::int32_t *rule,
                          std::size_t packets);

std::int32_t indexIn(std::size_t block, unsigned hits)
{
    return static_cast<std::int32_t>(block * kBlock + static_cast<std::size_t>(__builtin_ctz(hits)));
}

#define ASSAY_AVX512 __attribute__((target("avx512f"), always_inline)) inline
#define ASSAY_AVX2 __attribute__((target("avx2"), always_inline)) inline

ASSAY_AVX512 __m512i load(const RuleBlock::Field &field)
{
    return _mm512_load_si512(field.data());
}
ASSAY_AVX512 __m512i spread512(std::uint32_t value)
{
    return _mm512_set1_epi32(static_cast<int>(value));
}

ASSAY_AVX512 std::int32_t firstMatch512(const RuleBlock *blocks, std::size_t count, const FiveTuple &tuple)
{
    const __m512i source = spread512(tuple.source), destination = spread512(tuple.destination);
    const __m512i sourcePort = spread512(tuple.sourcePort), destinationPort = spread512(tuple.destinationPort);
    const __m512i protocol = spread512(tuple.protocol);
    for (std::size_t b = 0; b < count; ++b) {
        const RuleBlock &r = blocks[b];
        __mmask16 hits = _mm512_cmpeq_epi32_mask(_mm512_and_si512(source, load(r.sourceMask)), load(r.source));
        hits = _mm512_mask_cmpeq_epi32_mask(hits, _mm512_and_si512(destination, load(r.destinationMask)),
                                            load(r.destination));
        if (hits == 0) // most blocks end here: addresses tell rules apart
            continue;
        hits = _mm512_mask_cmpge_epu32_mask(hits, sourcePort, load(r.sourceLow));
        hits = _mm512_mask_cmple_epu32_mask(hits, sourcePort, load(r.sourceHigh));
        hits = _mm512_mask_cmpge_epu32_mask(hits, destinationPort, load(r.destinationLow));
        hits = _mm512_mask_cmple_epu32_mask(hits, destinationPort, load(r.destinationHigh));
        hits = _mm512_mask_cmpeq_epi32_mask(hits, _mm512_and_si512(protocol, load(r.protocolMask)), load(r.protocol));
        if (hits != 0)
            return indexIn(b, hits);
    }
    return -1;
}

ASSAY_AVX2 __m256i load8(const RuleBlock::Field &field, std::size_t half)
{
    return _mm256_load_si256(reinterpret_cast<const __m256i *>(field.data() + 8 * half));
}
ASSAY_AVX2 __m256i spread256(std::uint32_t value)
{
    return _mm256_set1_epi32(static_cast<int>(value));
}

/// A bit for each of eight rules that match; signed comparison is fine for ports.
ASSAY_AVX2 unsigned hits256(const RuleBlock &r, std::size_t half, const FiveTuple &tuple)
{
    const __m256i addresses = _mm256_and_si256(
        _mm256_cmpeq_epi32(_mm256_and_si256(spread256(tuple.source), load8(r.sourceMask, half)), load8(r.source, half)),
        _mm256_cmpeq_epi32(_mm256_and_si256(spread256(tuple.destination), load8(r.destinationMask, half)),
                           load8(r.destination, half)));
    if (_mm256_testz_si256(addresses, addresses) != 0)
        return 0;
    const __m256i sourcePort = spread256(tuple.sourcePort), destinationPort = spread256(tuple.destinationPort);
    const __m256i outside =
        _mm256_or_si256(_mm256_or_si256(_mm256_cmpgt_epi32(load8(r.sourceLow, half), sourcePort),
                                        _mm256_cmpgt_epi32(sourcePort, load8(r.sourceHigh, half))),
                        _mm256_or_si256(_mm256_cmpgt_epi32(load8(r.destinationLow, half), destinationPort),
                                        _mm256_cmpgt_epi32(destinationPort, load8(r.destinationHigh, half))));
    const __m256i protocol = _mm256_cmpeq_epi32(
        _mm256_and_si256(spread256(tuple.protocol), load8(r.protocolMask, half)), load8(r.protocol, half));
    const __m256i hits = _mm256_andnot_si256(outside, _mm256_and_si256(addresses, protocol));
    return static_cast<unsigned>(_mm256_movemask_ps(_mm256_castsi256_ps(hits)));
}

ASSAY_AVX2 std::int32_t firstMatch256(const RuleBlock *blocks, std::size_t count, const FiveTuple &tuple)
{
    for (std::size_t b = 0; b < count; ++b)
        if (const unsigned hits = hits256(blocks[b], 0, tuple) | (hits256(blocks[b], 1, tuple) << 8U); hits != 0)
            return indexIn(b, hits);
    return -1;
}

#define ASSAY_CLASSIFY(name, isa, firstMatch)                                                                          \
    __attribute__((target(isa))) void name(const RuleBlock *blocks, std::size_t count, const std::uint8_t *frames,     \
                                           std::int32_t *rule, std::size_t packets)                                    \
    {                                                                                                                  \
        for (std::size_t p = 0; p < packets; ++p, frames += packet::kHeaderBytes) {                                    \
            const std::optional<FiveTuple> tuple = packet::parse(frames);                                              \
            rule[p] = tuple ? firstMatch(blocks, count, *tuple) : -1;                                                  \
        }                                                                                                              \
    }
ASSAY_CLASSIFY(classify512, "avx512f", firstMatch512)
ASSAY_CLASSIFY(classify256, "avx2", firstMatch256)

Classify vectorClassify()
{
    if (__builtin_cpu_supports("avx512f") != 0)
        return classify512;
    return __builtin_cpu_supports("avx2") != 0 ? classify256 : nullptr;
}

// The plain loop stays plain: without this attribute the compiler could vectorise it at -O3.
__attribute__((optimize("no-tree-vectorize"))) void classifyPlain(const std::uint32_t *rules, std::size_t count,
                                                                  const std::uint8_t *frames, std::int32_t *rule,
                                                                  std::size_t packets)
{
    for (std::size_t p = 0; p < packets; ++p, frames += packet::kHeaderBytes) {
        const std::optional<FiveTuple> tuple = packet::parse(frames);
        rule[p] = -1;
        for (std::size_t r = 0; tuple && r < count; ++r)
            if (packet::matches(*tuple, rules + r * packet::kRuleWords)) {
                rule[p] = static_cast<std::int32_t>(r);
                break;
            }
    }
}

class Scalar : public State {
public:
    explicit Scalar(const Call &call) : m_packets(call.params.size("packets")), m_rules(call.params.size("rules")) {}
    void run(const Call &call) override
    {
        classifyPlain(call.resident<std::uint32_t>(0), m_rules, call.input<std::uint8_t>(0),
                      call.output<std::int32_t>(0), m_packets);
    }

private:
    std::size_t m_packets, m_rules;
};

class Simd : public State {
public:
    explicit Simd(const Call &call)
        : m_packets(call.params.size("packets")), m_classify(vectorClassify()),
          m_blocks(packRules(call.resident<std::uint32_t>(0), call.params.size("rules")))
    {
        if (m_classify == nullptr)
            throw Failure(ASSAY_UNSUPPORTED, "this CPU has neither AVX-512 nor AVX2; take variant scalar");
    }
    void run(const Call &call) override { part(call, 0, m_packets); }

protected:
    void part(const Call &call, std::size_t begin, std::size_t end) const
    {
        m_classify(m_blocks.data(), m_blocks.size(), call.input<std::uint8_t>(0) + begin * packet::kHeaderBytes,
                   call.output<std::int32_t>(0) + begin, end - begin);
    }
    std::size_t m_packets;

private:
    Classify m_classify;
    std::vector<RuleBlock> m_blocks;
};

class Threads : public Simd {
public:
    explicit Threads(const Call &call) : Simd(call) {}
    void run(const Call &call) override
    {
        m_pool.forRange(m_packets, 128, [&](std::size_t begin, std::size_t end) { part(call, begin, end); });
    }

private:
    assay::sdk::ThreadPool m_pool;
};

std::unique_ptr<State> makeScalar(const Call &call)
{
    return std::make_unique<Scalar>(call);
}
std::unique_ptr<State> makeSimd(const Call &call)
{
    return std::make_unique<Simd>(call);
}
std::unique_ptr<State> makeThreads(const Call &call)
{
    return std::make_unique<Threads>(call);
}

} // namespace

ASSAY_STATE_VARIANT("scalar", makeScalar, "one rule after the other, not vectorised");
ASSAY_STATE_VARIANT("simd", makeSimd,
                    "one thread; a packet with 16 rules (AVX-512) or 8 (AVX2) at once, chosen at run time");
ASSAY_STATE_VARIANT("threads", makeThreads, "the simd search, packets spread over all cores");
