#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

namespace assay::model {

/// Equal servers behind one queue in the order of arrival: each query goes to the server that is free first (the
/// recursion of Kiefer and Wolfowitz, with the work left held as times in a heap).
class CentralQueue {
public:
    explicit CentralQueue(std::uint32_t servers) : m_free(servers, 0.0) {}
    /// Starts anew at time 0, empty.
    void clear() { std::fill(m_free.begin(), m_free.end(), 0.0); }

    /// Time at which a query that arrives at `arrival` (never before the one before it) is done.
    double finish(double arrival, double service)
    {
        if (m_free.size() == 1)
            return m_free[0] = std::max(arrival, m_free[0]) + service;
        std::pop_heap(m_free.begin(), m_free.end(), std::greater<>{});
        const double done = std::max(arrival, m_free.back()) + service;
        m_free.back() = done;
        std::push_heap(m_free.begin(), m_free.end(), std::greater<>{});
        return done;
    }

private:
    std::vector<double> m_free; ///< when each server is free, earliest on top
};

/// Devices with a queue each: a query goes to the one with the fewest queries in it, waiting or served; of equals the
/// next in turn.
class ShortestQueue {
public:
    ShortestQueue(std::uint32_t devices, std::uint32_t slots)
    {
        for (std::uint32_t i = 0; i < devices; ++i)
            m_devices.push_back(Device{CentralQueue(slots), {}});
    }

    void clear()
    {
        for (Device &device : m_devices) {
            device.queue.clear();
            device.ends.clear();
        }
    }

    double finish(double arrival, double service)
    {
        Device &device = m_devices[shortest(arrival)];
        const double done = device.queue.finish(arrival, service);
        device.ends.push_back(done);
        std::push_heap(device.ends.begin(), device.ends.end(), std::greater<>{});
        return done;
    }

private:
    struct Device {
        CentralQueue queue;
        std::vector<double> ends; ///< of the queries in it, earliest on top
    };

    std::size_t shortest(double now)
    {
        const std::size_t first = m_next++ % m_devices.size();
        std::size_t best = first;
        for (std::size_t i = 0; i < m_devices.size(); ++i) {
            const std::size_t at = (first + i) % m_devices.size();
            std::vector<double> &ends = m_devices[at].ends;
            while (!ends.empty() && ends.front() <= now) {
                std::pop_heap(ends.begin(), ends.end(), std::greater<>{});
                ends.pop_back();
            }
            if (ends.size() < m_devices[best].ends.size())
                best = at;
        }
        return best;
    }

    std::vector<Device> m_devices;
    std::size_t m_next = 0;
};

} // namespace assay::model
