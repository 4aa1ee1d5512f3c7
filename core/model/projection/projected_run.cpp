#include "core/model/projection/projected_run.hpp"

#include <array>

#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/base/units.hpp"
#include "core/model/projection/query_work.hpp"

namespace assay::model {
namespace {

Json fact(const std::string &name, double value, double low, double high, const char *unit, Evidence evidence,
          const std::string &how)
{
    return {{"name", name}, {"value", value}, {"low", low},
            {"high", high}, {"unit", unit},   {"evidence", toText(evidence)},
            {"how", how}};
}

Json textFact(const std::string &name, const std::string &value, Evidence evidence, const std::string &how)
{
    return {{"name", name}, {"value", value}, {"unit", ""}, {"evidence", toText(evidence)}, {"how", how}};
}

void addSteps(ProjectedTime &time, const std::vector<Step> &steps)
{
    for (const Step &step : steps)
        time.facts.push_back(
            fact(step.name, step.seconds.typical, step.seconds.low, step.seconds.high.value_or(step.seconds.typical),
                 "s", step.evidence,
                 step.quality.empty() ? step.source : fmt::format("{} (quality {})", step.source, step.quality)));
}

void addNotes(ProjectedTime &time, const std::vector<std::string> &notes)
{
    for (const std::string &note : notes)
        time.facts.push_back(textFact("note", note, Evidence::Modelled, ""));
}

void addForecast(ProjectedTime &time, const Forecast &forecast)
{
    time.facts.push_back(
        fact("efficiency", forecast.efficiency, forecast.efficiency, forecast.efficiency, "1", Evidence::Modelled,
             fmt::format("of the roof, in the median; {}: {} results of {} devices and {} workloads",
                         toText(forecast.level), forecast.rows, forecast.devices, forecast.workloads)));
    if (forecast.perQuerySeconds > 0)
        time.facts.push_back(fact("of each query", forecast.perQuerySeconds, forecast.perQuerySeconds,
                                  forecast.perQuerySeconds, "s", Evidence::Modelled,
                                  "however small it is: the host, launches, fills; fitted on the same results"));
}

void addLedger(ProjectedTime &time, const LedgerJudgement &ledger)
{
    time.facts.push_back(
        fact("found over predicted", ledger.medianRatio, std::min(ledger.medianRatio, ledger.worstRatio),
             std::max(ledger.medianRatio, ledger.worstRatio), "1", Evidence::Modelled,
             fmt::format("model-error ledger, {}: {} of {} earlier predictions held, median (and worst); the interval "
                         "is wider by {:.3g} in logarithms for it",
                         ledger.scope, ledger.inside, ledger.rows, ledger.widening)));
}

std::string bounded(const Projection &projection)
{
    if (!projection.leastSeconds)
        return projection.absentReason + ", and not even a bound is known";
    return fmt::format("{}; at least {} by the {}, which is a bound and no prediction", projection.absentReason,
                       formatQuantity(*projection.leastSeconds, "s"), projection.boundBy);
}

/// A number with its interval; without a time absent with the reason.
class MetricMaker {
public:
    MetricMaker(const ProjectedTime &time, Boundary boundary) : m_time(time), m_boundary(boundary) {}

