#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <random>
#include <vector>

/// A queue simulated another way than the product does: an agenda of events, idle servers counted, waiting queries in a
/// line, the standard library's generator. One queue in the order of arrival.
class EventSimulation {
public:
    using Draw = std::function<double(std::mt19937_64 &)>;

    EventSimulation(Draw gap, Draw service, std::uint32_t servers, std::uint64_t seed)
        : m_gap(std::move(gap)), m_service(std::move(service)), m_idle(servers), m_generator(seed)
    {
    }

    /// Sojourns of `queries` queries after `warmUp` of them, in the order they leave.
    std::vector<double> run(std::size_t warmUp, std::size_t queries)
    {
        std::vector<double> sojourns;
        std::size_t left = 0;
        m_agenda.push({m_gap(m_generator), std::nullopt});
        while (sojourns.size() < queries) {
            const Event event = m_agenda.top();
            m_agenda.pop();
            if (!event.arrivedAt) {
                m_waiting.push_back(event.time);
                m_agenda.push({event.time + m_gap(m_generator), std::nullopt});
            } else {
                ++m_idle;
                if (++left > warmUp)
                    sojourns.push_back(event.time - *event.arrivedAt);
            }
            begin(event.time);
        }
        return sojourns;
    }

private:
    struct Event {
        double time;
        std::optional<double> arrivedAt; ///< of a query that leaves; nothing for an arrival
        bool operator<(const Event &other) const { return time > other.time; }
    };

    void begin(double now)
    {
        while (m_idle > 0 && !m_waiting.empty()) {
            --m_idle;
            m_agenda.push({now + m_service(m_generator), m_waiting.front()});
            m_waiting.pop_front();
        }
    }

    Draw m_gap, m_service;
    std::uint32_t m_idle;
    std::mt19937_64 m_generator;
    std::priority_queue<Event> m_agenda;
    std::deque<double> m_waiting;
};
