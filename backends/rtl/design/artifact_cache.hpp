#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "core/base/json.hpp"
#include "core/base/result.hpp"

namespace assay::rtl {

/// What was made once and need not be made again, by content key; failures and time-outs are kept, too. Any number of
/// processes and threads may use one folder: an entry is a folder that appears whole by one rename, and a lock file per
/// key lets only one of them make it while the others wait. A maker may end at any moment: the lock goes with it, and
/// the next maker removes what it left. An entry that lost a file is made anew.
class ArtifactCache {
public:
    explicit ArtifactCache(std::filesystem::path folder) : m_folder(std::move(folder)) {}

    /// What making an artifact gave: files in its folder and a record of how it went.
    struct Entry {
        std::filesystem::path folder;
        Json record;            ///< what `make` returned, with "seconds" added
        bool fromCache = false; ///< false: made by this call
    };
    /// Fills an empty folder and returns the record. An error is kept as well where it is a property of the design
    /// (ErrorCode::Failed, Unsupported); others (Io, DiskFull, Cancelled) are not. The folder is renamed afterwards:
    /// nothing in it may name it.
    using Make = std::function<Result<Json>(const std::filesystem::path &folder)>;

    /// The entry of `kind`/`key`, made if it is not there. A kept failure comes back as the same error.
    [[nodiscard]] Result<Entry> getOrMake(const std::string &kind, const std::string &key, const Make &make) const;
    /// Only looks; nothing when absent.
    [[nodiscard]] std::optional<Result<Entry>> find(const std::string &kind, const std::string &key) const;

private:
    std::filesystem::path m_folder;
};

} // namespace assay::rtl
