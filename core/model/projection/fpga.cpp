#include "core/model/projection/fpga.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/catalog/figure.hpp"

namespace assay::model {
namespace {

struct Need {
    const char *id, *title;
    double FpgaResources::*amount;
    double FpgaPlacement::*share;
};
constexpr std::array<Need, 8> kNeeds{
    {{"luts", "LUTs", &FpgaResources::luts, &FpgaPlacement::lutShare},
     {"ffs", "flip-flops", &FpgaResources::ffs, &FpgaPlacement::ffShare},
     {"dsps", "DSP blocks", &FpgaResources::dsps, &FpgaPlacement::blockShare},
     {"bram36", "block RAMs", &FpgaResources::bram36, &FpgaPlacement::blockShare},
     {"uram288", "UltraRAMs", &FpgaResources::uram288, &FpgaPlacement::blockShare},
     {"bram4k", "block RAMs of 4 Kib", &FpgaResources::bram4k, &FpgaPlacement::blockShare},
     {"ebr18", "block RAMs of 18 Kib", &FpgaResources::ebr18, &FpgaPlacement::blockShare},
     {"spram256k", "single-port RAMs", &FpgaResources::spram256k, &FpgaPlacement::blockShare}}};

bool negative(const FpgaResources &resources)
{
    return std::any_of(kNeeds.begin(), kNeeds.end(), [&](const Need &need) {
        return !(std::isfinite(resources.*need.amount) && resources.*need.amount >= 0);
    });
}

std::string wrong(const FpgaKernel &kernel, const FpgaPlacement &placement)
{
    const auto positive = [](double value) { return std::isfinite(value) && value > 0; };
    const auto share = [](double value) { return value > 0 && value <= 1; };
    const Span &clock = kernel.clockHertz, &loss = placement.clockLoss;
    if (!positive(kernel.cyclesPerQuery) || !positive(kernel.latencyCycles))
        return "cycles must be above zero";
    if (!clock.high || !positive(clock.low) || clock.low > clock.typical || clock.typical > *clock.high ||
        !positive(*clock.high))
        return "the clock must be a range above zero, low to high";
    if (negative(kernel.resources) || negative(placement.shell) || !(kernel.memoryBytes >= 0) ||
        !(kernel.linkBytes >= 0) || !std::isfinite(kernel.memoryBytes + kernel.linkBytes))
        return "resources and bytes must not be negative";
    if (!positive(placement.regions) || !share(placement.lutShare) || !share(placement.ffShare) ||
        !share(placement.blockShare))
        return "there must be a region or more, and shares of more than 0 and at most 1";
    if (!loss.high || !(loss.low >= 0 && loss.low <= loss.typical && loss.typical <= *loss.high && *loss.high < 1))
        return "the clock's loss must be a range from 0 to below 1";
    if (placement.mostReplicas && !(*placement.mostReplicas >= 1))
        return "one replica is the least";
    return "";
}

class FpgaProjector {
public:
    FpgaProjector(const FpgaKernel &kernel, const Json &target, const FpgaPlacement &placement)
        : m_kernel(kernel), m_target(target), m_placement(placement)
    {
    }

    FpgaProjection run()
    {
        if (!countReplicas())
            return std::move(m_out);
        const double full = m_out.utilisation;
        const Span &clock = m_kernel.clockHertz, &loss = m_placement.clockLoss;
        m_out.clockHertz = Span{clock.low * (1 - *loss.high * full), clock.typical * (1 - loss.typical * full),
                                *clock.high * (1 - loss.low * full)};
        throughput();
        latency();
        return std::move(m_out);
    }

private:
    bool countReplicas()
    {
        double fewest = m_placement.mostReplicas ? std::floor(*m_placement.mostReplicas) : HUGE_VAL;
        if (m_placement.mostReplicas)
            m_out.limitedBy = "mostReplicas";
        for (const Need &need : kNeeds) {
            if (m_kernel.resources.*need.amount == 0)
                continue;
            const auto room = allowed(need);
            if (!room)
                return absent(fmt::format("the catalogue does not know how many {} the target has", need.title));
            const double each = std::floor(*room / m_placement.regions / (m_kernel.resources.*need.amount));
            const double fit = each * m_placement.regions;
            if (fit < 1)
                return absent(fmt::format("no room for one: a replica takes {:g} {}, of which {:g} may be used{}",
                                          m_kernel.resources.*need.amount, need.title, std::max(0.0, *room),
                                          m_placement.regions > 1 ? " over all dies" : ""));
            if (fit < fewest) {
                fewest = fit;
                m_out.limitedBy = need.title;
            }
        }
        if (!std::isfinite(fewest))
            return absent("the kernel's resources are not known: synthesise it");
        m_out.replicas = fewest;
        if (m_placement.shellSource.empty())
            m_out.notes.emplace_back("what shell and memory controllers take is not known: nothing was taken off");
        for (const Need &need : kNeeds)
            if (m_kernel.resources.*need.amount > 0)
                m_out.utilisation =
                    std::max(m_out.utilisation, fewest * (m_kernel.resources.*need.amount) / *allowed(need));
        return true;
    }

