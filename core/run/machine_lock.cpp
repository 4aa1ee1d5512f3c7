#include "core/run/machine_lock.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay::run {

Result<bool> MachineLock::tryTake()
{
    // one file for all users of the machine; nobody needs to write to it but to leave their name
    const std::filesystem::path file = std::filesystem::temp_directory_path() / "assay-measuring.lock";
    if (m_descriptor < 0) {
        m_descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (m_descriptor < 0)
            m_descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (m_descriptor < 0)
            return failure(ErrorCode::Io,
                           fmt::format("cannot open the measuring lock {}: {}", file.string(), std::strerror(errno)));
        ::fchmod(m_descriptor, 0666);
    }
    if (::flock(m_descriptor, (m_mode == Mode::Timed ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK || errno == EINTR)
            return false;
        return failure(ErrorCode::Io, fmt::format("cannot lock {}: {}", file.string(), std::strerror(errno)));
    }
    const std::string name = fmt::format("process {}\n", ::getpid());
    [[maybe_unused]] const int cut = ::ftruncate(m_descriptor, 0);
    [[maybe_unused]] const ssize_t written = ::pwrite(m_descriptor, name.data(), name.size(), 0);
    return true;
}

std::string MachineLock::holder() const
{
    std::array<char, 64> text{};
    const ssize_t count = ::pread(m_descriptor, text.data(), text.size() - 1, 0);
    const std::string name(text.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    return name.empty() ? "another process" : name.substr(0, name.find('\n'));
}

void MachineLock::pause()
{
    ::usleep(100'000);
}

MachineLock::~MachineLock()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace assay::run