    [[nodiscard]] Metric seconds(const char *id) const
    {
        Metric metric = absent(id, m_time.seconds ? "" : m_time.absentReason);
        if (m_time.seconds) {
            metric.value = *m_time.seconds;
            metric.low = m_time.wide->low;
            metric.high = m_time.wide->high;
        }
        return metric;
    }
    [[nodiscard]] Metric rate(const char *id, double perQuery) const
    {
        Metric metric = seconds(id);
        if (m_time.seconds) {
            metric.value = perQuery / *m_time.seconds;
            metric.low = perQuery / m_time.wide->high;
            metric.high = perQuery / m_time.wide->low;
        }
        return metric;
    }
    [[nodiscard]] Metric exact(const char *id, double value) const
    {
        Metric metric = absent(id, "");
        metric.value = value;
        return metric;
    }
    [[nodiscard]] Metric absent(const char *id, const std::string &reason) const
    {
        Metric metric;
        metric.id = id;
        metric.evidence = Evidence::Modelled;
        metric.boundary = m_boundary;
        metric.absentReason = reason;
        return metric;
    }

private:
    const ProjectedTime &m_time;
    Boundary m_boundary;
};

void addLatency(std::vector<Metric> &metrics, const MetricMaker &make, LoadKind kind)
{
    if (kind == LoadKind::Throughput) {
        metrics.push_back(make.absent("latency.mean", "a projection of throughput: project single-stream, too"));
        metrics.push_back(make.absent("latency.p50", "a projection of throughput: project single-stream, too"));
    } else {
        metrics.push_back(make.seconds("latency.mean"));
        metrics.push_back(make.seconds("latency.p50"));
    }
    for (const char *id : {"latency.p90", "latency.p95", "latency.p99", "latency.p99.9"})
        metrics.push_back(make.absent(id, "a projection says nothing of the tail"));
}

void addMissing(std::vector<Metric> &metrics, const MetricMaker &make)
{
    for (const char *id : {"energy.gross_per_query", "energy.net_per_query", "power.mean", "power.idle"})
        metrics.push_back(make.absent(id, "projected: no meter; what-if takes the catalogue's power"));
    for (const char *id : {"cpu.seconds_per_query", "cpu.cores_used", "memory.peak_rss"})
        metrics.push_back(make.absent(id, "projected: nothing ran"));
}

} // namespace

ProjectedTime projectedTime(const Projection &projection)
{
    ProjectedTime time;
    time.predictor = kRoofline;
    time.seconds = projection.medianSeconds;
    time.wide = projection.wide;
    time.ledger = projection.seconds;
    time.absentReason = projection.medianSeconds ? "" : bounded(projection);
    time.reason =
        projection.medianSeconds
            ? fmt::format("a roofline with the efficiency that others reached; the {} decides", projection.boundBy)
            : "no prediction: " + time.absentReason;
    if (!projection.quarantined.empty()) {
        time.absentReason = "quarantined: " + projection.quarantined.front();
        time.seconds.reset();
    }
    addSteps(time, projection.steps);
    if (projection.forecast)
        addForecast(time, *projection.forecast);
    if (projection.ledger)
        addLedger(time, *projection.ledger);
    addNotes(time, projection.notes);
    return time;
}

ProjectedTime projectedTime(const FpgaProjection &projection, LoadKind kind)
{
    ProjectedTime time;
    time.predictor = kFpgaReplicas;
    time.absentReason = projection.absentReason;
    const bool single = kind == LoadKind::OneAtATime;
    if (single && projection.latencySeconds) {
        time.seconds = projection.latencySeconds->typical;
        time.wide = measure::Interval{projection.latencySeconds->low, *projection.latencySeconds->high};
    } else if (!single && projection.queriesPerSecond) {
        const Span &rate = *projection.queriesPerSecond;
        time.seconds = 1 / rate.typical;
        time.wide = measure::Interval{1 / *rate.high, 1 / rate.low};
    }
    time.ledger = time.wide;
    time.reason = time.seconds ? "the emulated design put on this device: cycles as emulated, clock and number of "
                                 "replicas as its cells allow"
                               : "no projection: " + projection.absentReason;
    if (projection.replicas)
        time.facts.push_back(fact("replicas", *projection.replicas, *projection.replicas, *projection.replicas, "1",
                                  Evidence::Modelled,
                                  fmt::format("limited by {}, of whose usable part they take {:.3g} %",
                                              projection.limitedBy, projection.utilisation * 100)));
    if (projection.clockHertz)
        time.facts.push_back(fact("clock", projection.clockHertz->typical, projection.clockHertz->low,
                                  *projection.clockHertz->high, "Hz", Evidence::Modelled,
                                  "of the emulated design, less what a fuller device loses"));
    addSteps(time, projection.steps);
    addNotes(time, projection.notes);
    return time;
}

Result<measure::Observation> projectedRun(const ProjectedTime &time, const catalog::Workload &workload,
                                          const ParameterSet &parameters, LoadKind kind, const Json &target)
{
    const auto items = workload.item.perQuery.evaluate(parameters);
    const auto work = queryWork(workload, parameters, kind, target);
    if (!items || !work)
        return failure(items ? work.error() : items.error().within("projection of " + workload.id));
    const Boundary boundary = projectedBoundary(target);
    const MetricMaker make(time, boundary);
    measure::Observation run;
    run.converged = true;
    addLatency(run.metrics, make, kind);
    run.metrics.push_back(make.rate("throughput.queries", 1));
    run.metrics.push_back(make.rate("throughput.items", *items));
    run.metrics.push_back(make.rate("throughput.ops", *work->operations));
    run.metrics.push_back(make.rate("throughput.bytes", *work->memoryBytes));
    if (work->linkBytes)
        run.metrics.push_back(make.exact("link.bytes_per_query", *work->linkBytes));
    addMissing(run.metrics, make);
    run.details = {{"device", {{"id", textAt(target, "id")}, {"name", textAt(target, "name")}}},
                   {"provenance",
                    {{"evidence", toText(Evidence::Modelled)},
                     {"boundary", toText(boundary)},
                     {"reason", time.reason},
                     {"facts", time.facts}}},
                   {"projection", {{"predictor", time.predictor}}}};
    if (time.seconds)
        run.details["projection"].update(
            {{"seconds", *time.seconds}, {"low", time.ledger->low}, {"high", time.ledger->high}});
    return run;
}

} // namespace assay::model
