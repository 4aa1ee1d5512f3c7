#include "backends/rtl/design/artifact_cache.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/base/clock.hpp"
#include "core/base/files.hpp"

namespace assay::rtl {
namespace {

namespace fs = std::filesystem;

constexpr const char *kMeta = "meta.json";
constexpr std::array kKept{ErrorCode::Failed, ErrorCode::Unsupported};

Error cannot(const std::string &what, const fs::path &path, int reason)
{
    const ErrorCode code = meansDiskFull(reason) ? ErrorCode::DiskFull : ErrorCode::Io;
    return {code,
            fmt::format("cannot {} {}: {}. Assay keeps compiled designs there; XDG_CACHE_HOME names another place",
                        what, path.string(), std::strerror(reason))};
}

/// Holds a lock file; other processes and threads wait. It goes with the process, too.
class KeyLock {
public:
    KeyLock() = default;
    KeyLock(const KeyLock &) = delete;
    KeyLock &operator=(const KeyLock &) = delete;
    ~KeyLock()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Status lock(const fs::path &file)
    {
        m_descriptor = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
        if (m_descriptor < 0)
            return failure(cannot("write", file, errno));
        while (::flock(m_descriptor, LOCK_EX) != 0)
            if (errno != EINTR)
                return failure(cannot("lock", file, errno));
        return {};
    }

private:
    int m_descriptor = -1;
};

Status makeEmpty(const fs::path &folder)
{
    std::error_code error;
    fs::remove_all(folder, error);
    if (!error)
        fs::create_directories(folder, error);
    if (error)
        return failure(cannot("write", folder, error.value()));
    return {};
}

/// Content reaches the disk before the name that promises it.
Status syncTree(const fs::path &folder)
{
    std::error_code error;
    for (const auto &entry : fs::recursive_directory_iterator(folder, error)) {
        if (!entry.is_regular_file())
            continue;
        const int descriptor = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
        const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
        const int reason = errno;
        if (descriptor >= 0)
            ::close(descriptor);
        if (!synced)
            return failure(cannot("write", entry.path(), reason));
    }
    return {};
}

Json fileNames(const fs::path &folder)
{
    std::vector<std::string> names;
    std::error_code error;
    for (const auto &entry : fs::recursive_directory_iterator(folder, error))
        if (entry.is_regular_file())
            names.push_back(entry.path().lexically_relative(folder).generic_string());
    std::sort(names.begin(), names.end());
    return names;
}

Json metaOf(const Result<Json> &made, const fs::path &folder, double seconds)
{
    if (!made)
        return {{"failure", {{"code", static_cast<int>(made.error().code)}, {"text", made.error().text()}}},
                {"files", Json::array()},
                {"seconds", seconds}};
    Json record = made->is_null() ? Json::object() : *made;
    record["seconds"] = seconds;
    return {{"record", record}, {"files", fileNames(folder)}};
}

std::optional<Result<ArtifactCache::Entry>> readEntry(const fs::path &folder, bool fromCache)
{
    const auto text = readFile(folder / kMeta);
    if (!text)
        return std::nullopt;
    try {
        const Json meta = Json::parse(*text);
        for (const auto &name : meta.at("files"))
            if (!fs::exists(folder / name.get<std::string>()))
                return std::nullopt;
        if (!meta.contains("failure"))
            return ArtifactCache::Entry{folder, meta.at("record"), fromCache};
        const Json &kept = meta.at("failure");
        const auto code = static_cast<ErrorCode>(kept.at("code").get<int>());
        if (std::find(kKept.begin(), kKept.end(), code) == kKept.end())
            return std::nullopt;
        return failure(code, kept.at("text").get<std::string>());
    } catch (const std::exception &) {
        return std::nullopt; // written by another version or damaged: made anew
    }
}

/// Replaces what is at `final`; the lock is held.
Status publish(const fs::path &temporary, const fs::path &final)
{
    std::error_code error;
    fs::remove_all(final, error);
    fs::rename(temporary, final, error);
    if (error)
        return failure(cannot("write", final, error.value()));
    return {};
}

Status makeEntry(const fs::path &temporary, const fs::path &final, const ArtifactCache::Make &make)
{
    if (auto empty = makeEmpty(temporary); !empty)
        return empty;
    const std::int64_t begin = nowNanoseconds();
    Result<Json> made = make(temporary);
    const double seconds = static_cast<double>(nowNanoseconds() - begin) * 1e-9;
    if (!made) {
        if (std::find(kKept.begin(), kKept.end(), made.error().code) == kKept.end())
            return failure(made.error());
        if (auto empty = makeEmpty(temporary); !empty)
            return empty;
    }
    if (auto synced = syncTree(temporary); !synced)
        return synced;
    if (auto written = writeFileAtomically(temporary / kMeta, metaOf(made, temporary, seconds).dump(1)); !written)
        return written;
    return publish(temporary, final);
}

} // namespace

Result<ArtifactCache::Entry> ArtifactCache::getOrMake(const std::string &kind, const std::string &key,
                                                      const Make &make) const
{
    if (auto entry = find(kind, key))
        return *entry;
    const fs::path folder = m_folder / kind, final = folder / key, temporary = folder / (key + ".making");
    std::error_code error;
    fs::create_directories(folder, error);
    if (error)
        return failure(cannot("write", folder, error.value()));
    KeyLock lock;
    if (auto locked = lock.lock(folder / (key + ".lock")); !locked)
        return failure(locked.error());
    if (auto entry = readEntry(final, true)) // made while this one waited
        return *entry;
    const Status made = makeEntry(temporary, final, make);
    fs::remove_all(temporary, error);
    if (!made)
        return failure(made.error());
    if (auto entry = readEntry(final, false))
        return *entry;
    return failure(ErrorCode::Io, fmt::format("{} vanished while it was made; is another program cleaning {}?",
                                              final.string(), m_folder.string()));
}

std::optional<Result<ArtifactCache::Entry>> ArtifactCache::find(const std::string &kind, const std::string &key) const
{
    return readEntry(m_folder / kind / key, true);
}

} // namespace assay::rtl
