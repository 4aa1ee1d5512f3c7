#include "backends/rtl/power/power.hpp"

#include <fmt/format.h>

namespace assay::rtl {
namespace {

/// UP5K at 1.2 V (fpga-emulation study): currents measured by tinyvision-ai-inc/ice40_power, divided among what the
/// measured designs had.
constexpr double kStaticWatts = 108.5e-6, kLowStaticWatts = 105e-6, kHighStaticWatts = 112e-6;
constexpr double kClockJoules = 50e-12, kFlipFlopJoules = 14e-15, kToggleJoules = 0.37e-12, kDspJoules = 13.6e-12;
/// No source has one; assumed.
constexpr double kRamJoules = 10e-12, kLowRamJoules = 5e-12, kHighRamJoules = 20e-12;
constexpr double kLowFactor = 0.7, kHighFactor = 1.6;
constexpr double kScalingFactor = 2.5;

double joulesPerClock(const Activity &activity, double ramJoules)
{
    return kClockJoules + kFlipFlopJoules * static_cast<double>(activity.flipFlops) +
           kToggleJoules * activity.togglesPerClock + kDspJoules * static_cast<double>(activity.dsps) +
           ramJoules * activity.ramAccessesPerClock;
}

SwitchingEnergy scaled(const Activity &activity, double toggleJoules, const std::string &node)
{
    const double joules = toggleJoules * activity.togglesPerClock;
    return {
        joules, joules / kScalingFactor, joules * kScalingFactor,
        fmt::format(
            "{:.2f} pJ a toggle, UP5K's measured figure scaled by C·V² to {}, within a factor of {}; toggles of the "
            "iCE40 netlist",
            toggleJoules * 1e12, node, kScalingFactor)};
}

} // namespace

std::optional<PowerEstimate> estimatePower(const Part &part, const Activity &activity, double clockHz)
{
    if (part.family != Family::Ice40 || part.name != "up5k")
        return std::nullopt;
    PowerEstimate estimate;
    estimate.staticWatts = kStaticWatts;
    estimate.watts = kStaticWatts + clockHz * joulesPerClock(activity, kRamJoules);
    estimate.low = kLowFactor * (kLowStaticWatts + clockHz * joulesPerClock(activity, kLowRamJoules));
    estimate.high = kHighFactor * (kHighStaticWatts + clockHz * joulesPerClock(activity, kHighRamJoules));
    estimate.how =
        "UP5K coefficients from tinyvision-ai-inc/ice40_power's measured currents (core supply 1.2 V), net toggles "
        "from gate simulation without delays";
    estimate.how += activity.ramAccessesPerClock > 0
                        ? "; a RAM access is assumed to take 5 to 20 pJ, no source has it; −30/+60 % on all"
                        : "; −30/+60 %";
    return estimate;
}

std::optional<SwitchingEnergy> switchingEnergy(const Part &part, const Activity &activity)
{
    switch (part.family) {
    case Family::Ice40:
        break;
    case Family::Ecp5:
        return std::nullopt;
    case Family::Xc7:
        return scaled(activity, 0.17e-12, "28 nm and 1.0 V");
    case Family::UltraScalePlus:
        return scaled(activity, 0.07e-12, "16 nm and 0.85 V");
    }
    if (part.name != "up5k")
        return std::nullopt;
    const double joules = kToggleJoules * activity.togglesPerClock;
    return SwitchingEnergy{joules, joules * kLowFactor, joules * kHighFactor,
                           "0.37 pJ a toggle, from tinyvision-ai-inc/ice40_power's measured currents; −30/+60 %"};
}

Json activityToJson(const Activity &activity)
{
    return {{"toggles_per_clock", activity.togglesPerClock},
            {"ram_accesses_per_clock", activity.ramAccessesPerClock},
            {"flip_flops", activity.flipFlops},
            {"dsps", activity.dsps},
            {"rams", activity.rams},
            {"clocks", activity.clocks}};
}

Result<Activity> activityFromJson(const Json &json)
{
    try {
        return Activity{json.at("toggles_per_clock"),
                        json.at("ram_accesses_per_clock"),
                        json.at("flip_flops"),
                        json.at("dsps"),
                        json.at("rams"),
                        json.at("clocks")};
    } catch (const Json::exception &problem) {
        return failure(ErrorCode::InvalidInput, fmt::format("it is no activity of a netlist: {}", problem.what()));
    }
}

} // namespace assay::rtl
