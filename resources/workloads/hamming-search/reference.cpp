// All distances, then the k smallest pairs of (distance, index).
#include <algorithm>
#include <bit>
#include <utility>

#include "plugins/sdk/workload.h"

namespace {

using assay::sdk::Call;

std::int32_t distance(const std::uint32_t *a, const std::uint32_t *b, std::size_t words)
{
    std::int32_t bits = 0;
    for (std::size_t w = 0; w < words; ++w)
        bits += std::popcount(a[w] ^ b[w]);
    return bits;
}

void reference(const Call &call)
{
    const std::size_t words = call.params.size("code_bits") / 32;
    const std::size_t k = call.params.size("k");
    std::vector<std::pair<std::int32_t, std::int32_t>> all(call.params.size("codes"));
    for (std::size_t q = 0; q < call.params.size("queries"); ++q) {
        for (std::size_t c = 0; c < all.size(); ++c)
            all[c] = {
                distance(call.input<std::uint32_t>(0) + q * words, call.resident<std::uint32_t>(0) + c * words, words),
                static_cast<std::int32_t>(c)};
        std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(k), all.end());
        for (std::size_t i = 0; i < k; ++i) {
            call.output<std::int32_t>(0)[q * k + i] = all[i].second;
            call.output<std::int32_t>(1)[q * k + i] = all[i].first;
        }
    }
}

/// Queries become stored codes with noise: three random words ANDed have an eighth of their bits set.
void makeQueries(const Call &call)
{
    const std::size_t words = call.params.size("code_bits") / 32;
    const std::size_t codes = call.params.size("codes");
    const auto *stored = call.resident<std::uint32_t>(0);
    auto *query = call.mutableInput<std::uint32_t>(0);
    for (std::size_t q = 0; q < call.params.size("queries"); ++q, query += words) {
        std::uint32_t state = query[0] ^ static_cast<std::uint32_t>(q);
        const auto next = [&state] { return state = state * 1664525U + 1013904223U; };
        const std::uint32_t *original = stored + query[0] % codes * words;
        for (std::size_t w = 0; w < words; ++w) {
            const std::uint32_t noise = query[w] & (next() ^ (next() >> 16U)) & (next() ^ (next() >> 16U));
            query[w] = original[w] ^ noise;
        }
    }
}

assay_status adjust(const assay_call *call, std::uint64_t, assay_error *error)
{
    return assay::sdk::guarded(error, [&] { makeQueries(Call(*call)); });
}

} // namespace

ASSAY_WORKLOAD_ADJUSTED("hamming-search", reference, adjust)
