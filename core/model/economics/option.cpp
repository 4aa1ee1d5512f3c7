#include "core/model/economics/option.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/model/evidence.hpp"
#include "core/model/headline.hpp"
#include "core/model/standing.hpp"

namespace assay::model {
namespace {

constexpr double kMuch = 1e15;

struct Sourced {
    Range range;
    Origin origin;
    Evidence evidence = Evidence::Modelled;
};

Range rangeOf(double value, std::optional<double> low, std::optional<double> high)
{
    if (!low || !high || !(*low < *high))
        return Range::fixed(value);
    return Range::around(std::min(*low, value), value, std::max(*high, value));
}

Sourced operator+(const Sourced &a, const Sourced &b)
{
    Sourced sum = a;
    sum.range = rangeOf(a.range.value + b.range.value, a.range.low + b.range.low, a.range.high + b.range.high);
    sum.origin.source = a.origin.source + "; " + b.origin.source;
    sum.origin.quality = a.origin.unverified() || b.origin.unverified() ? "" : a.origin.quality;
    sum.evidence = weakest(a.evidence, b.evidence);
    return sum;
}

Origin originOf(const catalog::Provenance &provenance)
{
    return {provenance.source, provenance.unverified ? "C" : provenance.quality, provenance.date, provenance.note,
            provenance.stale};
}

class Drafting {
public:
    Drafting(const OptionInput &input, const Assumptions &assumptions)
        : m_input(input), m_assumptions(assumptions), m_target(input.result->point.target.text())
    {
    }

    OptionDraft run()
    {
        m_draft.option.result = m_input.result->number;
        m_draft.option.name = fmt::format("#{} on {}", m_input.result->number, m_target);
        m_draft.target = m_target;
        if (m_input.hardware != nullptr)
            m_draft.hardwareClass = m_input.hardware->value("class", "");
        numbers().deployment = deployment();
        checkStanding();
        addMeasuring();
        addSpeed();
        if (numbers().deployment == Deployment::Cloud)
            require("hourly", &OptionNumbers::hourlyUsd, cloudPrice());
        else if (numbers().deployment == Deployment::Managed)
            require("request", &OptionNumbers::requestUsd, std::nullopt);
        else
            addMachine();
        addEffort();
        return std::move(m_draft);
    }

private:
    OptionNumbers &numbers() { return m_draft.option.numbers; }
    [[nodiscard]] std::string id(std::string_view field) const { return targetAssumption(m_target, field); }

    [[nodiscard]] std::optional<Sourced> own(std::string_view field) const
    {
        const auto found = m_assumptions.find(id(field));
        return found ? std::optional(Sourced{found->range, found->origin}) : std::nullopt;
    }

    [[nodiscard]] std::optional<Sourced> figure(std::string_view name) const
    {
        if (m_input.hardware == nullptr)
            return std::nullopt;
        const auto found = catalog::figure(*m_input.hardware, name, m_input.today);
        if (!found || !found->typical)
            return std::nullopt;
        return Sourced{rangeOf(*found->typical, found->low, found->high), originOf(found->provenance),
                       Evidence::Datasheet};
    }

    [[nodiscard]] std::optional<Sourced> measured(std::string_view metric) const
    {
        const Metric found = headline(*m_input.result, metric);
        if (!found.value)
            return std::nullopt;
        return Sourced{rangeOf(*found.value, found.low, found.high),
                       {fmt::format("result #{}, {}", m_input.result->number, metric), "own", "", "", false},
                       found.evidence};
    }

    [[nodiscard]] std::optional<Sourced> common(std::string_view name) const
    {
        const Assumption assumption = m_assumptions.get(name);
        return Sourced{assumption.range, assumption.origin};
    }

    [[nodiscard]] Deployment deployment() const
    {
        if (m_input.deployment)
            return *m_input.deployment;
        if (own("request"))
            return Deployment::Managed;
        if (own("hourly"))
            return Deployment::Cloud;
        const bool edge = m_input.hardware != nullptr && m_input.hardware->value("deployment", "") == "edge";
        return edge ? Deployment::Edge : Deployment::OnPremises;
    }

    /// Takes the number; a range makes it a knob, and so does a price, which one may ask "what if" of.
    void take(const std::string &knobId, std::string_view field, double OptionNumbers::*number, const Sourced &sourced)
    {
        numbers().*number = sourced.range.value;
        const AssumptionInfo *info = assumptionInfo(id(field));
        Knob knob;
        knob.id = knobId;
        knob.name = info == nullptr ? knobId : std::string(info->meaning);
        knob.unit = info == nullptr ? "" : std::string(info->unit);
        knob.range = sourced.range;
        knob.origin = sourced.origin;
        knob.evidence = sourced.evidence;
        knob.least = info == nullptr ? 0 : info->least;
        knob.most = info == nullptr ? kMuch : info->most;
        knob.own = number;
        m_draft.knobs.push_back(std::move(knob));
        const bool price = field == "hourly" || field == "request" || field == "device" || field == "host";
        m_draft.option.unverifiedPrice |= price && sourced.origin.unverified();
        if (sourced.origin.stale)
            m_draft.notes.push_back(fmt::format("the price of {} is more than 90 days old", m_target));
    }

