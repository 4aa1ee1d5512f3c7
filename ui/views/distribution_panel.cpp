#include "ui/views/distribution_panel.hpp"

#include <array>

#include "ui/models/chart_rows.hpp"

namespace assay::ui {
namespace {

using View = charts::DistributionChart::View;

View viewOf(const std::string &id)
{
    return id == "cumulative" ? View::Cumulative : id == "percentiles" ? View::Percentiles : View::Histogram;
}

/// Those whose intervals are known from the runs.
std::vector<charts::PercentilePoint> percentiles(const StudySnapshot &snapshot, std::size_t row)
{
    constexpr std::array<std::pair<double, const char *>, 5> kMetrics{{{0.5, "latency.p50"},
                                                                       {0.9, "latency.p90"},
                                                                       {0.95, "latency.p95"},
                                                                       {0.99, "latency.p99"},
                                                                       {0.999, "latency.p99.9"}}};
    std::vector<charts::PercentilePoint> points;
    for (const auto &[part, id] : kMetrics)
        if (const MetricColumn *column = snapshot.metric(id); column != nullptr && column->cells[row].value) {
            const MetricCell &cell = column->cells[row];
            points.push_back(
                {part, *cell.value, cell.low.value_or(charts::kAbsent), cell.high.value_or(charts::kAbsent)});
        }
    return points;
}

} // namespace

DistributionPanel::DistributionPanel(StudySession &session, QWidget *parent)
    : ChartPanel(session, parent), m_chart(new charts::DistributionChart), m_source(session), m_view(new QComboBox),
      m_log(new QCheckBox(tr("log latency")))
{
    m_chart->setName(tr("Latency distribution"));
    m_chart->setEmptyState(tr("No latencies were kept of these results. Select others in the table."));
    m_log->setAccessibleName(tr("Logarithmic latency"));
    addLabelled(bar(), tr("As"), m_view);
    fillBox(
        *m_view,
        {{tr("histogram"), "histogram"}, {tr("cumulative"), "cumulative"}, {tr("value by percentile"), "percentiles"}},
        "histogram");
    bar().addWidget(m_log);
    place(*m_chart);
    connect(m_view, &QComboBox::activated, this, [this] {
        changeCharts(tr("Choose distribution"),
                     [this](ChartsView &view) { view.distribution = m_view->currentData().toString().toStdString(); });
    });
    connect(m_log, &QCheckBox::clicked, this,
            [this](bool on) { changeCharts(tr("Scale"), [on](ChartsView &view) { view.logDistribution = on; }); });
    connect(&m_source, &SampleSource::changed, this, &DistributionPanel::refreshLater);
}

void DistributionPanel::refresh()
{
    const ChartRows chosen = chartRows(session(), kMostResults);
    const ChartsView &view = session().view().charts;
    m_view->setCurrentIndex(m_view->findData(QString::fromStdString(view.distribution)));
    m_log->setChecked(view.logDistribution);
    m_source.want(chosen.numbers);
    charts::Axis quantity{tr("Latency"), "s", view.logDistribution};
    m_chart->setQuantity(quantity);
    m_chart->setView(viewOf(view.distribution));
    Shown now{{}, session().snapshot()};
    QString problem;
    bool reading = false, thinned = false;
    std::vector<charts::DistributionSeries> series;
    for (std::size_t i = 0; i < chosen.rows.size(); ++i) {
        const SamplesPointer samples = m_source.samples(chosen.numbers[i]);
        now.samples.push_back(samples);
        if (const QString said = m_source.problem(chosen.numbers[i]); !said.isEmpty())
            problem = said;
        reading = reading || (!samples && problem.isEmpty());
        if (!samples)
            continue;
        thinned = thinned || samples->thinned;
        series.push_back({titleOf(chosen.rows[i]), samples->latencies, percentiles(*now.snapshot, chosen.rows[i]),
                          chosen.numbers[i]});
    }
    if (now != m_shown) {
        m_shown = now;
        m_chart->setSeries(std::move(series));
    }
    QStringList about;
    if (!problem.isEmpty())
        about << problem;
    if (reading)
        about << tr("reading samples …");
    if (!chosen.chosen && !chosen.rows.empty())
        about << tr("the first shown; select others in the table");
    if (chosen.left > 0)
        about << tr("%1 more are selected").arg(chosen.left);
    if (thinned)
        about << tr("of many queries an even sample is kept");
    setAbout(about.join("; "));
}

} // namespace assay::ui
