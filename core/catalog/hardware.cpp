#include "core/catalog/hardware.hpp"

#include <algorithm>
#include <deque>
#include <map>

#include <fmt/format.h>

#include "core/base/files.hpp"
#include "core/base/paths.hpp"
#include "core/catalog/hardware_file.hpp"

namespace assay::catalog {

namespace fs = std::filesystem;

const Json *HardwareCatalogue::find(std::string_view id) const
{
    const auto found = std::find_if(targets.begin(), targets.end(), [&](const Json &entry) {
        return entry["id"].get_ref<const std::string &>() == id;
    });
    return found == targets.end() ? nullptr : &*found;
}

Json HardwareCatalogue::emulatedBy(std::string_view backend) const
{
    Json entries = Json::array();
    for (const Json &entry : targets)
        if (entry.contains("emulation") && entry["emulation"]["backend"].get_ref<const std::string &>() == backend)
            entries.push_back(entry);
    return entries;
}

namespace {

/// The later price of an instance counts; new instances come after.
Json joinedInstances(Json earlier, const Json &later)
{
    for (const Json &instance : later) {
        const auto same = std::find_if(earlier.begin(), earlier.end(), [&](const Json &other) {
            return other["provider"] == instance["provider"] && other["instance"] == instance["instance"] &&
                   other.value("region", "") == instance.value("region", "");
        });
        if (same == earlier.end())
            earlier.push_back(instance);
        else
            *same = instance;
    }
    return earlier;
}

/// What a later file says counts; a figure it gives is no longer one that nobody verified.
void override(Json &entry, const Json &later)
{
    if (entry.contains("unverified_fields") && !later.contains("unverified_fields")) {
        Json left = Json::array();
        for (const Json &name : entry["unverified_fields"])
            if (!name.is_string() || !later.contains(name.get_ref<const std::string &>()))
                left.push_back(name);
        entry["unverified_fields"] = std::move(left);
    }
    Json instances = joinedInstances(entry.value("cloud", Json::array()), later.value("cloud", Json::array()));
    entry.update(later);
    if (!instances.empty())
        entry["cloud"] = std::move(instances);
}

void join(const std::vector<Json> &entries, const char *what, const fs::path &file, std::map<std::string, Json> &byId,
          std::vector<Error> &errors)
{
    for (const Json &entry : entries) {
        const std::string id = entry["id"];
        if (!byId.contains(id) && !entry.contains("name"))
            errors.emplace_back(ErrorCode::InvalidInput,
                                fmt::format("{}: {} '{}' is new, so it needs a 'name'", file.string(), what, id));
        else
            override(byId.try_emplace(id, Json::object()).first->second, entry);
    }
}

/// A device has one entry: a second one would break the backend for all.
void dropDoubleDevices(HardwareCatalogue &catalogue)
{
    std::map<std::pair<Json, Json>, std::string> taken;
    for (Json &entry : catalogue.targets) {
        if (!entry.contains("emulation"))
            continue;
        const Json &emulation = entry["emulation"];
        const auto [first, fresh] = taken.try_emplace({emulation["backend"], emulation["device"]}, entry["id"]);
        if (fresh)
            continue;
        catalogue.errors.emplace_back(
            ErrorCode::InvalidInput,
            fmt::format("hardware catalogue: target '{}' is emulated as {}:{}, and so is '{}': "
                        "only that one is; choose another emulation.device",
                        entry["id"].get<std::string>(), emulation["backend"].get<std::string>(),
                        emulation["device"].get<std::string>(), first->second));
        entry.erase("emulation");
    }
}

} // namespace

HardwareCatalogue readHardware(const std::vector<fs::path> &folders)
{
    HardwareCatalogue catalogue;
    Sources sources;
    std::map<std::string, Json> targets, segments;
    for (std::size_t i = 0; i < folders.size(); ++i) {
        std::deque<HardwareFile> files; // they do not move: each holds a view of its own table
        for (const fs::path &file : filesIn(folders[i], ".toml")) {
            files.emplace_back(file, i > 0, sources);
            if (const Status read = files.back().readSources(); !read) {
                catalogue.errors.push_back(read.error());
                files.pop_back();
            }
        }
        for (HardwareFile &file : files) {
            auto entries = file.readEntries();
            if (!entries) {
                catalogue.errors.push_back(entries.error());
                continue;
            }
            join(entries->targets, "target", file.file(), targets, catalogue.errors);
            join(entries->segments, "segment", file.file(), segments, catalogue.errors);
        }
    }
    for (auto &[id, entry] : targets)
        catalogue.targets.push_back(std::move(entry));
    for (auto &[id, entry] : segments)
        catalogue.segments.push_back(std::move(entry));
    dropDoubleDevices(catalogue);
    return catalogue;
}

HardwareCatalogue loadHardware()
{
    return readHardware(paths::hardwareFolders());
}

} // namespace assay::catalog
