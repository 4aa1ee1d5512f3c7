// Built with -ffp-contract=off (see CMakeLists.txt).
#include "core/measure/schedule.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace assay::measure {
namespace {

/// atanh(s)/s - 1 as a polynomial in z = s², |s| ≤ 0.172: the terms z^k/(2k+1) up to z^10, the first one left out
/// being below 2^-59.
double atanhTail(double z)
{
    double sum = 1.0 / 21;
    sum = sum * z + 1.0 / 19;
    sum = sum * z + 1.0 / 17;
    sum = sum * z + 1.0 / 15;
    sum = sum * z + 1.0 / 13;
    sum = sum * z + 1.0 / 11;
    sum = sum * z + 1.0 / 9;
    sum = sum * z + 1.0 / 7;
    sum = sum * z + 1.0 / 5;
    sum = sum * z + 1.0 / 3;
    return sum * z;
}

/// One exponential gap of mean 1. u = 1 - uniform() lies in (0, 1].
double exponentialGap(Random &random)
{
    return negativeLog(1.0 - random.uniform());
}

/// Nanoseconds from the start to arrival `index` of a trace repeated without end, at the rate of the settings.
double replayTime(const ScheduleSettings &settings, std::uint64_t index)
{
    const auto &times = settings.trace->nanoseconds;
    const std::uint64_t replay = index / times.size();
    const double within = static_cast<double>(times[index % times.size()]);
    return (static_cast<double>(replay) * settings.trace->seconds() * 1e9 + within) * settings.trace->rate() /
           settings.rate;
}

} // namespace

double negativeLog(double u)
{
    constexpr std::uint64_t kSqrtHalfBits = 0x3fe6a09e667f3bcdULL;
    constexpr double kLn2 = 0.693147180559945309417;
    const auto bits = std::bit_cast<std::uint64_t>(u);
    // The exponent that brings the mantissa into [sqrt(1/2), sqrt(2)).
    const auto exponent = static_cast<std::int64_t>(bits - kSqrtHalfBits) >> 52;
    const double m = std::bit_cast<double>(bits - (static_cast<std::uint64_t>(exponent) << 52));
    const double s = (m - 1.0) / (m + 1.0);
    return -(static_cast<double>(exponent) * kLn2) - (2.0 * s + 2.0 * s * atanhTail(s * s));
}

Schedule::Schedule(const ScheduleSettings &settings) : m_settings(settings), m_random(settings.seed)
{
    m_nanosecondsPerGap = 1e9 / settings.rate;
    if (settings.arrivals == Arrivals::Poisson) {
        Random firstPass(settings.seed);
        double sum = 0;
        for (std::uint64_t i = 0; i < settings.queries; ++i)
            sum += exponentialGap(firstPass);
        if (sum > 0)
            m_nanosecondsPerGap *= static_cast<double>(settings.queries) / sum;
    }
    step();
}

void Schedule::step()
{
    // Constant and recorded arrivals are found from their number, so that no rounding adds up.
    if (m_settings.arrivals == Arrivals::Constant)
        m_elapsed = static_cast<double>(m_next + 1) * m_nanosecondsPerGap;
    else if (m_settings.arrivals == Arrivals::Trace)
        m_elapsed = replayTime(m_settings, m_next);
    else
        m_elapsed += exponentialGap(m_random) * m_nanosecondsPerGap;
    m_nextTime = static_cast<std::int64_t>(m_elapsed + 0.5);
}

double Schedule::offeredSeconds() const
{
    // A recorded arrival begins its gap, a generated one ends it.
    if (m_settings.arrivals == Arrivals::Trace)
        return static_cast<double>(m_nextTime) * 1e-9;
    return static_cast<double>(m_lastTime) * 1e-9;
}

double scheduleSeconds(const ScheduleSettings &settings)
{
    if (settings.arrivals == Arrivals::Trace)
        return replayTime(settings, settings.queries) * 1e-9;
    return static_cast<double>(settings.queries) / settings.rate;
}

std::uint64_t arrivalsWithin(const ScheduleSettings &settings, double seconds)
{
    const auto rounded = static_cast<std::uint64_t>(std::max(1.0, std::round(settings.rate * seconds)));
    if (settings.arrivals != Arrivals::Trace)
        return rounded;
    const auto &times = settings.trace->nanoseconds;
    const double replay = static_cast<double>(times.size()) / settings.rate;
    if (replay <= seconds)
        return static_cast<std::uint64_t>(seconds / replay) * times.size();
    const double limit = seconds * 1e9 * settings.rate / settings.trace->rate();
    const auto last = std::upper_bound(times.begin(), times.end(), static_cast<std::int64_t>(limit));
    return static_cast<std::uint64_t>(last - times.begin());
}

} // namespace assay::measure
