#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/catalog/figure.hpp"
#include "core/catalog/hardware.hpp"

namespace assay::catalog {

/// "mem_gib>=16": a figure, or usd_per_device_hour (the cheapest instance), in the unit of its name. Of a range the
/// typical value counts.
struct Condition {
    enum class Relation { Below, AtMost, Equal, AtLeast, Above };
    std::string figure;
    Relation relation = Relation::AtLeast;
    double value = 0;
    std::string text; ///< as it was written
};
/// Errors name what is wrong: no such figure (with a suggestion), no relation (< <= = >= >), no number.
[[nodiscard]] Result<Condition> conditionFromText(std::string_view text);

/// Which targets of the catalogue are meant; what is empty asks nothing.
struct CatalogueQuery {
    std::vector<std::string> words;       ///< each is in the id, name, vendor or class; small or capital letters
    std::string kind, vendor, deployment; ///< class and deployment as written, a part of the vendor's name
    std::vector<Condition> where;
};

struct CatalogueMatches {
    std::vector<const Json *> targets; ///< by id; they live as long as the catalogue
    /// Targets that a condition leaves out because the figure is not known: condition and ids.
    struct Unknown {
        std::string condition;
        std::vector<std::string> ids;
    };
    std::vector<Unknown> unknown;
};
/// Errors: no target of the catalogue has this class, vendor or deployment (with what there is).
[[nodiscard]] Result<CatalogueMatches> findTargets(const HardwareCatalogue &catalogue, const CatalogueQuery &query,
                                                   Date today);
/// The target with this id; the error suggests one.
[[nodiscard]] Result<const Json *> requireTarget(const HardwareCatalogue &catalogue, std::string_view id);

} // namespace assay::catalog
