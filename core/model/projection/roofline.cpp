#include "core/model/projection/roofline.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/catalog/figure.hpp"
#include "core/model/projection/plausibility.hpp"
#include "core/model/projection/published_rows.hpp"

namespace assay::model {
namespace {

constexpr const char *kMemoryClass = "memory";

bool bad(const std::optional<double> &value)
{
    return value && !(std::isfinite(*value) && *value >= 0);
}

bool badSpan(const std::optional<Span> &span)
{
    return span && (bad(span->low) || bad(span->typical) || bad(span->high) || span->low > span->typical ||
                    span->typical > span->high.value_or(span->typical));
}

/// A figure in SI as a range; nothing when it is not known or not above zero.
struct Range {
    double low = 0, typical = 0, high = 0;
    catalog::Provenance provenance;
    std::string title;
};
std::optional<Range> range(const Json &target, std::string_view id)
{
    const auto figure = catalog::figure(target, id, catalog::Date{});
    if (!figure || !figure->typical)
        return std::nullopt;
    const double si = figure->info->toSi, typical = *figure->typical * si;
    Range found{figure->low.value_or(*figure->typical) * si, typical, figure->high.value_or(*figure->typical) * si,
                figure->provenance, std::string(figure->info->title)};
    return typical > 0 && found.low > 0 && found.high > 0 ? std::optional(found) : std::nullopt;
}

void remember(Projection &projection, const std::string &name, const Span &seconds, const std::string &source,
              const std::string &quality)
{
    projection.steps.push_back({name, seconds, Evidence::Modelled, "", source, quality});
    projection.leastSeconds = std::max(projection.leastSeconds.value_or(0), seconds.low);
}

Span over(double amount, const Range &rate)
{
    return {amount / rate.high, amount / rate.typical, amount / rate.low};
}

/// The device's roofs that are known, as the work that a calibration asks for, and how far the catalogue's own range
/// reaches around it.
struct DeviceRoof {
    RoofWork work;
    Span seconds;
    std::string name;
};

class Projector {
public:
    Projector(const QueryWork &work, const Json &target) : m_work(work), m_target(target) {}

    Projection run(const Calibration &calibration, std::span<const ModelError> ledger, const std::string &kind)
    {
        computeRoof();
        memoryRoof();
        linkStage();
        extra("launch", m_work.launchSeconds);
        extra("host", m_work.hostSeconds);
        predict(calibration);
        if (m_out.seconds)
            applyLedger(ledger, kind);
        return std::move(m_out);
    }

private:
    RoofWork roofWork(const std::string &operationClass, double work, double rate) const
    {
        return {textAt(m_target, "id"),
                textAt(m_target, "class"),
                m_work.workload,
                operationClass,
                m_work.kind,
                work,
                rate};
    }

    void computeRoof()
    {
        if (!m_work.operations || *m_work.operations == 0) {
            m_noPeak = m_work.operations ? "" : "nobody says how many operations a query is";
            return;
        }
        const auto peak = peakOf(m_target, m_work.operationClass, m_work.precision);
        if (!peak) {
            m_noPeak = peak.error().message;
            return;
        }
        if (!(peak->low > 0)) {
            m_noPeak = "the catalogue's peak is not above zero";
            return;
        }
        const double work = *m_work.operations;
        const Span seconds{work / peak->high, work / peak->rate, work / peak->low};
        remember(m_out, "compute roof", seconds, peak->source, peak->quality);
        m_roofs.push_back({roofWork(m_work.operationClass, work, peak->rate), seconds, "compute roof"});
        if (peak->unverified)
            m_out.notes.push_back(peak->figure + " is unverified");
    }

    void memoryRoof()
    {
        if (!m_work.memoryBytes || *m_work.memoryBytes == 0)
            return;
        const auto chip = range(m_target, "onchip_bw_gbs"), size = range(m_target, "onchip_mib");
        const bool fits = chip && size && m_work.workingSet && *m_work.workingSet <= size->typical;
        const auto bandwidth = fits ? chip : range(m_target, "mem_bw_gbs");
        if (!bandwidth) {
            m_out.notes.emplace_back("no memory bandwidth in the catalogue: bytes may decide and nobody sees it");
            return;
        }
        const std::string name = fits ? "on-chip memory roof" : "memory roof";
        const Span seconds = over(*m_work.memoryBytes, *bandwidth);
        remember(m_out, name, seconds, bandwidth->provenance.source, bandwidth->provenance.quality);
        m_roofs.push_back({roofWork(kMemoryClass, *m_work.memoryBytes, bandwidth->typical), seconds, name});
        if (bandwidth->provenance.unverified)
            m_out.notes.push_back("the " + bandwidth->title + " is unverified");
    }