    void lack(std::string_view field, std::string text)
    {
        m_draft.missing.push_back({std::string(field), std::move(text)});
    }

    [[nodiscard]] std::string lackText(std::string_view field) const
    {
        if (field == "device")
            return fmt::format("no price: give one with --assume {}=USD (bought) or --assume {}=USD (rented, an hour), "
                               "or say what it is "
                               "with --hardware {}=ID",
                               id("device"), id("hourly"), m_target);
        const AssumptionInfo &info = *assumptionInfo(id(field));
        return fmt::format("{} ({}) is not known: give it with --assume {}=…", info.meaning, info.unit, id(field));
    }

    void require(std::string_view field, double OptionNumbers::*number, const std::optional<Sourced> &otherwise)
    {
        if (const auto given = own(field))
            take(id(field), field, number, *given);
        else if (otherwise)
            take(id(field), field, number, *otherwise);
        else
            lack(field, lackText(field));
    }

    void checkStanding()
    {
        const Standing judged = standing(*m_input.result);
        if (judged.invalid())
            lack("result", "it is invalid: a validity check failed in every run; measure it again");
        m_draft.option.cannotWin = judged.quick ? "quick" : judged.unchecked ? "unchecked" : "";
        if (judged.notConverged)
            m_draft.notes.push_back(
                fmt::format("result #{} did not converge: its spread may be larger", m_input.result->number));
    }

    void addMeasuring()
    {
        const study::DesignPoint &point = m_input.result->point;
        for (const study::RunRecord *run : usedRuns(*m_input.result)) {
            ++m_draft.measuring.runs;
            m_draft.measuring.wallSeconds += run->wallSeconds;
        }
        if (point.target.isCatalogue())
            return;
        std::string parameters;
        for (const ParameterSet *set : {&point.workloadParameters, &point.backendParameters})
            for (const auto &[name, value] : *set)
                parameters += fmt::format(" -p {}={}", name, value.text());
        m_draft.measuring.command =
            fmt::format("assay run -w {}{} -t {} --scenario slo-search --slo {:g}s@p{:g}", point.workload, parameters,
                        m_target, m_assumptions.value("slo.latency"), 100 * m_assumptions.value("slo.percentile"));
        m_draft.measuring.same = point.scenario.kind == measure::ScenarioKind::SloSearch;
    }

    void addSpeed()
    {
        if (numbers().deployment == Deployment::Managed)
            return;
        if (const auto slots = own("slots"))
            numbers().slots = slots->range.value;
        const measure::ScenarioKind kind = m_input.result->point.scenario.kind;
        if (kind == measure::ScenarioKind::SingleStream)
            m_draft.serviceSeconds.assign(m_input.serviceSeconds.begin(), m_input.serviceSeconds.end());
        if (const auto service = serviceTime()) {
            numbers().serviceSeconds = service->range.value;
            m_draft.option.performance = service->evidence;
        } else {
            lack("service", "a service time: the result has neither a mean latency nor a throughput");
        }
        const std::string knob = fmt::format("#{}.capacity", m_input.result->number);
        if (const auto given = own("capacity"))
            take(knob, "capacity", &OptionNumbers::capacity, *given);
        else if (m_input.capacity.absent.empty())
            take(knob, "capacity", &OptionNumbers::capacity,
                 {m_input.capacity.rate, {m_input.capacity.how, "own", "", "", false}, m_input.capacity.evidence});
        else
            lack("capacity", "capacity: " + m_input.capacity.absent);
        m_draft.option.performance = weakest(m_draft.option.performance, m_input.capacity.evidence);
    }

    [[nodiscard]] std::optional<Sourced> serviceTime() const
    {
        using measure::ScenarioKind;
        const ScenarioKind kind = m_input.result->point.scenario.kind;
        if (kind == ScenarioKind::SingleStream || kind == ScenarioKind::MultiStream)
            if (const auto latency = measured("latency.mean"))
                return latency;
        auto rate = measured("throughput.queries");
        if (!rate || !(rate->range.value > 0))
            return std::nullopt;
        rate->range = Range::fixed(1 / rate->range.value);
        return rate;
    }

