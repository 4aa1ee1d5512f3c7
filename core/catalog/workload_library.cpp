#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/base/paths.hpp"
#include "core/base/suggest.hpp"
#include "core/catalog/workload.hpp"

namespace assay::catalog {
namespace {

namespace fs = std::filesystem;
constexpr const char *kManifest = "workload.toml";

bool isBundled(const fs::path &folder)
{
    const fs::path relative = folder.lexically_relative(paths::prefix() / "share" / "assay" / "workloads");
    return !relative.empty() && *relative.begin() != "..";
}

/// The folder itself if it is a workload, else its subfolders that are, in name order.
std::vector<fs::path> workloadFoldersIn(const fs::path &folder)
{
    std::error_code error;
    if (fs::exists(folder / kManifest, error))
        return {folder};
    std::vector<fs::path> found;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (fs::exists(entry->path() / kManifest, error))
            found.push_back(entry->path());
    std::sort(found.begin(), found.end());
    return found;
}

class Loader {
public:
    void addNamed(const fs::path &folder)
    {
        const fs::path absolute = fs::absolute(folder).lexically_normal();
        const auto found = workloadFoldersIn(absolute);
        if (found.empty())
            m_library.errors.emplace_back(ErrorCode::NotFound,
                                          fmt::format("--workload-dir {}: neither this folder nor one in it has a {}",
                                                      absolute.string(), kManifest));
        add(found);
    }

    void addSearched(const fs::path &folder) { add(workloadFoldersIn(fs::absolute(folder).lexically_normal())); }

    WorkloadLibrary take()
    {
        for (auto &[id, workload] : m_byId)
            m_library.workloads.push_back(std::move(workload));
        return std::move(m_library);
    }

private:
    void add(const std::vector<fs::path> &folders)
    {
        for (const auto &folder : folders) {
            auto workload = readWorkload(folder);
            if (!workload) {
                m_library.errors.push_back(workload.error());
                continue;
            }
            workload->bundled = isBundled(folder);
            std::string id = workload->id;
            m_byId.try_emplace(std::move(id), std::move(*workload));
        }
    }

    WorkloadLibrary m_library;
    std::map<std::string, Workload> m_byId;
};

} // namespace

const Workload *WorkloadLibrary::find(std::string_view id) const
{
    const auto found = std::find_if(workloads.begin(), workloads.end(), [&](const auto &w) { return w.id == id; });
    return found == workloads.end() ? nullptr : &*found;
}

Result<const Workload *> WorkloadLibrary::require(std::string_view id) const
{
    if (const Workload *found = find(id))
        return found;
    std::vector<std::string> ids;
    for (const auto &workload : workloads)
        ids.push_back(workload.id);
    return failure(ErrorCode::NotFound,
                   fmt::format("there is no workload '{}'.{} `assay workloads` lists them", id, didYouMean(id, ids)));
}

WorkloadLibrary loadWorkloads(const std::vector<fs::path> &extraFolders)
{
    Loader loader;
    for (const auto &folder : extraFolders)
        loader.addNamed(folder);
    for (const auto &folder : paths::workloadFolders())
        loader.addSearched(folder);
    return loader.take();
}

} // namespace assay::catalog
