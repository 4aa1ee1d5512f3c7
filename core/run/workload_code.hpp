#pragma once

#include <filesystem>

#include "core/base/result.hpp"
#include "core/catalog/workload.hpp"

namespace assay::run {

/// Remembers which workload sources this user trusts: their SHA-256, in the user's data folder. Changed sources are
/// new sources. Bundled workloads need no trust.
class TrustStore {
public:
    explicit TrustStore(std::filesystem::path file) : m_file(std::move(file)) {}
    [[nodiscard]] static TrustStore ofUser();
    /// A missing or damaged file trusts nobody.
    [[nodiscard]] bool trusts(const std::string &sourceHash) const;
    [[nodiscard]] Status trust(const catalog::Workload &workload);

private:
    std::filesystem::path m_file;
};

/// The library with a workload's reference and native code: the bundled one, or for a user's own folder the one
/// compiled from its sources, once, after the user trusted them (never by opening or listing it). An empty path means
/// that the workload has golden outputs and no code. An untrusted workload is an error that says how to trust it.
[[nodiscard]] Result<std::filesystem::path> workloadLibrary(const catalog::Workload &workload, const TrustStore &trust);

} // namespace assay::run
