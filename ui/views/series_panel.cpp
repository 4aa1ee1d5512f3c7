#include "ui/views/series_panel.hpp"

#include <numeric>

#include "ui/models/chart_rows.hpp"

namespace assay::ui {
namespace {

/// When each sample's query was due; its place in the order where that was not kept for all of them.
charts::Values timesOf(const ResultSamples &samples, std::size_t count, bool &known)
{
    const auto *scheduled = samples.column("scheduled");
    known = scheduled != nullptr && scheduled->values->size() == count;
    if (known)
        return scheduled->values;
    std::vector<double> places(count);
    std::iota(places.begin(), places.end(), 0.0);
    return charts::values(std::move(places));
}

} // namespace

SeriesPanel::SeriesPanel(StudySession &session, QWidget *parent)
    : ChartPanel(session, parent), m_chart(new charts::TimeSeriesChart), m_source(session), m_column(new QComboBox),
      m_log(new QCheckBox(tr("log value")))
{
    m_chart->setName(tr("Run over time"));
    m_chart->setEmptyState(tr("No samples were kept of this result. Select another one in the table."));
    m_log->setAccessibleName(tr("Logarithmic value"));
    addLabelled(bar(), tr("Show"), m_column);
    bar().addWidget(m_log);
    place(*m_chart);
    connect(m_column, &QComboBox::activated, this, [this] {
        changeCharts(tr("Choose column"),
                     [this](ChartsView &view) { view.series = m_column->currentData().toString().toStdString(); });
    });
    connect(m_log, &QCheckBox::clicked, this,
            [this](bool on) { changeCharts(tr("Scale"), [on](ChartsView &view) { view.logSeries = on; }); });
    connect(&m_source, &SampleSource::changed, this, &SeriesPanel::refreshLater);
}

void SeriesPanel::refresh()
{
    ChartRows chosen = chartRows(session(), 1);
    const auto &selection = session().view().selection;
    if (chosen.chosen && !chosen.numbers.empty() && !selection.contains(chosen.numbers.front())) {
        const auto row = session().snapshot()->rowOf(*selection.begin()); // rather than the baseline
        if (row && !session().snapshot()->rows[*row].standing.withoutNumbers())
            chosen.rows = {*row}, chosen.numbers = {*selection.begin()};
    }
    m_source.want(chosen.numbers);
    m_log->setChecked(session().view().charts.logSeries);
    const SamplesPointer samples = chosen.numbers.empty() ? nullptr : m_source.samples(chosen.numbers.front());
    if (samples) {
        show(*samples, chosen.rows.front());
    } else {
        m_chart->setData({});
        const QString problem = chosen.numbers.empty() ? QString() : m_source.problem(chosen.numbers.front());
        setAbout(chosen.numbers.empty() ? QString() : problem.isEmpty() ? tr("reading samples …") : problem);
    }
}

void SeriesPanel::show(const ResultSamples &samples, std::size_t row)
{
    QList<QPair<QString, QString>> columns;
    for (const auto &column : samples.columns)
        if (column.name != "scheduled")
            columns.push_back({QString::fromStdString(column.name), QString::fromStdString(column.name)});
    const ChartsView &view = session().view().charts;
    const ResultSamples::Column *column = samples.column(view.series);
    if (column == nullptr)
        column = samples.column("latency");
    fillBox(*m_column, columns, column == nullptr ? QString() : QString::fromStdString(column->name));
    if (column == nullptr) {
        m_chart->setData({});
        setAbout({});
        return;
    }
    bool known = false;
    const charts::Values times = timesOf(samples, column->values->size(), known);
    charts::Axis time{known ? tr("Time since the start of measuring") : tr("Sample"), known ? "s" : ""};
    charts::Axis value{QString::fromStdString(column->name), QString::fromStdString(column->unit), view.logSeries};
    m_chart->setAxes(time, value);
    m_chart->setData({{titleOf(row), times, column->values}});
    QString about = tr("%1, run %2").arg(titleOf(row)).arg(samples.shownRun);
    if (samples.runs > 1)
        about += " " + tr("(the first of %1)").arg(samples.runs);
    if (samples.thinned)
        about += "; " + tr("of many queries an even sample is kept");
    setAbout(about);
}

} // namespace assay::ui
