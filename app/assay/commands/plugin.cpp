#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/assay/commands/all.hpp"
#include "app/assay/commands/shared.hpp"
#include "core/plugin/plugin_library.hpp"
#include "core/report/printable.hpp"
#include "core/report/text_table.hpp"

namespace assay::app {
namespace {

using report::printable;

/// What keeps a plugin from being loaded, as far as its files tell; "" when nothing does.
std::string problem(const plugin::PluginManifest &manifest)
{
    if (!std::filesystem::exists(manifest.libraryPath))
        return "its library " + manifest.libraryPath.string() + " is missing";
    if (manifest.abiMajor != ASSAY_ABI_MAJOR)
        return fmt::format("made for plugin interface {}, this Assay speaks {}: rebuild the plugin", manifest.abiMajor,
                           ASSAY_ABI_MAJOR);
    return "";
}

Json manifestJson(const plugin::PluginManifest &manifest)
{
    return {{"id", printable(manifest.id)},
            {"name", printable(manifest.name)},
            {"version", printable(manifest.version)},
            {"abi_major", manifest.abiMajor},
            {"implementations", manifest.implementations},
            {"library", printable(manifest.libraryPath.string())},
            {"hash", manifest.hash},
            {"problem", printable(problem(manifest))}};
}

int listPlugins(CommandContext &context)
{
    const plugin::PluginList list = plugin::findPlugins();
    for (const auto &error : list.errors)
        context.warnings.push_back(error.text());
    report::TextTable table({{"plugin"}, {"version"}, {"takes"}, {"library"}, {"problem"}});
    table.fitInto(context.columns());
    Json plugins = Json::array();
    for (const auto &manifest : list.plugins) {
        table.add({printable(manifest.id), printable(manifest.version),
                   printable(fmt::format("{}", fmt::join(manifest.implementations, ", "))),
                   printable(manifest.libraryPath.string()), printable(problem(manifest))});
        plugins.push_back(manifestJson(manifest));
    }
    context.print(list.plugins.empty() ? "No plugins found. Set ASSAY_PLUGIN_PATH to a folder that has some.\n"
                                       : table.render(context.colour()));
    context.document("plugin list", {{"plugins", plugins}});
    return 0;
}

} // namespace

void registerPlugin(CLI::App &app, CommandContext &context, Action &action)
{
    CLI::App *command = app.add_subcommand("plugin", "Work with backend plugins");
    command->require_subcommand(1);
    command->footer(examples({"assay plugin list", "assay plugin list --json"}));
    CLI::App *list = command->add_subcommand("list", "List the plugins that were found, without running their code");
    list->add_flag("--json", context.json, "One JSON document on standard output");
    list->footer(examples({"assay plugin list", "ASSAY_PLUGIN_PATH=~/my-backend/build assay plugin list"}));
    list->callback([&context, &action] { action = [&context] { return listPlugins(context); }; });
}

} // namespace assay::app
