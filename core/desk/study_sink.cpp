#include "core/desk/study_sink.hpp"

#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "core/base/clock.hpp"
#include "core/base/files.hpp"
#include "core/base/paths.hpp"

namespace assay::desk {

Result<std::set<unsigned>> StudySink::completeRepeats(const std::string &key)
{
    // the same key measured on another machine's device is another result
    const auto name = m_deviceNames.find(key);
    return m_file.completeRepeats(key, name == m_deviceNames.end() ? "" : name->second);
}

Result<std::optional<std::string>> StudySink::misfit(const std::string &key)
{
    const auto name = m_deviceNames.find(key);
    return m_file.misfit(key, name == m_deviceNames.end() ? "" : name->second);
}

Status StudySink::keepSources(const study::DesignPoint &point)
{
    if (const catalog::Workload *workload = m_workloads.find(point.workload)) {
        auto manifest = readFile(workload->folder / "workload.toml");
        if (!manifest)
            return failure(manifest.error());
        if (auto kept = m_file.addWorkloadSource(workload->sourceHash, workload->id, *manifest); !kept)
            return kept;
    }
    const plugin::PluginManifest *plugin = m_plugins.find(point.target.backend);
    return plugin == nullptr ? Status() : m_file.addPlugin(plugin->hash, plugin->id, plugin->version);
}

Status StudySink::registerPoints(const std::vector<study::DesignPoint> &points)
{
    for (const auto &point : points)
        if (auto registered = registerPoint(point); !registered)
            return registered;
    return {};
}

Status StudySink::registerPoint(const study::DesignPoint &point)
{
    const auto device = m_devices.find(point.target.text());
    const bool known = device != m_devices.end();
    auto added = m_file.addPoint(point, known ? device->second.name : "", known && device->second.sameCpu);
    if (!added)
        return failure(added.error());
    m_numbers[point.key()] = *added;
    m_deviceNames[point.key()] = known ? device->second.name : "";
    return keepSources(point);
}

Result<std::int64_t> StudySink::begin(const study::DesignPoint &point, unsigned repeat, std::uint64_t seed)
{
    const auto number = m_numbers.find(point.key());
    if (number == m_numbers.end())
        return failure(ErrorCode::Internal, fmt::format("{} was not registered", point.describe()));
    return m_file.beginRun(number->second, repeat, seed, utcNow());
}

Status StudySink::complete(std::int64_t run, const study::DesignPoint &, const run::RunOutcome &outcome)
{
    return m_file.completeRun(run, *outcome.observation, outcome.wallSeconds, outcome.log);
}

Status StudySink::fail(std::int64_t run, const study::DesignPoint &, const run::RunOutcome &outcome)
{
    return m_file.failRun(run, outcome.cause, outcome.causeText, outcome.wallSeconds, outcome.log);
}

std::int64_t StudySink::numberOf(const std::string &key) const
{
    const auto found = m_numbers.find(key);
    return found == m_numbers.end() ? 0 : found->second;
}

std::filesystem::path defaultStudyFile()
{
    return paths::userData() / "studies" / fmt::format("{:%Y-%m-%d-%H%M%S}.assay", fmt::localtime(std::time(nullptr)));
}

} // namespace assay::desk
