#include "core/desk/surroundings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/suggest.hpp"
#include "core/run/controller.hpp"
#include "core/run/workload_code.hpp"

namespace assay::desk {
namespace {

/// What the backend says it has, added to the surroundings.
std::vector<std::string> remember(Surroundings &around, const std::string &backend,
                                  const plugin::BackendInventory &found)
{
    if (found.prepares)
        around.preparing.insert(backend);
    if (found.traces)
        around.tracing.insert(backend);
    std::vector<std::string> ids;
    for (const auto &device : found.devices) {
        ids.push_back(backend + ":" + device.id);
        around.devices[ids.back()] = device;
    }
    return ids;
}

} // namespace

bool Surroundings::isEmulated(const study::DesignPoint &point) const
{
    const auto device = devices.find(point.target.text());
    return device != devices.end() && device->second.emulated;
}

Surroundings lookAround(const std::vector<std::filesystem::path> &workloadFolders,
                        const std::vector<std::filesystem::path> &pluginFolders)
{
    Surroundings around;
    around.workloads = catalog::loadWorkloads(workloadFolders);
    around.plugins = plugin::findPlugins(pluginFolders);
    for (const auto &plugin : around.plugins.plugins)
        around.backends.push_back({plugin.id, plugin.implementations, plugin.hash, plugin.parameters});
    return around;
}

Status findTargets(Surroundings &around, const std::vector<study::TargetId> &targets, const std::stop_token &stop)
{
    std::map<std::string, plugin::BackendInventory> inventories;
    for (const auto &target : targets) {
        if (!target.agent.empty())
            return failure(ErrorCode::Unsupported,
                           fmt::format("{}: agents are not part of this version yet", target.text()));
        const plugin::PluginManifest *manifest = around.plugins.find(target.backend);
        if (manifest == nullptr)
            continue;
        if (!inventories.contains(target.backend))
            inventories[target.backend] = run::inventory(*manifest, stop);
        const auto &found = inventories[target.backend];
        const std::vector<std::string> ids = remember(around, target.backend, found);
        if (around.devices.contains(target.text()))
            continue;
        const std::string why =
            found.devices.empty() ? fmt::format(" The backend has no device: {}", found.none)
                                  : fmt::format("{} It has: {}", didYouMean(target.text(), ids), fmt::join(ids, ", "));
        return failure(ErrorCode::NotFound, fmt::format("there is no target '{}'.{}", target.text(), why));
    }
    return {};
}

std::map<std::string, std::string> findDevices(Surroundings &around, const std::stop_token &stop)
{
    std::map<std::string, std::string> without;
    for (const plugin::PluginManifest &manifest : around.plugins.plugins) {
        if (stop.stop_requested())
            break;
        const plugin::BackendInventory found = run::inventory(manifest, stop);
        if (remember(around, manifest.id, found).empty())
            without[manifest.id] = found.none;
    }
    return without;
}

Result<std::map<std::string, std::filesystem::path>> workloadCode(const Surroundings &around,
                                                                  const std::set<std::string> &workloads,
                                                                  const std::vector<std::string> &trusted)
{
    auto trust = run::TrustStore::ofUser();
    for (const auto &id : trusted) {
        auto workload = around.workloads.require(id);
        if (!workload)
            return failure(workload.error());
        if (auto added = trust.trust(**workload); !added)
            return failure(added.error());
    }
    std::map<std::string, std::filesystem::path> libraries;
    for (const std::string &id : workloads) {
        auto library = run::workloadLibrary(*around.workloads.find(id), trust);
        if (!library)
            return failure(library.error());
        libraries[id] = *library;
    }
    return libraries;
}

run::StudyOptions studyOptions(const Surroundings &around,
                               const std::map<std::string, std::filesystem::path> &libraries)
{
    run::StudyOptions study;
    study.workloadLibraries = libraries;
    study.preparing = around.preparing;
    for (const auto &[target, device] : around.devices)
        if (device.emulated)
            study.emulatedTargets.insert(target);
    return study;
}

} // namespace assay::desk
