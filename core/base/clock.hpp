#pragma once

#include <chrono>
#include <cstdint>

namespace assay {

/// Nanoseconds on CLOCK_MONOTONIC. The only clock that a duration may come from (high_resolution_clock is
/// system_clock in libstdc++).
[[nodiscard]] inline std::int64_t nowNanoseconds()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

} // namespace assay
