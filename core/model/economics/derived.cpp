#include "core/model/economics/derived.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <initializer_list>
#include <utility>

#include <fmt/format.h>

#include "core/model/economics/formulas.hpp"
#include "core/model/evidence.hpp"
#include "core/model/queueing/mean_latency.hpp"
#include "core/model/queueing/replay.hpp"

namespace assay::model {
namespace {

constexpr auto kInfos = std::to_array<DerivedInfo>({
    {"demand.devices", "1", "Devices that carry the peak", Better::Lower, false},
    {"load.busy", "1", "Part of the time that a device's slots are busy, at the mean rate", Better::Neither, false},
    {"load.headroom", "1",
     "Part of the capacity within the latency limit that the peak uses; above 1 the limit is missed", Better::Lower,
     false},
    {"latency.peak.mean", "s", "Mean latency at the peak rate, waiting included", Better::Lower, false},
    {"latency.peak.slo", "s", "Latency that the fraction slo.percentile of the queries stays within at the peak rate",
     Better::Lower, false},
    {"capacity.device", "query/s", "What one device carries within slo.latency", Better::Higher, false},
    {"power.service", "W", "Mean power of all devices with their share of hosts, at the plug of the machines",
     Better::Lower, false},
    {"energy.per_query", "J", "Energy per query at this demand, with the building's share (PUE)", Better::Lower, false},
    {"efficiency.per_watt", "query/J", "Queries per second and watt at this demand", Better::Higher, false},
    {"cost.total", "USD", "Total cost of ownership over the life", Better::Lower, true},
    {"cost.per_million", "USD", "Cost of a million queries at this demand", Better::Lower, true},
    {"cost.textbook", "USD", "Cost of a million queries at a fixed utilisation, machine only (textbook mode)",
     Better::Lower, true},
    {"efficiency.per_dollar", "query/USD", "Queries for a dollar at this demand", Better::Higher, true},
});

constexpr double kMostServers = 10'000;

using Function = std::function<double(const Conditions &, const OptionNumbers &)>;

double machinePerHour(const Conditions &conditions, const OptionNumbers &option)
{
    if (option.deployment == Deployment::Cloud)
        return option.hourlyUsd;
    return (option.deviceUsd + option.hostUsd) / (conditions.lifeYears * kHoursPerYear);
}

class Deriving {
public:
    Deriving(const OptionDraft &draft, const Assumptions &assumptions)
        : m_draft(draft), m_decision(makeDecision({draft}, assumptions)),
          m_utilisation(assumptions.value("textbook.utilisation")), m_percentile(assumptions.value("slo.percentile"))
    {
    }

