#include "core/store/packed.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

namespace assay::store {
namespace {

static_assert(std::endian::native == std::endian::little, "samples and packed rows are written as they lie in memory");

// Raise these when the layout below or one of the enumerations changes: older caches are then ignored.
constexpr unsigned char kPointVersion = 2;
constexpr unsigned char kSummaryVersion = 1;
static_assert(static_cast<int>(Evidence::Modelled) == 4 && static_cast<int>(Boundary::WireToWire) == 3);
static_assert(static_cast<int>(measure::ScenarioKind::SloSearch) == 4 &&
              static_cast<int>(measure::Arrivals::Trace) == 2);

class Packer {
public:
    explicit Packer(unsigned char version) { m_bytes.push_back(static_cast<char>(version)); }
    void byte(int value) { m_bytes.push_back(static_cast<char>(value)); }
    void number(std::uint64_t value)
    {
        for (; value >= 0x80; value >>= 7U)
            byte(static_cast<int>(value & 0x7fU) | 0x80);
        byte(static_cast<int>(value));
    }
    void real(double value)
    {
        char raw[sizeof value];
        std::memcpy(raw, &value, sizeof value);
        m_bytes.append(raw, sizeof raw);
    }
    void text(const std::string &value)
    {
        number(value.size());
        m_bytes += value;
    }
    [[nodiscard]] std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

/// Reads past the end yield zeros and `ok()` turns false: checked once, at the end.
class Unpacker {
public:
    explicit Unpacker(std::span<const unsigned char> bytes) : m_next(bytes.data()), m_left(bytes.size()) {}
    [[nodiscard]] bool ok() const { return m_ok; }
    [[nodiscard]] bool finished() const { return m_ok && m_left == 0; }
    int byte()
    {
        const unsigned char *const at = take(1);
        return at ? *at : 0;
    }
    /// A byte below `count`: an enumerator.
    template <class Enumeration> Enumeration enumerator(int count)
    {
        const int value = byte();
        m_ok = m_ok && value < count;
        return static_cast<Enumeration>(m_ok ? value : 0);
    }
    std::uint64_t number()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto part = static_cast<std::uint64_t>(byte());
            value |= (part & 0x7fU) << shift;
            if (part < 0x80)
                return value;
        }
        m_ok = false;
        return 0;
    }
    double real()
    {
        double value = 0;
        if (const unsigned char *const at = take(sizeof value))
            std::memcpy(&value, at, sizeof value);
        return value;
    }
    void text(std::string &into)
    {
        const std::uint64_t size = number();
        if (const unsigned char *const at = take(size))
            into.assign(reinterpret_cast<const char *>(at), size);
    }
    std::string text()
    {
        std::string value;
        text(value);
        return value;
    }
    /// A count of things of at least one byte each.
    std::size_t count()
    {
        const std::uint64_t value = number();
        m_ok = m_ok && value <= m_left;
        return m_ok ? value : 0;
    }

private:
    const unsigned char *take(std::uint64_t size)
    {
        if (!m_ok || size > m_left) {
            m_ok = false;
            return nullptr;
        }
        const unsigned char *const at = m_next;
        m_next += size;
        m_left -= size;
        return at;
    }
    const unsigned char *m_next;
    std::size_t m_left;
    bool m_ok = true;
};

void pack(Packer &packer, const ParameterSet &set)
{
    packer.number(set.size());
    for (const auto &[name, value] : set) {
        packer.text(name);
        packer.byte(static_cast<int>(value.type()));
        if (value.type() == ParameterType::Integer)
            packer.number(std::bit_cast<std::uint64_t>(value.integer()));
        else if (value.type() == ParameterType::Real)
            packer.real(value.number());
        else
            packer.text(value.text());
    }
}

ParameterSet unpackParameters(Unpacker &unpacker)
{
    ParameterSet set;
    for (std::size_t left = unpacker.count(); left > 0 && unpacker.ok(); --left) {
        std::string name = unpacker.text();
        ParameterValue value;
        switch (unpacker.enumerator<ParameterType>(3)) {
        case ParameterType::Integer:
            value = ParameterValue(std::bit_cast<std::int64_t>(unpacker.number()));
            break;
        case ParameterType::Real:
            value = ParameterValue(unpacker.real());
            break;
        case ParameterType::Text:
            value = ParameterValue(unpacker.text());
            break;
        }
        set.emplace_hint(set.end(), std::move(name), std::move(value));
    }
    return set;
}

// The bindings name every field, so that a new one does not compile until it is packed too.
void pack(Packer &packer, const measure::Scenario &scenario)
{
    const auto &[kind, arrivals, rate, traceFile, traceHash, burst, concurrency, sloSeconds, sloPercentile] = scenario;
    packer.byte(static_cast<int>(kind));
    packer.byte(static_cast<int>(arrivals));
    packer.real(rate);
    packer.text(traceFile);
    packer.text(traceHash);
    packer.number(burst);
    packer.number(concurrency);
    packer.real(sloSeconds);
    packer.real(sloPercentile);
}

measure::Scenario unpackScenario(Unpacker &unpacker)
{
    measure::Scenario scenario;
    scenario.kind = unpacker.enumerator<measure::ScenarioKind>(5);
    scenario.arrivals = unpacker.enumerator<measure::Arrivals>(3);
    scenario.rate = unpacker.real();
    unpacker.text(scenario.traceFile);
    unpacker.text(scenario.traceHash);
    scenario.burst = static_cast<unsigned>(unpacker.number());
    scenario.concurrency = static_cast<unsigned>(unpacker.number());
    scenario.sloSeconds = unpacker.real();
    scenario.sloPercentile = unpacker.real();
    return scenario;
}

void pack(Packer &packer, const measure::StopRule &rule)
{
    const auto &[quick, minimumSeconds, maximumSeconds, warmUpSeconds, targetPercentile, relativeHalfWidth, repeats] =
        rule;
    packer.byte(quick ? 1 : 0);
    for (const double value : {minimumSeconds, maximumSeconds, warmUpSeconds, targetPercentile, relativeHalfWidth})
        packer.real(value);
    packer.number(repeats);
}

measure::StopRule unpackStopRule(Unpacker &unpacker)
{
    measure::StopRule rule;
    rule.quick = unpacker.byte() != 0;
    for (double *value : {&rule.minimumSeconds, &rule.maximumSeconds, &rule.warmUpSeconds, &rule.targetPercentile,
                          &rule.relativeHalfWidth})
        *value = unpacker.real();
    rule.repeats = static_cast<unsigned>(unpacker.number());
    return rule;
}

void pack(Packer &packer, const Metric &metric)
{
    const auto &[id, value, low, high, evidence, boundary, absentReason] = metric;
    packer.text(id);
    packer.byte((value ? 1 : 0) | (low ? 2 : 0) | (high ? 4 : 0));
    for (const auto *number : {&value, &low, &high})
        if (*number)
            packer.real(**number);
    packer.byte(static_cast<int>(evidence));
    packer.byte(static_cast<int>(boundary));
    packer.text(absentReason);
}

void unpack(Unpacker &unpacker, Metric &metric)
{
    unpacker.text(metric.id);
    const int present = unpacker.byte();
    if ((present & 1) != 0)
        metric.value = unpacker.real();
    if ((present & 2) != 0)
        metric.low = unpacker.real();
    if ((present & 4) != 0)
        metric.high = unpacker.real();
    metric.evidence = unpacker.enumerator<Evidence>(5);
    metric.boundary = unpacker.enumerator<Boundary>(4);
    unpacker.text(metric.absentReason);
}

} // namespace

