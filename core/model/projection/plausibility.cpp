#include "core/model/projection/plausibility.hpp"

#include <cmath>

#include <fmt/format.h>

namespace assay::model {
namespace {

constexpr double kRounding = 1e-6;

std::string timeGate(double seconds, std::optional<double> roof)
{
    if (!std::isfinite(seconds))
        return "the time is not a number";
    if (seconds <= 0)
        return fmt::format("a time of {:.4g} s is not above zero", seconds);
    if (roof && seconds < *roof * (1 - kRounding))
        return fmt::format(
            "{:.4g} s is shorter than the {:.4g} s at the roof: the operations are counted too high, not "
            "all were done, or the peak is too low",
            seconds, *roof);
    return "";
}

} // namespace

std::string implausible(double seconds, const RoofWork &roof)
{
    if (!(std::isfinite(roof.work) && roof.work > 0 && std::isfinite(roof.rate) && roof.rate > 0))
        return fmt::format("no roof: {:.4g} operations or bytes at {:.4g} a second", roof.work, roof.rate);
    return timeGate(seconds, roof.roofSeconds());
}

std::vector<std::string> gates(const Claim &claim)
{
    std::vector<std::string> reasons;
    if (claim.seconds)
        if (std::string reason = timeGate(*claim.seconds, claim.roofSeconds); !reason.empty())
            reasons.push_back(std::move(reason));
    if (claim.watts && !(std::isfinite(*claim.watts) && *claim.watts >= 0))
        reasons.push_back(fmt::format("a power of {:.4g} W is none", *claim.watts));
    else if (claim.watts && claim.limitWatts && *claim.watts > *claim.limitWatts * (1 + kRounding))
        reasons.push_back(
            fmt::format("{:.4g} W is above the power limit of {:.4g} W", *claim.watts, *claim.limitWatts));
    if (claim.utilisation && !(*claim.utilisation >= 0 && *claim.utilisation <= 1 + kRounding))
        reasons.push_back(fmt::format("a utilisation of {:.4g} is not between 0 and 1", *claim.utilisation));
    return reasons;
}

} // namespace assay::model
