#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace assay {

/// Nanoseconds on CLOCK_MONOTONIC. The only clock that a duration may come from (high_resolution_clock is
/// system_clock in libstdc++).
[[nodiscard]] inline std::int64_t nowNanoseconds()
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// The day it is, in UTC. Of time stamps only: the wall clock jumps.
[[nodiscard]] inline std::chrono::sys_days today()
{
    return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
}

/// "2026-05-04T10:20:30Z". Of time stamps only.
[[nodiscard]] std::string utcNow();

} // namespace assay
