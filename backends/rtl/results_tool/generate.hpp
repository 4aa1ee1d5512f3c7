#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "backends/rtl/design/design.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

struct GenerateOptions {
    std::filesystem::path resources; ///< the folder with workloads/ and rtl/
    std::filesystem::path cache;     ///< keeps what the tools made, for the next time
    unsigned workers = 2;
    std::filesystem::path
        activities;              ///< where `assay run` keeps its artifacts: their activity is taken over; may be ""
    bool renewEstimates = false; ///< estimate all clocks again, after the timing model has changed
};

/// The designs of resources/rtl/prebuilt.json. Errors name the file or the core.
[[nodiscard]] Result<std::vector<Design>> prebuiltDesigns(const std::filesystem::path &resources);

/// Makes what is missing in resources/rtl/results for all of them, drops results of designs that are no more, and tells
/// on stdout. Files are written after each result, so that it may be stopped at any time.
[[nodiscard]] Status generate(const GenerateOptions &options);

} // namespace assay::rtl
