#include "core/measure/summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace assay::measure {
namespace {

class Summary {
public:
    Summary(const SummaryInput &input, Observation &observation)
        : m_in(input), m_plan(*input.plan), m_set(*input.set), m_out(observation),
          m_queries(static_cast<double>(input.totals.completed) * input.batch + static_cast<double>(input.totals.extra))
    {
    }

    void run()
    {
        latencyMetrics();
        throughputMetrics();
        rateMetrics();
        waitMetrics();
        burstMetrics();
        phaseMetrics();
        costMetrics();
        energyMetrics();
        columns();
        histograms();
    }

private:
    void put(std::string id, std::optional<double> value, std::optional<Interval> interval = std::nullopt,
             std::string absent = {})
    {
        Metric metric;
        metric.id = std::move(id);
        metric.value = value;
        if (value && interval) {
            metric.low = interval->low;
            metric.high = interval->high;
        }
        metric.evidence = m_plan.evidence;
        metric.boundary = m_plan.boundary;
        metric.absentReason = value ? std::string() : std::move(absent);
        m_out.set(std::move(metric));
    }

    static std::optional<Interval> scaled(const std::optional<Interval> &interval, double factor)
    {
        if (!interval)
            return std::nullopt;
        return Interval{std::min(interval->low * factor, interval->high * factor),
                        std::max(interval->low * factor, interval->high * factor)};
    }

    void latencyMetrics()
    {
        const auto &values = m_set.sorted();
        const double scale = m_set.latency().scale;
        const auto few = [&](const char *id) { put(id, std::nullopt, std::nullopt, "too few samples"); };
        if (values.empty()) {
            for (const char *id : {"latency.min", "latency.mean", "latency.p50", "latency.max"})
                few(id);
        } else {
            put("latency.min", values.front() * scale);
            put("latency.mean", meanSeconds(), scaled(blockBootstrapMean(m_set.latency().values, m_plan.seed), scale));
            put("latency.max", values.back() * scale);
        }
        constexpr std::array<std::pair<const char *, double>, 5> kPercentiles = {{{"latency.p50", 0.5},
                                                                                  {"latency.p90", 0.9},
                                                                                  {"latency.p95", 0.95},
                                                                                  {"latency.p99", 0.99},
                                                                                  {"latency.p99.9", 0.999}}};
        for (const auto &[id, fraction] : kPercentiles) {
            if (!values.empty() && enoughFor(values.size(), fraction))
                put(id, m_set.percentile(fraction), scaled(percentileInterval(m_set.series(), fraction), scale));
            else
                few(id);
        }
        if (m_plan.streaming)
            itemLatency();
    }

    /// An item waits for its block to fill and to be answered: in the mean half of the filling plus the block.
    void itemLatency()
    {
        const double rate = m_in.openLoop ? m_in.rate : throughput().value_or(0);
        if (m_set.sorted().empty() || rate <= 0 || m_plan.itemsPerQuery <= 0) {
            put("latency.item", std::nullopt, std::nullopt, "too few samples");
            return;
        }
        const double fill = (m_plan.itemsPerQuery - 1) / (2 * m_plan.itemsPerQuery * rate);
        put("latency.item", meanSeconds() + fill);
    }

    [[nodiscard]] double meanSeconds() const
    {
        const auto &values = m_set.sorted();
        const double sum = std::accumulate(values.begin(), values.end(), 0.0);
        return sum / static_cast<double>(values.size()) * m_set.latency().scale;
    }

    [[nodiscard]] std::optional<double> throughput() const
    {
        if (m_in.totals.elapsedSeconds <= 0 || m_queries <= 0)
            return std::nullopt;
        return m_queries / m_in.totals.elapsedSeconds;
    }

