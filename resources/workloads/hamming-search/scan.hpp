// Scanning codes with vector instructions. Codes are packed eight beside each other: word w of codes 8i … 8i+7 is one
// vector of eight 64-bit words, so that eight distances grow side by side without adding across a register.
#pragma once

#include "nearest.hpp"

namespace hamming {

inline constexpr std::size_t kBlockCodes = 8;

/// Offers the codes of `blocks` blocks, the first of which has index `firstIndex`; indices from `codes` on are padding.
struct Stretch {
    const std::uint64_t *packed;
    std::size_t blocks, firstIndex, codes;
};
using Scan = void (*)(const Stretch &stretch, const std::uint64_t *query, std::size_t words, Nearest &nearest);

/// The fastest this CPU has (AVX-512 with VPOPCNTDQ, AVX2), or nullptr.
[[nodiscard]] Scan vectorScan();

} // namespace hamming