    std::vector<Derived> run()
    {
        const Conditions &c = m_decision.conditions;
        const OptionNumbers &o = m_draft.option.numbers;
        const bool managed = o.deployment == Deployment::Managed;
        const std::string ofProvider = managed ? "a managed service's devices are not ours to count" : "";
        const std::string noDemand = c.rate > 0 ? "" : "no demand";
        const std::string size = first({ofProvider, m_draft.lacks({"capacity"})});
        const std::string load = first({size, m_draft.lacks({"service"}), noDemand});
        const std::string watts =
            first({load, o.deployment == Deployment::Cloud ? "what a rented machine takes is not known" : "",
                   m_draft.lacks({"idle", "active"})});
        const std::string money = m_draft.missing.empty() ? "" : m_draft.missing.front().text;

        add("demand.devices", size, devicesNeeded);
        explain("n = ceil(peak {:.4g} query/s / {:.4g} query/s)", c.peakRate(), o.capacity);
        add("load.busy", load, busy);
        explain("u = λ E[S] / (n slots) = {:.4g} × {:.4g} / ({:.4g} × {:.4g})", c.rate, o.serviceSeconds, devices(),
                o.slots);
        refuse(1, "saturated: the slots would be busy all the time");
        add("load.headroom", first({size, noDemand}), [](const Conditions &each, const OptionNumbers &option) {
            return headroomUsed(each.peakRate(), devicesNeeded(each, option), option.capacity);
        });
        explain("λ_peak / (n C) = {:.4g} / ({:.4g} × {:.4g})", c.peakRate(), devices(), o.capacity);
        addLatency(
            first({load, m_draft.serviceSeconds.empty() ? "needs the service times of a single-stream result" : ""}));
        add("capacity.device", size, [](const Conditions &, const OptionNumbers &option) { return option.capacity; });
        explain("C = {:.4g}, by its limit or search", o.capacity);
        add("power.service", watts, meanPower);
        explain("n (P_idle + (P_active − P_idle) u) = {:.4g} × ({:.4g} + ({:.4g} − {:.4g}) u)", devices(), o.idleWatts,
                o.activeWatts, o.idleWatts);
        add("energy.per_query", watts, [](const Conditions &each, const OptionNumbers &option) {
            return energyPerQuery(option.deployment == Deployment::Edge ? 1 : each.pue, meanPower(each, option),
                                  each.rate);
        });
        explain("PUE P / λ = {:.4g} P / {:.4g}", o.deployment == Deployment::Edge ? 1 : c.pue, c.rate);
        add("efficiency.per_watt", watts,
            [](const Conditions &each, const OptionNumbers &option) { return each.rate / meanPower(each, option); });
        explain("λ / P = {:.4g} / P", c.rate);
        add("cost.total", money, totalCost);
        addCostFormula();
        add("cost.per_million", first({money, noDemand}), perMillion);
        explain("cost.total / (λ · 3600 s/h · {:.6g} h) · 1e6", c.lifeYears * kHoursPerYear);
        addTextbook(first({ofProvider, m_draft.lacks({"capacity", "hourly", "device", "host"})}));
        add("efficiency.per_dollar", first({money, noDemand}),
            [](const Conditions &each, const OptionNumbers &option) { return 1e6 / perMillion(each, option); });
        explain("1e6 / cost.per_million{}", "");
        return std::move(m_all);
    }

private:
    static std::string first(std::initializer_list<std::string> reasons)
    {
        for (const std::string &reason : reasons)
            if (!reason.empty())
                return reason;
        return {};
    }
    static double busy(const Conditions &conditions, const OptionNumbers &option)
    {
        return busyFraction(conditions.rate, option.serviceSeconds, devicesNeeded(conditions, option), option.slots);
    }
    static double perMillion(const Conditions &conditions, const OptionNumbers &option)
    {
        return costPerMillionAtDemand(conditions, option).value_or(0);
    }
    [[nodiscard]] double devices() const { return devicesNeeded(m_decision.conditions, m_draft.option.numbers); }

    void add(std::string_view id, const std::string &absent, const Function &function)
    {
        Derived &derived = keep(id, absent);
        if (absent.empty()) {
            const Extremes found = extremes(m_decision, m_decision.knobs, [&](const Decision &decision) {
                return function(decision.conditions, decision.options.front().numbers);
            });
            if (!std::isfinite(found.typical))
                derived.absentReason = "not defined for these numbers";
            else
                derived.value = found.typical;
            if (derived.value && std::isfinite(found.low) && std::isfinite(found.high) && found.low < found.high) {
                derived.low = found.low;
                derived.high = found.high;
            }
        }
    }

    Derived &keep(std::string_view id, const std::string &absent)
    {
        Derived derived;
        derived.id = id;
        derived.evidence = weakest(m_draft.option.performance, Evidence::Modelled);
        derived.unverifiedPrice = info(id).money && m_draft.option.unverifiedPrice;
        derived.absentReason = absent;
        m_all.push_back(std::move(derived));
        return m_all.back();
    }

    template <class... Values> void explain(const char *formula, const Values &...values)
    {
        if (m_all.back().value)
            m_all.back().formula = fmt::format(fmt::runtime(formula), values...);
    }

    /// A value at or above the limit is no number.
    void refuse(double limit, const char *why)
    {
        Derived &last = m_all.back();
        if (last.high && *last.high > limit)
            last.high = limit;
        if (!last.value || *last.value < limit)
            return;
        last.value = last.low = last.high = std::nullopt;
        last.formula.clear();
        last.absentReason = why;
    }

    /// By formula and by replay, of one site with its share of the peak.
    void addLatency(const std::string &absent)
    {
        const Conditions &c = m_decision.conditions;
        const OptionNumbers &o = m_draft.option.numbers;
        const double sites = o.deployment == Deployment::Edge ? c.sites : 1;
        const double rate = c.peakRate() / sites;
        const double each = absent.empty() ? devicesFor(rate, o.capacity) : 0;
        const std::string reason = first({absent, each * o.slots > kMostServers ? "too many servers to play out" : ""});
        keep("latency.peak.mean", reason);
        keep("latency.peak.slo", reason);
        if (!reason.empty())
            return;
        const auto servers = static_cast<std::uint32_t>(each * o.slots);
        const QueueLoad load = loadOf(m_draft.serviceSeconds, rate, servers);
        takeMean(meanLatency(load), load, m_all[m_all.size() - 2]);
        takePercentile(rate, static_cast<std::uint32_t>(each), m_all.back());
    }

