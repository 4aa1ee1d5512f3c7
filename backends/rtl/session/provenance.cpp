#include "backends/rtl/session/provenance.hpp"

#include <fmt/format.h>

namespace assay::rtl {
namespace {

class Facts {
public:
    void add(const char *name, double value, const char *unit, const char *evidence, const std::string &how,
             std::optional<double> low = {}, std::optional<double> high = {})
    {
        Json fact = {{"name", name}, {"value", value}, {"unit", unit}, {"evidence", evidence}, {"how", how}};
        if (low && high)
            fact.update({{"low", *low}, {"high", *high}});
        m_facts.push_back(std::move(fact));
    }
    /// A fact in words.
    void add(const char *name, const std::string &text, const char *evidence, const std::string &how)
    {
        m_facts.push_back({{"name", name}, {"value", text}, {"unit", ""}, {"evidence", evidence}, {"how", how}});
    }
    [[nodiscard]] Json take() { return std::move(m_facts); }

private:
    Json m_facts = Json::array();
};

/// "nextpnr-ice40 0.4-1+b1" of "nextpnr-ice40 -- Next Generation Place and Route (Version 0.4-1+b1)", "Yosys 0.23" of
/// "Yosys 0.23 (git sha1 …)".
std::string shortName(const std::string &tool)
{
    constexpr std::string_view kVersion = "(Version ";
    const auto version = tool.find(kVersion);
    if (version == std::string::npos)
        return tool.substr(0, tool.find(" (git"));
    const auto start = version + kVersion.size();
    return tool.substr(0, tool.find(' ')) + ' ' + tool.substr(start, tool.find(')', start) - start);
}

const char *clockEvidence(const Clock &clock)
{
    return clock.placedAndRouted ? "emulated" : "modelled";
}

void addResources(Facts &facts, const Point &point, const HardwareResult &hardware)
{
    if (!hardware.synthesis)
        return;
    const Synthesis &synthesis = *hardware.synthesis;
    const bool scaled = point.board.part.family == Family::UltraScalePlus;
    const std::string how = shortName(synthesis.tool) + (scaled ? ", mapped for 7-series" : "");
    const Resources &available = point.board.part.available;
    const auto each = [&](const char *name, const std::optional<std::int64_t> &used,
                          const std::optional<std::int64_t> &all) {
        if (!used)
            return;
        const std::string of = all ? fmt::format("{}; {} of {} of the chip", how, *used, *all) : how;
        facts.add(name, static_cast<double>(*used), "1", scaled ? "modelled" : "emulated", of);
    };
    each("lut", synthesis.resources.lut, available.lut);
    each("ff", synthesis.resources.ff, available.ff);
    each("bram", synthesis.resources.bram, available.bram);
    each("dsp", synthesis.resources.dsp, available.dsp);
}

void addClock(Facts &facts, const HardwareResult &hardware)
{
    const Clock &clock = hardware.clock;
    facts.add("clock", clock.hertz, "Hz", clockEvidence(clock), clock.how, clock.lowHertz, clock.highHertz);
    const bool routed = hardware.routed && !hardware.routed->clocks().empty();
    if (clock.fmaxHertz)
        facts.add("fmax", *clock.fmaxHertz, "Hz", routed ? "emulated" : "modelled",
                  routed ? fmt::format("{} ({})", clock.fmaxHow, shortName(hardware.routed->tool)) : clock.fmaxHow,
                  clock.fmaxLow, clock.fmaxHigh);
    if (clock.slackSeconds)
        facts.add("slack", *clock.slackSeconds, "s", clockEvidence(clock), clock.how);
    if (hardware.estimate && !hardware.estimate->criticalPath.empty())
        facts.add("critical path", hardware.estimate->criticalPath, "modelled", "longest path of the mapped netlist");
}

void addCycles(Facts &facts, const Point &point, const Clock &clock, const CoreRun &core)
{
    facts.add("cycles", static_cast<double>(core.last().cycles), "1", "emulated",
              "simulated with Verilator, the last query; exact for this design");
    if (point.formulaCycles)
        facts.add("cycles by formula", static_cast<double>(*point.formulaCycles), "1", "modelled",
                  core.formulaHolds() ? (*core.formulaHolds() ? "the manifest's formula; equal to every simulated query"
                                                              : "the manifest's formula; NOT what was simulated")
                                      : "the manifest's formula");
    const auto after = static_cast<double>(core.last().lastOutput) - static_cast<double>(core.last().lastInput);
    facts.add("answer after last input", after / clock.hertz, "s", clockEvidence(clock),
              fmt::format("{:.0f} clock{} from the last beat in to the last beat out", after, after == 1 ? "" : "s"),
              after / clock.highHertz, after / clock.lowHertz);
    facts.add("self-test", core.selfTest(), "emulated", "the model against itself");
}

std::string weakness(const Point &point, const HardwareResult &hardware)
{
    if (point.deployment == Deployment::Card)
        return "the card's link and memory are modelled from catalogue figures";
    if (!hardware.clock.placedAndRouted)
        return "cycles are exact, but the clock is not from place and route: " + hardware.clock.how;
    return "";
}

void addLink(Facts &facts, const Point &point)
{
    if (point.deployment != Deployment::Card || !point.board.link)
        return;
    const Link &link = *point.board.link;
    facts.add("link latency", link.latency.typical, "s", "datasheet", link.source, link.latency.low, link.latency.high);
    facts.add("link bandwidth", link.bandwidth.typical, "B/s", "datasheet", link.source, link.bandwidth.low,
              link.bandwidth.high);
}

const char *originText(ModelStore::Library::Origin origin)
{
    switch (origin) {
    case ModelStore::Library::Origin::Prebuilt:
        return "prebuilt with the program";
    case ModelStore::Library::Origin::Cache:
        return "compiled before, from the cache";
    case ModelStore::Library::Origin::Compiled:
        return "compiled for this run";
    }
    return "";
}

} // namespace

Json provenance(const Point &point, const HardwareResult &hardware, const ModelStore::Library &library,
                const CoreRun &core, const std::optional<PowerEstimate> &power)
{
    Facts facts;
    facts.add("board", point.board.name, "datasheet", point.board.resourceSource);
    facts.add("design", point.design.describe(), "emulated", originText(library.origin));
    addCycles(facts, point, hardware.clock, core);
    addClock(facts, hardware);
    addResources(facts, point, hardware);
    if (!hardware.synthesisMissing.empty())
        facts.add("resources", "unknown", "modelled", hardware.synthesisMissing);
    addLink(facts, point);
    if (power)
        facts.add("power", power->watts, "W", "modelled", power->how, power->low, power->high);
    const std::string weak = weakness(point, hardware);
    return {{"evidence", weak.empty() ? "emulated" : "modelled"},
            {"reason", weak.empty() ? "simulated cycles at a placed and routed clock; no chip was measured" : weak},
            {"boundary", point.deployment == Deployment::Card ? "host call" : "wire-to-wire"},
            {"facts", facts.take()}};
}

} // namespace assay::rtl
