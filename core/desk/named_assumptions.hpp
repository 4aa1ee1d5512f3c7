#pragma once

#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/model/assumptions/assumptions.hpp"

namespace assay::desk {

/// Sets of assumptions that may be chosen by name.
struct NamedAssumptions {
    std::vector<Json> sets;            ///< those of the study file first, then those of files that it has no name of
    std::vector<std::string> problems; ///< files that could not be read, each with the reason

    /// The standard assumptions with the named set over them; "" is the standard ones. Errors: no such set (with a
    /// suggestion), one that cannot be read.
    [[nodiscard]] Result<model::Assumptions> assumptions(const std::string &name) const;
};
/// `ofStudy` as StudyFile::assumptionSets() gives them.
[[nodiscard]] NamedAssumptions namedAssumptions(std::vector<Json> ofStudy);

} // namespace assay::desk
