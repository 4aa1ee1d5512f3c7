#include "core/measure/waiting.hpp"

#include <algorithm>
#include <climits>
#include <ctime>

#include <linux/futex.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace assay::measure {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kLongestSleep = kSecond / 10;

timespec toTimespec(std::int64_t nanoseconds)
{
    return {static_cast<time_t>(nanoseconds / kSecond), static_cast<long>(nanoseconds % kSecond)};
}

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t) &&
              std::atomic<std::uint32_t>::is_always_lock_free);

void futexWake(const std::atomic<std::uint32_t> &word, int count)
{
    syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, count, nullptr, nullptr, 0);
}

} // namespace

TightTimer::TightTimer() : m_previous(prctl(PR_GET_TIMERSLACK, 0, 0, 0, 0))
{
    prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0);
}

TightTimer::~TightTimer()
{
    if (m_previous > 0)
        prctl(PR_SET_TIMERSLACK, static_cast<unsigned long>(m_previous), 0, 0, 0);
}

void sleepUntil(std::int64_t nanoseconds)
{
    const timespec time = toTimespec(nanoseconds);
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr);
}

std::int64_t waitUntil(std::int64_t time, std::int64_t spinWindow, const std::atomic<bool> &stop)
{
    std::int64_t now = nowNanoseconds();
    while (now < time - spinWindow && !stop.load(std::memory_order_relaxed)) {
        sleepUntil(std::min(time - spinWindow, now + kLongestSleep));
        now = nowNanoseconds();
    }
    while (now < time && !stop.load(std::memory_order_relaxed))
        now = nowNanoseconds();
    return now;
}

void futexWaitUntil(const std::atomic<std::uint32_t> &word, std::uint32_t expected, std::int64_t deadline)
{
    // FUTEX_WAIT_BITSET is the form whose time-out is absolute and monotonic.
    const timespec time = toTimespec(deadline);
    syscall(SYS_futex, &word, FUTEX_WAIT_BITSET_PRIVATE, expected, &time, nullptr, FUTEX_BITSET_MATCH_ANY);
}

void futexWakeOne(const std::atomic<std::uint32_t> &word)
{
    futexWake(word, 1);
}

void futexWakeAll(const std::atomic<std::uint32_t> &word)
{
    futexWake(word, INT_MAX);
}

} // namespace assay::measure
