#include "core/catalog/workload.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/base/suggest.hpp"

namespace assay::catalog {
namespace {

struct KindTexts {
    std::string_view word, title;
};
constexpr std::array<KindTexts, 5> kKinds{{{"streaming", "streaming, low latency"},
                                           {"bit-level", "bit-level and custom numerics"},
                                           {"inference", "fixed, high-volume inference"},
                                           {"io-coupled", "tight coupling with I/O or storage"},
                                           {"regular", "regular, long-lived kernels"}}};

Status evaluateFormulas(Json &json, const ParameterSet &parameters)
{
    if (json.is_string()) {
        const std::string text = json.get<std::string>();
        if (!text.starts_with('='))
            return {};
        auto value = Expression::parse(std::string_view(text).substr(1)).and_then([&](const Expression &formula) {
            return formula.evaluate(parameters);
        });
        if (!value)
            return failure(value.error());
        const bool whole = *value == std::floor(*value) && std::abs(*value) <= 0x1p53;
        json = whole ? Json(static_cast<std::int64_t>(*value)) : Json(*value);
        return {};
    }
    if (!json.is_structured())
        return {};
    for (auto &element : json)
        if (auto done = evaluateFormulas(element, parameters); !done)
            return done;
    return {};
}

} // namespace

std::string toText(WorkloadKind kind)
{
    return std::string(kKinds.at(static_cast<std::size_t>(kind)).word);
}
std::string title(WorkloadKind kind)
{
    return std::string(kKinds.at(static_cast<std::size_t>(kind)).title);
}

Result<std::string> Implementation::optionsFor(const ParameterSet &workloadParameters,
                                               const ParameterSet &backendParameters) const
{
    ParameterSet all = workloadParameters;
    all.insert(backendParameters.begin(), backendParameters.end());
    Json evaluated = options.is_null() ? Json::object() : options;
    if (auto done = evaluateFormulas(evaluated, all); !done)
        return failure(done.error().within(fmt::format("options of the {} implementation", kind)));
    return evaluated.dump();
}

const Implementation *Workload::implementation(std::string_view wanted) const
{
    const auto found = std::find_if(implementations.begin(), implementations.end(),
                                    [&](const auto &candidate) { return candidate.kind == wanted; });
    return found == implementations.end() ? nullptr : &*found;
}

const ParameterSpec *Workload::parameter(std::string_view name) const
{
    const auto found = std::find_if(parameters.begin(), parameters.end(),
                                    [&](const auto &candidate) { return candidate.name == name; });
    return found == parameters.end() ? nullptr : &*found;
}

ParameterSet Workload::defaults() const
{
    ParameterSet set;
    for (const auto &spec : parameters)
        set[spec.name] = spec.defaultValue;
    return set;
}

Result<ParameterSet> Workload::complete(const ParameterSet &given) const
{
    ParameterSet set = defaults();
    for (const auto &[name, value] : given) {
        const ParameterSpec *spec = parameter(name);
        if (spec == nullptr) {
            std::vector<std::string> names;
            for (const auto &known : parameters)
                names.push_back(known.name);
            return failure(ErrorCode::InvalidInput, fmt::format("{} has no parameter '{}'.{} It has: {}", id, name,
                                                                didYouMean(name, names), fmt::join(names, ", ")));
        }
        if (auto checked = spec->check(value); !checked)
            return failure(checked.error().within(id));
        set[name] = spec->normalised(value);
    }
    for (const auto &requirement : requirements) {
        const auto met = requirement.condition.evaluate(set);
        if (!met)
            return failure(met.error().within(id));
        if (*met == 0)
            return failure(ErrorCode::InvalidInput, fmt::format("{}: {} ({} is not met by {})", id, requirement.reason,
                                                                requirement.condition.text(), assay::describe(set)));
    }
    return set;
}

std::string Workload::precision(const ParameterSet &values) const
{
    const auto value = values.find(precisionParameter);
    const std::string choice = value == values.end() ? "" : value->second.text();
    for (const auto &[text, precision] : precisions)
        if (text == choice)
            return precision;
    return "";
}

Tolerance Workload::toleranceFor(const ParameterSet &given) const
{
    if (const auto dtype = given.find("dtype"); dtype != given.end())
        for (const auto &[value, override] : tolerances)
            if (value == dtype->second.text())
                return override;
    return tolerance;
}

bool Workload::hasGoldenOutputs() const
{
    return std::any_of(tensors.begin(), tensors.end(), [](const auto &tensor) { return !tensor.golden.empty(); });
}

} // namespace assay::catalog
