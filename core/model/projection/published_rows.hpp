#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/catalog/hardware.hpp"
#include "core/catalog/published.hpp"
#include "core/model/projection/calibration.hpp"

namespace assay::model {

struct PublishedRows {
    std::vector<CalibrationRow> rows;
    std::vector<std::pair<std::string, std::string>> left; ///< id of a result and why it tells nothing
};
/// Published results as rows of a calibration, one a result; two where it has a figure with one thread, too. The roof
/// is that of the operations: the configuration's own peak, else the catalogue's of the same precision and class of
/// operations. One at a time: the mean latency of one device; else the devices over the throughput.
[[nodiscard]] PublishedRows calibrationRows(const catalog::PublishedData &published,
                                            const catalog::HardwareCatalogue &catalogue);

/// The catalogue's peak in op/s for this class of operations and precision ("int8", "fp16" …), with its source.
struct Peak {
    double rate = 0, low = 0, high = 0;
    std::string figure, source, quality;
    bool unverified = false;
};
/// Errors say what the target has instead: a peak of another class (matrix units do not count bits) is no roof.
[[nodiscard]] Result<Peak> peakOf(const Json &target, const std::string &operationClass, const std::string &precision);

} // namespace assay::model
