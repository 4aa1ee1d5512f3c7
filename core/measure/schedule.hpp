#pragma once

#include <cstdint>
#include <memory>

#include "core/base/random.hpp"
#include "core/measure/arrival_trace.hpp"
#include "core/measure/scenario.hpp"

namespace assay::measure {

/// -ln(u) for u in (0, 1], in plain IEEE arithmetic: the same bits on every machine, which a libm does not promise.
/// Error below 2 units in the last place. ln m = 2 atanh((m-1)/(m+1)) after taking the exponent off.
[[nodiscard]] double negativeLog(double u);

/// What a schedule is: `queries` arrivals at `rate` exactly; of a trace, `rate` is its mean over a whole replay.
struct ScheduleSettings {
    Arrivals arrivals = Arrivals::Poisson;
    double rate = 0;                                     ///< queries per second, > 0
    std::uint64_t queries = 0;                           ///< > 0
    std::uint64_t seed = 1;                              ///< Poisson
    std::shared_ptr<const ArrivalTrace> trace = nullptr; ///< Arrivals::Trace: repeated as often as the queries need
};

/// Length of a schedule: queries/rate, of a trace the time of the arrival that would follow the last.
[[nodiscard]] double scheduleSeconds(const ScheduleSettings &settings);
/// How many arrivals of such a schedule fall within `seconds`; at least 1. Whole replays if one is shorter.
[[nodiscard]] std::uint64_t arrivalsWithin(const ScheduleSettings &settings, double seconds);

/// The arrivals of one open-loop measurement, in order, made on the fly: nothing is stored, so length costs no memory.
/// A first pass over the same random numbers finds the factor that makes the last arrival fall on queries/rate, so the
/// realised rate is the target. Equal settings give equal arrivals everywhere. Not thread-safe.
class Schedule {
public:
    explicit Schedule(const ScheduleSettings &settings);
    [[nodiscard]] bool atEnd() const { return m_next == m_settings.queries; }
    [[nodiscard]] std::uint64_t nextId() const { return m_next; }
    /// Nanoseconds from the schedule's start to the next arrival; undefined at the end.
    [[nodiscard]] std::int64_t nextTime() const { return m_nextTime; }
    void advance()
    {
        ++m_next;
        m_lastTime = m_nextTime;
        step();
    }
    [[nodiscard]] std::uint64_t queries() const { return m_settings.queries; }
    [[nodiscard]] double seconds() const { return scheduleSeconds(m_settings); }
    /// Seconds in which the arrivals taken so far were due: what the rate that was really offered follows from.
    [[nodiscard]] double offeredSeconds() const;

private:
    void step();

    ScheduleSettings m_settings;
    Random m_random;
    double m_nanosecondsPerGap = 0; ///< the mean gap, corrected
    double m_elapsed = 0;
    std::uint64_t m_next = 0;
    std::int64_t m_nextTime = 0, m_lastTime = 0;
};

} // namespace assay::measure