    /// What replicas may use of a resource; nothing when the catalogue does not know it.
    [[nodiscard]] std::optional<double> allowed(const Need &need) const
    {
        const auto figure = catalog::figure(m_target, need.id, catalog::Date{});
        if (!figure || !figure->typical)
            return std::nullopt;
        return (*figure->typical - m_placement.shell.*need.amount) * (m_placement.*need.share);
    }

    bool absent(std::string reason)
    {
        m_out.absentReason = std::move(reason);
        return false;
    }

    void throughput()
    {
        const double cycles = m_kernel.cyclesPerQuery / *m_out.replicas;
        const Span &clock = *m_out.clockHertz;
        Span seconds{cycles / *clock.high, cycles / clock.typical, cycles / clock.low};
        m_out.steps.push_back({"cycles", seconds, Evidence::Modelled, "", m_kernel.source, ""});
        m_out.boundBy = "cycles";
        bound("memory", m_kernel.memoryBytes, {"mem_bw_gbs"}, seconds);
        bound("link", m_kernel.linkBytes, {"link_effective_gbs", "host_link_gbs"}, seconds);
        m_out.queriesPerSecond = Span{1 / *seconds.high, 1 / seconds.typical, 1 / seconds.low};
    }

    void bound(const char *name, double bytes, std::initializer_list<const char *> figures, Span &seconds)
    {
        if (bytes == 0)
            return;
        for (const char *id : figures) {
            const auto figure = catalog::figure(m_target, id, catalog::Date{});
            if (!figure || !figure->typical || !(figure->low.value_or(*figure->typical) > 0))
                continue;
            const double si = figure->info->toSi, typical = *figure->typical;
            const Span own{bytes / (figure->high.value_or(typical) * si), bytes / (typical * si),
                           bytes / (figure->low.value_or(typical) * si)};
            m_out.steps.push_back(
                {name, own, Evidence::Modelled, "", figure->provenance.source, figure->provenance.quality});
            if (own.typical > seconds.typical)
                m_out.boundBy = name;
            seconds = {std::max(seconds.low, own.low), std::max(seconds.typical, own.typical),
                       std::max(*seconds.high, *own.high)};
            if (id == std::string_view("host_link_gbs"))
                m_out.notes.emplace_back("the link's reached bandwidth is not known: its own is a bound");
            return;
        }
        m_out.notes.push_back(fmt::format("no {} bandwidth in the catalogue: it may decide and nobody sees it", name));
    }

    void latency()
    {
        const Span &clock = *m_out.clockHertz;
        Span seconds{m_kernel.latencyCycles / *clock.high, m_kernel.latencyCycles / clock.typical,
                     m_kernel.latencyCycles / clock.low};
        m_out.steps.push_back({"latency of the kernel", seconds, Evidence::Modelled, "", m_kernel.source, ""});
        if (m_kernel.linkBytes > 0)
            addLink(seconds);
        m_out.latencySeconds = seconds;
    }

    void addLink(Span &seconds)
    {
        const auto bandwidth = catalog::figure(m_target, "link_effective_gbs", catalog::Date{});
        const auto start = catalog::figure(m_target, "link_latency_us", catalog::Date{});
        if (!bandwidth || !start || !bandwidth->typical || !start->typical ||
            !(bandwidth->low.value_or(*bandwidth->typical) > 0)) {
            m_out.notes.emplace_back("the link's latency or reached bandwidth is not known: the latency is without it");
            return;
        }
        const double bytes = m_kernel.linkBytes / bandwidth->info->toSi, si = start->info->toSi;
        const Span own{
            start->low.value_or(*start->typical) * si + bytes / bandwidth->high.value_or(*bandwidth->typical),
            *start->typical * si + bytes / *bandwidth->typical,
            start->high.value_or(*start->typical) * si + bytes / bandwidth->low.value_or(*bandwidth->typical)};
        m_out.steps.push_back(
            {"link, one transfer", own, Evidence::Modelled, "", start->provenance.source, start->provenance.quality});
        seconds = {seconds.low + own.low, seconds.typical + own.typical, *seconds.high + *own.high};
    }

    const FpgaKernel &m_kernel;
    const Json &m_target;
    const FpgaPlacement &m_placement;
    FpgaProjection m_out;
};

} // namespace

Result<FpgaProjection> projectFpga(const FpgaKernel &kernel, const Json &target, const FpgaPlacement &placement)
{
    if (const std::string reason = wrong(kernel, placement); !reason.empty())
        return failure(ErrorCode::InvalidInput, "projection to an FPGA: " + reason);
    return FpgaProjector(kernel, target, placement).run();
}

} // namespace assay::model