    [[nodiscard]] std::optional<Sourced> cloudPrice() const
    {
        if (m_input.hardware == nullptr)
            return std::nullopt;
        const auto instance = catalog::cheapestInstance(*m_input.hardware, m_input.today);
        if (!instance)
            return std::nullopt;
        Origin origin = originOf(instance->provenance);
        origin.source = fmt::format("{} {}, {}", instance->provider, instance->instance, origin.source);
        return Sourced{Range::fixed(instance->usdPerDeviceHour), std::move(origin), Evidence::Datasheet};
    }

    /// It sits in a host, which has a price and takes power, too.
    [[nodiscard]] bool isCard() const
    {
        return m_input.hardware != nullptr && m_input.hardware->contains("host_link") &&
               m_input.hardware->value("class", "") != "cpu" && m_draft.option.numbers.deployment != Deployment::Edge;
    }

    void addMachine()
    {
        const bool known = m_input.hardware != nullptr || own("device") || own("idle") || own("active");
        if (!known) { // one thing to say instead of three
            lack("machine", lackText("device"));
            return;
        }
        require("device", &OptionNumbers::deviceUsd, figure("list_price_usd"));
        if (isCard())
            require("host", &OptionNumbers::hostUsd, common("host.price"));
        else if (const auto host = own("host"))
            take(id("host"), "host", &OptionNumbers::hostUsd, *host);
        require("idle", &OptionNumbers::idleWatts, withHost(figure("idle_w"), "host.idle"));
        require("active", &OptionNumbers::activeWatts, withHost(activePower(), "host.active"));
        if (m_draft.lacks({"idle", "active"}).empty() && numbers().activeWatts < numbers().idleWatts)
            lack("active",
                 fmt::format("a power when busy of at least the {:.4g} W when idle: {:.4g} W is what is known; "
                             "give both with --assume {}=… --assume {}=…",
                             numbers().idleWatts, numbers().activeWatts, id("idle"), id("active")));
    }

    [[nodiscard]] std::optional<Sourced> withHost(const std::optional<Sourced> &power, std::string_view host) const
    {
        return power && isCard() ? std::optional(*power + *common(host)) : power;
    }

    [[nodiscard]] std::optional<Sourced> activePower()
    {
        if (auto metered = measured("power.mean"))
            return metered;
        if (own("active"))
            return std::nullopt;
        auto limit = figure("tdp_w");
        if (limit) {
            limit->origin.source += " (power limit)";
            m_draft.notes.push_back(fmt::format("power of {} when busy: its limit, {:.4g} W; it may take less",
                                                m_target, limit->range.value));
        }
        return limit;
    }

    void addEffort()
    {
        if (const auto once = own("one_time"))
            take(id("one_time"), "one_time", &OptionNumbers::oneTimeUsd, *once);
        const auto effort = own("effort");
        const std::string_view path = effortOf(m_input.result->point.target.backend);
        take(effort ? id("effort") : std::string(path), "effort", &OptionNumbers::effortHours,
             effort ? *effort : *common(path));
    }

    const OptionInput &m_input;
    const Assumptions &m_assumptions;
    std::string m_target;
    OptionDraft m_draft;
};

} // namespace

std::string_view effortOf(std::string_view backend)
{
    static constexpr auto kEfforts = std::to_array<std::pair<std::string_view, std::string_view>>(
        {{"opencl", "effort.kernel"}, {"rtl", "effort.rtl"}, {"xrt", "effort.hls"}, {"onnx", "effort.graph-compiler"}});
    for (const auto &[each, effort] : kEfforts)
        if (each == backend)
            return effort;
    return "effort.existing";
}

std::string OptionDraft::lacks(std::initializer_list<std::string_view> fields) const
{
    const auto among = [&](std::string_view field) { return std::ranges::find(fields, field) != fields.end(); };
    for (const Missing &each : missing)
        if (among(each.field) || (each.field == "machine" && (among("device") || among("idle") || among("active"))))
            return each.text;
    return {};
}

OptionDraft draftOption(const OptionInput &input, const Assumptions &assumptions)
{
    return Drafting(input, assumptions).run();
}

Decision makeDecision(const std::vector<OptionDraft> &drafts, const Assumptions &assumptions)
{
    Decision decision;
    decision.conditions = conditionsOf(assumptions);
    decision.knobs = commonKnobs(assumptions);
    decision.seed = assumptions.seed;
    for (std::size_t i = 0; i < drafts.size(); ++i) {
        decision.options.push_back(drafts[i].option);
        for (Knob knob : drafts[i].knobs) {
            const auto shared = std::ranges::find_if(
                decision.knobs, [&](const Knob &other) { return other.id == knob.id && other.own == knob.own; });
            if (shared != decision.knobs.end()) {
                shared->options.push_back(i);
                continue;
            }
            knob.options = {i};
            decision.knobs.push_back(std::move(knob));
        }
    }
    return decision;
}

} // namespace assay::model
