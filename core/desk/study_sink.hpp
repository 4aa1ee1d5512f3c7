#pragma once

#include <filesystem>
#include <map>

#include "core/plugin/plugin_library.hpp"
#include "core/run/study_runner.hpp"
#include "core/store/study_file.hpp"

namespace assay::desk {

/// Keeps runs in a study file as they end: a result counts after its COMMIT returned.
class StudySink : public run::ResultSink {
public:
    StudySink(store::StudyFile &file, const catalog::WorkloadLibrary &workloads, const plugin::PluginList &plugins,
              std::map<std::string, plugin::Device> devices)
        : m_file(file), m_workloads(workloads), m_plugins(plugins), m_devices(std::move(devices))
    {
    }
    /// Adds the points in the order planned, so that results are numbered as the user asked for them, not as the
    /// shuffled queue reaches them.
    [[nodiscard]] Status registerPoints(const std::vector<study::DesignPoint> &points);
    [[nodiscard]] Result<std::set<unsigned>> completeRepeats(const std::string &key) override;
    [[nodiscard]] Result<std::optional<std::string>> misfit(const std::string &key) override;
    [[nodiscard]] Result<std::int64_t> begin(const study::DesignPoint &point, unsigned repeat,
                                             std::uint64_t seed) override;
    [[nodiscard]] Status complete(std::int64_t run, const study::DesignPoint &point,
                                  const run::RunOutcome &outcome) override;
    [[nodiscard]] Status fail(std::int64_t run, const study::DesignPoint &point,
                              const run::RunOutcome &outcome) override;
    /// The result's number in the file, by the point's key; 0 when it never started.
    [[nodiscard]] std::int64_t numberOf(const std::string &key) const;

private:
    [[nodiscard]] Status registerPoint(const study::DesignPoint &point);
    [[nodiscard]] Status keepSources(const study::DesignPoint &point);
    store::StudyFile &m_file;
    const catalog::WorkloadLibrary &m_workloads;
    const plugin::PluginList &m_plugins;
    std::map<std::string, plugin::Device> m_devices;  ///< by target id
    std::map<std::string, std::int64_t> m_numbers;    ///< by key
    std::map<std::string, std::string> m_deviceNames; ///< by key
};

/// Where results go that nobody names a file for: a dated one in the user's data folder.
[[nodiscard]] std::filesystem::path defaultStudyFile();

} // namespace assay::desk
