#pragma once

#include <cstddef>
#include <string>

#include "core/base/json.hpp"

namespace assay::report {

/// What an emulated session says of its figures (details.provenance of a run, see assay.provenance/1 in plugins/abi):
/// how good they are and why, then each fact with its value, its range, its evidence and how it was obtained. "" when
/// there is nothing to say. Made for at most `columns` columns (0: any width).
[[nodiscard]] std::string provenanceText(const Json &provenance, bool bold, std::size_t columns);

} // namespace assay::report
