#include "core/model/projection/emulated_kernel.hpp"

#include <array>

#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/model/headline.hpp"
#include "core/model/projection/device_roofs.hpp"
#include "core/model/projection/query_work.hpp"

namespace assay::model {
namespace {

constexpr double kHalvesOfBram36 = 2; // design.bram counts blocks of 18 Kib there

std::optional<double> cyclesIn(const Json &details)
{
    const auto provenance = details.find("provenance");
    if (provenance == details.end() || !provenance->is_object() || !provenance->contains("facts"))
        return std::nullopt;
    for (const Json &fact : (*provenance)["facts"])
        if (fact.is_object() && textAt(fact, "name") == "cycles")
            return numberAt(fact, "value");
    return std::nullopt;
}

void setBlocks(FpgaResources &resources, const std::string &family, double blocks)
{
    if (family == "ice40")
        resources.bram4k = blocks;
    else if (family == "ecp5")
        resources.ebr18 = blocks;
    else
        resources.bram36 = blocks / kHalvesOfBram36;
}

} // namespace

std::string cellFamily(const Json &target)
{
    const auto emulation = target.find("emulation");
    return emulation == target.end() || !emulation->is_object() ? textAt(target, "family")
                                                                : textAt(*emulation, "family");
}

Result<FpgaKernel> emulatedKernel(const study::ResultRecord &result, const Json &details, const Json &emulated)
{
    const auto cycles = cyclesIn(details);
    const Metric clock = headline(result, "design.clock"), luts = headline(result, "design.lut"),
                 ffs = headline(result, "design.ff");
    if (!cycles || !clock.value || !luts.value || !ffs.value)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("result {} has no cycles, clock or resources of a design", result.number));
    FpgaKernel kernel;
    kernel.cyclesPerQuery = kernel.latencyCycles = *cycles;
    kernel.clockHertz = {clock.low.value_or(*clock.value), *clock.value, clock.high.value_or(*clock.value)};
    kernel.resources.luts = *luts.value;
    kernel.resources.ffs = *ffs.value;
    kernel.resources.dsps = headlineValue(result, "design.dsp").value.value_or(0);
    setBlocks(kernel.resources, cellFamily(emulated), headlineValue(result, "design.bram").value.value_or(0));
    std::string design = result.point.target.text();
    if (!result.point.backendParameters.empty())
        design += " " + describe(result.point.backendParameters);
    kernel.source = fmt::format("{}: result #{}, {}", toText(headlineValue(result, "latency.mean").evidence),
                                result.number, design);
    return kernel;
}

Result<FpgaProjection> projectKernel(FpgaKernel kernel, const Json &emulated, const catalog::Workload &workload,
                                     const ParameterSet &parameters, LoadKind kind, const Json &target)
{
    const std::string family = cellFamily(emulated), other = cellFamily(target);
    if (family != other) {
        FpgaProjection absent;
        absent.absentReason =
            other.empty()
                ? fmt::format("the catalogue does not say of which family the cells of {} are", textAt(target, "id"))
                : fmt::format("the design is emulated for {} cells, {} has {}: emulate it on a board of those", family,
                              textAt(target, "id"), other);
        return absent;
    }
    const auto work = queryWork(workload, parameters, kind, target);
    if (!work)
        return failure(work.error());
    kernel.linkBytes = work->linkBytes.value_or(0);
    if (kernel.linkBytes > 0 && !figureRange(target, "link_effective_gbs") && !figureRange(target, "host_link_gbs")) {
        FpgaProjection absent;
        absent.absentReason =
            fmt::format("the catalogue does not know the link of {} to its host, which {:.3g} bytes of "
                        "a query cross: give host_link_gbs in a file of your own",
                        textAt(target, "id"), kernel.linkBytes);
        return absent;
    }
    FpgaPlacement placement;
    if (kind == LoadKind::OneAtATime)
        placement.mostReplicas = 1;
    return projectFpga(kernel, target, placement);
}

} // namespace assay::model
