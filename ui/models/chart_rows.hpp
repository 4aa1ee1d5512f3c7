#pragma once

#include <cstdint>
#include <vector>

#include "ui/models/study_session.hpp"

namespace assay::ui {

/// What a chart of single results shows.
struct ChartRows {
    std::vector<std::size_t> rows; ///< of the snapshot, with numbers
    std::vector<std::int64_t> numbers;
    bool chosen = false;  ///< the user selected them; else they are the first ones shown
    std::size_t left = 0; ///< selected ones for which there was no room
};
/// The baseline and the selected results; without any the first ones that the filter shows. Results without a number
/// are left out. At most `most`.
[[nodiscard]] ChartRows chartRows(const StudySession &session, std::size_t most);

/// The user clicked these in a chart: with Ctrl each is added to or taken from the selection, with Shift added.
void selectClicked(StudySession &session, const std::vector<std::int64_t> &numbers, Qt::KeyboardModifiers modifiers);

} // namespace assay::ui
