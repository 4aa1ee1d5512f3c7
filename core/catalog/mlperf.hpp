#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/catalog/hardware.hpp"
#include "core/catalog/published.hpp"

namespace assay::catalog {

/// What a folder of MLPerf results holds.
struct MlperfResults {
    std::vector<PublishedResult> results; ///< by id, which is the path below the clone
    std::vector<std::string> leftOut;     ///< "path: why", of results that are there and do not count
};

/// Reads MLPerf Inference results (mlperf_log_summary.txt of the performance runs, with systems/*.json, measurements/
/// and the power log spl.txt where there is one) and MLPerf Tiny results (performance/results.txt, power/results.txt)
/// below a folder: a clone of a result repository, or a part of one. Accelerators that have the name of a target of the
/// catalogue get its id. Runs that are not VALID, and logs that cannot be read, are left out with the reason; a power
/// log that does not fit its run leaves the result without power and says so in its notes. Errors: no such folder, no
/// MLPerf result in it, none that is valid.
[[nodiscard]] Result<MlperfResults> readMlperf(const std::filesystem::path &folder, const HardwareCatalogue &hardware);

} // namespace assay::catalog