    static void takeMean(const Result<MeanLatency> &found, const QueueLoad &load, Derived &derived)
    {
        if (!found || !found->sojournSeconds) {
            derived.absentReason = found ? found->absentReason : found.error().text();
            return;
        }
        derived.value = found->sojournSeconds;
        if (found->sojournInterval && found->sojournInterval->low < found->sojournInterval->high) {
            derived.low = found->sojournInterval->low;
            derived.high = found->sojournInterval->high;
        }
        derived.formula = fmt::format("{}: λ = {:.4g} query/s, E[S] = {:.4g} s, c_s² = {:.3g}, {} servers, u = {:.3g}",
                                      load.servers == 1 ? "Pollaczek–Khinchine" : "Allen–Cunneen", load.rate,
                                      load.serviceSeconds, load.serviceScv, load.servers, found->busyFraction);
    }

    void takePercentile(double rate, std::uint32_t each, Derived &derived) const
    {
        ReplayLoad load;
        load.rate = rate;
        load.devices = each;
        load.slots = static_cast<std::uint32_t>(m_draft.option.numbers.slots);
        load.serviceSeconds = m_draft.serviceSeconds;
        ReplaySettings settings;
        settings.fractions = {m_percentile};
        settings.seed = m_decision.seed;
        settings.mostQueries = 400'000;
        const auto found = replayLatency(load, settings);
        if (!found || found->percentiles.empty()) {
            derived.absentReason = found ? found->absentReason : found.error().text();
            return;
        }
        const auto &[value, interval] = found->percentiles.front().seconds;
        derived.value = value;
        if (interval.low < interval.high) {
            derived.low = interval.low;
            derived.high = interval.high;
        }
        derived.formula =
            fmt::format("replay of {} queries (seed {}), Poisson arrivals at {:.4g} query/s, {} × {} servers, {}{}",
                        found->queries, settings.seed, rate, load.devices, load.slots, found->dispatchRule,
                        found->fewServiceTimes ? "; few recorded times: a guess" : "");
    }

    void addCostFormula()
    {
        if (!m_all.back().value)
            return;
        const CostParts parts = costOverLife(m_decision.conditions, m_draft.option.numbers);
        std::string text;
        for (const auto &[name, usd] :
             {std::pair{"devices", parts.devices}, std::pair{"requests", parts.requests},
              std::pair{"hosting", parts.hosting}, std::pair{"energy", parts.energy},
              std::pair{"operation", parts.operations}, std::pair{"engineering", parts.engineering}})
            if (usd != 0)
                text += fmt::format(fmt::runtime(usd < 1e12 ? "{}{} {:.0f}" : "{}{} {:.4g}"), text.empty() ? "" : " + ",
                                    name, usd);
        m_all.back().formula = text.empty() ? "nothing costs anything" : text;
    }

    void addTextbook(const std::string &absent)
    {
        add("cost.textbook", absent,
            [utilisation = m_utilisation](const Conditions &each, const OptionNumbers &option) {
                return textbookCostPerMillion(option.capacity, utilisation, machinePerHour(each, option));
            });
        explain("1e6 / ({:.4g} query/s × {:.4g}) / 3600 × {:.4g} USD/h", m_draft.option.numbers.capacity, m_utilisation,
                machinePerHour(m_decision.conditions, m_draft.option.numbers));
    }

    static const DerivedInfo &info(std::string_view id) { return *std::ranges::find(kInfos, id, &DerivedInfo::id); }

    const OptionDraft &m_draft;
    Decision m_decision;
    double m_utilisation, m_percentile;
    std::vector<Derived> m_all;
};

} // namespace

std::span<const DerivedInfo> derivedInfos()
{
    return kInfos;
}

std::vector<Derived> derive(const OptionDraft &draft, const Assumptions &assumptions)
{
    return Deriving(draft, assumptions).run();
}

} // namespace assay::model