std::string packPoint(const study::DesignPoint &point)
{
    const auto &[workload, workloadHash, workloadParameters, target, backendParameters, pluginHash, scenario, stopRule,
                 seed] = point;
    Packer packer(kPointVersion);
    packer.text(workload);
    packer.text(workloadHash);
    pack(packer, workloadParameters);
    packer.text(target.text());
    pack(packer, backendParameters);
    packer.text(pluginHash);
    pack(packer, scenario);
    pack(packer, stopRule);
    packer.number(seed);
    return packer.take();
}

std::optional<study::DesignPoint> unpackPoint(std::span<const unsigned char> bytes)
{
    Unpacker unpacker(bytes);
    if (unpacker.byte() != kPointVersion)
        return std::nullopt;
    study::DesignPoint point;
    unpacker.text(point.workload);
    unpacker.text(point.workloadHash);
    point.workloadParameters = unpackParameters(unpacker);
    auto target = study::TargetId::parse(unpacker.text());
    if (!target)
        return std::nullopt;
    point.target = std::move(*target);
    point.backendParameters = unpackParameters(unpacker);
    unpacker.text(point.pluginHash);
    point.scenario = unpackScenario(unpacker);
    point.stopRule = unpackStopRule(unpacker);
    point.seed = unpacker.number();
    if (!unpacker.finished())
        return std::nullopt;
    return point;
}

std::string packSummary(const RunSummary &summary)
{
    Packer packer(kSummaryVersion);
    packer.number(summary.metrics.size());
    for (const Metric &metric : summary.metrics)
        pack(packer, metric);
    packer.number(summary.findings.size());
    for (const auto &[level, id, text] : summary.findings) {
        packer.byte(static_cast<int>(level));
        packer.text(id);
        packer.text(text);
    }
    return packer.take();
}

std::optional<RunSummary> unpackSummary(std::span<const unsigned char> bytes)
{
    Unpacker unpacker(bytes);
    if (unpacker.byte() != kSummaryVersion)
        return std::nullopt;
    RunSummary summary;
    // A hostile count may claim one metric a byte: 120 times the bytes, bounded by the length limit of a value.
    summary.metrics.resize(unpacker.count());
    for (Metric &metric : summary.metrics)
        unpack(unpacker, metric);
    summary.findings.resize(unpacker.count());
    for (auto &finding : summary.findings) {
        finding.level = unpacker.enumerator<measure::ValidityFinding::Level>(2);
        unpacker.text(finding.id);
        unpacker.text(finding.text);
    }
    if (!unpacker.finished())
        return std::nullopt;
    return summary;
}

} // namespace assay::store
