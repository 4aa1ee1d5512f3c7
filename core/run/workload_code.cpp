#include "core/run/workload_code.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/files.hpp"
#include "core/base/json.hpp"
#include "core/base/paths.hpp"
#include "core/base/subprocess.hpp"

namespace assay::run {
namespace {

namespace fs = std::filesystem;

constexpr double kCompileSeconds = 300;

std::vector<std::string> sourcesOf(const catalog::Workload &workload)
{
    std::vector<std::string> sources;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(workload.folder, error))
        if (entry.path().extension() == ".cpp")
            sources.push_back(entry.path().string());
    std::sort(sources.begin(), sources.end());
    return sources;
}

Result<fs::path> compile(const catalog::Workload &workload, const std::vector<std::string> &sources)
{
    const fs::path folder = paths::userCache() / "workloads" / workload.sourceHash;
    const fs::path library = folder / (workload.id + ".so");
    std::error_code error;
    if (fs::exists(library, error))
        return library;
    fs::create_directories(folder, error);
    const fs::path temporary = folder / fmt::format("{}.building", workload.id);
    const fs::path include = paths::prefix() / "share" / "assay" / "sdk";
    std::vector<std::string> command{"c++",
                                     "-std=c++20",
                                     "-O3",
                                     "-ffp-contract=off",
                                     "-shared",
                                     "-fPIC",
                                     "-fvisibility=hidden",
                                     "-fvisibility-inlines-hidden",
                                     "-I",
                                     include.string(),
                                     "-I",
                                     workload.folder.string(), // for ASSAY_SIMD_KERNELS
                                     "-o",
                                     temporary.string()};
    command.insert(command.end(), sources.begin(), sources.end());
    command.emplace_back("-lpthread");
    auto compiled = runSubprocess(command, kCompileSeconds);
    if (!compiled)
        return failure(compiled.error().within(
            fmt::format("workload '{}' needs a C++ compiler (Debian: apt install g++)", workload.id)));
    if (compiled->timedOut || compiled->exitCode != 0)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("workload '{}' does not compile{}:\n{}", workload.id,
                                   compiled->timedOut ? " in five minutes" : "", compiled->output.substr(0, 4000)));
    fs::rename(temporary, library, error);
    if (error)
        return failure(ErrorCode::Io, fmt::format("cannot keep {}: {}", library.string(), error.message()));
    return library;
}

} // namespace

TrustStore TrustStore::ofUser()
{
    return TrustStore(paths::userData() / "trusted-workloads.json");
}

bool TrustStore::trusts(const std::string &sourceHash) const
{
    auto content = readFile(m_file);
    if (!content)
        return false;
    const Json json = Json::parse(*content, nullptr, false);
    return json.is_object() && json.contains(sourceHash);
}

Status TrustStore::trust(const catalog::Workload &workload)
{
    Json json = Json::object();
    if (auto content = readFile(m_file); content) {
        json = Json::parse(*content, nullptr, false);
        if (!json.is_object())
            json = Json::object();
    }
    json[workload.sourceHash] = {{"id", workload.id}, {"folder", workload.folder.string()}};
    std::error_code error;
    fs::create_directories(m_file.parent_path(), error);
    return writeFileAtomically(m_file, json.dump(2) + "\n");
}

Result<fs::path> workloadLibrary(const catalog::Workload &workload, const TrustStore &trust)
{
    const auto sources = sourcesOf(workload);
    if (sources.empty()) {
        if (workload.hasGoldenOutputs())
            return fs::path();
        return failure(ErrorCode::InvalidInput,
                       fmt::format("workload '{}' in {} has neither a reference.cpp nor golden outputs", workload.id,
                                   workload.folder.string()));
    }
    if (workload.bundled) {
        for (const auto &folder : paths::workloadLibraryFolders()) {
            const fs::path library = folder / (workload.id + ".so");
            std::error_code error;
            if (fs::exists(library, error))
                return library;
        }
        return failure(
            ErrorCode::NotFound,
            fmt::format("the code of workload '{}' is not built; run installer/run --build-only", workload.id));
    }
    if (!trust.trusts(workload.sourceHash))
        return failure(ErrorCode::InvalidInput, fmt::format("workload '{}' in {} brings C++ code that you have not "
                                                            "trusted. Read it, then run again with --trust {}",
                                                            workload.id, workload.folder.string(), workload.id));
    return compile(workload, sources);
}

} // namespace assay::run
