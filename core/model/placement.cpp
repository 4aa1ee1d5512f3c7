#include "core/model/placement.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "core/base/units.hpp"
#include "core/model/headline.hpp"
#include "core/model/standing.hpp"

namespace assay::model {
namespace {

using study::ResultRecord;

constexpr double kOpen = std::numeric_limits<double>::infinity();
constexpr std::array<std::string_view, 3> kPlaces = {"memory", "wire", "storage"};
constexpr std::array<std::string_view, 2> kNics = {"interrupt", "poll"};

template <class Enum, std::size_t N>
std::optional<Enum> fromText(const std::array<std::string_view, N> &names, std::string_view text)
{
    const auto *found = std::find(names.begin(), names.end(), text);
    return found == names.end() ? std::nullopt : std::optional(static_cast<Enum>(found - names.begin()));
}

Span spanOf(const Json &figure, double unit)
{
    Span span;
    const auto at = [&](const char *key) { return figure.value(key, 0.0) * unit; };
    if (figure.contains("value"))
        return {at("value"), at("value"), at("value")};
    span.low = at("low");
    span.typical = figure.contains("typical") ? at("typical") : span.low;
    span.high = figure.contains("high") ? std::optional(at("high")) : std::nullopt;
    return span;
}

std::optional<Segment::Figure> figureOf(const Json &segment, const char *key, double unit)
{
    const auto found = segment.find(key);
    if (found == segment.end())
        return std::nullopt;
    return Segment::Figure{spanOf(*found, unit), found->value("source", ""), found->value("quality", ""),
                           found->value("derived", "")};
}

/// The runs' mean. The range of an emulated or modelled number is the same doubt in every run, so it does not shrink
/// with their number as the interval of a measured one does.
Span ownSpan(const ResultRecord &result, const Metric &metric)
{
    if (metric.evidence == Evidence::Measured)
        return {metric.low.value_or(*metric.value), *metric.value, metric.high.value_or(*metric.value)};
    Span span{0, *metric.value, 0.0};
    double runs = 0, low = 0, high = 0;
    for (const auto *run : usedRuns(result))
        if (const Metric *of = run->metric(metric.id); of != nullptr && of->value) {
            low += of->low.value_or(*of->value);
            high += of->high.value_or(*of->value);
            runs += 1;
        }
    span.low = std::min(low / runs, span.typical);
    span.high = std::max(high / runs, span.typical);
    return span;
}

/// Smallest and largest value of a monotone function over all corners of its unknowns, and the typical one.
Span over(const std::vector<Unknown> &unknowns, const std::function<double(const std::vector<double> &)> &at)
{
    std::vector<double> values;
    for (const auto &unknown : unknowns)
        values.push_back(unknown.span.typical);
    const double typical = at(values);
    double low = kOpen, high = -kOpen;
    for (std::size_t corner = 0; corner < std::size_t{1} << unknowns.size(); ++corner) {
        for (std::size_t i = 0; i < unknowns.size(); ++i)
            values[i] = (corner >> i & 1U) != 0 ? unknowns[i].span.high.value_or(kOpen) : unknowns[i].span.low;
        const double seconds = at(values);
        low = std::min(low, seconds);
        high = std::max(high, seconds);
    }
    return {low, typical, std::isfinite(high) ? std::optional(high) : std::nullopt};
}

/// Builds one PlacedTime: what the result has, then what lies around it.
class Placement {
public:
    Placement(const ResultRecord &result, const std::vector<Segment> &segments, Metric latency)
        : m_result(result), m_segments(segments), m_latency(std::move(latency))
    {
        m_time.evidence = m_latency.evidence;
    }

    Result<PlacedTime> asItIs()
    {
        addOwn("the query, as it was run", m_latency);
        return sum();
    }

    Result<PlacedTime> behind(const std::vector<const char *> &segmentIds)
    {
        addOwn("the query, as it was run", m_latency);
        return sumWith(segmentIds);
    }

