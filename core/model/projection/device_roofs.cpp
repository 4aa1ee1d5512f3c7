#include "core/model/projection/device_roofs.hpp"

#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/model/projection/published_rows.hpp"

namespace assay::model {
namespace {

constexpr const char *kMemoryClass = "memory";

class RoofFinder {
public:
    RoofFinder(const QueryWork &work, const Json &target) : m_work(work), m_target(target) {}

    DeviceRoofs find()
    {
        compute();
        memory();
        return std::move(m_out);
    }

private:
    void compute()
    {
        m_out.noPeak = whyNoPeak();
        if (!m_out.noPeak.empty() || *m_work.operations == 0)
            return;
        const double work = *m_work.operations;
        add("compute roof", m_work.operationClass, work, m_peak->rate,
            {work / m_peak->high, work / m_peak->rate, work / m_peak->low}, m_peak->source, m_peak->quality);
        if (m_peak->unverified)
            m_out.notes.push_back(m_peak->figure + " is unverified");
    }

    [[nodiscard]] std::string whyNoPeak()
    {
        if (!m_work.operations)
            return "nobody says how many operations a query is";
        if (*m_work.operations == 0)
            return "";
        if (m_work.precision.empty())
            return fmt::format("no peak counts such operations ({})", m_work.operationClass);
        const auto peak = peakOf(m_target, m_work.operationClass, m_work.precision);
        if (!peak)
            return peak.error().message;
        m_peak = *peak;
        return peak->low > 0 ? "" : "the catalogue's peak is not above zero";
    }

    void memory()
    {
        if (!m_work.memoryBytes || *m_work.memoryBytes == 0)
            return;
        const auto chip = figureRange(m_target, "onchip_bw_gbs"), size = figureRange(m_target, "onchip_mib");
        const bool fits = size && m_work.workingSet && *m_work.workingSet <= size->typical;
        if (fits && !chip) {
            m_out.notes.emplace_back(
                "a query's data fits on the chip, whose bandwidth nobody knows: bytes bound nothing");
            return;
        }
        const auto bandwidth = fits ? chip : figureRange(m_target, "mem_bw_gbs");
        if (!bandwidth) {
            m_out.notes.emplace_back("no memory bandwidth in the catalogue: bytes may decide and nobody sees it");
            return;
        }
        add(fits ? "on-chip memory roof" : "memory roof", kMemoryClass, *m_work.memoryBytes, bandwidth->typical,
            timeOver(*m_work.memoryBytes, *bandwidth), bandwidth->provenance.source, bandwidth->provenance.quality);
        if (bandwidth->provenance.unverified)
            m_out.notes.push_back("the " + bandwidth->title + " is unverified");
    }

    void add(const char *name, const std::string &operationClass, double work, double rate, const Span &seconds,
             const std::string &source, const std::string &quality)
    {
        RoofWork roof;
        roof.device = textAt(m_target, "id");
        roof.deviceClass = textAt(m_target, "class");
        roof.workload = m_work.workload;
        roof.operationClass = operationClass;
        roof.kind = m_work.kind;
        roof.work = work;
        roof.rate = rate;
        m_out.roofs.push_back({std::move(roof), seconds, name, source, quality});
    }

    const QueryWork &m_work;
    const Json &m_target;
    std::optional<Peak> m_peak;
    DeviceRoofs m_out;
};

} // namespace

std::optional<FigureRange> figureRange(const Json &target, std::string_view id)
{
    const auto figure = catalog::figure(target, id, catalog::Date{});
    if (!figure || !figure->typical)
        return std::nullopt;
    const double si = figure->info->toSi, typical = *figure->typical * si;
    FigureRange found{figure->low.value_or(*figure->typical) * si, typical,
                      figure->high.value_or(*figure->typical) * si, figure->provenance,
                      std::string(figure->info->title)};
    return typical > 0 && found.low > 0 && found.high > 0 ? std::optional(found) : std::nullopt;
}

Span timeOver(double amount, const FigureRange &rate)
{
    return {amount / rate.high, amount / rate.typical, amount / rate.low};
}

DeviceRoofs deviceRoofs(const QueryWork &work, const Json &target)
{
    return RoofFinder(work, target).find();
}

} // namespace assay::model
