#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay::catalog {

/// The hardware catalogue: what targets have, each figure with its source (resources/hardware/README.md).
/// A segment, what lies between a place of the data and a target, has "id", "name" and figures that may be open:
/// without "high" it is not known. Its figures are "latency_us", "bandwidth_gbs" and "inside_factor" (bandwidth inside
/// a drive over that of its interface).
///
/// An entry is a JSON object. Plain: "id", "name", "vendor", "class", "family" (of an FPGA's cells, where it is not
/// emulated), "deployment", "notes" (texts),
/// "unverified_fields", "not_applicable" (lists of names), "note_sources" (what "notes" rests on), "emulation" (an
/// object: "backend", "device" and what that backend needs), "cloud" (a list of objects: "provider", "instance",
/// "region", "usd_per_hour", "devices", "usd_per_device_hour", "note", and a source as figures have it, its note as
/// "source_note"). Every other key is a figure (figure.hpp reads them typed), an object:
///   "luts": {"value": 7680, "source": "nextpnr-ice40 …", "quality": "B"}
///   "link_latency_us": {"low": 5, "typical": 8, "high": 20, "source": "…", "quality": "A"}
/// "quality": "A" vendor or standards body, "B" reseller or aggregator, "C" unvetted, "own" of a user's file. Figures
/// of quality C and those without a source have "unverified": true. "date", "note" (of the source) and "derived" (how
/// the figure was computed) where there are any; of a peak "operation_class" ("matrix" or "vector") with
/// "operation_class_source" and "operation_class_derived" where it is known. A name's end is its unit: _gbs 10^9 B/s,
/// _us, _w, _usd, _mib 2^20 B.
struct HardwareCatalogue {
    std::vector<Json> targets;  ///< by id
    std::vector<Json> segments; ///< by id
    std::vector<Error> errors;  ///< files that were left out, each with file, line and reason

    /// Null when there is none.
    [[nodiscard]] const Json *find(std::string_view id) const;
    /// A JSON array of the entries whose emulation.backend is this one.
    [[nodiscard]] Json emulatedBy(std::string_view backend) const;
};

/// Reads all *.toml of the folders, in their order; what a later file says of a target overrides field by field.
/// Figures of a file outside the first folder that name no source get the file and line as their source.
[[nodiscard]] HardwareCatalogue readHardware(const std::vector<std::filesystem::path> &folders);
/// Of paths::hardwareFolders(): this installation's, those of ASSAY_HARDWARE_PATH, the user's own.
[[nodiscard]] HardwareCatalogue loadHardware();

} // namespace assay::catalog
