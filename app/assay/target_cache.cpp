#include "app/assay/target_cache.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <ctime>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "core/base/files.hpp"
#include "core/base/json_text.hpp"
#include "core/base/paths.hpp"
#include "core/catalog/hardware.hpp"
#include "core/run/controller.hpp"
#include "core/study/design_point.hpp"

namespace assay::app {
namespace {

constexpr std::int64_t kDay = 86'400;

std::filesystem::path cacheFile()
{
    return paths::userCache() / "targets.json";
}

/// Asks all of them at the same time; stops those that take longer.
std::vector<plugin::BackendInventory> askAll(const std::vector<const plugin::PluginManifest *> &manifests,
                                             std::chrono::milliseconds patience)
{
    std::vector<plugin::BackendInventory> answers(manifests.size());
    std::mutex mutex;
    std::condition_variable answered;
    std::size_t waiting = manifests.size();
    std::stop_source stop;
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < manifests.size(); ++i)
        threads.emplace_back([&, i] {
            answers[i] = run::inventory(*manifests[i], stop.get_token());
            const std::lock_guard lock(mutex);
            --waiting;
            answered.notify_all();
        });
    std::unique_lock lock(mutex);
    if (!answered.wait_for(lock, patience, [&] { return waiting == 0; }))
        stop.request_stop();
    lock.unlock();
    threads.clear();
    return answers;
}

} // namespace

TargetCache::TargetCache()
{
    try {
        read();
    } catch (const Json::exception &) {
        m_entries.clear(); // not what was written: asked again
    }
}

void TargetCache::read()
{
    const auto content = readFile(cacheFile());
    if (!content)
        return;
    const Json document = Json::parse(*content);
    for (const Json &entry : document.at("plugins"))
        m_entries.push_back({entry.at("hash"), entry.at("asked_at"), entry.at("devices")});
}

void TargetCache::remember(const plugin::BackendInventory &inventory)
{
    Entry entry{inventory.plugin.hash, std::time(nullptr), {}};
    for (const auto &device : inventory.devices)
        entry.devices.push_back(device.id);
    std::erase_if(m_entries, [&](const Entry &old) {
        return old.hash == entry.hash || std::abs(entry.askedAt - old.askedAt) > 30 * kDay;
    });
    m_entries.push_back(std::move(entry));
}

const std::vector<std::string> *TargetCache::devices(const plugin::PluginManifest &manifest) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [&](const Entry &entry) { return entry.hash == manifest.hash; });
    const bool fresh = found != m_entries.end() && std::abs(std::time(nullptr) - found->askedAt) < kDay;
    return fresh ? &found->devices : nullptr;
}

void TargetCache::save() const
{
    Json plugins = Json::array();
    for (const auto &entry : m_entries)
        plugins.push_back({{"hash", entry.hash}, {"asked_at", entry.askedAt}, {"devices", entry.devices}});
    std::error_code ignored;
    std::filesystem::create_directories(cacheFile().parent_path(), ignored);
    [[maybe_unused]] const auto written = writeFileAtomically(cacheFile(), Json{{"plugins", plugins}}.dump(2) + "\n");
}

std::vector<std::string> knownTargets(std::chrono::milliseconds patience)
{
    TargetCache cache;
    const plugin::PluginList list = plugin::findPlugins();
    std::vector<const plugin::PluginManifest *> unknown;
    for (const auto &manifest : list.plugins)
        if (cache.devices(manifest) == nullptr)
            unknown.push_back(&manifest);
    for (const auto &answer : askAll(unknown, patience))
        cache.remember(answer); // also one that hung: the next time it is not waited for again
    if (!unknown.empty())
        cache.save();
    std::vector<std::string> targets;
    for (const auto &manifest : list.plugins) {
        const auto *devices = cache.devices(manifest);
        for (const auto &device : *devices)
            targets.push_back(manifest.id + ":" + device);
        if (devices->empty())
            targets.push_back(manifest.id + ":");
    }
    for (const Json &entry : catalog::loadHardware().targets)
        targets.push_back(fmt::format("{}:{}", study::kCatalogueBackend, textAt(entry, "id")));
    return targets;
}

} // namespace assay::app