    /// Items of a stream may be computed while later ones arrive: then only the last one's share comes after the end.
    Result<PlacedTime> hostOnTheWire(const std::vector<const char *> &segmentIds)
    {
        const auto items = headlineValue(m_result, "throughput.items").value;
        const auto queries = headlineValue(m_result, "throughput.queries").value;
        const bool streaming = headlineValue(m_result, "latency.item").value.has_value();
        if (!streaming || !items || !queries || *items < 1.5 * *queries)
            return behind(segmentIds);
        Span span = ownSpan(m_result, m_latency);
        span.low *= *queries / *items;
        addOwn("the query, as it was run", span);
        m_time.note = "items may be computed while later ones arrive: at least the last one's share, at most the whole";
        return sumWith(segmentIds);
    }

    Result<PlacedTime> coreOnTheWire()
    {
        const auto port = figure("ethernet-port", &Segment::bandwidth);
        if (!port)
            return failure(port.error());
        const Span latency = ownSpan(m_result, m_latency);
        const Metric after = headline(m_result, "answer.after-input");
        if (!after.value) {
            m_time.steps.push_back(ownStep("the core, at most its whole latency", {0, latency.typical, latency.high}));
            m_time.unknowns.push_back({own(), ownName(), m_time.steps[0].seconds});
            m_time.note = "when the core answers after its last input is not recorded; its whole latency is the most";
        } else if (const Status added = addAnswerOf(after, latency, (*port)->span); !added) {
            return failure(added.error());
        }
        return sumWith({"ethernet-port"});
    }

    Result<PlacedTime> hostAtStorage()
    {
        const auto bytes = bytesOf("input.bytes_per_query");
        const auto bandwidth = figure("nvme-read", &Segment::bandwidth);
        if (!bytes || !bandwidth)
            return failure(!bytes ? bytes.error() : bandwidth.error());
        if (const Status added = addLatency("nvme-read"); !added)
            return failure(added.error());
        addTransfer("nvme-read", **bandwidth, fmt::format("{} from the drive into memory", formatQuantity(*bytes, "B")),
                    *bytes);
        addOwn("the query, as it was run", m_latency);
        m_time.unknowns.push_back({"overlap of " + own(), "how far reading and computing overlap", {0, 1, 1.0}});
        m_time.note = "reading and computing may overlap: together at least the longer of both, at most their sum";
        return finish([question = *bytes](const std::vector<double> &v) {
            const double read = question / v[1];
            return v[0] + std::max(read, v[2]) + v[3] * std::min(read, v[2]);
        });
    }

    Result<PlacedTime> coreInTheDrive()
    {
        const auto question = bytesOf("input.bytes_per_query"), answer = bytesOf("output.bytes_per_query");
        const auto outside = figure("nvme-read", &Segment::bandwidth);
        const auto inside = figure("flash-inside", &Segment::insideFactor);
        if (!question || !answer)
            return failure(!question ? question.error() : answer.error());
        if (!outside || !inside)
            return failure(!outside ? outside.error() : inside.error());
        if (const Status added = addLatency("nvme-read"); !added)
            return failure(added.error());
        m_time.unknowns.push_back({"nvme-read.bandwidth", "bandwidth of the drive", (*outside)->span});
        m_time.unknowns.push_back({"flash-inside", "bandwidth of the flash inside the drive", (*inside)->span});
        const Span out = (*outside)->span, factor = (*inside)->span;
        m_time.steps.push_back({fmt::format("{} from the flash inside the drive", formatQuantity(*question, "B")),
                                {*question / (*out.high * *factor.high), *question / (out.typical * factor.typical),
                                 *question / (out.low * factor.low)},
                                Evidence::Modelled,
                                "flash-inside",
                                (*inside)->source,
                                (*inside)->quality});
        addOwn("the core, as it was run", m_latency);
        m_time.steps.push_back({fmt::format("{} of answer into memory", formatQuantity(*answer, "B")),
                                {*answer / *out.high, *answer / out.typical, *answer / out.low},
                                Evidence::Modelled,
                                "nvme-read",
                                (*outside)->source,
                                (*outside)->quality});
        m_time.note = "the core computes while the flash delivers: together the longer of both";
        return finish([question = *question, answer = *answer](const std::vector<double> &v) {
            return v[0] + std::max(question / (v[1] * v[2]), v[3]) + answer / v[1];
        });
    }

private:
    using FigureOf = std::optional<Segment::Figure> Segment::*;

