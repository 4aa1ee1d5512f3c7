#include "core/base/files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace assay {
namespace {

Error ioError(const std::string &what, const std::filesystem::path &file)
{
    const int reason = errno;
    if (meansDiskFull(reason))
        return {ErrorCode::DiskFull, fmt::format("cannot {} {}: there is no room left ({}). Nothing was replaced; free "
                                                 "space, then try again",
                                                 what, file.string(), std::strerror(reason))};
    return {ErrorCode::Io, fmt::format("cannot {} {}: {}", what, file.string(), std::strerror(reason))};
}

bool writeAll(int descriptor, std::string_view content)
{
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

void syncFolder(const std::filesystem::path &folder)
{
    const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
}

} // namespace

bool meansDiskFull(int systemErrno)
{
    return systemErrno == ENOSPC || systemErrno == EDQUOT || systemErrno == EFBIG;
}

Result<std::string> readFile(const std::filesystem::path &file)
{
    std::error_code error;
    if (std::filesystem::is_directory(file, error))
        return failure(ErrorCode::InvalidInput, fmt::format("{} is a folder, not a file", file.string()));
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        return failure(ErrorCode::NotFound, fmt::format("cannot read {}: {}", file.string(), std::strerror(errno)));
    std::ostringstream content;
    content << stream.rdbuf();
    return content.str();
}

Status writeFileAtomically(const std::filesystem::path &file, std::string_view content)
{
    std::string temporary = file.string() + ".XXXXXX";
    const int descriptor = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (descriptor < 0)
        return failure(ioError("write", file));
    const bool written = writeAll(descriptor, content) && ::fchmod(descriptor, 0644) == 0 && ::fsync(descriptor) == 0;
    const bool closed = ::close(descriptor) == 0;
    if (!written || !closed || ::rename(temporary.c_str(), file.c_str()) != 0) {
        const Error error = ioError("write", file);
        ::unlink(temporary.c_str());
        return failure(error);
    }
    syncFolder(file.parent_path());
    return {};
}

std::vector<std::filesystem::path> filesIn(const std::filesystem::path &folder, std::string_view extension)
{
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
        if (entry->path().extension() == extension)
            files.push_back(entry->path());
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace assay
