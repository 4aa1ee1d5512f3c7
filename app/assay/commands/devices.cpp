#include <array>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/assay/commands/all.hpp"
#include "app/assay/commands/devices_catalogue.hpp"
#include "app/assay/commands/shared.hpp"
#include "app/assay/target_cache.hpp"
#include "core/base/units.hpp"
#include "core/catalog/hardware.hpp"
#include "core/plugin/inventory.hpp"
#include "core/run/controller.hpp"
#include "core/run/probe.hpp"

namespace assay::app {
namespace {

struct Options {
    std::vector<std::string> pluginFolders;
    bool probe = false, catalogue = false;
    CatalogueOptions catalogueOptions;
};

std::string healthText(const plugin::Device &device)
{
    const char *word = device.health == ASSAY_HEALTH_OK         ? "ok"
                       : device.health == ASSAY_HEALTH_DEGRADED ? "degraded"
                                                                : "unusable";
    return device.healthText.empty() ? word : fmt::format("{}: {}", word, device.healthText);
}

void line(std::string &text, const char *label, const std::string &value)
{
    if (!value.empty())
        text += fmt::format("      {:<9} {}\n", label, value);
}

/// "7680 LUTs, 32 block RAMs of 4 Kib": what the chip of an emulated board has, by the catalogue.
std::string resourcesText(const Json &entry)
{
    constexpr std::array<std::pair<const char *, const char *>, 7> kResources{{{"luts", "LUTs"},
                                                                               {"ffs", "flip-flops"},
                                                                               {"dsps", "DSP blocks"},
                                                                               {"bram36", "block RAMs of 36 Kib"},
                                                                               {"uram288", "UltraRAMs of 288 Kib"},
                                                                               {"ebr18", "block RAMs of 18 Kib"},
                                                                               {"bram4k", "block RAMs of 4 Kib"}}};
    std::vector<std::string> parts;
    for (const auto &[key, words] : kResources)
        if (entry.contains(key) && entry[key].contains("value") && entry[key]["value"] > 0)
            parts.push_back(fmt::format("{} {}", entry[key]["value"].dump(), words));
    return fmt::format("{}", fmt::join(parts, ", "));
}

/// Of the hardware catalogue; empty when the device is not one of it.
std::string resourcesOf(const std::string &backend, const plugin::Device &device,
                        const catalog::HardwareCatalogue &hardware)
{
    for (const Json &entry : hardware.emulatedBy(backend))
        if (entry["emulation"]["device"] == device.id)
            return resourcesText(entry);
    return "";
}

std::string describe(const std::string &backend, const plugin::Device &device,
                     const catalog::HardwareCatalogue &hardware)
{
    std::string text = fmt::format("  {}:{}  {}{}{}\n", backend, device.id, device.name,
                                   device.sameCpu ? "  [same CPU]" : "", device.emulated ? "  [emulated]" : "");
    line(text, "kind", device.kind);
    line(text, "vendor", device.vendor);
    line(text, "driver", device.driver);
    if (device.computeUnits > 0)
        line(text, "units",
             fmt::format("{} compute units{}", device.computeUnits,
                         device.clockMhz > 0 ? fmt::format(" at {} MHz", device.clockMhz) : ""));
    line(text, "chip", resourcesOf(backend, device, hardware));
    if (device.memoryBytes > 0)
        line(text, "memory", formatQuantity(static_cast<double>(device.memoryBytes), "B"));
    line(text, "link",
         device.pciAddress.empty() ? device.link : fmt::format("{} ({})", device.link, device.pciAddress));
    line(text, "boundary", toText(device.boundary));
    line(text, "health", healthText(device));
    return text;
}

std::string describe(const run::ProbeResult &probe)
{
    std::string text = "This machine, measured now (all cores, best of several runs):\n";
    for (const Metric &metric : probe.metrics)
        text += fmt::format("  {:<28} {}\n", metric.id,
                            metric.value ? formatQuantity(*metric.value, probe.unitOf(metric.id))
                                         : "– (" + metric.absentReason + ")");
    return text;
}

int execute(CommandContext &context, const Options &options)
{
    const auto folders = existingFolders("--plugin-dir", options.pluginFolders, kPluginFolder);
    if (!folders)
        return context.fail(folders.error());
    const plugin::PluginList plugins = plugin::findPlugins(*folders);
    for (const Error &error : plugins.errors)
        context.warnings.push_back(error.text());
    const catalog::HardwareCatalogue hardware = catalog::loadHardware();
    for (const Error &error : hardware.errors)
        context.warnings.push_back(error.text());
    TargetCache cache;
    Json backends = Json::array();
    std::string text;
    for (const auto &manifest : plugins.plugins) {
        const plugin::BackendInventory found = run::inventory(manifest);
        cache.remember(found);
        backends.push_back(plugin::toJson(found));
        text += fmt::format("{} ({} {})\n", manifest.id, manifest.name, manifest.version);
        for (const auto &device : found.devices)
            text += describe(manifest.id, device, hardware);
        if (found.devices.empty())
            text += fmt::format("  no device: {}\n", found.none);
    }
    cache.save();
    Json idle = Json::array();
    for (const auto &device : plugin::findIdlePciDevices()) {
        idle.push_back(plugin::toJson(device));
        text += fmt::format("without a working driver: {} {} {}\n  {}\n", device.address, device.vendor, device.name,
                            device.missing);
    }
    Json data = {{"backends", backends}, {"without_driver", idle}};
    if (options.probe) {
        const run::ProbeResult probe = run::probeMachine();
        data["probe"] = probe.toJson();
        text += describe(probe);
    }
    context.print(printableLines(text)); // names come from drivers
    context.document("devices", std::move(data));
    return 0;
}

void addCatalogueOptions(CLI::App &command, Options &options)
{
    CatalogueOptions &asked = options.catalogueOptions;
    CLI::Option *catalogue =
        command
            .add_option("--catalog", asked.words, "List the hardware catalogue; with words, the targets that have them")
            ->expected(0, -1)
            ->type_name("TEXT");
    const auto add = [&](const char *name, std::string &value, const char *meaning, const char *type) {
        command.add_option(name, value, meaning)->needs(catalogue)->type_name(type);
    };
    add("--target", asked.target, "Of the catalogue: all figures of one target and where they come from", "ID");
    add("--class", asked.kind, "Of the catalogue: cpu, gpu, fpga, npu, asic or dpu", "CLASS");
    add("--vendor", asked.vendor, "Of the catalogue: whose name has this", "NAME");
    add("--deployment", asked.deployment, "Of the catalogue: onprem, cloud or edge", "WHERE");
    command
        .add_option("--where", asked.where,
                    "Of the catalogue: a condition on a figure, \"mem_gib>=16\"; may be repeated")
        ->needs(catalogue)
        ->type_name("FIGURE>=NUMBER")
        ->allow_extra_args(false);
}

} // namespace

void registerDevices(CLI::App &app, CommandContext &context, Action &action)
{
    auto options = std::make_shared<Options>();
    CLI::App *command =
        app.add_subcommand("devices", "What this machine has to run on, and the catalogue of hardware that it has not");
    command->add_flag("--probe", options->probe, "Also measure this machine's peak arithmetic and memory bandwidth");
    command->add_option("--plugin-dir", options->pluginFolders, "Look for backends here too");
    addCatalogueOptions(*command, *options);
    command->footer(examples(
        {"assay devices", "assay devices --probe", "assay devices --json", "assay devices --catalog",
         "assay devices --catalog nvidia --where \"mem_gib>=40\" --where \"tdp_w<=400\"",
         "assay devices --catalog --class fpga --deployment cloud", "assay devices --catalog --target nvidia-t4"}));
    command->callback([&context, &action, options, command] {
        options->catalogue = command->count("--catalog") > 0;
        action = [&context, options] {
            return options->catalogue ? runCatalogue(context, options->catalogueOptions) : execute(context, *options);
        };
    });
}

} // namespace assay::app