    [[nodiscard]] std::string own() const { return fmt::format("#{}", m_result.number); }

    [[nodiscard]] std::string ownName() const { return own() + " itself"; }

    [[nodiscard]] Step ownStep(std::string name, Span seconds) const
    {
        return {std::move(name), seconds, m_latency.evidence, "", "", ""};
    }

    void addOwn(std::string name, const Metric &metric) { addOwn(std::move(name), ownSpan(m_result, metric)); }

    void addOwn(std::string name, const Span &span)
    {
        m_time.steps.push_back(ownStep(std::move(name), span));
        m_time.unknowns.push_back({own(), ownName(), span});
    }

    [[nodiscard]] const Segment *segment(std::string_view id) const
    {
        const auto found =
            std::find_if(m_segments.begin(), m_segments.end(), [&](const auto &s) { return s.id == id; });
        return found == m_segments.end() ? nullptr : &*found;
    }

    [[nodiscard]] Result<const Segment::Figure *> figure(const char *id, FigureOf which) const
    {
        const Segment *found = segment(id);
        if (found == nullptr || !(found->*which))
            return failure(ErrorCode::NotFound,
                           fmt::format("the hardware catalogue has no segment '{}' with this figure. It comes with "
                                       "Assay in share/assay/hardware/segments.toml",
                                       id));
        const Span &span = (found->*which)->span;
        if (which != &Segment::latency && (span.low <= 0 || !span.high))
            return failure(ErrorCode::InvalidInput,
                           fmt::format("segment '{}' of the hardware catalogue: its bandwidth needs a low above 0 and "
                                       "a high",
                                       id));
        return &*(found->*which);
    }

    Status addLatency(const char *id)
    {
        const auto latency = figure(id, &Segment::latency);
        if (!latency)
            return failure(latency.error());
        const std::string &name = segment(id)->name;
        m_time.steps.push_back(
            {name, (*latency)->span, Evidence::Modelled, id, (*latency)->source, (*latency)->quality});
        m_time.unknowns.push_back({std::string(id) + ".latency", name, (*latency)->span});
        return {};
    }

    void addTransfer(const std::string &id, const Segment::Figure &bandwidth, std::string name, double bytes)
    {
        const Span &rate = bandwidth.span;
        m_time.steps.push_back({std::move(name),
                                {bytes / *rate.high, bytes / rate.typical, bytes / rate.low},
                                Evidence::Modelled,
                                id,
                                bandwidth.source,
                                bandwidth.quality});
        m_time.unknowns.push_back({id + ".bandwidth", "bandwidth of the drive", rate});
    }

    /// From the last beat in to the last beat out; what the core takes longer than the wire to bring the question, it
    /// lags behind.
    Status addAnswerOf(const Metric &after, const Span &latency, const Span &wire)
    {
        const auto bytes = bytesOf("input.bytes_per_query");
        if (!bytes)
            return failure(bytes.error());
        const Span answer = ownSpan(m_result, after);
        const double arrival = *bytes / wire.typical;
        const auto lag = [&](double whole, double last) {
            const double behind = whole - last - arrival;
            return behind > 1e-9 * arrival ? behind : 0.0; // less is rounding
        };
        const Span behind{lag(latency.low, answer.low), lag(latency.typical, answer.typical),
                          lag(*latency.high, *answer.high)};
        m_time.steps.push_back(ownStep("the core, after its last input", answer));
        m_time.unknowns.push_back({own(), ownName(), answer});
        if (*behind.high > 0) {
            m_time.steps.push_back(ownStep("the core lags behind the wire", behind));
            m_time.unknowns.push_back({own() + " lag", "how far the core lags behind the wire", behind});
        }
        return {};
    }

