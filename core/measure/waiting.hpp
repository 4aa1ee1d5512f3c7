#pragma once

#include <atomic>
#include <cstdint>

#include "core/base/clock.hpp"

namespace assay::measure {

/// Sets the calling thread's timer slack to 1 ns for the scope (50 µs is Linux's default: every sleep would be late).
class TightTimer {
public:
    TightTimer();
    ~TightTimer();
    TightTimer(const TightTimer &) = delete;
    TightTimer &operator=(const TightTimer &) = delete;

private:
    int m_previous;
};

/// Sleeps until the absolute monotonic time; may return early on a signal, usually returns late.
void sleepUntil(std::int64_t nanoseconds);

/// Sleeps to `time` - `spinWindow`, then spins; long sleeps look at `stop` ten times a second. Returns the first clock
/// reading at or after `time`, or an earlier one if `stop` was set.
[[nodiscard]] std::int64_t waitUntil(std::int64_t time, std::int64_t spinWindow, const std::atomic<bool> &stop);

/// Sleeps while `word` == `expected`, until woken or the absolute monotonic `deadline`.
void futexWaitUntil(const std::atomic<std::uint32_t> &word, std::uint32_t expected, std::int64_t deadline);
void futexWakeOne(const std::atomic<std::uint32_t> &word);
void futexWakeAll(const std::atomic<std::uint32_t> &word);

/// How often a spin pauses between two looks at the clock.
inline constexpr int kPausesPerClockRead = 16;

/// Tells the core that this is a spin.
inline void pauseCore()
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
}

} // namespace assay::measure
