#include "ui/models/assumption_rows.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace assay::ui {
namespace {

constexpr double kDecades = 100; ///< a slider reaches so far to both sides of the value

std::string sourceText(const model::Origin &origin)
{
    std::string text = origin.source;
    if (!origin.date.empty())
        text += ", " + origin.date;
    if (!origin.quality.empty() && origin.quality != "own")
        text += ", quality " + origin.quality;
    return text;
}

const AssumedValue *changeOf(const WhatIfView &view, std::string_view id)
{
    const auto found = std::ranges::find(view.changes, id, &AssumedValue::id);
    return found == view.changes.end() ? nullptr : &*found;
}

AssumptionRow rowOf(std::string_view id, const WhatIfView &view)
{
    const model::AssumptionInfo &info = *model::assumptionInfo(id);
    AssumptionRow row;
    row.id = id;
    row.unit = info.unit == "1" ? "" : info.unit;
    row.meaning = info.meaning;
    row.least = info.least;
    row.most = info.most;
    row.whole = info.whole;
    if (const AssumedValue *change = changeOf(view, id); change != nullptr) {
        row.changed = change->value.has_value();
        row.locked = change->locked;
    }
    return row;
}

void take(AssumptionRow &row, const model::Range &range, const model::Origin &origin)
{
    row.range = range;
    row.source = row.changed ? "you" : sourceText(origin);
    row.unverified = !row.changed && origin.unverified();
    row.stale = origin.stale;
}

/// What the options' prices and powers rest on, and what they lack: target.TARGET.FIELD.
void addOfTarget(const model::OptionDraft &draft, const model::Assumptions &assumptions, const WhatIfView &view,
                 std::vector<AssumptionRow> &rows)
{
    const std::string prefix = "target.";
    const auto add = [&](const std::string &id) -> AssumptionRow * {
        if (model::assumptionInfo(id) == nullptr || std::ranges::find(rows, id, &AssumptionRow::id) != rows.end())
            return nullptr;
        rows.push_back(rowOf(id, view));
        return &rows.back();
    };
    for (const model::Knob &knob : draft.knobs)
        if (knob.id.starts_with(prefix))
            if (AssumptionRow *row = add(knob.id); row != nullptr)
                take(*row, knob.range, knob.origin);
    for (const model::OptionDraft::Missing &missing : draft.missing) {
        const std::string field = missing.field == "machine" ? "device" : missing.field;
        if (AssumptionRow *row = add(model::targetAssumption(draft.target, field)); row != nullptr) {
            const auto given = assumptions.find(row->id);
            row->known = given.has_value();
            if (given)
                take(*row, given->range, given->origin);
        }
    }
}

} // namespace

bool AssumptionRow::isLogarithmic() const
{
    return !whole && range.value > 0 && sliderLow() > 0 && sliderHigh() / sliderLow() > 20;
}

double AssumptionRow::sliderLow() const
{
    if (!known || range.value <= 0)
        return least;
    // A fraction or factor that has close limits gets them as ends.
    const double low = std::max(least, std::min(range.low, range.value / kDecades));
    return most / std::max(least, 1e-300) <= kDecades ? least : low;
}

double AssumptionRow::sliderHigh() const
{
    if (!known)
        return std::min(most, 1e4);
    if (range.value <= 0)
        return std::min(most, std::max(range.high, 1.0));
    return std::min(most, std::max(range.high, range.value * kDecades));
}

model::Assumptions inForce(const model::Assumptions &set, const WhatIfView &view)
{
    model::Assumptions assumptions = set;
    for (const AssumedValue &change : view.changes)
        if (change.value) {
            model::Assumption assumption;
            assumption.range = change.low && change.high
                                   ? model::Range::around(*change.low, *change.value, *change.high)
                                   : model::Range::fixed(*change.value);
            assumption.origin = {"you", "own", "", "", false};
            (void)assumptions.set(change.id, assumption); // one that this study knows nothing of is left aside
        }
    return assumptions;
}

std::vector<AssumptionRow> assumptionRows(const model::Assumptions &set, const WhatIfView &view,
                                          const std::vector<model::OptionDraft> &drafts)
{
    const model::Assumptions assumptions = inForce(set, view);
    std::vector<AssumptionRow> rows;
    for (const model::AssumptionInfo &info : model::assumptionInfos()) {
        AssumptionRow row = rowOf(info.id, view);
        const model::Assumption assumption = assumptions.get(info.id);
        take(row, assumption.range, assumption.origin);
        rows.push_back(std::move(row));
    }
    for (const model::OptionDraft &draft : drafts)
        addOfTarget(draft, assumptions, view, rows);
    return rows;
}

} // namespace assay::ui