    /// From the answers in twenty stretches of equal length: neighbours in a stretch may be correlated.
    [[nodiscard]] std::optional<Interval> throughputInterval() const
    {
        constexpr std::size_t kWindows = 20;
        const auto samples = m_set.samples();
        if (samples.size() < 10 * kWindows || m_set.reservoir() || !throughput())
            return std::nullopt;
        std::vector<double> counts(kWindows);
        const double window = m_in.totals.elapsedSeconds * 1e9 / kWindows;
        for (const Sample &sample : samples) {
            const auto place = static_cast<std::size_t>(std::max(0.0, static_cast<double>(sample.done()) / window));
            counts[std::min(place, kWindows - 1)] += 1;
        }
        const auto estimate = meanEstimate(counts);
        if (!estimate || estimate->value <= 0)
            return std::nullopt;
        const double factor = *throughput() / estimate->value;
        return Interval{std::max(0.0, estimate->interval.low * factor), estimate->interval.high * factor};
    }

    void throughputMetrics()
    {
        const auto rate = throughput();
        const auto interval = throughputInterval();
        const auto times = [&](const char *id, double factor, const char *absent) {
            if (rate && factor > 0)
                put(id, *rate * factor, scaled(interval, factor));
            else
                put(id, std::nullopt, std::nullopt, rate ? absent : "too few samples");
        };
        times("throughput.queries", 1, "");
        times("throughput.items", m_plan.itemsPerQuery, "not supported");
        times("throughput.ops", m_plan.operationsPerQuery, "the workload states no operation count");
        times("throughput.bytes", m_plan.bytesPerQuery, "the workload states no byte count");
        if (m_plan.scenario.sloSeconds <= 0 || !rate)
            return;
        const auto limit = m_plan.scenario.sloSeconds / m_set.latency().scale;
        const auto &sorted = m_set.sorted();
        const auto within =
            std::upper_bound(sorted.begin(), sorted.end(), limit, [](double l, std::uint32_t v) { return l < v; }) -
            sorted.begin();
        put("goodput.queries", *rate * static_cast<double>(within) / static_cast<double>(sorted.size()));
    }

    void rateMetrics()
    {
        const LoadTotals &totals = m_in.totals;
        if (!m_in.openLoop) {
            put("rate.scheduled", std::nullopt, std::nullopt, "closed loop: no schedule");
            put("rate.offered", std::nullopt, std::nullopt, "closed loop: no schedule");
        } else {
            put("rate.scheduled", m_in.rate);
            put("rate.offered", totals.offeredRate());
        }
        const double issued = static_cast<double>(totals.offered - totals.abandoned) * m_in.batch;
        const double over = m_in.openLoop ? totals.issueSeconds : totals.elapsedSeconds;
        put("rate.issued", over > 0 ? std::optional(issued / over) : std::nullopt, std::nullopt, "too few samples");
        put("rate.completed", throughput(), std::nullopt, "too few samples");
    }

    template <class Value> std::vector<std::uint64_t> collect(Value value) const
    {
        std::vector<std::uint64_t> values;
        values.reserve(m_set.samples().size());
        for (const Sample &sample : m_set.samples())
            values.push_back(value(sample));
        return values;
    }

    void percentilesOf(const Column &column, const std::string &id50, const std::string &id99)
    {
        auto sorted = column.values;
        sortValues(sorted);
        for (const auto &[id, fraction] : {std::pair{id50, 0.5}, {id99, 0.99}}) {
            if (!sorted.empty() && enoughFor(sorted.size(), fraction))
                put(id, sorted[nearestRank(sorted.size(), fraction)] * column.scale);
            else
                put(id, std::nullopt, std::nullopt, "too few samples");
        }
    }

