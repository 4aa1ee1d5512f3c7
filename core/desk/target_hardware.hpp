#pragma once

#include <functional>
#include <map>
#include <string>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/catalog/hardware.hpp"
#include "core/study/design_point.hpp"

namespace assay::desk {

/// Ids in the catalogue by target: "cpu:native" → "amd-epyc-9654".
using HardwareChoices = std::map<std::string, std::string, std::less<>>;

/// The catalogue's entry with this id; the error has a suggestion.
[[nodiscard]] Result<const Json *> requireHardware(const catalog::HardwareCatalogue &catalogue, const std::string &id);

/// The catalogue's entry of a target: the one the user names, its own ("catalog:ID"), or the one a backend emulates;
/// null when nobody says. Errors: as requireHardware.
[[nodiscard]] Result<const Json *> hardwareOf(const catalog::HardwareCatalogue &catalogue,
                                              const HardwareChoices &choices, const study::TargetId &target);

} // namespace assay::desk
