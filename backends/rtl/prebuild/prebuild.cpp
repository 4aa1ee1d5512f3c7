#include "backends/rtl/prebuild/prebuild.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "backends/rtl/design/prebuilt_list.hpp"
#include "backends/rtl/model/model_store.hpp"

namespace assay::rtl {
namespace {

namespace fs = std::filesystem;

struct Wanted {
    Design design;
    fs::path library;
};

Result<std::vector<Wanted>> readWanted(const PrebuildOptions &options, const ModelStore &store)
{
    const auto list = readPrebuiltList(options.list);
    if (!list)
        return failure(list.error());
    std::vector<Wanted> wanted;
    for (const PrebuiltDesign &listed : *list) {
        const auto design =
            makeDesign(options.workloads / listed.workload / "kernel.v", listed.top, listed.parameters, options.shared);
        const auto key = design ? store.prebuiltKey(*design) : failure(design.error());
        if (!key)
            return failure(key.error().within(options.list.string()));
        wanted.push_back({*design, options.output / (*key + ".so")});
    }
    return wanted;
}

/// Removes libraries that nobody wants, and halves that a killed run left.
Result<std::size_t> removeOthers(const std::vector<Wanted> &wanted, const fs::path &folder)
{
    std::set<fs::path> keep;
    for (const Wanted &each : wanted)
        keep.insert(each.library);
    std::vector<fs::path> others;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(folder, error))
        if ((entry.path().extension() == ".so" || entry.path().extension() == ".part") && keep.count(entry.path()) == 0)
            others.push_back(entry.path());
    for (const fs::path &file : others)
        if (!error)
            fs::remove(file, error);
    if (error)
        return failure(ErrorCode::Io, fmt::format("cannot tidy {}: {}", folder.string(), error.message()));
    return others.size();
}

/// By a rename: a library is whole or not there.
Status place(const fs::path &made, const fs::path &library)
{
    const fs::path part = library.string() + ".part";
    std::error_code error;
    fs::remove(part, error);
    fs::create_hard_link(made, part, error);
    if (error) { // another file system
        error.clear();
        fs::copy_file(made, part, error);
    }
    if (!error)
        fs::rename(part, library, error);
    if (error)
        return failure(ErrorCode::Io, fmt::format("cannot write {}: {}", library.string(), error.message()));
    return {};
}

Status build(const Wanted &wanted, const ModelStore &store)
{
    const auto made = store.get(wanted.design);
    if (!made)
        return failure(made.error());
    return place(made->file, wanted.library);
}

/// Builds what is missing in several threads.
Status buildAll(const std::vector<Wanted> &missing, const ModelStore &store, unsigned jobs,
                const std::function<void(const std::string &)> &tell)
{
    std::mutex mutex;
    std::atomic<std::size_t> next = 0;
    std::size_t done = 0;
    Status all;
    const auto work = [&] {
        for (std::size_t i = next++; i < missing.size(); i = next++) {
            const auto built = build(missing[i], store);
            const std::scoped_lock lock(mutex);
            ++done;
            tell(fmt::format("[{}/{}] model of {}{}", done, missing.size(), missing[i].design.describe(),
                             built ? "" : " failed"));
            if (!built && all)
                all = failure(built.error());
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < std::max(jobs, 1U); ++i)
        threads.emplace_back(work);
    work();
    for (std::thread &thread : threads)
        thread.join();
    return all;
}

} // namespace

Result<PrebuildCounts> prebuild(const PrebuildOptions &options, const std::function<void(const std::string &)> &tell)
{
    const ModelStore store(options.shared, {}, ArtifactCache(options.cache));
    std::error_code error;
    fs::create_directories(options.output, error);
    auto wanted = readWanted(options, store);
    if (!wanted)
        return failure(wanted.error());
    const auto removed = removeOthers(*wanted, options.output);
    if (!removed)
        return failure(removed.error());
    std::vector<Wanted> missing;
    std::copy_if(wanted->begin(), wanted->end(), std::back_inserter(missing),
                 [](const Wanted &each) { return !fs::exists(each.library); });
    if (auto built = buildAll(missing, store, options.jobs, tell); !built)
        return failure(built.error());
    return PrebuildCounts{missing.size(), wanted->size() - missing.size(), *removed};
}

} // namespace assay::rtl