    void waitMetrics()
    {
        if (!m_in.openLoop && m_in.burst == 0) {
            for (const char *id : {"queue.wait.p50", "queue.wait.p99", "issue_delay.p50", "issue_delay.p99"})
                put(id, std::nullopt, std::nullopt, "closed loop: queries never wait");
            return;
        }
        const auto wait = collect([](const Sample &s) { return static_cast<std::uint64_t>(s.issue - s.scheduled); });
        m_out.columns.push_back(makeColumn("queue_wait", wait));
        percentilesOf(m_out.columns.back(), "queue.wait.p50", "queue.wait.p99");
        addHistogram("queue_wait", wait);
        if (m_in.virtualTime) {
            put("issue_delay.p50", std::nullopt, std::nullopt, "emulated: virtual time has no delay of its own");
            put("issue_delay.p99", std::nullopt, std::nullopt, "emulated: virtual time has no delay of its own");
            return;
        }
        const auto delay = collect([](const Sample &s) { return std::uint64_t{s.harnessDelay}; });
        m_out.columns.push_back(makeColumn("issue_delay", delay));
        percentilesOf(m_out.columns.back(), "issue_delay.p50", "issue_delay.p99");
        addHistogram("issue_delay", delay);
    }

    /// Samples of one burst share their scheduled time and are neighbours.
    void burstMetrics()
    {
        if (m_in.burst == 0 || m_set.reservoir()) {
            const char *why = m_in.burst == 0 ? "no bursts in this scenario" : "not every query of a burst was kept";
            put("burst.p50", std::nullopt, std::nullopt, why);
            put("burst.p99", std::nullopt, std::nullopt, why);
            return;
        }
        std::vector<std::uint64_t> times;
        const auto samples = m_set.samples();
        for (std::size_t i = 0; i < samples.size(); ++i) {
            if (i == 0 || samples[i].scheduled != samples[i - 1].scheduled)
                times.push_back(0);
            times.back() = std::max(times.back(), samples[i].latency());
        }
        const Column column = makeColumn("burst", times);
        percentilesOf(column, "burst.p50", "burst.p99");
        addHistogram("burst", times);
    }

    void addHistogram(std::string name, const std::vector<std::uint64_t> &values)
    {
        Histogram histogram;
        for (const auto value : values)
            histogram.record(value);
        m_out.histograms.emplace_back(std::move(name), std::move(histogram));
    }

    void phaseMetrics()
    {
        const auto phases = m_in.phases.empty() ? m_set.phases() : m_in.phases;
        const char *reason = m_in.phasesSupported ? "too few samples" : "not supported";
        double explained = 0;
        for (std::size_t p = 0; p < kPhaseCount; ++p) {
            const std::string name = "phase." + toText(static_cast<Phase>(p));
            const bool exists = (m_in.phaseMask >> p & 1U) != 0;
            if (phases.empty() || !exists) {
                const char *why = exists ? reason : "no such phase on this target";
                put(name + ".p50", std::nullopt, std::nullopt, why);
                put(name + ".mean", std::nullopt, std::nullopt, why);
                continue;
            }
            std::vector<std::uint64_t> values;
            for (const auto &sample : phases)
                values.push_back(sample.phase[p]);
            const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
            explained += mean;
            auto column = makeColumn(name, values);
            auto sorted = column.values;
            sortValues(sorted);
            put(name + ".p50", sorted[nearestRank(sorted.size(), 0.5)] * column.scale);
            put(name + ".mean", mean * 1e-9);
            m_out.columns.push_back(std::move(column));
            addHistogram(name, values);
        }
        if (phases.empty()) {
            put("phase.unexplained.mean", std::nullopt, std::nullopt, reason);
            return;
        }
        double service = 0;
        for (const auto &sample : phases)
            service += static_cast<double>(sample.service);
        put("phase.unexplained.mean", (service / static_cast<double>(phases.size()) - explained) * 1e-9);
        m_out.details["phase_samples"] = phases.size();
    }

