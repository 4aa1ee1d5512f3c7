#pragma once

#include <cstdint>
#include <string>

#include "core/base/result.hpp"

namespace assay::rtl {

/// Widths of a core's stream ports in bytes.
struct PortWidths {
    std::uint32_t input = 0, output = 0;
};

/// Reads the ports from the class that Verilator made (Vk.h) and checks them against the convention of a core
/// (resources/rtl/README.md). The error names what is missing, too much, or of a wrong width.
[[nodiscard]] Result<PortWidths> readPorts(const std::string &header, const std::string &top);

} // namespace assay::rtl
