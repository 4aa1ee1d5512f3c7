#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace assay::rtl {

/// One line of resources/rtl/prebuilt.json: a design whose model is built with the project.
struct PrebuiltDesign {
    std::string workload, top;
    std::map<std::string, std::int64_t> parameters;
};

/// Reads the list: [{"workload": "crc32", "top": "crc32", "parameters": {"BYTES": 1}}, …].
[[nodiscard]] Result<std::vector<PrebuiltDesign>> readPrebuiltList(const std::filesystem::path &file);

} // namespace assay::rtl