    void costMetrics()
    {
        put("link.bytes_per_query", m_plan.linkBytesPerQuery, std::nullopt, "in memory: nothing crosses a link");
        if (m_plan.inputBytesPerQuery > 0)
            put("input.bytes_per_query", m_plan.inputBytesPerQuery);
        if (m_plan.outputBytesPerQuery > 0)
            put("output.bytes_per_query", m_plan.outputBytesPerQuery);
        if (m_in.virtualTime) {
            for (const char *id : {"cpu.seconds_per_query", "cpu.cores_used", "memory.peak_rss"})
                put(id, std::nullopt, std::nullopt, "emulated: what the emulator takes says nothing about the device");
            return;
        }
        if (m_queries > 0) {
            put("cpu.seconds_per_query", m_in.cpuSeconds / m_queries);
            put("cpu.cores_used", m_in.cpuSeconds / m_in.totals.elapsedSeconds);
        } else {
            put("cpu.seconds_per_query", std::nullopt, std::nullopt, "too few samples");
            put("cpu.cores_used", std::nullopt, std::nullopt, "too few samples");
        }
        put("memory.peak_rss", static_cast<double>(m_in.peakRssBytes));
    }

    void energyMetrics()
    {
        const char *const ids[] = {"energy.gross_per_query", "energy.net_per_query", "power.mean", "power.idle"};
        const auto totals = m_in.energy->totals();
        if (!m_in.energy->present() || totals.failedReadings > 0 || totals.seconds <= 0 || m_queries <= 0) {
            for (const char *id : ids)
                put(id, std::nullopt, std::nullopt, m_in.energy->present() ? "failed" : m_in.energy->absentReason());
            return;
        }
        put("energy.gross_per_query", totals.joules / m_queries);
        put("power.mean", totals.joules / totals.seconds);
        if (totals.idleWatts) {
            put("energy.net_per_query", (totals.joules - *totals.idleWatts * totals.seconds) / m_queries);
            put("power.idle", *totals.idleWatts);
        } else {
            put("energy.net_per_query", std::nullopt, std::nullopt, "idle power was not measured");
            put("power.idle", std::nullopt, std::nullopt, "idle power was not measured");
        }
        m_out.details["energy"] = m_in.energy->toJson();
    }

    void columns()
    {
        m_out.columns.insert(m_out.columns.begin(), m_set.latency());
        std::int64_t previous = 0;
        auto scheduled = collect([&](const Sample &s) {
            const auto gap = std::max<std::int64_t>(s.scheduled - previous, 0);
            previous = std::max(previous, s.scheduled);
            return static_cast<std::uint64_t>(gap);
        });
        auto column = makeColumn("scheduled", scheduled);
        column.delta = true;
        m_out.columns.insert(m_out.columns.begin() + 1, std::move(column));
    }

    void histograms()
    {
        Histogram whole;
        const auto seconds = static_cast<std::size_t>(std::ceil(std::max(m_in.totals.elapsedSeconds, 1e-9)));
        for (std::size_t s = 0; s < std::min(seconds + 1, m_in.lanes->recorders[0].secondCount()); ++s) {
            Histogram second;
            for (const auto &recorder : m_in.lanes->recorders)
                recorder.mergeSecondInto(s, second);
            whole.merge(second);
            if (s < seconds || second.total() > 0)
                m_out.perSecond.push_back(std::move(second));
        }
        m_out.histograms.insert(m_out.histograms.begin(), {"latency", std::move(whole)});
    }

    const SummaryInput &m_in;
    const Plan &m_plan;
    const SampleSet &m_set;
    Observation &m_out;
    double m_queries;
};

} // namespace

void summarise(const SummaryInput &input, Observation &observation)
{
    Summary(input, observation).run();
    observation.queries = input.totals.completed * input.batch + input.totals.extra;
    observation.measuredSeconds = input.totals.elapsedSeconds;
    observation.reservoir = input.set->reservoir();
    // In the order of metricInfos(), the order of display.
    std::stable_sort(observation.metrics.begin(), observation.metrics.end(),
                     [](const Metric &a, const Metric &b) { return metricInfo(a.id) < metricInfo(b.id); });
}

} // namespace assay::measure
