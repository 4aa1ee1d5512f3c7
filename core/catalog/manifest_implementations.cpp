#include <algorithm>

#include <fmt/format.h>

#include "core/base/suggest.hpp"
#include "core/catalog/manifest_parts.hpp"

namespace assay::catalog {
namespace {

const std::vector<std::string> &knownKinds()
{
    static const std::vector<std::string> kinds{"native", "opencl", "verilog", "xclbin", "onnx"};
    return kinds;
}

/// Other kinds belong to other people's backends; only what looks like a slip of the known ones is refused.
void checkKind(const ManifestTable &table, const std::string &kind)
{
    const auto &known = knownKinds();
    if (std::find(known.begin(), known.end(), kind) != known.end())
        return;
    if (!isId(kind))
        table.error("kind", "a kind has small letters, digits and . _ -");
    else if (const std::string close = nearest(kind, known); !close.empty())
        table.error("kind", fmt::format("'kind' is '{}'. Did you mean '{}'?", kind, close));
}

void readCodeFile(ManifestTable &table, const std::filesystem::path &folder, Implementation &implementation)
{
    const bool native = implementation.kind == "native";
    const auto file = table.text("file", native ? Need::Optional : Need::Required);
    const auto entryNeed = implementation.kind == "verilog" ? Need::Required : Need::Optional; // the top module
    implementation.entry = table.text("entry", entryNeed).value_or("");
    if (!file || file->empty())
        return;
    implementation.file = *file;
    std::error_code error;
    if (native)
        table.error("file", "native code is built from reference.cpp and native*.cpp; it has no file");
    else if (!isInnerPath(*file))
        table.error("file", fmt::format("'{}' must lie in the workload's folder", *file));
    else if (!std::filesystem::exists(folder / *file, error))
        table.error("file", fmt::format("there is no '{}' in the workload's folder", *file));
}

Json toJson(const toml::node &node, const std::string &what, const FormulaScope &scope, Diagnostics &diagnostics)
{
    if (const auto *table = node.as_table()) {
        Json json = Json::object();
        for (const auto &[key, value] : *table)
            json[std::string(key.str())] = toJson(value, what, scope, diagnostics);
        return json;
    }
    if (const auto *array = node.as_array()) {
        Json json = Json::array();
        for (const auto &value : *array)
            json.push_back(toJson(value, what, scope, diagnostics));
        return json;
    }
    if (const auto text = node.value_exact<std::string>()) {
        if (text->starts_with('='))
            static_cast<void>(readFormula(std::string_view(*text).substr(1), node, what, scope, diagnostics));
        return *text;
    }
    if (const auto flag = node.value_exact<bool>())
        return *flag;
    if (const auto whole = node.value_exact<std::int64_t>())
        return *whole;
    if (const auto real = node.value_exact<double>())
        return *real;
    diagnostics.add(node, fmt::format("{}: dates and times are not possible here", what));
    return nullptr;
}

void checkNativeVariants(const ManifestTable &table, const Implementation &implementation)
{
    const auto &parameters = implementation.parameters;
    const auto variant =
        std::find_if(parameters.begin(), parameters.end(), [](const auto &p) { return p.name == "variant"; });
    if (variant == parameters.end() || variant->type != ParameterType::Text)
        table.error("a native implementation declares its variants: an [[implementation.parameter]] named 'variant' "
                    "with type = \"text\" and choices");
}

Implementation readImplementation(ManifestTable &table, FormulaScope scope, const std::filesystem::path &folder)
{
    Implementation implementation;
    const auto before = table.diagnostics().count();
    implementation.kind = table.text("kind").value_or("");
    table.rename(fmt::format("{} implementation", implementation.kind));
    if (!implementation.kind.empty())
        checkKind(table, implementation.kind);
    readCodeFile(table, folder, implementation);
    implementation.parameters = readParameters(table, scope);
    implementation.requirements =
        readRequirements(table, scope, implementation.kind == "native" ? AtDefaults::MustHold : AtDefaults::MayFail);
    implementation.options = Json::object();
    if (const toml::table *options = table.table("options"))
        implementation.options = toJson(*options, table.what() + ", options", scope, table.diagnostics());
    table.finish();
    if (implementation.kind == "native" && table.diagnostics().count() == before)
        checkNativeVariants(table, implementation);
    return implementation;
}

} // namespace

std::vector<Implementation::Requirement> readRequirements(ManifestTable &parent, const FormulaScope &scope,
                                                          AtDefaults atDefaults)
{
    std::vector<Implementation::Requirement> requirements;
    for (const toml::table *source : parent.tables("requirement")) {
        ManifestTable table(*source, "a requirement", parent.diagnostics());
        auto condition = table.formula("condition", scope);
        auto reason = table.text("reason");
        table.finish();
        if (!condition || !reason)
            continue;
        if (atDefaults == AtDefaults::MustHold && scope.evaluable &&
            condition->evaluate(scope.defaults).value_or(1) == 0)
            table.error("condition", fmt::format("the default parameters do not meet \"{}\"", condition->text()));
        requirements.push_back({std::move(*condition), std::move(*reason)});
    }
    return requirements;
}

std::vector<Implementation> readImplementations(ManifestTable &root, const FormulaScope &scope,
                                                const std::filesystem::path &folder)
{
    std::vector<Implementation> implementations;
    for (const toml::table *source : root.tables("implementation")) {
        ManifestTable table(*source, "an implementation", root.diagnostics());
        Implementation implementation = readImplementation(table, scope, folder);
        if (std::any_of(implementations.begin(), implementations.end(),
                        [&](const auto &other) { return other.kind == implementation.kind; }))
            table.error("kind", "there is already an implementation of this kind");
        implementations.push_back(std::move(implementation));
    }
    return implementations;
}

} // namespace assay::catalog
