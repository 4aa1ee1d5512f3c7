#include "ui/models/chart_rows.hpp"

#include <algorithm>

namespace assay::ui {

ChartRows chartRows(const StudySession &session, std::size_t most)
{
    ChartRows found;
    const SnapshotPointer &snapshot = session.snapshot();
    if (!snapshot)
        return found;
    const auto add = [&](std::size_t row) {
        if (snapshot->rows[row].standing.withoutNumbers())
            return;
        if (std::ranges::find(found.rows, row) != found.rows.end())
            return;
        if (found.rows.size() == most) {
            ++found.left;
            return;
        }
        found.rows.push_back(row);
        found.numbers.push_back(snapshot->rows[row].number);
    };
    const ViewState &view = session.view();
    if (view.baseline)
        if (const auto row = snapshot->rowOf(*view.baseline); row)
            add(*row);
    for (const std::int64_t number : view.selection)
        if (const auto row = snapshot->rowOf(number); row)
            add(*row);
    found.chosen = !view.selection.empty();
    if (found.chosen)
        return found;
    const auto &shown = session.shown();
    for (std::size_t row = 0; row < snapshot->size() && found.rows.size() < most; ++row)
        if (row < shown.size() && shown[row])
            add(row);
    return found;
}

void selectClicked(StudySession &session, const std::vector<std::int64_t> &numbers, Qt::KeyboardModifiers modifiers)
{
    std::set<std::int64_t> selection;
    if ((modifiers & (Qt::ControlModifier | Qt::ShiftModifier)) != 0)
        selection = session.view().selection;
    for (const std::int64_t number : numbers)
        if (!selection.insert(number).second && (modifiers & Qt::ControlModifier) != 0)
            selection.erase(number);
    session.select(selection);
}

} // namespace assay::ui
