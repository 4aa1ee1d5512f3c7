#include "app/assay/commands/workload_text.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/units.hpp"
#include "core/report/printable.hpp"
#include "core/report/text_table.hpp"

namespace assay::app {
namespace {

using catalog::Workload;
using report::printable;

constexpr std::size_t kColumns = 100;

std::string_view roleText(catalog::TensorRole role)
{
    switch (role) {
    case catalog::TensorRole::Input:
        return "input";
    case catalog::TensorRole::Resident:
        return "resident";
    case catalog::TensorRole::Output:
        return "output";
    }
    return "";
}

std::string withUnit(const std::string &text, const std::string &unit)
{
    return unit.empty() ? text : text + " " + unit;
}

/// "weight_bits, wbits".
std::string nameText(const ParameterSpec &spec)
{
    std::string text = printable(spec.name);
    for (const auto &alias : spec.aliases)
        text += ", " + printable(alias);
    return text;
}

std::string parameterTable(const std::vector<ParameterSpec> &parameters, bool bold, std::size_t columns)
{
    report::TextTable table({{"  name"}, {"default", report::Align::Right}, {"allowed"}, {"meaning"}});
    table.wrapLastAt(kColumns);
    table.fitInto(columns);
    for (const auto &spec : parameters)
        table.add({"  " + nameText(spec), printable(withUnit(spec.defaultValue.text(), spec.unit)),
                   printable(spec.allowedText()), printable(spec.meaning)});
    return table.render(bold);
}

/// A tensor at the defaults; the manifest was checked, yet a formula may fail at these very values.
struct TensorAtDefaults {
    std::string dtype, problem;
    std::vector<std::uint64_t> extents;
    std::uint64_t bytes = 0;
};

TensorAtDefaults atDefaults(const catalog::TensorSpec &tensor, const ParameterSet &defaults)
{
    const auto dtype = tensor.dtype(defaults);
    const auto extents = tensor.extents(defaults);
    if (!dtype || !extents)
        return {"", (!dtype ? dtype.error() : extents.error()).text(), {}, 0};
    TensorAtDefaults facts{toText(*dtype), "", *extents, byteSize(*dtype)};
    for (const auto extent : *extents)
        facts.bytes *= extent;
    return facts;
}

std::string tensorTable(const Workload &workload, bool bold, std::size_t columns)
{
    report::TextTable table({{"  name"}, {"role"}, {"dtype"}, {"shape"}, {"size", report::Align::Right}, {"meaning"}});
    table.wrapLastAt(kColumns);
    table.fitInto(columns);
    for (const auto &tensor : workload.tensors) {
        const TensorAtDefaults facts = atDefaults(tensor, workload.defaults());
        const std::string shape = facts.problem.empty() ? fmt::format("{}", fmt::join(facts.extents, " × ")) : "–";
        table.add({"  " + printable(tensor.name), std::string(roleText(tensor.role)), facts.dtype, shape,
                   facts.problem.empty() ? formatQuantity(static_cast<double>(facts.bytes), "B") : "–",
                   printable(facts.problem.empty() ? tensor.meaning : facts.problem)});
    }
    return table.render(bold);
}

std::string valueText(const Result<double> &value, const std::string &unit)
{
    if (!value)
        return "– (" + printable(value.error().text()) + ")";
    return unit == "B" ? formatQuantity(*value, unit) : printable(withUnit(fmt::format("{:.10g}", *value), unit));
}

std::string workText(const Workload &workload, std::size_t columns)
{
    const ParameterSet defaults = workload.defaults();
    const auto operations = workload.operations.evaluate(defaults);
    const auto bytes = workload.minimalBytes.evaluate(defaults);
    const auto items = workload.item.perQuery.evaluate(defaults);
    std::string intensity;
    if (operations && bytes && *bytes > 0)
        intensity = fmt::format("{:.3g} {} per byte{}", *operations / *bytes, printable(workload.operationUnit),
                                *operations < *bytes ? " (memory decides the speed)" : "");
    return report::renderPairs(
        {{"operations", valueText(operations, workload.operationUnit) + "  = " + printable(workload.operations.text())},
         {"minimal bytes", valueText(bytes, "B") + "  = " + printable(workload.minimalBytes.text())},
         {"items", valueText(items, workload.item.name)},
         {"intensity", intensity}},
        2, columns);
}

/// Backends that take this kind and have parameters of their own.
std::vector<const plugin::PluginManifest *> backendsWithParameters(const catalog::Implementation &implementation,
                                                                   const plugin::PluginList &plugins)
{
    std::vector<const plugin::PluginManifest *> found;
    for (const auto &plugin : plugins.plugins) {
        const auto &kinds = plugin.implementations;
        if (!plugin.parameters.empty() && std::find(kinds.begin(), kinds.end(), implementation.kind) != kinds.end())
            found.push_back(&plugin);
    }
    return found;
}

std::string implementationsText(const Workload &workload, const plugin::PluginList &plugins, bool bold,
                                std::size_t columns)
{
    std::string text;
    for (const auto &implementation : workload.implementations) {
        text += "  " + printable(implementation.kind) +
                (implementation.file.empty() ? "" : " (" + printable(implementation.file) + ")") +
                (implementation.parameters.empty() ? ", no parameters" : ", parameters:") + "\n";
        if (!implementation.parameters.empty())
            text += parameterTable(implementation.parameters, bold, columns);
        for (const auto *plugin : backendsWithParameters(implementation, plugins))
            text += fmt::format("  {} on the targets of {}, also:\n", printable(implementation.kind),
                                printable(plugin->id)) +
                    parameterTable(plugin->parameters, bold, columns);
    }
    return text;
}

Json specsJson(const std::vector<ParameterSpec> &specs)
{
    Json list = Json::array();
    for (const auto &spec : specs) {
        Json json{{"name", printable(spec.name)},
                  {"unit", printable(spec.unit)},
                  {"meaning", printable(spec.meaning)},
                  {"default", spec.defaultValue.toJson()},
                  {"allowed", printable(spec.allowedText())}};
        if (spec.choices.empty() && spec.type != ParameterType::Text)
            json.update({{"minimum", spec.minimum}, {"maximum", spec.maximum}});
        for (const auto &alias : spec.aliases)
            json["aliases"].push_back(printable(alias));
        for (const auto &choice : spec.choices)
            json["choices"].push_back(choice.toJson());
        for (const auto &value : spec.sweep)
            json["sweep"].push_back(value.toJson());
        list.push_back(json);
    }
    return list;
}

Json quantity(const Result<double> &value, const std::string &unit)
{
    return {{"value", value ? Json(*value) : Json(nullptr)}, {"unit", printable(unit)}};
}

} // namespace

std::vector<std::string> implementationKinds(const Workload &workload)
{
    std::vector<std::string> kinds;
    for (const auto &implementation : workload.implementations)
        kinds.push_back(implementation.kind);
    return kinds;
}

std::string workloadText(const Workload &workload, const plugin::PluginList &plugins, bool bold, std::size_t columns)
{
    std::string text = printable(workload.id) + ": " + printable(workload.title) + "\n";
    text += "Kind: " + title(workload.kind) + "\n\n" +
            report::wrap(printable(workload.summary), columns == 0 ? 80 : std::min<std::size_t>(columns, 80)) + "\n\n";
    if (!workload.parameters.empty())
        text += "Parameters (-p NAME=VALUE)\n" + parameterTable(workload.parameters, bold, columns) + "\n";
    text += "Implementations\n" + implementationsText(workload, plugins, bold, columns) + "\n";
    text += "Tensors with the default parameters\n" + tensorTable(workload, bold, columns) + "\n";
    text += "Work of one query with the default parameters\n" + workText(workload, columns) + "\n";
    return text + "Try it: assay run -w " + printable(workload.id) + " -t cpu:native --quick\n";
}

Json workloadSummaryJson(const Workload &workload)
{
    Json tags = Json::array();
    for (const auto &tag : workload.tags)
        tags.push_back(printable(tag));
    Json kinds = Json::array();
    for (const auto &kind : implementationKinds(workload))
        kinds.push_back(printable(kind));
    return {{"id", printable(workload.id)},  {"title", printable(workload.title)},
            {"kind", toText(workload.kind)}, {"tags", tags},
            {"bundled", workload.bundled},   {"implementations", kinds}};
}

Json workloadJson(const Workload &workload, const plugin::PluginList &plugins)
{
    Json json = workloadSummaryJson(workload);
    const ParameterSet defaults = workload.defaults();
    json["summary"] = printable(workload.summary);
    json["parameters"] = specsJson(workload.parameters);
    json["implementations"] = Json::array();
    for (const auto &implementation : workload.implementations) {
        Json entry{{"kind", printable(implementation.kind)},
                   {"file", printable(implementation.file)},
                   {"parameters", specsJson(implementation.parameters)}};
        for (const auto *plugin : backendsWithParameters(implementation, plugins))
            entry["backends"].push_back({{"id", printable(plugin->id)}, {"parameters", specsJson(plugin->parameters)}});
        json["implementations"].push_back(std::move(entry));
    }
    json["tensors"] = Json::array();
    for (const auto &tensor : workload.tensors) {
        const TensorAtDefaults facts = atDefaults(tensor, defaults);
        json["tensors"].push_back({{"name", printable(tensor.name)},
                                   {"role", std::string(roleText(tensor.role))},
                                   {"dtype", facts.dtype},
                                   {"shape", facts.extents},
                                   {"size", {{"value", facts.bytes}, {"unit", "B"}}},
                                   {"meaning", printable(tensor.meaning)}});
    }
    json["operations"] = quantity(workload.operations.evaluate(defaults), workload.operationUnit);
    json["minimal_bytes"] = quantity(workload.minimalBytes.evaluate(defaults), "B");
    json["items"] = quantity(workload.item.perQuery.evaluate(defaults), workload.item.name);
    json["source_hash"] = workload.sourceHash;
    return json;
}

} // namespace assay::app
