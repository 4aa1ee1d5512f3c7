#pragma once

#include "ui/models/detail_tree.hpp"

namespace assay::ui {

/// The sections of a result, empty ones left out. Pure.
[[nodiscard]] std::vector<DetailTree::Section> detailSections(const report::ResultDetail &detail);

} // namespace assay::ui
