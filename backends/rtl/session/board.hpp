#pragma once

#include <optional>
#include <string>

#include "backends/rtl/design/part.hpp"
#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

/// A figure that is known within a range: low ≤ typical ≤ high.
struct Ranged {
    double low = 0, typical = 0, high = 0;
};

/// How data gets from the host's memory to the card's and back: seconds for each transfer, and bytes a second.
struct Link {
    std::string name; ///< "PCIe Gen3 x16"
    Ranged latency;   ///< s, of a transfer of next to nothing
    Ranged bandwidth; ///< B/s
    std::string source;
};

/// A board of the hardware catalogue, as the host hands it over.
struct Board {
    std::string device; ///< the device part of the target id: "ice40-hx8k"
    std::string name, vendor;
    Part part;
    std::optional<Link> link;                   ///< absent: no host link, or no figures for it
    std::optional<double> memoryBytesPerSecond; ///< of the memory beside the chip
    std::string resourceSource;                 ///< where the counts of `part.available` come from

    /// From one entry of the catalogue (core/catalog/hardware.hpp); names the entry and what is missing.
    [[nodiscard]] static Result<Board> read(const Json &entry);
};

} // namespace assay::rtl
