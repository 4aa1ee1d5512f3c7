#include "core/measure/metric.hpp"

#include <algorithm>
#include <array>

namespace assay {
namespace {

constexpr std::array<std::string_view, 5> kEvidence = {"measured", "emulated", "published", "datasheet", "modelled"};
constexpr std::array<std::string_view, 4> kBoundary = {"in-memory", "host call", "card", "wire-to-wire"};

template <class Enum, std::size_t N>
std::optional<Enum> fromText(const std::array<std::string_view, N> &names, std::string_view text)
{
    const auto *found = std::find(names.begin(), names.end(), text);
    if (found == names.end())
        return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

constexpr auto kLower = Better::Lower;
constexpr auto kHigher = Better::Higher;
constexpr auto kNeither = Better::Neither;

constexpr auto kMetrics = std::to_array<MetricInfo>({
    {"latency.min", "s", "Shortest query, from its scheduled arrival to its answer", kLower},
    {"latency.mean", "s", "Mean query latency", kLower},
    {"latency.p50", "s", "Median query latency (nearest rank)", kLower},
    {"latency.p90", "s", "Latency that 90 % of the queries stay within", kLower},
    {"latency.p95", "s", "Latency that 95 % of the queries stay within", kLower},
    {"latency.p99", "s", "Latency that 99 % of the queries stay within", kLower},
    {"latency.p99.9", "s", "Latency that 99.9 % of the queries stay within", kLower},
    {"latency.max", "s", "Longest query", kLower},
    {"latency.item", "s", "Latency of one item, last input in to last output out; filling a micro-batch counts",
     kLower},
    {"throughput.queries", "query/s", "Queries answered per second", kHigher},
    {"throughput.items", "item/s", "Items answered per second (queries times items per query)", kHigher},
    {"throughput.ops", "op/s", "Operations per second, by the workload's own operation count", kHigher},
    {"throughput.bytes", "B/s", "Bytes per second, by the workload's minimal byte count", kHigher},
    {"goodput.queries", "query/s", "Queries per second answered within the latency objective", kHigher},
    {"slo.rate", "query/s", "Highest arrival rate that meets the latency objective", kHigher},
    {"rate.scheduled", "query/s", "Arrival rate that the schedule asked for", kNeither},
    {"rate.offered", "query/s", "Arrival rate that the realised schedule offered", kNeither},
    {"rate.issued", "query/s", "Rate at which queries were started", kNeither},
    {"rate.completed", "query/s", "Rate at which queries were answered", kNeither},
    {"queue.wait.p50", "s", "Median time between a query's scheduled arrival and its start", kLower},
    {"queue.wait.p99", "s", "99th percentile of the time between scheduled arrival and start", kLower},
    {"issue_delay.p50", "s", "Median delay caused by the load generator itself; not the device's fault", kLower},
    {"issue_delay.p99", "s", "99th percentile of the delay caused by the load generator itself", kLower},
    {"burst.p50", "s", "Median time from the start of a burst to the answer of its last query", kLower},
    {"burst.p99", "s", "99th percentile of the time from the start of a burst to the answer of its last query", kLower},
    {"phase.serialize.p50", "s", "Median time to bring the inputs into the device's format", kLower},
    {"phase.serialize.mean", "s", "Mean time to bring the inputs into the device's format", kLower},
    {"phase.upload.p50", "s", "Median time to bring the inputs to the device", kLower},
    {"phase.upload.mean", "s", "Mean time to bring the inputs to the device", kLower},
    {"phase.execute.p50", "s", "Median time to compute on the device", kLower},
    {"phase.execute.mean", "s", "Mean time to compute on the device", kLower},
    {"phase.download.p50", "s", "Median time to bring the outputs back", kLower},
    {"phase.download.mean", "s", "Mean time to bring the outputs back", kLower},
    {"phase.post-process.p50", "s", "Median time to turn the outputs into the answer", kLower},
    {"phase.post-process.mean", "s", "Mean time to turn the outputs into the answer", kLower},
    {"phase.unexplained.mean", "s", "Mean part of a query that no phase accounts for", kLower},
    {"cold.open", "s", "Time to load the backend and open the device, once", kLower},
    {"cold.build", "s", "Time to compile a kernel or load a bitstream or model, once", kLower},
    {"cold.first_query", "s", "Time of the very first query", kLower},
    {"cpu.seconds_per_query", "s", "Processor time of the host, all threads, spent per query", kLower},
    {"cpu.cores_used", "1", "Host cores kept busy while measuring, waiting by spinning included", kLower},
    {"link.bytes_per_query", "B", "Bytes that cross the link to the device and back per query", kLower},
    {"input.bytes_per_query", "B", "Bytes of the inputs that come with each query", kNeither},
    {"output.bytes_per_query", "B", "Bytes of a query's outputs", kNeither},
    {"answer.after-input", "s", "Time from the last input into an emulated core to its last output", kLower},
    {"design.lut", "1", "Look-up tables that the design takes", kLower},
    {"design.ff", "1", "Flip-flops that the design takes", kLower},
    {"design.bram", "1", "Block RAMs that the design takes, in the chip family's smallest block", kLower},
    {"design.dsp", "1", "DSP blocks that the design takes", kLower},
    {"design.fmax", "Hz", "Highest clock that the design can run at", kHigher},
    {"design.clock", "Hz", "Clock that the design runs at", kHigher},
    {"design.slack", "s", "Time left over in a clock by the longest path", kHigher},
    {"design.power", "W", "Power of the chip while it computes a query", kLower},
    {"output.max_error", "1", "Largest absolute deviation of an output from the reference", kLower},
    {"energy.gross_per_query", "J", "Energy of the metered parts per query, idle power included", kLower},
    {"energy.net_per_query", "J", "Energy per query above what the metered parts take when idle", kLower},
    {"power.mean", "W", "Mean power of the metered parts while measuring", kLower},
    {"power.idle", "W", "Power of the metered parts when idle, mean of before and after", kLower},
    {"memory.peak_rss", "B", "Largest resident memory of the runner, without the sample buffers", kLower},
});

} // namespace

std::string toText(Evidence evidence)
{
    return std::string(kEvidence[static_cast<std::size_t>(evidence)]);
}

std::optional<Evidence> evidenceFromText(std::string_view text)
{
    return fromText<Evidence>(kEvidence, text);
}

std::string toText(Boundary boundary)
{
    return std::string(kBoundary[static_cast<std::size_t>(boundary)]);
}

std::optional<Boundary> boundaryFromText(std::string_view text)
{
    return fromText<Boundary>(kBoundary, text);
}

Json Metric::toJson() const
{
    Json json = {{"id", id}, {"evidence", toText(evidence)}, {"boundary", toText(boundary)}};
    if (value)
        json["value"] = *value;
    if (low)
        json["low"] = *low;
    if (high)
        json["high"] = *high;
    if (!value)
        json["absent"] = absentReason;
    return json;
}

Metric Metric::fromJson(const Json &json)
{
    const auto number = [&](const char *key) -> std::optional<double> {
        const auto found = json.find(key);
        if (found == json.end() || !found->is_number())
            return std::nullopt;
        return found->get<double>();
    };
    Metric metric;
    metric.id = json.at("id").get<std::string>();
    metric.value = number("value");
    metric.low = number("low");
    metric.high = number("high");
    // An unknown mark is never read as a stronger one.
    metric.evidence = evidenceFromText(json.at("evidence").get<std::string>()).value_or(Evidence::Modelled);
    metric.boundary = boundaryFromText(json.at("boundary").get<std::string>()).value_or(Boundary::HostCall);
    metric.absentReason = json.value("absent", std::string());
    return metric;
}

std::span<const MetricInfo> metricInfos()
{
    return kMetrics;
}

const MetricInfo *metricInfo(std::string_view id)
{
    const auto *found = std::find_if(kMetrics.begin(), kMetrics.end(), [&](const MetricInfo &m) { return m.id == id; });
    return found == kMetrics.end() ? nullptr : found;
}

} // namespace assay
