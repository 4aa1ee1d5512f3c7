#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/base/result.hpp"

namespace assay::rtl {

struct PrebuildOptions {
    std::filesystem::path list;      ///< prebuilt.json
    std::filesystem::path shared;    ///< resources/rtl
    std::filesystem::path workloads; ///< folder of the workloads' folders
    std::filesystem::path output;    ///< where <key>.so go; other .so there are removed
    std::filesystem::path cache;     ///< what all models share, and what was compiled before
    unsigned jobs = 2;
};

struct PrebuildCounts {
    std::size_t built = 0, kept = 0, removed = 0;
};

/// Builds the listed models that are not there yet and removes those that are not listed. `tell` gets a line for each
/// model that was made, from any thread, one at a time. The error is that of the first design that failed; the others
/// are built all the same.
[[nodiscard]] Result<PrebuildCounts> prebuild(const PrebuildOptions &options,
                                              const std::function<void(const std::string &)> &tell);

} // namespace assay::rtl
