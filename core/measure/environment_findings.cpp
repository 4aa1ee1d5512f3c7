#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/units.hpp"
#include "core/measure/environment.hpp"

namespace assay::measure {
namespace {

using Level = ValidityFinding::Level;

constexpr double kStealLimit = 0.01;
constexpr double kForeignLimit = 0.05;
constexpr double kFrequencyLimit = 0.02;
constexpr double kClockStepSeconds = 0.01;
constexpr double kSlewPerSecond = 500e-6; ///< the most that NTP steers a clock without stepping it

/// A figure that both records carry.
struct Pair {
    double start = 0, end = 0;
    [[nodiscard]] double change() const { return end - start; }
};

std::optional<double> number(const Json &json, const char *key)
{
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number())
        return std::nullopt;
    return found->get<double>();
}

std::optional<Pair> both(const Json &start, const Json &end, const char *key)
{
    const auto first = number(start, key);
    const auto second = number(end, key);
    if (!first || !second)
        return std::nullopt;
    return Pair{*first, *second};
}

bool isTrue(const Json &json, const char *key)
{
    return json.value(key, Json(false)) == Json(true);
}

void checkShares(const Json &start, const Json &end, std::vector<ValidityFinding> &findings)
{
    const auto total = both(start, end, "total_ticks");
    const auto steal = both(start, end, "steal_ticks");
    const auto busy = both(start, end, "busy_ticks");
    const auto own = both(start, end, "process_cpu_ns");
    const auto perSecond = number(start, "ticks_per_second");
    if (!total || total->change() <= 0 || !steal || !busy || !own || !perSecond)
        return;
    const double stolen = steal->change() / total->change();
    if (stolen > kStealLimit)
        findings.push_back({Level::Invalid, "steal",
                            fmt::format("the hypervisor took {:.1f} % of the CPU away (limit 1 %)", stolen * 100)});
    // Ticks are coarse: what two ticks can explain is not held against others.
    const double ownTicks = own->change() * 1e-9 * *perSecond;
    const double foreign = (busy->change() - ownTicks - 2) / total->change();
    if (foreign > kForeignLimit)
        findings.push_back({Level::Invalid, "foreign-cpu",
                            fmt::format("other programs used {:.1f} % of the CPU (limit 5 %); stop them and measure "
                                        "again",
                                        foreign * 100)});
}

void checkClocks(const Json &start, const Json &end, std::vector<ValidityFinding> &findings)
{
    const auto monotonic = both(start, end, "monotonic_ns");
    const auto realtime = both(start, end, "realtime_ahead_ns");
    const auto boottime = both(start, end, "boottime_ahead_ns");
    const double seconds = monotonic ? monotonic->change() * 1e-9 : 0;
    if (realtime && std::abs(realtime->change()) * 1e-9 > kClockStepSeconds + kSlewPerSecond * seconds)
        findings.push_back({Level::Invalid, "clock-step",
                            fmt::format("the clock was set by {} while measuring",
                                        formatQuantity(std::abs(realtime->change()) * 1e-9, "s"))});
    if (boottime && boottime->change() * 1e-9 > kClockStepSeconds)
        findings.push_back({Level::Invalid, "suspend",
                            fmt::format("the machine was suspended for {} while measuring",
                                        formatQuantity(boottime->change() * 1e-9, "s"))});
}

void checkSpeed(const Json &start, const Json &end, std::vector<ValidityFinding> &findings)
{
    const auto frequency = both(start, end, "frequency_hz");
    if (frequency && frequency->start > 0 && std::abs(frequency->change()) / frequency->start > kFrequencyLimit)
        findings.push_back({Level::Warning, "frequency",
                            fmt::format("the CPU clock went from {} to {} (limit 2 %)",
                                        formatQuantity(frequency->start, "Hz"), formatQuantity(frequency->end, "Hz"))});
    const auto throttled = both(start, end, "throttle_events");
    if (throttled && throttled->change() > 0)
        findings.push_back(
            {Level::Warning, "throttling",
             fmt::format("the CPU throttled {:.0f} times while measuring; check its cooling", throttled->change())});
    const std::string governor = start.value("governor", std::string());
    if (!governor.empty() && governor != "performance")
        findings.push_back({Level::Warning, "governor",
                            fmt::format("the CPU frequency governor is '{}', not 'performance'", governor)});
    if (isTrue(start, "boost"))
        findings.push_back({Level::Warning, "boost", "CPU boost is on: speed depends on temperature and neighbours"});
}

} // namespace

std::vector<ValidityFinding> environmentFindings(const Json &start, const Json &end)
{
    std::vector<ValidityFinding> findings;
    checkShares(start, end, findings);
    checkClocks(start, end, findings);
    checkSpeed(start, end, findings);
    if (isTrue(start, "virtual_machine"))
        findings.push_back(
            {Level::Warning, "virtual-machine", "measured in a virtual machine: its host may disturb it unseen"});
    if (isTrue(start, "debug_build"))
        findings.push_back({Level::Warning, "debug-build", "measured by a debug build of Assay; use a release build"});
    return findings;
}

} // namespace assay::measure
