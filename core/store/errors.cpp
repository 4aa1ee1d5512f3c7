#include "core/store/errors.hpp"

#include <cerrno>
#include <cstring>
#include <new>

#include <fmt/format.h>
#include <sqlite3.h>

#include "core/base/files.hpp"
#include "core/base/json.hpp"

namespace assay::store {
namespace {

Error noRoom(const std::string &what, std::string_view reason)
{
    return {ErrorCode::DiskFull, fmt::format("{}: {}. What was stored before is safe; free space, then run the same "
                                             "command again to go on",
                                             what, reason)};
}

Error inputOutputError(const std::string &what, const char *sqliteText, int systemErrno)
{
    if (meansDiskFull(systemErrno))
        return noRoom(what,
                      systemErrno == ENOSPC ? "the disk is full" : "the disk quota or file size limit is reached");
    return {ErrorCode::Io,
            fmt::format(
                "{}: {}{}{}. What was stored before is safe; check the disk, then run the same command again to "
                "go on",
                what, sqliteText, systemErrno != 0 ? ", " : "", systemErrno != 0 ? std::strerror(systemErrno) : "")};
}

} // namespace

Error damaged(const std::filesystem::path &file, std::string_view what)
{
    return {
        ErrorCode::InvalidInput,
        fmt::format("{} is damaged: {}. Nothing was changed; use a copy from a backup, or save what is readable with "
                    "`sqlite3 FILE .recover`",
                    file.string(), what)};
}

Error errorOf(const std::filesystem::path &file, std::string_view doing, int extendedCode, const char *sqliteText,
              int systemErrno)
{
    const std::string what = fmt::format("cannot {} {}", doing, file.string());
    switch (extendedCode & 0xff) {
    case SQLITE_FULL:
        return noRoom(what, "the disk is full");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::Busy,
                fmt::format("{}: another program has it locked. Close it there, then try again", what)};
    case SQLITE_CORRUPT:
        return damaged(file, sqliteText);
    case SQLITE_NOTADB:
        return {ErrorCode::InvalidInput, fmt::format("{} is not a study file: {}", file.string(), sqliteText)};
    case SQLITE_READONLY:
        if (extendedCode == SQLITE_READONLY_ROLLBACK || extendedCode == SQLITE_READONLY_RECOVERY ||
            extendedCode == SQLITE_READONLY_CANTINIT)
            return {ErrorCode::InvalidInput, fmt::format("{}: it was not closed cleanly and needs a folder that can be "
                                                         "written to recover. Copy it with its -wal file to such a "
                                                         "folder",
                                                         what)};
        return {ErrorCode::InvalidInput, fmt::format("{}: it cannot be written. Choose another file", what)};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return inputOutputError(what, sqliteText, systemErrno);
    case SQLITE_NOMEM:
        return {ErrorCode::Io, fmt::format("{}: out of memory", what)};
    default:
        return {ErrorCode::Internal, fmt::format("{}: {}", what, sqliteText)};
    }
}

Error currentError(const std::filesystem::path &file, std::string_view doing, sqlite3 *connection)
{
    const int lastErrno = errno;
    try {
        throw;
    } catch (const SQLite::Exception &exception) {
        const int code =
            exception.getExtendedErrorCode() > 0 ? exception.getExtendedErrorCode() : exception.getErrorCode();
        const int known = connection ? sqlite3_system_errno(connection) : 0;
        return errorOf(file, doing, code, exception.what(), known != 0 ? known : lastErrno);
    } catch (const DamagedContent &exception) {
        return damaged(file, exception.what());
    } catch (const Json::parse_error &exception) {
        return damaged(file, exception.what());
    } catch (const std::bad_alloc &) {
        return {ErrorCode::Io, fmt::format("cannot {} {}: out of memory", doing, file.string())};
    } catch (const std::exception &exception) {
        return {ErrorCode::Internal, fmt::format("cannot {} {}: {}", doing, file.string(), exception.what())};
    }
}

} // namespace assay::store