    void linkStage()
    {
        if (!m_work.linkBytes || *m_work.linkBytes == 0)
            return;
        const auto reached = range(m_target, "link_effective_gbs"), latency = range(m_target, "link_latency_us");
        if (const auto link = reached ? reached : range(m_target, "host_link_gbs")) {
            Span seconds = over(*m_work.linkBytes, *link);
            if (!reached)
                m_out.notes.emplace_back("the link's reached bandwidth is not known: its own is a bound");
            // In throughput transfers overlap each other; one at a time each waits for its own.
            if (latency && m_work.kind == LoadKind::OneAtATime)
                seconds = {seconds.low + latency->low, seconds.typical + latency->typical,
                           *seconds.high + latency->high};
            remember(m_out, "link", seconds, link->provenance.source, link->provenance.quality);
            m_link = seconds;
        } else {
            m_out.notes.emplace_back("no link to the host in the catalogue: what it takes is not in here");
        }
    }

    void extra(const char *name, const std::optional<Span> &seconds)
    {
        if (!seconds)
            return;
        remember(m_out, name, *seconds, "given", "own");
        m_added.low += seconds->low;
        m_added.typical += seconds->typical;
        m_added.high = *m_added.high + seconds->high.value_or(seconds->typical);
    }

    void predict(const Calibration &calibration)
    {
        if (m_roofs.empty() || !m_noPeak.empty()) {
            m_out.absentReason = m_noPeak.empty() ? "neither operations nor bytes of a query are known"
                                                  : m_noPeak + "; what is known is a bound, not a prediction";
            decideBound();
            return;
        }
        // The roof whose median comes out longest decides; the others are below it.
        const DeviceRoof *deciding = &m_roofs.front();
        Forecast forecast = calibration.forecast(deciding->work);
        for (const DeviceRoof &roof : m_roofs) {
            const Forecast other = calibration.forecast(roof.work);
            if (other.medianSeconds > forecast.medianSeconds) {
                forecast = other;
                deciding = &roof;
            }
        }
        m_out.forecast = forecast;
        const double widerLow = deciding->seconds.low / deciding->seconds.typical;
        const double widerHigh = *deciding->seconds.high / deciding->seconds.typical;
        m_out.boundBy = deciding->name;
        combine({forecast.seconds.low * widerLow, forecast.medianSeconds, forecast.seconds.high * widerHigh});
        if (forecast.level != CalibrationLevel::Group)
            m_out.notes.push_back("no calibration for this class of device and operation: " + toText(forecast.level));
    }

    void decideBound()
    {
        const auto largest = std::max_element(m_out.steps.begin(), m_out.steps.end(), [](const Step &a, const Step &b) {
            return a.seconds.low < b.seconds.low;
        });
        if (largest != m_out.steps.end())
            m_out.boundBy = largest->name;
    }

    void combine(const Span &device)
    {
        Span total{device.low + m_added.low, device.typical + m_added.typical, *device.high + *m_added.high};
        if (m_link && m_work.kind == LoadKind::OneAtATime) {
            total = {total.low + m_link->low, total.typical + m_link->typical, *total.high + *m_link->high};
        } else if (m_link) {
            if (m_link->typical > total.typical)
                m_out.boundBy = "link";
            total = {std::max(total.low, m_link->low), std::max(total.typical, m_link->typical),
                     std::max(*total.high, *m_link->high)};
        }
        m_out.medianSeconds = total.typical;
        m_out.seconds = measure::Interval{total.low, *total.high};
    }

    void applyLedger(std::span<const ModelError> ledger, const std::string &kind)
    {
        m_out.ledger = judge(ledger, textAt(m_target, "class"), kind, kRoofline);
        if (m_out.ledger)
            m_out.seconds = widened(*m_out.medianSeconds, *m_out.seconds, m_out.ledger->widening);
        m_out.seconds->low = std::max(m_out.seconds->low, m_out.leastSeconds.value_or(0));
        Claim claim;
        claim.seconds = m_out.medianSeconds;
        claim.roofSeconds = m_out.leastSeconds;
        m_out.quarantined = gates(claim);
    }

    const QueryWork &m_work;
    const Json &m_target;
    Projection m_out;
    std::vector<DeviceRoof> m_roofs;
    std::optional<Span> m_link;
    Span m_added;
    std::string m_noPeak;
};

} // namespace

Result<Projection> project(const QueryWork &work, const Json &target, const Calibration &calibration,
                           std::span<const ModelError> ledger, const std::string &workloadKind)
{
    if (bad(work.operations) || bad(work.memoryBytes) || bad(work.workingSet) || bad(work.linkBytes) ||
        badSpan(work.launchSeconds) || badSpan(work.hostSeconds))
        return failure(ErrorCode::InvalidInput, fmt::format("projection of {}: operations, bytes and times must be "
                                                            "finite and not negative, ranges in order",
                                                            work.workload));
    Projection projection = Projector(work, target).run(calibration, ledger, workloadKind);
    if (projection.seconds && !std::isfinite(projection.seconds->high))
        return failure(ErrorCode::InvalidInput,
                       fmt::format("projection of {}: the work is beyond all measure", work.workload));
    return projection;
}

} // namespace assay::model
