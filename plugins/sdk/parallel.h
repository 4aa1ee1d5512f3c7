// SPDX-License-Identifier: MIT
//
// A fork-join pool for the `threads` variants: workers are started once (part of the cold start) and spin briefly
// before they sleep, so that a short query does not pay for a wake-up every time.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace assay::sdk {

/// One caller at a time. Uses all processors this process may run on, the calling thread among them.
class ThreadPool {
public:
    explicit ThreadPool(unsigned threads = std::max(1U, std::thread::hardware_concurrency()))
    {
        for (unsigned i = 1; i < threads; ++i)
            m_workers.emplace_back([this, i] { work(i); });
    }
    ThreadPool(const ThreadPool &) = delete;
    ThreadPool &operator=(const ThreadPool &) = delete;
    ~ThreadPool()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_stop = true;
            m_generation.fetch_add(1, std::memory_order_release);
        }
        m_wake.notify_all();
        for (auto &worker : m_workers)
            worker.join();
    }

    [[nodiscard]] unsigned size() const { return static_cast<unsigned>(m_workers.size()) + 1; }

    /// Calls body(begin, end) on disjoint parts of [0, count), in multiples of `grain` but for the last, and returns
    /// when all are done. `body` must not throw.
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
            Body *body;
            std::size_t count, grain, blocks, parts;
            void part(std::size_t index) const
            {
                const std::size_t begin = blocks * index / parts * grain;
                const std::size_t end = std::min(count, blocks * (index + 1) / parts * grain);
                if (begin < end)
                    (*body)(begin, end);
            }
        } task{&body, count, grain, blocks, parts};
        m_task = &task;
        m_invoke = [](const void *t, std::size_t index) {
            if (index < static_cast<const Task *>(t)->parts)
                static_cast<const Task *>(t)->part(index);
        };
        m_pending.store(static_cast<int>(m_workers.size()), std::memory_order_relaxed);
        {
            const std::lock_guard lock(m_mutex);
            m_generation.fetch_add(1, std::memory_order_release);
        }
        m_wake.notify_all();
        task.part(0);
        while (m_pending.load(std::memory_order_acquire) != 0)
            pause();
    }

private:
    static void pause()
    {
#if defined(__x86_64__)
        __builtin_ia32_pause();
#endif
    }
    void work(unsigned index)
    {
        std::uint64_t seen = 0;
        while (true) {
            for (int spin = 0; spin < 20000 && m_generation.load(std::memory_order_acquire) == seen; ++spin)
                pause();
            if (m_generation.load(std::memory_order_acquire) == seen) {
                std::unique_lock lock(m_mutex);
                m_wake.wait(lock, [&] { return m_generation.load(std::memory_order_acquire) != seen; });
            }
            seen = m_generation.load(std::memory_order_acquire);
            if (m_stop)
                return;
            m_invoke(m_task, index);
            m_pending.fetch_sub(1, std::memory_order_release);
        }
    }

    std::vector<std::thread> m_workers;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::atomic<std::uint64_t> m_generation{0};
    std::atomic<int> m_pending{0};
    const void *m_task = nullptr;
    void (*m_invoke)(const void *, std::size_t) = nullptr;
    bool m_stop = false;
};

} // namespace assay::sdk
