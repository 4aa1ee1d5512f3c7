#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "core/catalog/manifest_parts.hpp"

namespace assay::catalog {
namespace {

/// Choices are written on command lines (`-p NAME=A,B`, ranges with ':') and quoted in formulas.
bool isChoiceText(const std::string &text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-' || c == '+';
    });
}

std::optional<ParameterValue> readValue(ManifestTable &table, const toml::node &node, const char *what,
                                        ParameterType type)
{
    if (type == ParameterType::Integer)
        if (const auto whole = node.value_exact<std::int64_t>())
            return std::make_optional<ParameterValue>(*whole);
    if (type == ParameterType::Real && node.is_number())
        return std::make_optional<ParameterValue>(*node.value<double>());
    if (type == ParameterType::Text)
        if (const auto text = node.value_exact<std::string>()) {
            if (isChoiceText(*text))
                return std::make_optional<ParameterValue>(*text);
            table.diagnostics().add(
                node, fmt::format("{}: {} '{}' may only have letters, digits and . _ - +", table.what(), what, *text));
            return std::nullopt;
        }
    table.diagnostics().add(node, fmt::format("{}: {} must be {}", table.what(), what,
                                              type == ParameterType::Integer ? "a whole number"
                                              : type == ParameterType::Real  ? "a number"
                                                                             : "a text"));
    return std::nullopt;
}

std::vector<ParameterValue> readValues(ManifestTable &table, const char *key, const char *what, ParameterType type)
{
    std::vector<ParameterValue> values;
    const toml::array *list = table.array(key);
    if (list == nullptr)
        return values;
    if (list->empty())
        table.error(key, fmt::format("'{}' is an empty list", key));
    for (const auto &node : *list)
        if (auto value = readValue(table, node, what, type)) {
            if (std::find(values.begin(), values.end(), *value) != values.end())
                table.diagnostics().add(node,
                                        fmt::format("{}: {} {} is listed twice", table.what(), what, value->text()));
            values.push_back(std::move(*value));
        }
    return values;
}

/// The range is stated by min and max, or follows from the choices.
void readRange(ManifestTable &table, ParameterSpec &spec)
{
    const bool stated = spec.choices.empty() && spec.type != ParameterType::Text;
    const auto minimum = table.number("min", stated ? Need::Required : Need::Optional);
    const auto maximum = table.number("max", stated ? Need::Required : Need::Optional);
    if (!stated && (minimum || maximum))
        table.error(minimum ? "min" : "max", "a parameter with choices, or a text, has no min and max");
    if (minimum && maximum && *minimum > *maximum)
        table.error("min", fmt::format("min = {} is above max = {}", *minimum, *maximum));
    spec.minimum = minimum.value_or(0);
    spec.maximum = maximum.value_or(0);
    if (stated || spec.type == ParameterType::Text)
        return;
    const auto [least, most] = std::minmax_element(
        spec.choices.begin(), spec.choices.end(), [](const auto &a, const auto &b) { return a.number() < b.number(); });
    spec.minimum = least->number();
    spec.maximum = most->number();
}

void checkValues(const ManifestTable &table, const ParameterSpec &spec)
{
    if (auto checked = spec.check(spec.defaultValue); !checked)
        table.error("default", "the default: " + checked.error().text());
    for (const auto &value : spec.sweep)
        if (auto checked = spec.check(value); !checked)
            table.error("sweep", "the sweep: " + checked.error().text());
}

void readName(ManifestTable &table, ParameterSpec &spec)
{
    const auto name = table.text("name");
    if (!name)
        return;
    spec.name = *name;
    table.rename(fmt::format("parameter '{}'", spec.name));
    if (!isParameterName(spec.name))
        table.error("name", "a parameter's name has small letters, digits and _ and starts with a letter");
}

void readAliases(ManifestTable &table, ParameterSpec &spec)
{
    const toml::array *list = table.array("alias");
    if (list == nullptr)
        return;
    for (const auto &node : *list) {
        const auto alias = node.value_exact<std::string>();
        if (alias && isParameterName(*alias))
            spec.aliases.push_back(*alias);
        else
            table.diagnostics().add(
                node,
                fmt::format("{}: an alias has small letters, digits and _ and starts with a letter", table.what()));
    }
}