    [[nodiscard]] Result<double> bytesOf(const char *id) const
    {
        const Metric metric = headlineValue(m_result, id);
        if (!metric.value || *metric.value <= 0)
            return failure(ErrorCode::Unsupported,
                           fmt::format("result {} does not say how many bytes a query has ({}: {}): it was stored by "
                                       "an older Assay. Run it again with --again",
                                       m_result.number, id, metric.absentReason));
        return *metric.value;
    }

    Result<PlacedTime> sumWith(const std::vector<const char *> &segmentIds)
    {
        for (const char *id : segmentIds)
            if (const Status added = addLatency(id); !added)
                return failure(added.error());
        return sum();
    }

    Result<PlacedTime> sum()
    {
        return finish([](const std::vector<double> &values) {
            double seconds = 0;
            for (const double value : values)
                seconds += value;
            return seconds;
        });
    }

    Result<PlacedTime> finish(std::function<double(const std::vector<double> &)> at)
    {
        m_time.at = std::move(at);
        m_time.seconds = over(m_time.unknowns, m_time.at);
        if (m_time.added())
            m_time.evidence = Evidence::Modelled;
        return std::move(m_time);
    }

    const ResultRecord &m_result;
    const std::vector<Segment> &m_segments;
    Metric m_latency;
    PlacedTime m_time;
};

} // namespace

std::string toText(Place place)
{
    return std::string(kPlaces[static_cast<std::size_t>(place)]);
}

std::optional<Place> placeFromText(std::string_view text)
{
    return fromText<Place>(kPlaces, text);
}

std::string toText(Nic nic)
{
    return std::string(kNics[static_cast<std::size_t>(nic)]);
}

std::optional<Nic> nicFromText(std::string_view text)
{
    return fromText<Nic>(kNics, text);
}

std::vector<Segment> readSegments(const std::vector<Json> &catalogue)
{
    std::vector<Segment> segments;
    for (const Json &json : catalogue)
        segments.push_back({json.value("id", ""), json.value("name", ""), figureOf(json, "latency_us", 1e-6),
                            figureOf(json, "bandwidth_gbs", 1e9), figureOf(json, "inside_factor", 1)});
    return segments;
}

bool PlacedTime::added() const
{
    return std::any_of(steps.begin(), steps.end(), [](const Step &step) { return !step.segment.empty(); });
}

Result<PlacedTime> placedTime(const ResultRecord &result, Place place, Nic nic, const std::vector<Segment> &segments)
{
    Metric latency = headline(result, "latency.p50");
    if (!latency.value)
        return failure(ErrorCode::Unsupported,
                       fmt::format("result {} has no median latency ({}), which a comparison by place needs",
                                   result.number, latency.absentReason));
    const Boundary boundary = latency.boundary;
    const bool alone = boundary == Boundary::WireToWire || boundary == Boundary::Card;
    Placement placement(result, segments, std::move(latency));
    if (place == Place::Storage)
        return alone ? placement.coreInTheDrive() : placement.hostAtStorage();
    if (place == Place::Memory)
        return alone ? placement.behind({"device-link"}) : placement.asItIs();
    if (boundary == Boundary::WireToWire)
        return placement.coreOnTheWire();
    std::vector<const char *> between = {nic == Nic::Interrupt ? "host-nic-interrupt" : "host-nic-poll"};
    if (boundary == Boundary::Card)
        between.push_back("device-link");
    return placement.hostOnTheWire(between);
}

} // namespace assay::model
