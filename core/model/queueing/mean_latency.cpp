#include "core/model/queueing/mean_latency.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace assay::model {
namespace {

/// The part of the mean wait that is the same for all distributions: C(k, a) / (k (1 - u)), in service times.
double waitOfExponential(std::uint32_t servers, double busy)
{
    const double delayed = servers == 1 ? busy : erlangC(servers, busy * servers);
    return delayed / (servers * (1 - busy));
}

/// Krämer and Langenbach-Belz: how far arrivals that are more or less even than Poisson change the wait.
double arrivalFactor(double busy, double arrivalScv, double serviceScv)
{
    if (arrivalScv == 1 || busy == 0)
        return 1;
    const double spread = arrivalScv + serviceScv;
    if (arrivalScv < 1) {
        const double even = 1 - arrivalScv;
        return spread == 0 ? 0 : std::exp(-2 * (1 - busy) * even * even / (3 * busy * spread));
    }
    return std::exp(-(1 - busy) * (arrivalScv - 1) / (arrivalScv + 4 * serviceScv));
}

std::optional<std::string> wrong(const QueueLoad &load)
{
    const auto bad = [](double value) { return !(std::isfinite(value) && value >= 0); };
    if (bad(load.rate))
        return fmt::format("a rate of {} queries/s", load.rate);
    if (bad(load.serviceSeconds))
        return fmt::format("a service time of {} s", load.serviceSeconds);
    if (bad(load.serviceScv) || bad(load.arrivalScv))
        return fmt::format("a squared coefficient of variation of {}",
                           bad(load.serviceScv) ? load.serviceScv : load.arrivalScv);
    if (load.servers == 0)
        return "no server";
    if (!std::isfinite(load.rate * load.serviceSeconds))
        return fmt::format("{} queries/s of {} s each", load.rate, load.serviceSeconds);
    return std::nullopt;
}

} // namespace

RelativeError waitError(const QueueLoad &load)
{
    if (load.servers == 1 && load.arrivalScv == 1)
        return {};
    return {-0.21, 0.58};
}

double erlangC(std::uint32_t servers, double offered)
{
    if (offered >= servers)
        return 1;
    if (offered <= 0)
        return 0;
    // 1/B = sum over j of k (k-1) … (k-j+1) / a^j; of a light load it overflows, and nobody waits.
    const double inverse = 1 / offered;
    double term = 1, sum = 1;
    for (double left = servers; left >= 1; left -= 1) {
        term *= left * inverse;
        sum += term;
        if (left * inverse < 0.5 && term < sum * 1e-17)
            break;
    }
    const double blocked = 1 / sum, busy = offered / servers;
    return blocked / (1 - busy * (1 - blocked));
}

Result<MeanLatency> meanLatency(const QueueLoad &load)
{
    if (const auto reason = wrong(load))
        return failure(ErrorCode::InvalidInput, "latency under load: " + *reason +
                                                    "; give finite numbers that are not negative and a server or more");
    MeanLatency result;
    result.busyFraction = load.rate * load.serviceSeconds / load.servers;
    result.waitError = waitError(load);
    if (result.busyFraction >= 1) {
        result.saturated = true;
        result.absentReason = fmt::format("saturated: {:.4g} queries/s of {:.4g} s each keep {} server{} busy {:.4g} "
                                          "of the time, and the queue grows for ever",
                                          load.rate, load.serviceSeconds, load.servers, load.servers == 1 ? "" : "s",
                                          result.busyFraction);
        return result;
    }
    const double wait = waitOfExponential(load.servers, result.busyFraction) * load.serviceSeconds *
                        (load.arrivalScv + load.serviceScv) / 2 *
                        arrivalFactor(result.busyFraction, load.arrivalScv, load.serviceScv);
    if (!std::isfinite(wait))
        return failure(ErrorCode::InvalidInput, "latency under load: the spread of the service times is beyond all "
                                                "measure; look at the recorded times");
    result.waitSeconds = wait;
    result.sojournSeconds = wait + load.serviceSeconds;
    result.sojournInterval = measure::Interval{load.serviceSeconds + wait / (1 + result.waitError.high),
                                               load.serviceSeconds + wait / (1 + result.waitError.low)};
    return result;
}

void meanSojournColumn(const LoadColumns &load, std::span<double> seconds, std::span<std::uint8_t> saturated)
{
    for (std::size_t i = 0; i < seconds.size(); ++i) {
        const double service = load.serviceSeconds[i], servers = load.servers[i];
        const double busy = load.rate[i] * service / servers;
        const bool full = !(busy < 1);
        const double delayed =
            servers == 1 || full ? busy : erlangC(static_cast<std::uint32_t>(servers), busy * servers);
        const double idle = full ? 1 : 1 - busy;
        const double sojourn = service + service * delayed * (1 + load.serviceScv[i]) / (2 * servers * idle);
        seconds[i] = full ? 0 : sojourn;
        saturated[i] = full;
    }
}

} // namespace assay::model
