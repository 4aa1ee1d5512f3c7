#include "core/model/projection/roofline.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/model/projection/device_roofs.hpp"
#include "core/model/projection/plausibility.hpp"

namespace assay::model {
namespace {

bool bad(const std::optional<double> &value)
{
    return value && !(std::isfinite(*value) && *value >= 0);
}

bool badSpan(const std::optional<Span> &span)
{
    return span && (bad(span->low) || bad(span->typical) || bad(span->high) || span->low > span->typical ||
                    span->typical > span->high.value_or(span->typical));
}

void remember(Projection &projection, const std::string &name, const Span &seconds, const std::string &source,
              const std::string &quality)
{
    projection.steps.push_back({name, seconds, Evidence::Modelled, "", source, quality});
    projection.leastSeconds = std::max(projection.leastSeconds.value_or(0), seconds.low);
}

class Projector {
public:
    Projector(const QueryWork &work, const Json &target)
        : m_work(work), m_target(target), m_roofs(deviceRoofs(work, target))
    {
    }

    Projection run(const Calibration &calibration, std::span<const ModelError> ledger, const std::string &kind)
    {
        deviceStage();
        linkStage();
        extra("launch", m_work.launchSeconds);
        extra("host", m_work.hostSeconds);
        predict(calibration);
        if (m_out.seconds)
            applyLedger(ledger, kind);
        return std::move(m_out);
    }

private:
    void deviceStage()
    {
        for (const DeviceRoof &roof : m_roofs.roofs)
            remember(m_out, roof.name, roof.seconds, roof.source, roof.quality);
        m_out.notes = m_roofs.notes;
    }

    void linkStage()
    {
        if (!m_work.linkBytes || *m_work.linkBytes == 0)
            return;
        const auto reached = figureRange(m_target, "link_effective_gbs"),
                   latency = figureRange(m_target, "link_latency_us");
        if (const auto link = reached ? reached : figureRange(m_target, "host_link_gbs")) {
            Span seconds = timeOver(*m_work.linkBytes, *link);
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
        if (m_roofs.roofs.empty() || !m_roofs.noPeak.empty()) {
            m_out.absentReason =
                m_roofs.noPeak.empty() ? "neither operations nor bytes of a query are known" : m_roofs.noPeak;
            decideBound();
            return;
        }
        // The roof whose median comes out longest decides; the others are below it.
        const DeviceRoof *deciding = &m_roofs.roofs.front();
        Forecast forecast = calibration.forecast(deciding->work);
        for (const DeviceRoof &roof : m_roofs.roofs) {
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
        const double median = forecast.medianSeconds;
        const auto total = [&](const measure::Interval &interval) {
            return withLink({interval.low * widerLow, median, interval.high * widerHigh});
        };
        const Span likely = total(forecast.seconds), wide = total(forecast.wide);
        m_out.medianSeconds = likely.typical;
        m_out.seconds = measure::Interval{likely.low, *likely.high};
        m_out.wide = measure::Interval{wide.low, *wide.high};
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

    /// The device's own time with what is added to it.
    Span withLink(const Span &device)
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
        return total;
    }

    void applyLedger(std::span<const ModelError> ledger, const std::string &kind)
    {
        m_out.ledger = judge(ledger, textAt(m_target, "class"), kind, kRoofline);
        for (auto *interval : {&m_out.seconds, &m_out.wide}) {
            if (m_out.ledger)
                *interval = widened(*m_out.medianSeconds, **interval, m_out.ledger->widening);
            (*interval)->low = std::max((*interval)->low, m_out.leastSeconds.value_or(0));
        }
        Claim claim;
        claim.seconds = m_out.medianSeconds;
        claim.roofSeconds = m_out.leastSeconds;
        m_out.quarantined = gates(claim);
    }

    const QueryWork &m_work;
    const Json &m_target;
    Projection m_out;
    DeviceRoofs m_roofs;
    std::optional<Span> m_link;
    Span m_added;
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
    if (projection.wide && !std::isfinite(projection.wide->high))
        return failure(ErrorCode::InvalidInput,
                       fmt::format("projection of {}: the work is beyond all measure", work.workload));
    return projection;
}

} // namespace assay::model
