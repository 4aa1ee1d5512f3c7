#include "core/store/connection.hpp"

#include <array>

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "core/store/errors.hpp"
#include "core/store/study_file.hpp"

namespace assay::store {
namespace {

constexpr int kBusyMilliseconds = 2000;
constexpr int kPageSize =
    16384; // lists a sixth faster than 8 KiB pages; a commit of a hundred samples costs the same sync
// Up to here every page is checked at opening. Checking more would take longer than most commands; then the schema and
// the tables that a writer searches are, and damage elsewhere shows as an error when it is read.
constexpr std::uintmax_t kFullCheckBytesWriting = 64U << 20U;
constexpr std::uintmax_t kFullCheckBytesReading = 4U << 20U;

std::filesystem::path beside(const std::filesystem::path &file, const char *suffix)
{
    std::filesystem::path path = file;
    path += suffix;
    return path;
}

bool hasContent(const std::filesystem::path &file)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return !error && size > 0;
}

/// Percent-encodes what a URI would read as something else.
std::string immutableUri(const std::filesystem::path &file)
{
    std::string uri = "file:";
    for (const char c : file.string()) {
        if (c == '%' || c == '?' || c == '#')
            uri += fmt::format("%{:02X}", static_cast<unsigned>(c));
        else
            uri += c;
    }
    return uri + "?immutable=1";
}

void limitHostileContent(sqlite3 *handle)
{
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 256 << 20);
}

std::unique_ptr<SQLite::Database> openDatabase(const std::string &name, int flags)
{
    auto database = std::make_unique<SQLite::Database>(name, flags | SQLite::OPEN_NOMUTEX, kBusyMilliseconds);
    limitHostileContent(database->getHandle());
    database->exec("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;"
                   "PRAGMA cache_size = -32768;");
    return database;
}

std::string firstProblem(SQLite::Database &database, const std::string &pragma)
{
    SQLite::Statement check(database, pragma);
    while (check.executeStep()) {
        const std::string text = check.getColumn(0).getString();
        if (text != "ok")
            return text;
    }
    return {};
}

enum class Purpose { Reading, Writing };

std::string damageIn(SQLite::Database &database, std::uintmax_t bytes, Purpose purpose)
{
    const bool writing = purpose == Purpose::Writing;
    if (bytes <= (writing ? kFullCheckBytesWriting : kFullCheckBytesReading))
        return firstProblem(database, "PRAGMA quick_check(1)");
    if (!writing)
        return {};
    for (const char *table : {"design_point", "meta", "writer", "workload_source", "plugin"}) {
        const std::string problem = firstProblem(database, fmt::format("PRAGMA quick_check('{}')", table));
        if (!problem.empty())
            return problem;
    }
    return {};
}

Error newerSchema(const std::filesystem::path &file, int version, int known)
{
    return {ErrorCode::Unsupported, fmt::format("{} was written by a newer Assay (schema {}, this one knows up to {}). "
                                                "Nothing was changed; update Assay to open it",
                                                file.string(), version, known)};
}

/// All that can be wrong with a file that SQLite can open.
Status checkContent(const std::filesystem::path &file, SQLite::Database &database, std::span<const Migration> steps,
                    Purpose purpose)
{
    if (database.execAndGet("PRAGMA application_id").getInt() != kApplicationId)
        return failure(ErrorCode::InvalidInput, fmt::format("{} is not a study file: it is another program's SQLite "
                                                            "database. Nothing was changed",
                                                            file.string()));
    const int version = schemaVersion(database);
    const int known = steps.back().version;
    if (version > known)
        return failure(newerSchema(file, version, known));
    const std::string objection = schemaObjection(database, steps);
    if (!objection.empty())
        return failure(ErrorCode::InvalidInput,
                       fmt::format("{} is not a sound study file: {}. Nothing was changed", file.string(), objection));
    std::error_code error;
    const std::string problem = damageIn(database, std::filesystem::file_size(file, error), purpose);
    if (!problem.empty())
        return failure(damaged(file, problem));
    return {};
}

