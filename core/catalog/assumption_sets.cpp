#include "core/catalog/assumption_sets.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/base/files.hpp"
#include "core/base/paths.hpp"
#include "core/catalog/manifest_table.hpp"

namespace assay::catalog {
namespace {

namespace fs = std::filesystem;
constexpr const char *kAssumptionsSchema = "assay.assumptions/1";

Json readAssumption(const toml::table &node, Diagnostics &diagnostics)
{
    ManifestTable table(node, "[[assumption]]", diagnostics);
    Json json = Json::object();
    if (const auto id = table.text("id")) {
        json["id"] = *id;
        table.rename(fmt::format("assumption '{}'", *id));
    }
    if (const auto value = table.number("value"))
        json["value"] = *value;
    for (const char *key : {"low", "high"})
        if (const auto number = table.number(key, Need::Optional))
            json[key] = *number;
    for (const char *key : {"spread", "source", "quality", "date", "note"})
        if (const auto text = table.text(key, Need::Optional))
            json[key] = *text;
    table.finish();
    return json;
}

Json readSet(const toml::table &parsed, Diagnostics &diagnostics)
{
    ManifestTable table(parsed, "the file", diagnostics);
    Json json = Json::object();
    if (table.text("schema") != kAssumptionsSchema)
        table.error("schema", fmt::format("schema must be \"{}\"", kAssumptionsSchema));
    for (const char *key : {"name", "author", "note"})
        if (const auto text = table.text(key, std::string_view(key) == "name" ? Need::Required : Need::Optional))
            json[key] = *text;
    if (const auto seed = table.number("seed", Need::Optional))
        json["seed"] = static_cast<std::uint64_t>(std::max(*seed, 0.0));
    if (const toml::array *profile = table.array("profile"))
        for (const auto &hour : *profile)
            json["profile"].push_back(hour.value<double>().value_or(-1));
    json["assumptions"] = Json::array();
    for (const toml::table *assumption : table.tables("assumption"))
        json["assumptions"].push_back(readAssumption(*assumption, diagnostics));
    table.finish();
    return json;
}

Result<Json> readSetFile(const fs::path &file)
{
    const auto parsed = parseToml(file);
    if (!parsed)
        return failure(parsed.error());
    Diagnostics diagnostics(file);
    Json set = readSet(*parsed, diagnostics);
    if (!diagnostics.empty())
        return failure(diagnostics.error());
    return set;
}

void keep(std::vector<Json> &sets, Json set)
{
    const auto same =
        std::find_if(sets.begin(), sets.end(), [&](const Json &other) { return other["name"] == set["name"]; });
    if (same == sets.end())
        sets.push_back(std::move(set));
    else
        *same = std::move(set);
}

} // namespace

const Json *AssumptionSets::find(std::string_view name) const
{
    const auto found = std::find_if(
        sets.begin(), sets.end(), [&](const Json &set) { return set["name"].get_ref<const std::string &>() == name; });
    return found == sets.end() ? nullptr : &*found;
}

AssumptionSets readAssumptionSets(const std::vector<fs::path> &folders)
{
    AssumptionSets read;
    for (const fs::path &folder : folders)
        for (const fs::path &file : filesIn(folder, ".toml")) {
            auto set = readSetFile(file);
            if (set)
                keep(read.sets, std::move(*set));
            else
                read.errors.push_back(set.error());
        }
    std::sort(read.sets.begin(), read.sets.end(), [](const Json &a, const Json &b) { return a["name"] < b["name"]; });
    return read;
}

AssumptionSets loadAssumptionSets()
{
    return readAssumptionSets(paths::assumptionFolders());
}

} // namespace assay::catalog
