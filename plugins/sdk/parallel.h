// SPDX-License-Identifier: MIT
//
// A fork-join pool for the `threads` variants: workers are started once (part of the cold start) and spin for a moment
// before they sleep, so that a short query does not pay for a wake-up every time. Where other programs hold the
// processors, the caller does the parts that no worker has begun.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <type_traits>
#include <vector>

namespace assay::sdk {

/// How many threads to give `work` items when a thread should get `workPerThread` of them at least; at most all
/// processors this process may run on, at least one. Below some microseconds a thread, one alone is sooner done.
inline unsigned threadsFor(std::size_t work, std::size_t workPerThread)
{
    const std::size_t all = std::max(1U, std::thread::hardware_concurrency());
    return static_cast<unsigned>(std::clamp<std::size_t>(work / workPerThread, 1, all));
}

/// One caller at a time. Uses all processors this process may run on, the calling thread among them.
class ThreadPool {
public:
    explicit ThreadPool(unsigned threads = threadsFor(SIZE_MAX, 1)) : m_claims(new std::atomic<std::uint64_t>[threads])
    {
        for (unsigned i = 0; i < threads; ++i)
            m_claims[i].store(0, std::memory_order_relaxed);
        for (unsigned i = 1; i < threads; ++i)
            m_workers.emplace_back([this, i] { work(i); });
    }
    ThreadPool(const ThreadPool &) = delete;
    ThreadPool &operator=(const ThreadPool &) = delete;
    ~ThreadPool()
    {
        m_stop.store(true, std::memory_order_relaxed);
        m_generation.fetch_add(1, std::memory_order_release);
        m_generation.notify_all();
        for (auto &worker : m_workers)
            worker.join();
    }

    [[nodiscard]] unsigned size() const { return static_cast<unsigned>(m_workers.size()) + 1; }

    /// Calls body(begin, end) on disjoint parts of [0, count), in multiples of `grain` but for the last, and returns
    /// when all are done. There are at most size() parts, and a part is as likely as not done by the same thread as in
    /// the call before. `body` must not throw.
    template <class Body> void forRange(std::size_t count, std::size_t grain, Body &&body)
    {
        const std::size_t blocks = (count + grain - 1) / grain;
        const std::size_t parts = std::min<std::size_t>(blocks, size());
        if (parts <= 1) {
            if (count > 0)
                body(std::size_t{0}, count);
            return;
        }
        struct Task {
            std::remove_reference_t<Body> *body;
            std::size_t count, grain, blocks, parts;
        } task{&body, count, grain, blocks, parts};
        m_task = &task;
        m_invoke = [](const void *pointer, std::size_t index) {
            const Task &t = *static_cast<const Task *>(pointer);
            const std::size_t begin = t.blocks * index / t.parts * t.grain;
            (*t.body)(begin, std::min(t.count, t.blocks * (index + 1) / t.parts * t.grain));
        };
        fork(parts);
        takeParts(0, m_generation.load(std::memory_order_relaxed), parts);
        join();
    }

private:
    // A claim is twice the number of the fork its part belongs to, plus one when somebody took the part: a worker that
    // comes late finds nothing to take and touches nothing that is gone.
    static constexpr std::uint64_t openClaim(std::uint64_t generation) { return 2 * generation; }

    void fork(std::size_t parts)
    {
        const std::uint64_t generation = std::uint64_t{m_generation.load(std::memory_order_relaxed)} + 1;
        m_left.store(static_cast<int>(parts), std::memory_order_relaxed);
        for (std::size_t i = 0; i < parts; ++i)
            m_claims[i].store(openClaim(static_cast<std::uint32_t>(generation)), std::memory_order_release);
        m_parts.store(parts, std::memory_order_relaxed);
        m_generation.store(static_cast<std::uint32_t>(generation), std::memory_order_release);
        m_generation.notify_all();
    }

    /// Does all parts that nobody has begun, the one of this thread first.
    void takeParts(std::size_t own, std::uint32_t generation, std::size_t parts)
    {
        for (std::size_t i = 0; i < parts; ++i) {
            const std::size_t part = (own + i) % parts;
            std::uint64_t expected = openClaim(generation);
            if (!m_claims[part].compare_exchange_strong(expected, expected + 1, std::memory_order_acq_rel,
                                                        std::memory_order_relaxed))
                continue;
            m_invoke(m_task, part);
            if (m_left.fetch_sub(1, std::memory_order_acq_rel) == 1)
                m_left.notify_one();
        }
    }

    void join()
    {
        waitUntil([this] { return m_left.load(std::memory_order_acquire) == 0; });
        for (int left = m_left.load(std::memory_order_acquire); left != 0;
             left = m_left.load(std::memory_order_acquire))
            m_left.wait(left, std::memory_order_acquire);
    }

    void work(unsigned index)
    {
        std::uint32_t seen = 0;
        while (true) {
            waitUntil([&] { return m_generation.load(std::memory_order_acquire) != seen; });
            m_generation.wait(seen, std::memory_order_acquire);
            seen = m_generation.load(std::memory_order_acquire);
            if (m_stop.load(std::memory_order_relaxed))
                return;
            takeParts(index, seen, std::max<std::size_t>(1, m_parts.load(std::memory_order_relaxed)));
        }
    }

    /// Spins, then lets others run between two looks; gives up after a while.
    template <class Condition> static void waitUntil(const Condition &condition)
    {
        using Clock = std::chrono::steady_clock;
        constexpr std::chrono::microseconds kSpin{20}, kYield{100};
        const auto start = Clock::now();
        for (auto waited = Clock::duration{}; waited < kSpin + kYield; waited = Clock::now() - start) {
            for (int look = 0; look < 16; ++look) {
                if (condition())
                    return;
                pause();
            }
            if (waited > kSpin)
                std::this_thread::yield();
        }
    }
    static void pause()
    {
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }

    std::vector<std::thread> m_workers;
    std::unique_ptr<std::atomic<std::uint64_t>[]> m_claims; ///< one a part
    std::atomic<std::size_t> m_parts{0};
    std::atomic<std::uint32_t> m_generation{0};
    std::atomic<int> m_left{0}; ///< parts not yet done
    std::atomic<bool> m_stop{false};
    const void *m_task = nullptr;
    void (*m_invoke)(const void *, std::size_t) = nullptr;
};

} // namespace assay::sdk
