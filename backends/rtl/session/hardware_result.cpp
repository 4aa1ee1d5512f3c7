#include "backends/rtl/session/hardware_result.hpp"

#include <fmt/format.h>

#include "plugins/sdk/common.hpp"

namespace assay::rtl {
namespace {

void requireFit(const HardwareResult &result, const Point &point)
{
    if (!result.synthesis)
        return;
    if (const auto missing = shortages(result.synthesis->resources, point.board.part.available); !missing.empty())
        throw sdk::Failure(ASSAY_DOES_NOT_FIT,
                           fmt::format("the design {} of the {}", toText(missing), point.board.name));
}

std::optional<PlaceAndRoute> routedResult(const Point &point, const SynthesisStore &store)
{
    if (point.effort == Effort::Estimate || point.board.part.family != Family::Ice40)
        return {};
    const auto effort =
        point.effort == Effort::Route ? SynthesisStore::Effort::MayRunTools : SynthesisStore::Effort::DataOnly;
    return store.placeAndRoute(point.design, point.board.part, effort);
}

} // namespace

std::optional<ClockEstimate> estimateFrom(const Synthesis &synthesis, const Design &design, const Part &part,
                                          const std::filesystem::path &sharedFolder)
{
    if (!synthesis.netlist)
        return synthesis.estimate;
    auto netlist = Netlist::read(*synthesis.netlist, design.top);
    if (!netlist)
        return {};
    auto estimate = estimateClock(*netlist, part, sharedFolder);
    return estimate ? std::optional(*estimate) : std::nullopt;
}

HardwareResult findHardware(const Point &point, const SynthesisStore &store, const std::filesystem::path &sharedFolder)
{
    HardwareResult result;
    auto synthesis = store.synthesis(point.design, point.board.part, SynthesisStore::Effort::MayRunTools);
    if (synthesis) {
        result.synthesis = std::move(*synthesis);
    } else if (synthesis.error().code == ErrorCode::Unsupported) {
        result.synthesisMissing = synthesis.error().text();
    } else {
        throw sdk::Failure(ASSAY_BUILD_FAILED, synthesis.error().text());
    }
    requireFit(result, point);
    result.routed = routedResult(point, store);
    if (result.synthesis)
        result.estimate = estimateFrom(*result.synthesis, point.design, point.board.part, sharedFolder);
    auto clock = decideClock(result.routed, result.estimate, point.clockHertz);
    if (!clock)
        throw sdk::Failure(ASSAY_UNSUPPORTED,
                           result.synthesisMissing.empty()
                               ? clock.error().text()
                               : fmt::format("{} ({})", clock.error().text(), result.synthesisMissing));
    result.clock = *clock;
    return result;
}

} // namespace assay::rtl
