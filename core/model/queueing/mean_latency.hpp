#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "core/base/result.hpp"
#include "core/measure/statistics.hpp"

namespace assay::model {

/// What a set of equal servers with one queue in the order of arrival has to do. Of n devices that serve `slots`
/// requests at once each, servers = n slots.
struct QueueLoad {
    double rate = 0;           ///< λ, queries/s
    double serviceSeconds = 0; ///< E[S]
    double serviceScv = 0;     ///< Var[S] / E[S]²: 0 constant, 1 as spread as an exponential
    double arrivalScv = 1;     ///< of the time between arrivals: 1 Poisson, 0 constant
    std::uint32_t servers = 1;
    /// lightTrafficRatio() of the recorded service times, where there are any: makes many servers far more exact.
    std::optional<double> lightTraffic;
    double evenness = 1; ///< workEvenness() of them; counts only beside lightTraffic
};

/// Mean and spread of recorded service times, and what they do to several servers at a low rate. Not empty.
[[nodiscard]] QueueLoad loadOf(std::span<const double> serviceSeconds, double rate, std::uint32_t servers);

/// How much longer the mean wait is at k servers than that of exponential service times, as the rate goes to zero: a
/// query waits for the first of k residual times, k ∫ (1 - F_e(x))^k dx / E[S] (Burman & Smith 1983). (1 + c_s²) / 2
/// for one server; towards 1 for many, however the times are spread. Not empty; 1 when all are zero.
[[nodiscard]] double lightTrafficRatio(std::span<const double> serviceSeconds, std::uint32_t servers);

/// How evenly the work is spread over the queries: E[S²]² / (E[S] E[S³]), in (0, 1]. 1 when all take the same time;
/// where few take very much longer, about the part of all work that is in those. Not empty; 1 when all are zero.
[[nodiscard]] double workEvenness(std::span<const double> serviceSeconds);

/// How far a number may be off: its value over the truth, less 1, lies between these. Both 0: it is exact.
struct RelativeError {
    double low = 0, high = 0;
};

/// What was found for the mean wait against simulations of up to 30 servers, busy to 0.95: nothing for one server and
/// Poisson arrivals, where the formula is exact; -21 … +58 % of Allen and Cunneen's, -21 … +36 % where `lightTraffic`
/// is known, both up to a c_s² of 2 and the more above that the less such numbers tell. Waits below 3 % of the service
/// time, which hardly anybody would notice, may be off by -50 … +500 %.
[[nodiscard]] RelativeError waitError(const QueueLoad &load, double waitSeconds);

/// Mean times under load. Absent where all servers are busy all the time: the queue then grows for ever.
struct MeanLatency {
    double busyFraction = 0; ///< u = λ E[S] / servers
    bool saturated = false;  ///< u >= 1
    std::optional<double> waitSeconds, sojournSeconds;
    RelativeError waitError;                          ///< of waitSeconds
    std::optional<measure::Interval> sojournInterval; ///< what waitError leaves of the sojourn
    std::string absentReason;                         ///< "" when there are times
};

/// Probability that a query waits in M/M/k with `offered` = λ E[S] (Erlang C), by the series of 1 / B(k, a), whose
/// terms are all positive. 1 when offered >= servers. Takes about a nanosecond a server.
[[nodiscard]] double erlangC(std::uint32_t servers, double offered);

/// One server: Pollaczek–Khinchine, W = u E[S] (1 + c_s²) / (2 (1 - u)). More: Allen–Cunneen,
/// W = C(k, a) E[S] / (k (1 - u)) (c_a² + c_s²) / 2. Where `lightTraffic` is known and arrivals are Poisson, the last
/// factor lies between that ratio at no load and (1 + c_s²) / 2 at full load. Its weight at no load is (1 - u)² of
/// constant times. Of spread ones the load counts that is left between the servers, (1 - u) √k (Halfin & Whitt 1981):
/// it is tanh(0.3 (1 - u) √k / evenness^0.75), because the fewer servers the long queries fill, the higher the load at
/// which they begin to block the others; two moments cannot tell that (Gupta et al. 2010). From c_s² 0 to 1 the weight
/// goes from one to the other. Form and numbers were chosen by simulation of 21 distributions up to 30 servers busy to
/// 0.95: there the sojourn is within 6 % up to a c_s² of 12, but for a lognormal tail (10 %), and within 14 % at 28.
/// Arrivals other than Poisson: times the factor of Krämer and Langenbach-Belz (1976). Errors: numbers that are
/// negative or not finite, no server.
[[nodiscard]] Result<MeanLatency> meanLatency(const QueueLoad &load);

/// The same in columns, Poisson arrivals: one element for each point, all of one length. Numbers are finite and not
/// negative, servers whole and at least 1.
struct LoadColumns {
    std::span<const double> rate, serviceSeconds, serviceScv, servers;
};
/// Writes the mean sojourn in seconds, and 1 into `saturated` where there is none (its seconds are then 0 and mean
/// nothing). One server takes a few operations; more take about a nanosecond a server and point.
void meanSojournColumn(const LoadColumns &load, std::span<double> seconds, std::span<std::uint8_t> saturated);

} // namespace assay::model
