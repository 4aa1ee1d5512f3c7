#pragma once

#include <string>
#include <vector>

#include "core/model/projection/found_out.hpp"

namespace assay::report {

/// The model-error ledger below the results of a study file: predictions and what was found; empty without any.
[[nodiscard]] std::string ledgerSection(const std::vector<model::FoundOut> &errors, bool bold = false,
                                        std::size_t columns = 0);

} // namespace assay::report
