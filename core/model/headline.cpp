#include "core/model/headline.hpp"

#include "core/measure/statistics.hpp"
#include "core/model/evidence.hpp"
#include "core/model/standing.hpp"

namespace assay::model {
namespace {

// A headline must read the same each time it is shown.
constexpr std::uint64_t kSeed = 1;

using Runs = std::vector<const study::RunRecord *>;

Metric absentMetric(const Runs &runs, std::string_view metricId)
{
    Metric metric;
    metric.id = metricId;
    for (const auto *run : runs)
        if (const Metric *found = run->metric(metricId))
            return *found;
    metric.absentReason = runs.empty() ? "no complete run" : "not recorded";
    return metric;
}

enum class Spread { WithInterval, ValueOnly };

Metric overRuns(const Runs &runs, std::string_view metricId, Spread spread = Spread::WithInterval)
{
    std::vector<measure::RunFigure> figures;
    std::vector<Evidence> marks;
    Metric headline;
    for (const auto *run : runs) {
        const Metric *metric = run->metric(metricId);
        if (metric == nullptr || !metric->value)
            continue;
        headline = *metric;
        marks.push_back(metric->evidence);
        measure::RunFigure figure{*metric->value, std::nullopt};
        if (metric->low && metric->high)
            figure.interval = measure::Interval{*metric->low, *metric->high};
        figures.push_back(figure);
    }
    if (figures.empty())
        return absentMetric(runs, metricId);
    headline.evidence = *weakest(marks);
    if (spread == Spread::ValueOnly) {
        double sum = 0;
        for (const auto &figure : figures)
            sum += figure.value;
        headline.value = sum / static_cast<double>(figures.size());
        headline.low = headline.high = std::nullopt;
        return headline;
    }
    const bool measured = headline.evidence == Evidence::Measured;
    if (!measured && !headline.low)
        return headline; // the same in every run, and nothing in doubt
    if (const auto estimate = measured ? measure::acrossRuns(figures, kSeed) : measure::acrossSharedDoubt(figures)) {
        headline.value = estimate->value;
        headline.low = estimate->interval.low;
        headline.high = estimate->interval.high;
    }
    return headline;
}

bool speaksOf(const Runs &runs, std::string_view metricId)
{
    for (const auto *run : runs)
        if (run->metric(metricId) != nullptr)
            return true;
    return false;
}

} // namespace

Metric headline(const study::ResultRecord &result, std::string_view metricId)
{
    return overRuns(usedRuns(result), metricId);
}

Metric headlineValue(const study::ResultRecord &result, std::string_view metricId)
{
    return overRuns(usedRuns(result), metricId, Spread::ValueOnly);
}

std::vector<Metric> headlines(const study::ResultRecord &result)
{
    const Runs runs = usedRuns(result);
    std::vector<Metric> all;
    for (const auto &info : metricInfos())
        if (speaksOf(runs, info.id))
            all.push_back(overRuns(runs, info.id));
    return all;
}

std::string_view defaultMetric(measure::ScenarioKind scenario)
{
    switch (scenario) {
    case measure::ScenarioKind::SingleStream:
    case measure::ScenarioKind::MultiStream:
        return "latency.p50";
    case measure::ScenarioKind::Server:
        return "latency.p99";
    case measure::ScenarioKind::Offline:
        return "throughput.queries";
    case measure::ScenarioKind::SloSearch:
        return "slo.rate";
    }
    return "latency.p50";
}

} // namespace assay::model
