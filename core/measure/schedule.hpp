#pragma once

#include <cstdint>

#include "core/base/random.hpp"
#include "core/measure/scenario.hpp"

namespace assay::measure {

/// -ln(u) for u in (0, 1], in plain IEEE arithmetic: the same bits on every machine, which a libm does not promise.
/// Error below 2 units in the last place. ln m = 2 atanh((m-1)/(m+1)) after taking the exponent off.
[[nodiscard]] double negativeLog(double u);

/// What a schedule is: `queries` arrivals within `seconds`, at rate queries/seconds exactly.
struct ScheduleSettings {
    Arrivals arrivals = Arrivals::Poisson;
    double rate = 0;           ///< queries per second, > 0
    std::uint64_t queries = 0; ///< > 0
    std::uint64_t seed = 1;
};

/// The arrivals of one open-loop measurement, in order, made on the fly: nothing is stored, so length costs no memory.
/// A first pass over the same random numbers finds the factor that makes the last arrival fall on queries/rate, so the
/// realised rate is the target. Equal settings give equal arrivals everywhere. Not thread-safe.
class Schedule {
public:
    explicit Schedule(const ScheduleSettings &settings);
    [[nodiscard]] bool atEnd() const { return m_next == m_queries; }
    [[nodiscard]] std::uint64_t nextId() const { return m_next; }
    /// Nanoseconds from the schedule's start to the next arrival; undefined at the end.
    [[nodiscard]] std::int64_t nextTime() const { return m_nextTime; }
    void advance()
    {
        ++m_next;
        step();
    }
    [[nodiscard]] std::uint64_t queries() const { return m_queries; }
    [[nodiscard]] double seconds() const { return static_cast<double>(m_queries) / m_rate; }

private:
    void step();

    Arrivals m_arrivals;
    double m_rate;
    std::uint64_t m_queries;
    Random m_random;
    double m_nanosecondsPerGap = 0; ///< the mean gap, corrected
    double m_elapsed = 0;
    std::uint64_t m_next = 0;
    std::int64_t m_nextTime = 0;
};

} // namespace assay::measure
