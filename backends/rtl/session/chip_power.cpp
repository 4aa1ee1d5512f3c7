#include "backends/rtl/session/chip_power.hpp"

#include <fmt/format.h>

#include "backends/rtl/synthesis/kept_activity.hpp"

namespace assay::rtl {
namespace {

constexpr std::uint64_t kLongestQuery = 50'000; ///< clocks; gates are slow to simulate, and more change the mean little

Result<Activity> simulate(const Point &point, const HardwareResult &hardware, const CoreRun &core,
                          const SynthesisStore &store)
{
    if (core.last().cycles > kLongestQuery)
        return failure(ErrorCode::Cancelled,
                       fmt::format("a query of {} clocks is too long to simulate its gates (limit "
                                   "{}); run a smaller one once",
                                   core.last().cycles, kLongestQuery));
    std::optional<std::filesystem::path> file = hardware.synthesis->netlist;
    if (!file) {
        auto made = store.synthesis(point.design, point.board.part, SynthesisStore::Effort::RunTools);
        if (!made)
            return failure(ErrorCode::Cancelled, made.error().text());
        file = made->netlist;
    }
    auto netlist = Netlist::read(*file, point.design.top);
    if (!netlist)
        return failure(netlist.error());
    return simulateActivity(*netlist, core.configuration(), core.input(), core.output(),
                            4 * core.last().cycles + 10'000);
}

bool hasCoefficients(const Part &part)
{
    return estimatePower(part, Activity{}, 1e6).has_value();
}

} // namespace

std::optional<PowerEstimate> chipPower(const Point &point, const HardwareResult &hardware, const CoreRun &core,
                                       const SynthesisStore &store, const ArtifactCache &cache, std::string &log)
{
    const Part &part = point.board.part;
    if (!hardware.synthesis || !hasCoefficients(part))
        return {};
    std::optional<Activity> activity = hardware.synthesis->activity;
    if (!activity) {
        const auto kept =
            keptActivity(cache, point.design, part, [&] { return simulate(point, hardware, core, store); });
        if (!kept) {
            log += fmt::format("no power: {}\n", kept.error().text());
            return {};
        }
        activity = *kept;
    }
    return estimatePower(part, *activity, hardware.clock.hertz);
}

} // namespace assay::rtl
