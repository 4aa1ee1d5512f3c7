#include "core/desk/target_hardware.hpp"

#include <fmt/format.h>

#include "core/base/suggest.hpp"

namespace assay::desk {

Result<const Json *> requireHardware(const catalog::HardwareCatalogue &catalogue, const std::string &id)
{
    if (const Json *entry = catalogue.find(id))
        return entry;
    std::vector<std::string> ids;
    for (const Json &each : catalogue.targets)
        ids.push_back(each["id"]);
    return failure(ErrorCode::NotFound,
                   fmt::format("the catalogue has no target '{}'.{} `assay devices --catalog` lists them", id,
                               didYouMean(id, ids)));
}

Result<const Json *> hardwareOf(const catalog::HardwareCatalogue &catalogue, const HardwareChoices &choices,
                                const study::TargetId &target)
{
    if (const auto given = choices.find(target.text()); given != choices.end())
        return requireHardware(catalogue, given->second);
    if (target.isCatalogue())
        return catalogue.find(target.device);
    for (const Json &entry : catalogue.targets)
        if (entry.contains("emulation") && entry["emulation"]["backend"] == target.backend &&
            entry["emulation"]["device"] == target.device)
            return &entry;
    return nullptr;
}

} // namespace assay::desk