/// Whatever a user may write means one parameter.
void checkUnique(const ManifestTable &table, const ParameterSpec &spec, FormulaScope &scope)
{
    const auto taken = [&](const std::string &name) {
        return std::find(scope.names.begin(), scope.names.end(), name) != scope.names.end() ||
               std::find(scope.aliases.begin(), scope.aliases.end(), name) != scope.aliases.end();
    };
    if (taken(spec.name))
        table.error("name", "there is already a parameter of this name");
    scope.names.push_back(spec.name);
    for (const auto &alias : spec.aliases) {
        if (taken(alias))
            table.error("alias", fmt::format("there is already a parameter that is called '{}'", alias));
        scope.aliases.push_back(alias);
    }
}

void checkCombination(const ManifestTable &table, const ParameterSpec &spec)
{
    if (spec.type == ParameterType::Text && spec.choices.empty())
        table.error("a text parameter needs choices");
    if (spec.powerOfTwo && (spec.type == ParameterType::Text || !spec.choices.empty()))
        table.error("power_of_two", "power_of_two is for numbers with min and max");
    if (spec.allByDefault && spec.choices.empty())
        table.error("all_by_default", "all_by_default needs choices");
}

/// What depends on the type.
void readAllowed(ManifestTable &table, ParameterSpec &spec)
{
    spec.choices = readValues(table, "choices", "the choice", spec.type);
    spec.sweep = readValues(table, "sweep", "the sweep's value", spec.type);
    if (const toml::node *node = table.find("default", Need::Required))
        if (auto value = readValue(table, *node, "the default", spec.type))
            spec.defaultValue = std::move(*value);
    checkCombination(table, spec);
    readRange(table, spec);
}

ParameterSpec readParameter(ManifestTable &table)
{
    ParameterSpec spec;
    const auto before = table.diagnostics().count();
    readName(table, spec);
    readAliases(table, spec);
    spec.unit = table.text("unit", Need::Optional).value_or("");
    spec.meaning = table.text("meaning").value_or("");
    spec.powerOfTwo = table.flag("power_of_two");
    spec.allByDefault = table.flag("all_by_default");
    if (const auto type = table.word("type", {"integer", "real", "text"})) {
        spec.type = static_cast<ParameterType>(*type);
        readAllowed(table, spec);
    } else {
        for (const char *key : {"default", "choices", "sweep", "min", "max"}) // known, but cannot be judged
            table.find(key);
    }
    table.finish();
    if (table.diagnostics().count() == before)
        checkValues(table, spec);
    return spec;
}

} // namespace

std::vector<ParameterSpec> readParameters(ManifestTable &parent, FormulaScope &scope)
{
    std::vector<ParameterSpec> specs;
    for (const toml::table *entry : parent.tables("parameter")) {
        ManifestTable table(*entry, "a parameter", parent.diagnostics());
        const auto before = parent.diagnostics().count();
        ParameterSpec spec = readParameter(table);
        scope.evaluable = scope.evaluable && parent.diagnostics().count() == before;
        checkUnique(table, spec, scope);
        scope.defaults[spec.name] = spec.defaultValue;
        specs.push_back(std::move(spec));
    }
    return specs;
}

namespace {

/// Whole numbers, numbers, texts, true and false, lists and objects of them; null is left out.
void insertInto(toml::table &table, const std::string &key, const Json &value);

toml::table toToml(const Json &object)
{
    toml::table table;
    for (const auto &[key, value] : object.items())
        insertInto(table, key, value);
    return table;
}

toml::array listToToml(const Json &list)
{
    toml::array array;
    for (const Json &value : list) {
        toml::table element;
        insertInto(element, "value", value);
        if (toml::node *node = element.get("value"))
            node->visit([&](const auto &each) { array.push_back(each); });
    }
    return array;
}

void insertInto(toml::table &table, const std::string &key, const Json &value)
{
    if (value.is_object())
        table.insert(key, toToml(value));
    else if (value.is_array())
        table.insert(key, listToToml(value));
    else if (value.is_string())
        table.insert(key, value.get<std::string>());
    else if (value.is_boolean())
        table.insert(key, value.get<bool>());
    else if (value.is_number_integer())
        table.insert(key, value.get<std::int64_t>());
    else if (value.is_number())
        table.insert(key, value.get<double>());
}

} // namespace

Result<std::vector<ParameterSpec>> readParameterList(const Json &list, const std::filesystem::path &file)
{
    Diagnostics diagnostics(file);
    const toml::table whole = toToml({{"parameter", list}});
    ManifestTable root(whole, "the manifest", diagnostics);
    FormulaScope scope;
    auto specs = readParameters(root, scope);
    if (!diagnostics.empty())
        return failure(diagnostics.error());
    return specs;
}

} // namespace assay::catalog
