#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <set>

#include <dlfcn.h>
#include <fmt/format.h>

#include "core/base/json_text.hpp"
#include "core/catalog/hardware.hpp"
#include "core/plugin/plugin_library.hpp"

namespace assay::plugin {
namespace {

// What version 1.0 plugins must have: everything up to get_extension.
constexpr std::size_t kSmallestTable = offsetof(assay_plugin, get_extension) + sizeof(assay_plugin::get_extension);
constexpr std::size_t kSmallestDevice = offsetof(assay_device, boundary) + sizeof(assay_device::boundary);

/// JSON, the wire and terminals want valid UTF-8; a driver's text may be anything.
std::string cleanText(const char *text)
{
    if (text == nullptr)
        return {};
    const std::string escaped = jsonLine(Json(text));
    return Json::parse(escaped).get<std::string>();
}

void logLine(void *context, int32_t level, const char *text)
{
    constexpr std::array<const char *, 4> kNames{"debug", "info", "warning", "error"};
    const auto index = static_cast<std::size_t>(std::clamp<int32_t>(level, ASSAY_LOG_DEBUG, ASSAY_LOG_ERROR));
    fmt::print(stderr, "[{}] {}: {}\n", *static_cast<const std::string *>(context), kNames[index],
               text != nullptr ? text : "");
}

Error loadError(const PluginManifest &manifest, const std::string &reason)
{
    return {ErrorCode::Unsupported,
            fmt::format("plugin '{}' cannot be used: {} {}", manifest.id, manifest.libraryPath.string(), reason)};
}

Result<assay_entry_fn> findEntry(const PluginManifest &manifest)
{
    if (manifest.abiMajor != ASSAY_ABI_MAJOR)
        return failure(
            ErrorCode::Unsupported,
            fmt::format("plugin '{}' cannot be used: its manifest {} says abi_major {}, this Assay needs {}: "
                        "get a matching version of the plugin",
                        manifest.id, manifest.manifestPath.string(), manifest.abiMajor, ASSAY_ABI_MAJOR));
    void *library = ::dlopen(manifest.libraryPath.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr)
        return failure(loadError(manifest, fmt::format("does not load: {}", ::dlerror())));
    void *symbol = ::dlsym(library, ASSAY_ENTRY_SYMBOL);
    if (symbol == nullptr)
        return failure(loadError(manifest, "does not export " ASSAY_ENTRY_SYMBOL));
    return reinterpret_cast<assay_entry_fn>(symbol);
}

std::string missingCalls(const assay_plugin &table)
{
    std::string missing;
    const auto check = [&](const char *name, bool present) {
        if (!present)
            missing += (missing.empty() ? "" : ", ") + std::string(name);
    };
    check("init", table.init != nullptr);
    check("shutdown", table.shutdown != nullptr);
    check("list_devices", table.list_devices != nullptr);
    check("open", table.open != nullptr);
    check("close", table.close != nullptr);
    check("upload", table.upload != nullptr);
    check("execute", table.execute != nullptr);
    check("download", table.download != nullptr);
    check("get_extension", table.get_extension != nullptr);
    return missing;
}

std::string whatIsWrong(const assay_plugin *table, const PluginManifest &manifest)
{
    if (table == nullptr)
        return ASSAY_ENTRY_SYMBOL " returned NULL";
    // struct_size and abi_major come first in every version, so they may be read before anything else is known.
    if (table->abi_major != ASSAY_ABI_MAJOR)
        return fmt::format("has ABI version {}, this Assay needs {}: get a matching version of the plugin",
                           table->abi_major, ASSAY_ABI_MAJOR);
    if (table->struct_size < kSmallestTable)
        return fmt::format("has a table of {} bytes, at least {} are needed (struct_size)", table->struct_size,
                           kSmallestTable);
    if (const std::string missing = missingCalls(*table); !missing.empty())
        return fmt::format("lacks required calls: {}", missing);
    if (table->id == nullptr || manifest.id != table->id)
        return fmt::format("says its id is '{}', its manifest {} says '{}'", cleanText(table->id),
                           manifest.manifestPath.string(), manifest.id);
    return {};
}

/// Collects what list_devices reports; nothing may be thrown through the plugin's frames.
struct DeviceCollector {
    std::vector<Device> devices;
    std::string wrong;
};

Device ownedDevice(const assay_device &reported)
{
    Device device;
    device.id = cleanText(reported.id);
    device.name = cleanText(reported.name);
    device.kind = cleanText(reported.kind);
    device.vendor = cleanText(reported.vendor);
    device.driver = cleanText(reported.driver);
    device.pciAddress = cleanText(reported.pci_address);
    device.link = cleanText(reported.link);
    device.healthText = cleanText(reported.health_text);
    device.computeUnits = reported.compute_units;
    device.maxSlots = std::max(reported.max_slots, 1U);
    device.clockMhz = reported.clock_mhz;
    device.memoryBytes = reported.memory_bytes;
    device.sameCpu = (reported.flags & ASSAY_DEVICE_SAME_CPU) != 0;
    device.emulated = (reported.flags & ASSAY_DEVICE_EMULATED) != 0;
    device.health = reported.health;
    device.boundary = static_cast<Boundary>(reported.boundary);
    return device;
}

std::string wrongWith(const assay_device &device)
{
    if (device.struct_size < kSmallestDevice)
        return "a device whose struct_size is too small";
    const std::string id = cleanText(device.id);
    if (id.empty() || id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") != std::string::npos)
        return fmt::format("a device with the id '{}': ids are made of a-z 0-9 . _ -", id);
    if (device.health > ASSAY_HEALTH_UNUSABLE || device.boundary > ASSAY_BOUNDARY_WIRE)
        return fmt::format("the device '{}' with an unknown health or boundary", id);
    return {};
}

void collect(void *context, const assay_device *reported)
{
    auto &collector = *static_cast<DeviceCollector *>(context);
    try {
        const std::string wrong = reported == nullptr ? "a device that is NULL" : wrongWith(*reported);
        if (reported != nullptr && wrong.empty())
            collector.devices.push_back(ownedDevice(*reported));
        else if (collector.wrong.empty())
            collector.wrong = wrong;
    } catch (const std::exception &exception) {
        collector.wrong = exception.what();
    }
}

} // namespace

Result<LoadedPlugin> LoadedPlugin::load(const PluginManifest &manifest, const std::filesystem::path &cacheFolder)
{
    const Result<assay_entry_fn> entry = findEntry(manifest);
    if (!entry)
        return failure(entry.error());
    const assay_plugin *table = (*entry)();
    if (const std::string wrong = whatIsWrong(table, manifest); !wrong.empty())
        return failure(loadError(manifest, wrong));

    LoadedPlugin plugin;
    const auto whole = std::make_shared<assay_plugin>();
    std::memcpy(whole.get(), table, std::min<std::size_t>(table->struct_size, sizeof *whole));
    plugin.m_table = whole;
    plugin.m_id = std::make_shared<std::string>(manifest.id);
    plugin.m_cacheText = std::make_shared<std::string>(cacheFolder.string());
    plugin.m_host = std::make_shared<assay_host>();
    plugin.m_host->struct_size = sizeof(assay_host);
    plugin.m_host->abi_minor = ASSAY_ABI_MINOR;
    plugin.m_host->context = plugin.m_id.get();
    plugin.m_host->log = logLine;
    plugin.m_host->cache_dir = cacheFolder.empty() ? nullptr : plugin.m_cacheText->c_str();

    plugin.m_hardware = catalog::loadHardware().emulatedBy(manifest.id);
    plugin.m_hardwareText = std::make_shared<std::string>(plugin.m_hardware.dump());
    plugin.m_host->hardware = plugin.m_hardwareText->c_str();

    assay_error error = emptyError();
    if (plugin.table().init(plugin.m_host.get(), &error) != ASSAY_OK)
        return failure(toError(error).within(fmt::format("plugin '{}' does not start", manifest.id)));
    return plugin;
}

Result<std::vector<Device>> LoadedPlugin::devices() const
{
    DeviceCollector collector;
    assay_error error = emptyError();
    if (const assay_status status = m_table->list_devices(collect, &collector, &error); status != ASSAY_OK) {
        error.status = status;
        return failure(toError(error));
    }
    std::set<std::string> ids;
    for (const Device &device : collector.devices)
        if (!ids.insert(device.id).second && collector.wrong.empty())
            collector.wrong = fmt::format("two devices with the id '{}'", device.id);
    if (!collector.wrong.empty())
        return failure(ErrorCode::Failed, fmt::format("plugin '{}' reports {}", *m_id, collector.wrong));
    if (collector.devices.empty())
        return failure(ErrorCode::Unsupported, fmt::format("plugin '{}' reports no device and gives no reason", *m_id));
    return collector.devices;
}

std::string LoadedPlugin::hardwareOf(const std::string &deviceId) const
{
    for (const Json &entry : m_hardware)
        if (entry["emulation"]["device"].get_ref<const std::string &>() == deviceId)
            return entry.dump();
    return "";
}

void LoadedPlugin::shutdown()
{
    m_table->shutdown();
}

const void *LoadedPlugin::rawExtension(const char *id) const
{
    return m_table->get_extension(id);
}

assay_error emptyError()
{
    assay_error error{};
    error.struct_size = sizeof error;
    return error;
}

Error toError(const assay_error &error)
{
    const std::string given(error.text, ::strnlen(error.text, ASSAY_ERROR_TEXT));
    const std::string text = given.empty() ? "the plugin gave no reason" : cleanText(given.c_str());
    switch (error.status) {
    case ASSAY_UNSUPPORTED:
        return {ErrorCode::Unsupported, text};
    case ASSAY_INVALID_ARGUMENT:
        return {ErrorCode::InvalidInput, text};
    case ASSAY_BUILD_FAILED:
        return {ErrorCode::Failed, "build failed: " + text};
    case ASSAY_DEVICE_LOST:
        return {ErrorCode::Failed, "device lost: " + text};
    case ASSAY_OUT_OF_MEMORY:
        return {ErrorCode::Failed, "out of memory: " + text};
    case ASSAY_TIMED_OUT:
        return {ErrorCode::Failed, "timed out: " + text};
    case ASSAY_DOES_NOT_FIT:
        return {ErrorCode::Unsupported, "does not fit: " + text};
    case ASSAY_INTERNAL:
        return {ErrorCode::Failed, "bug in the plugin: " + text};
    default:
        return {ErrorCode::Failed, text};
    }
}

} // namespace assay::plugin
