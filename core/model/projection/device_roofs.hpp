#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/catalog/figure.hpp"
#include "core/model/projection/roofline.hpp"

namespace assay::model {

/// A figure of the catalogue in SI as a range.
struct FigureRange {
    double low = 0, typical = 0, high = 0;
    catalog::Provenance provenance;
    std::string title;
};
/// Nothing when it is not known or not above zero.
[[nodiscard]] std::optional<FigureRange> figureRange(const Json &target, std::string_view id);

/// Seconds for an amount at this rate.
[[nodiscard]] Span timeOver(double amount, const FigureRange &rate);

/// A roof of the device itself, as the work that a calibration asks for, and how far the catalogue's own range reaches
/// around it.
struct DeviceRoof {
    RoofWork work;
    Span seconds;
    std::string name, source, quality;
};
struct DeviceRoofs {
    std::vector<DeviceRoof> roofs;
    std::vector<std::string> notes;
    std::string noPeak; ///< why the operations cannot be held against a peak; "" when they can
};
/// Compute and memory. What fits on the chip goes at the chip's bandwidth; where nobody knows that, bytes have no roof.
[[nodiscard]] DeviceRoofs deviceRoofs(const QueryWork &work, const Json &target);

} // namespace assay::model
