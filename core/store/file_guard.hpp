#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/result.hpp"

namespace assay::store {

/// What the first bytes of a file say, read without SQLite, so that looking at a file changes nothing.
struct FileHeader {
    std::uintmax_t fileSize = 0;
    bool sqlite = false; ///< starts with SQLite's magic; the fields below hold then
    std::uint32_t applicationId = 0;
    std::int32_t userVersion = 0;
    std::uint64_t expectedSize = 0; ///< pages × page size; 0 when the header does not vouch for it
};

/// Size and time of change: enough to see that a checkpoint has rewritten the file.
struct FileStamp {
    std::int64_t size = 0, seconds = 0, nanoseconds = 0;
    friend bool operator==(const FileStamp &, const FileStamp &) = default;
};

/// The plain descriptors this process has on one file. POSIX drops all of a process's record locks on a file, SQLite's
/// too, when it closes any descriptor of it: so every StudyFile on one file shares one guard, and the descriptors
/// close after the last connection. Thread-safe.
class FileGuard {
public:
    enum class Access { Read, Write, Create };
    using Identity = std::pair<std::uint64_t, std::uint64_t>; ///< device and inode

    /// Opens a descriptor. Errors: no permission, folder missing, the file vanished.
    [[nodiscard]] static Result<std::shared_ptr<FileGuard>> open(const std::filesystem::path &file, Access access);
    FileGuard(const FileGuard &) = delete;
    FileGuard &operator=(const FileGuard &) = delete;
    explicit FileGuard(Identity identity) : m_identity(identity) {}
    ~FileGuard();

    [[nodiscard]] FileHeader header() const;
    [[nodiscard]] FileStamp stamp() const;
    /// Some StudyFile, here or in another process, holds the writer lock. For readers: a lock does not show to the
    /// descriptor that holds it.
    [[nodiscard]] bool hasWriter() const;

private:
    friend class WriterLock;
    [[nodiscard]] int descriptor(bool writable) const;
    Identity m_identity;
    mutable std::mutex m_mutex;
    std::vector<int> m_readable, m_writable;
};

/// The one writer's lock: an open-file-description lock on a byte that SQLite does not use. The kernel drops it with
/// the process, however that ends, so a stale lock cannot exist.
class WriterLock {
public:
    /// Nothing when another holds it.
    [[nodiscard]] static std::optional<WriterLock> tryTake(std::shared_ptr<FileGuard> guard);
    WriterLock(WriterLock &&) noexcept = default;
    WriterLock &operator=(WriterLock &&) noexcept = delete;
    ~WriterLock();

private:
    WriterLock(std::shared_ptr<FileGuard> guard, int descriptor) : m_guard(std::move(guard)), m_descriptor(descriptor)
    {
    }
    std::shared_ptr<FileGuard> m_guard;
    int m_descriptor;
};

/// Who writes a file; kept in its table `writer` while the lock is held.
struct WriterIdentity {
    std::string program;
    std::int64_t pid = 0;
    std::string host;
    std::string since; ///< ISO 8601 UTC

    [[nodiscard]] static WriterIdentity ofThisProcess();
};

} // namespace assay::store
