#include "ui/views/phase_panel.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/models/chart_rows.hpp"
#include "ui/views/scatter_columns.hpp"

namespace assay::ui {
namespace {

constexpr std::array kPhases{"serialize", "upload", "execute", "download", "post-process", "unexplained"};

QStringList phaseNames()
{
    return {PhasePanel::tr("serialize"), PhasePanel::tr("upload"),       PhasePanel::tr("execute"),
            PhasePanel::tr("download"),  PhasePanel::tr("post-process"), PhasePanel::tr("unexplained")};
}

charts::PhaseRow phaseRow(const StudySnapshot &snapshot, std::size_t row)
{
    charts::PhaseRow made;
    made.id = snapshot.rows[row].number;
    made.name = QString::fromStdString(snapshot.rows[row].title);
    for (const char *phase : kPhases) {
        const MetricColumn *column = snapshot.metric(std::string("phase.") + phase + ".mean");
        charts::PhasePart part;
        if (column == nullptr) {
            part.absentReason = PhasePanel::tr("no result of this study reports it");
        } else if (const MetricCell &cell = column->cells[row]; cell.value) {
            part.value = std::max(0.0, *cell.value); // the rest may come out below zero by rounding
            part.fill = fillOf(cell.evidence);
        } else {
            part.absentReason = QString::fromStdString(column->reason(cell));
        }
        made.parts.push_back(part);
    }
    return made;
}

/// Takes away the phases that no row has a value of; their names.
QStringList dropSilent(std::vector<charts::PhaseRow> &rows)
{
    QStringList silent;
    for (std::size_t phase = kPhases.size(); phase-- > 0;) {
        if (std::ranges::any_of(rows,
                                [&](const charts::PhaseRow &row) { return std::isfinite(row.parts[phase].value); }))
            continue;
        silent.prepend(phaseNames()[static_cast<qsizetype>(phase)]);
        for (charts::PhaseRow &row : rows)
            row.parts.erase(row.parts.begin() + static_cast<std::ptrdiff_t>(phase));
    }
    return silent;
}

} // namespace

PhasePanel::PhasePanel(StudySession &session, QWidget *parent)
    : ChartPanel(session, parent), m_chart(new charts::PhaseChart)
{
    m_chart->setName(tr("Phases of a query"));
    m_chart->setEmptyState(tr("No result with phases is shown. Select others in the table."));
    place(*m_chart);
}

void PhasePanel::refresh()
{
    const ChartRows chosen = chartRows(session(), kMostResults);
    std::vector<charts::PhaseRow> rows;
    std::set<Boundary> boundaries;
    for (const std::size_t row : chosen.rows) {
        rows.push_back(phaseRow(*session().snapshot(), row));
        if (const auto boundary = session().snapshot()->rows[row].boundary; boundary)
            boundaries.insert(*boundary);
    }
    const QStringList silent = dropSilent(rows);
    QStringList names = phaseNames();
    for (const QString &phase : silent)
        names.removeOne(phase);
    m_chart->setData({tr("Mean time of a query"), "s"}, names, std::move(rows));
    const auto &selection = session().view().selection;
    m_chart->setSelection({selection.begin(), selection.end()});
    QStringList about;
    if (!silent.isEmpty() && !chosen.rows.empty())
        about << tr("none reports %1").arg(silent.join(", "));
    if (boundaries.size() > 1)
        about << tr("these span different things: compare phases, not lengths");
    if (!chosen.chosen && !chosen.rows.empty())
        about << tr("the first shown; select others in the table");
    if (chosen.left > 0)
        about << tr("%1 more are selected").arg(chosen.left);
    setAbout(about.join("; "));
}

} // namespace assay::ui