/// A read-only file of an older schema: the copy is brought up to date instead.
std::unique_ptr<SQLite::Database> migratedCopy(SQLite::Database &older, std::span<const Migration> steps)
{
    auto copy = openDatabase(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Backup backup(*copy, older);
    backup.executeStep();
    migrate(*copy, steps);
    return copy;
}

Connection readingConnection(const std::filesystem::path &file, const FileGuard &guard)
{
    Connection connection;
    const bool live = guard.hasWriter();
    connection.immutable = !live && !hasContent(beside(file, "-wal")) && !hasContent(beside(file, "-journal"));
    connection.stamp = guard.stamp();
    if (connection.immutable) {
        connection.database = openDatabase(immutableUri(file), SQLite::OPEN_READONLY | SQLite::OPEN_URI);
    } else if (live && isWritable(file) && isWritable(file.parent_path())) {
        // Whoever closes last must be able to clear the WAL away.
        connection.database = openDatabase(file.string(), SQLite::OPEN_READWRITE);
        connection.database->exec("PRAGMA query_only = ON");
    } else {
        connection.database = openDatabase(file.string(), SQLite::OPEN_READONLY);
    }
    return connection;
}

/// The whole schema in one rollback-journal transaction: a kill leaves a blank file or a study, never half of one.
void makeStudy(SQLite::Database &database, std::span<const Migration> steps)
{
    database.exec(fmt::format("PRAGMA page_size = {}; PRAGMA synchronous = FULL;", kPageSize));
    migrate(database, steps);
}

void startWriting(SQLite::Database &database)
{
    // 32 MiB of WAL between checkpoints: a run's million samples do not pay for one.
    database.exec(fmt::format("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                              "PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = {};",
                              (32 << 20) / kPageSize));
}

} // namespace

bool isWritable(const std::filesystem::path &path)
{
    return ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0;
}

bool Connection::overtaken(const std::filesystem::path &file, const FileGuard &guard) const
{
    return immutable && (guard.hasWriter() || guard.stamp() != stamp || hasContent(beside(file, "-wal")));
}

bool isBlank(const std::filesystem::path &file, const FileGuard &guard)
{
    const FileHeader header = guard.header();
    if (header.fileSize == 0)
        return true;
    if (header.applicationId != static_cast<std::uint32_t>(kApplicationId) || !hasContent(beside(file, "-journal")))
        return false;
    // A killed creation: SQLite rolls it back to nothing.
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE, kBusyMilliseconds);
    return database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0 &&
           database.execAndGet("PRAGMA application_id").getInt() == 0;
}

Status checkHeader(const std::filesystem::path &file, const FileGuard &guard)
{
    const FileHeader header = guard.header();
    if (header.fileSize == 0)
        return failure(
            ErrorCode::InvalidInput,
            fmt::format("{} is empty: there is no study in it. `assay run … -o FILE` makes one", file.string()));
    if (!header.sqlite)
        return failure(
            ErrorCode::InvalidInput,
            fmt::format("{} is not a study file (not a SQLite database). Nothing was changed", file.string()));
    if (header.applicationId != static_cast<std::uint32_t>(kApplicationId))
        return failure(ErrorCode::InvalidInput, fmt::format("{} is not a study file: it is another program's SQLite "
                                                            "database. Nothing was changed",
                                                            file.string()));
    // Behind a WAL or a journal the file itself may lag.
    const bool settled = !hasContent(beside(file, "-wal")) && !hasContent(beside(file, "-journal"));
    if (settled && header.fileSize < header.expectedSize)
        return failure(
            damaged(file, fmt::format("it is truncated ({} of {} bytes)", header.fileSize, header.expectedSize)));
    return {};
}

Result<Connection> connectForReading(const std::filesystem::path &file, const FileGuard &guard,
                                     std::span<const Migration> steps)
{
    return guarded(file, "open", nullptr, [&]() -> Result<Connection> {
        Connection connection = readingConnection(file, guard);
        if (Status sound = checkContent(file, *connection.database, steps, Purpose::Reading); !sound)
            return failure(sound.error());
        if (schemaVersion(*connection.database) < steps.back().version)
            connection.database = migratedCopy(*connection.database, steps);
        return connection;
    });
}

Result<Connection> connectForWriting(const std::filesystem::path &file, const FileGuard &guard,
                                     std::span<const Migration> steps)
{
    return guarded(file, "open", nullptr, [&]() -> Result<Connection> {
        const bool blank = isBlank(file, guard);
        if (!blank) {
            const Connection look = readingConnection(file, guard);
            if (Status sound = checkContent(file, *look.database, steps, Purpose::Writing); !sound)
                return failure(sound.error());
        }
        Connection connection;
        connection.database = openDatabase(file.string(), SQLite::OPEN_READWRITE);
        if (blank)
            makeStudy(*connection.database, steps);
        startWriting(*connection.database);
        migrate(*connection.database, steps);
        return connection;
    });
}

std::optional<WriterIdentity> recordedWriter(const std::filesystem::path &file)
{
    try {
        SQLite::Database database(file.string(), SQLite::OPEN_READONLY, kBusyMilliseconds);
        SQLite::Statement row(database, "SELECT program, pid, host, since FROM writer");
        if (!row.executeStep())
            return std::nullopt;
        return WriterIdentity{row.getColumn(0).getString(), row.getColumn(1).getInt64(), row.getColumn(2).getString(),
                              row.getColumn(3).getString()};
    } catch (const SQLite::Exception &) {
        return std::nullopt; // it is just being made, or this user cannot see its WAL
    }
}

} // namespace assay::store
