#pragma once

#include <vector>

#include "ui/models/study_snapshot.hpp"
#include "ui/models/view_state.hpp"

namespace assay::ui {

/// For each row of the snapshot whether the state's filter text and brushes let it through: every word of the text
/// occurs somewhere in what identifies the result, and every brush holds. A result without the brushed value is within
/// no range: it is out, and stays where a range is excluded.
[[nodiscard]] std::vector<bool> shownRows(const StudySnapshot &snapshot, const ViewState &state);

} // namespace assay::ui
