#include "core/model/queueing/mean_latency.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

namespace assay::model {
namespace {

constexpr double kNegligible = 0.03; // of the service time
constexpr double kSpreadDoubt = 0.3, kSpreadDoubtBelow = 0.06;
constexpr double kReach = 0.3, kEvennessPower = 0.75; // by simulation

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

/// The weight of the wait ratio at no load.
double lightWeight(const QueueLoad &load, double busy)
{
    const double left = (1 - busy) * std::sqrt(static_cast<double>(load.servers));
    const double spread = std::min(1.0, load.serviceScv);
    return (1 - spread) * (1 - busy) * (1 - busy) +
           spread * std::tanh(kReach * left / std::pow(load.evenness, kEvennessPower));
}

/// What spread makes of the wait of exponential times at Poisson arrivals.
double spreadFactor(const QueueLoad &load, double busy)
{
    if (load.lightTraffic && load.arrivalScv == 1) {
        const double light = lightWeight(load, busy);
        return (1 - light) * (1 + load.serviceScv) / 2 + light * *load.lightTraffic;
    }
    return (load.arrivalScv + load.serviceScv) / 2 * arrivalFactor(busy, load.arrivalScv, load.serviceScv);
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
    if (load.lightTraffic && bad(*load.lightTraffic))
        return fmt::format("a wait at low rates of {} times that of exponential times", *load.lightTraffic);
    if (!(load.evenness > 0 && load.evenness <= 1))
        return fmt::format("an evenness of {}", load.evenness);
    if (load.servers == 0)
        return "no server";
    if (!std::isfinite(load.rate * load.serviceSeconds))
        return fmt::format("{} queries/s of {} s each", load.rate, load.serviceSeconds);
    return std::nullopt;
}

} // namespace

QueueLoad loadOf(std::span<const double> serviceSeconds, double rate, std::uint32_t servers)
{
    QueueLoad load;
    load.rate = rate;
    load.servers = servers;
    const auto n = static_cast<double>(serviceSeconds.size());
    for (const double value : serviceSeconds)
        load.serviceSeconds += value / n;
    double variance = 0;
    for (const double value : serviceSeconds)
        variance += (value - load.serviceSeconds) * (value - load.serviceSeconds) / n;
    if (load.serviceSeconds > 0)
        load.serviceScv = variance / (load.serviceSeconds * load.serviceSeconds);
    load.lightTraffic = lightTrafficRatio(serviceSeconds, servers);
    load.evenness = workEvenness(serviceSeconds);
    return load;
}

double lightTrafficRatio(std::span<const double> serviceSeconds, std::uint32_t servers)
{
    std::vector<double> sorted(serviceSeconds.begin(), serviceSeconds.end());
    std::sort(sorted.begin(), sorted.end());
    const auto n = static_cast<double>(sorted.size());
    double mean = 0;
    for (const double value : sorted)
        mean += value / n;
    if (!(mean > 0))
        return 1;
    // 1 - F_e falls in a straight line between two recorded times, by (1 - F) / E[S].
    double integral = 0, left = 1, before = 0;
    const double power = static_cast<double>(servers) + 1;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const double slope = (n - static_cast<double>(i)) / n / mean;
        const double next = i + 1 == sorted.size() ? 0 : std::max(0.0, left - slope * (sorted[i] - before));
        integral += (std::pow(left, power) - std::pow(next, power)) / (power * slope);
        left = next;
        before = sorted[i];
    }
    return servers * integral / mean;
}

double workEvenness(std::span<const double> serviceSeconds)
{
    const double longest = *std::ranges::max_element(serviceSeconds);
    if (!(longest > 0))
        return 1;
    double sum = 0, squares = 0, cubes = 0;
    for (const double seconds : serviceSeconds) {
        const double part = seconds / longest;
        sum += part;
        squares += part * part;
        cubes += part * part * part;
    }
    return std::min(1.0, squares * squares / (sum * cubes));
}

RelativeError waitError(const QueueLoad &load, double waitSeconds)
{
    if (load.servers == 1 && load.arrivalScv == 1)
        return {};
    if (waitSeconds < kNegligible * load.serviceSeconds)
        return {-0.5, 5};
    const bool known = load.lightTraffic && load.arrivalScv == 1;
    const double beyond = std::max(0.0, load.serviceScv - 2);
    const double low = known ? std::min(0.21 * (1 + kSpreadDoubtBelow * beyond), 0.5) : 0.21;
    return {-low, (known ? 0.36 : 0.58) * (1 + kSpreadDoubt * beyond)};
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
    if (result.busyFraction >= 1) {
        result.saturated = true;
        result.absentReason = fmt::format("saturated: {:.4g} queries/s of {:.4g} s each keep {} server{} busy {:.4g} "
                                          "of the time, and the queue grows for ever",
                                          load.rate, load.serviceSeconds, load.servers, load.servers == 1 ? "" : "s",
                                          result.busyFraction);
        return result;
    }
    const double wait = waitOfExponential(load.servers, result.busyFraction) * load.serviceSeconds *
                        spreadFactor(load, result.busyFraction);
    if (!std::isfinite(wait))
        return failure(ErrorCode::InvalidInput, "latency under load: the spread of the service times is beyond all "
                                                "measure; look at the recorded times");
    result.waitError = waitError(load, wait);
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
