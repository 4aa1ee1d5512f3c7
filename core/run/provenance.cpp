#include "core/run/provenance.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace assay::run {
namespace {

/// Facts that become metrics, and the unit each must have.
struct KnownFact {
    std::string_view name, metric, unit;
};
constexpr auto kKnownFacts = std::to_array<KnownFact>({{"lut", "design.lut", "1"},
                                                       {"ff", "design.ff", "1"},
                                                       {"bram", "design.bram", "1"},
                                                       {"dsp", "design.dsp", "1"},
                                                       {"fmax", "design.fmax", "Hz"},
                                                       {"clock", "design.clock", "Hz"},
                                                       {"slack", "design.slack", "s"},
                                                       {"power", "design.power", "W"},
                                                       {"answer after last input", "answer.after-input", "s"}});

const KnownFact *knownFact(std::string_view name)
{
    const auto *found =
        std::find_if(kKnownFacts.begin(), kKnownFacts.end(), [&](const KnownFact &fact) { return fact.name == name; });
    return found == kKnownFacts.end() ? nullptr : found;
}

std::string textOf(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// A number that is there, or a text where texts are allowed.
bool isFinite(const Json &object, const char *key)
{
    return object.contains(key) && object[key].is_number() && std::isfinite(object[key].get<double>());
}

/// What is wrong with the range of a fact; "" when nothing is.
std::string wrongRange(const Json &fact)
{
    if (fact.contains("low") != fact.contains("high"))
        return "has one of 'low' and 'high' only";
    if (!fact.contains("low"))
        return "";
    if (!isFinite(fact, "low") || !isFinite(fact, "high"))
        return "'low' and 'high' must be numbers";
    if (fact["low"].get<double>() > fact["value"].get<double>())
        return "'low' is above 'value'";
    return fact["high"].get<double>() < fact["value"].get<double>() ? "'high' is below 'value'" : "";
}

std::string wrongWith(const Json &fact)
{
    if (!fact.is_object() || textOf(fact, "name").empty())
        return "must be an object with a 'name'";
    if (!evidenceFromText(textOf(fact, "evidence")))
        return fmt::format("'evidence' is '{}'", textOf(fact, "evidence"));
    if (textOf(fact, "how").empty())
        return "'how' is missing: where does it come from?";
    const KnownFact *known = knownFact(textOf(fact, "name"));
    const bool text = fact.contains("value") && fact["value"].is_string();
    if (!isFinite(fact, "value") && (known != nullptr || !text))
        return "'value' must be a number";
    if (known != nullptr && textOf(fact, "unit") != known->unit)
        return fmt::format("'unit' must be \"{}\"", known->unit);
    if (known != nullptr && textOf(fact, "evidence") == "measured")
        return "nothing of an emulated device is measured";
    return text ? "" : wrongRange(fact);
}

Metric metricOf(const KnownFact &known, const Json &fact, Boundary boundary)
{
    Metric metric;
    metric.id = known.metric;
    metric.value = fact["value"].get<double>();
    if (fact.contains("low")) {
        metric.low = fact["low"].get<double>();
        metric.high = fact["high"].get<double>();
    }
    metric.evidence = *evidenceFromText(fact["evidence"].get<std::string>());
    metric.boundary = boundary;
    return metric;
}

/// Seconds that a query occupies the device: its phases, on average.
std::optional<double> serviceSeconds(const measure::Observation &observation)
{
    double sum = 0;
    for (const Metric &metric : observation.metrics)
        if (metric.id.starts_with("phase.") && metric.id.ends_with(".mean") && metric.id != "phase.unexplained.mean")
            sum += metric.value.value_or(0);
    return sum > 0 ? std::optional(sum) : std::nullopt;
}

} // namespace

Result<Provenance> Provenance::read(std::string_view text)
{
    const auto wrong = [](const std::string &what) {
        return failure(ErrorCode::InvalidInput, "the backend's assay.provenance/1: " + what);
    };
    Provenance provenance;
    provenance.document = Json::parse(text, nullptr, false);
    const Json &document = provenance.document;
    if (!document.is_object())
        return wrong("not a JSON object");
    const std::string evidence = textOf(document, "evidence");
    if (evidence != "emulated" && evidence != "modelled")
        return wrong(fmt::format("'evidence' is '{}'; it must be \"emulated\" or \"modelled\"", evidence));
    provenance.evidence = *evidenceFromText(evidence);
    if (textOf(document, "reason").empty())
        return wrong("'reason' is missing: why is it not more than that?");
    if (document.contains("boundary")) {
        provenance.boundary = boundaryFromText(textOf(document, "boundary"));
        if (!provenance.boundary)
            return wrong(fmt::format("'boundary' is {}", document["boundary"].dump()));
    }
    if (!document.contains("facts") || !document["facts"].is_array())
        return wrong("'facts' must be a list");
    const Json &facts = document["facts"];
    for (std::size_t i = 0; i < facts.size(); ++i)
        if (const std::string what = wrongWith(facts[i]); !what.empty())
            return wrong(
                fmt::format("facts[{}] '{}': {}", i, facts[i].is_object() ? textOf(facts[i], "name") : "", what));
    return provenance;
}

void addProvenance(measure::Observation &observation, const Provenance &provenance,
                   const std::optional<measure::Interval> &times, Boundary boundary)
{
    observation.details["provenance"] = provenance.document;
    for (const Json &fact : provenance.document["facts"])
        if (const KnownFact *known = knownFact(fact["name"].get<std::string>()))
            observation.set(metricOf(*known, fact, boundary));
    const Metric *power = observation.metric("design.power");
    const auto service = serviceSeconds(observation);
    if (power == nullptr || !service)
        return;
    const measure::Interval range = times.value_or(measure::Interval{1, 1});
    Metric energy;
    energy.id = "energy.gross_per_query";
    energy.value = *power->value * *service;
    const double low = power->low.value_or(*power->value) * *service * range.low;
    const double high = power->high.value_or(*power->value) * *service * range.high;
    if (low < high) {
        energy.low = low;
        energy.high = high;
    }
    energy.evidence = Evidence::Modelled;
    energy.boundary = boundary;
    observation.set(std::move(energy));
}

} // namespace assay::run
