#pragma once

#include <string>
#include <vector>

#include "core/base/json.hpp"
#include "core/catalog/catalogue_query.hpp"
#include "core/catalog/figure.hpp"

namespace assay::report {

/// Targets of the hardware catalogue, one a line, with what is asked for first; marks of what is unverified or stale
/// are explained below, and how many targets a condition left out because nobody knows.
[[nodiscard]] std::string catalogueText(const catalog::CatalogueMatches &matches, catalog::Date today,
                                        bool bold = false, std::size_t columns = 0);
/// One target: each figure with unit, range, source, quality, date and how it was derived; prices of renting it; what
/// is not known.
[[nodiscard]] std::string targetText(const Json &target, catalog::Date today, bool bold = false,
                                     std::size_t columns = 0);

/// The same as documents (resources/schema): {targets, left_out} and an element of targets. Numbers are SI.
[[nodiscard]] Json catalogueJson(const catalog::CatalogueMatches &matches, catalog::Date today);
[[nodiscard]] Json targetJson(const Json &target, catalog::Date today);

} // namespace assay::report
