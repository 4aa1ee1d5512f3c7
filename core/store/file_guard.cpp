#include "core/store/file_guard.hpp"

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <ctime>
#include <map>
#include <span>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/clock.hpp"
#include "core/base/paths.hpp"

namespace assay::store {
namespace {

// SQLite locks 512 bytes from 1 GiB on; this byte lies in the same page, which never holds data, and behind them.
constexpr off_t kWriterByte = 0x40000000 + 0x3ff;

struct flock writerRange(short type)
{
    struct flock range {};
    range.l_type = type;
    range.l_whence = SEEK_SET;
    range.l_start = kWriterByte;
    range.l_len = 1;
    return range;
}

struct Registry {
    std::mutex mutex;
    std::condition_variable closed;
    std::map<FileGuard::Identity, std::weak_ptr<FileGuard>> guards; ///< an expired entry is about to close
};

Registry &registry()
{
    static Registry instance;
    return instance;
}

std::uint32_t bigEndian(std::span<const unsigned char> bytes)
{
    std::uint32_t value = 0;
    for (const unsigned char byte : bytes)
        value = value << 8 | byte;
    return value;
}

Error openError(const std::filesystem::path &file, FileGuard::Access access)
{
    const int reason = errno;
    const char *const verb = access == FileGuard::Access::Read ? "read" : "write";
    if (reason == EACCES || reason == EPERM)
        return {ErrorCode::InvalidInput,
                fmt::format("no permission to {} {}: ask its owner, or {}", verb, file.string(),
                            access == FileGuard::Access::Read ? "copy it as a user who may" : "choose another file")};
    if (reason == EROFS)
        return {ErrorCode::InvalidInput, fmt::format("cannot write {}: its file system is read-only; choose another "
                                                     "file",
                                                     file.string())};
    return {reason == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
            fmt::format("cannot {} {}: {}", verb, file.string(), std::strerror(reason))};
}

} // namespace

Result<std::shared_ptr<FileGuard>> FileGuard::open(const std::filesystem::path &file, Access access)
{
    const int flags = access == Access::Read ? O_RDONLY : access == Access::Write ? O_RDWR : O_RDWR | O_CREAT;
    const int descriptor = ::open(file.c_str(), flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666);
    if (descriptor < 0)
        return failure(openError(file, access));
    struct stat facts {};
    ::fstat(descriptor, &facts);
    const Identity identity{facts.st_dev, facts.st_ino};
    std::unique_lock lock(registry().mutex);
    auto &guards = registry().guards;
    // A guard that is just closing would take the locks of a connection made now with it: let it finish first.
    registry().closed.wait(lock, [&] {
        const auto found = guards.find(identity);
        return found == guards.end() || !found->second.expired();
    });
    std::shared_ptr<FileGuard> guard = guards[identity].lock();
    if (!guard) {
        guard = std::make_shared<FileGuard>(identity);
        guards[identity] = guard;
    }
    const std::scoped_lock guardLock(guard->m_mutex);
    (access == Access::Read ? guard->m_readable : guard->m_writable).push_back(descriptor);
    return guard;
}

FileGuard::~FileGuard()
{
    const std::scoped_lock lock(registry().mutex);
    for (const auto *descriptors : {&m_readable, &m_writable})
        for (const int each : *descriptors)
            ::close(each);
    registry().guards.erase(m_identity);
    registry().closed.notify_all();
}

int FileGuard::descriptor(bool writable) const
{
    const std::scoped_lock lock(m_mutex);
    return writable || m_readable.empty() ? m_writable.back() : m_readable.back();
}

FileHeader FileGuard::header() const
{
    FileHeader header;
    header.fileSize = static_cast<std::uintmax_t>(stamp().size);
    std::array<unsigned char, 100> raw{};
    const ssize_t got = ::pread(descriptor(false), raw.data(), raw.size(), 0);
    const std::span<const unsigned char> bytes(raw);
    static constexpr char kMagic[] = "SQLite format 3";
    header.sqlite = got >= 16 && std::memcmp(raw.data(), kMagic, sizeof kMagic) == 0;
    if (!header.sqlite)
        return header;
    // Offsets: "The SQLite Database File Format", section 1.3.
    const std::uint32_t pageSize = bigEndian(bytes.subspan(16, 2));
    const bool vouched = bigEndian(bytes.subspan(24, 4)) == bigEndian(bytes.subspan(92, 4));
    header.expectedSize =
        vouched ? std::uint64_t{bigEndian(bytes.subspan(28, 4))} * (pageSize == 1 ? 65536 : pageSize) : 0;
    header.userVersion = static_cast<std::int32_t>(bigEndian(bytes.subspan(60, 4)));
    header.applicationId = bigEndian(bytes.subspan(68, 4));
    return header;
}

FileStamp FileGuard::stamp() const
{
    struct stat facts {};
    ::fstat(descriptor(false), &facts);
    return {facts.st_size, facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec};
}

bool FileGuard::hasWriter() const
{
    struct flock range = writerRange(F_RDLCK);
    return ::fcntl(descriptor(false), F_OFD_GETLK, &range) == 0 && range.l_type != F_UNLCK;
}

std::optional<WriterLock> WriterLock::tryTake(std::shared_ptr<FileGuard> guard)
{
    const int descriptor = guard->descriptor(true);
    struct flock range = writerRange(F_WRLCK);
    if (::fcntl(descriptor, F_OFD_SETLK, &range) != 0)
        return std::nullopt;
    return WriterLock(std::move(guard), descriptor);
}

WriterLock::~WriterLock()
{
    if (!m_guard)
        return;
    struct flock range = writerRange(F_UNLCK);
    ::fcntl(m_descriptor, F_OFD_SETLK, &range);
}

WriterIdentity WriterIdentity::ofThisProcess()
{
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    return {paths::executable().filename().string(), ::getpid(), host.data(), utcNow()};
}

} // namespace assay::store
