#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "core/catalog/workload.hpp"
#include "core/plugin/plugin_library.hpp"
#include "core/run/study_runner.hpp"
#include "core/study/plan.hpp"

namespace assay::desk {

/// Everything found on this machine that a plan refers to.
struct Surroundings {
    catalog::WorkloadLibrary workloads;
    plugin::PluginList plugins;
    std::vector<study::BackendFacts> backends;
    std::map<std::string, plugin::Device> devices; ///< by target id, of the backends asked for
    std::set<std::string> preparing, tracing;      ///< backends asked for that offer assay.prepare/1, assay.trace/1

    [[nodiscard]] bool isEmulated(const study::DesignPoint &point) const;
};

/// Workloads and backends of this installation, of the user and of these folders; what is wrong with one of them is
/// among their errors. No backend's code is run.
[[nodiscard]] Surroundings lookAround(const std::vector<std::filesystem::path> &workloadFolders = {},
                                      const std::vector<std::filesystem::path> &pluginFolders = {});

/// Asks the backends of these targets what they have, each once and in a process of its own. Errors: an agent, a
/// device that the backend does not have (with a suggestion). Targets of unknown backends and of the hardware catalogue
/// are left to planning.
[[nodiscard]] Status findTargets(Surroundings &around, const std::vector<study::TargetId> &targets,
                                 const std::stop_token &stop);

/// Asks every backend; returns why those have no device that have none, by backend.
[[nodiscard]] std::map<std::string, std::string> findDevices(Surroundings &around, const std::stop_token &stop);

/// The built library of each of these workloads that has code. Errors: code that is not trusted, or does not compile.
[[nodiscard]] Result<std::map<std::string, std::filesystem::path>>
workloadCode(const Surroundings &around, const std::set<std::string> &workloads,
             const std::vector<std::string> &trusted = {});

/// How runs are done here: what was built, which backends prepare, which targets are emulated; everything else as
/// StudyOptions has it.
[[nodiscard]] run::StudyOptions studyOptions(const Surroundings &around,
                                             const std::map<std::string, std::filesystem::path> &libraries);

} // namespace assay::desk
