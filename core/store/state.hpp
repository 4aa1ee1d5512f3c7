#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include "core/store/connection.hpp"
#include "core/store/errors.hpp"
#include "core/store/file_guard.hpp"
#include "core/store/study_file.hpp"

namespace assay::store {

/// What an open study file holds. The connection goes first, then the lock, then the descriptors.
struct StudyFile::State {
    std::filesystem::path path;
    std::shared_ptr<FileGuard> guard;
    std::optional<WriterLock> lock; ///< set: open for writing
    Connection connection;
    std::optional<Error> broken; ///< after a failed write or sync of the disk nothing more is promised

    [[nodiscard]] Status connect(Mode mode);
    [[nodiscard]] Status recordWriter();
    void close();

    /// `work(database)` returns a Result; it is done again on a fresh connection when a writer came in between.
    template <class Work> auto read(std::string_view doing, Work work) -> std::invoke_result_t<Work, SQLite::Database &>
    {
        for (bool again = false;; again = true) {
            auto result =
                guarded(path, doing, connection.database->getHandle(), [&] { return work(*connection.database); });
            if (again || !connection.overtaken(path, *guard))
                return result;
            auto fresh = connectForReading(path, *guard, migrations());
            if (!fresh)
                return failure(fresh.error());
            connection = std::move(*fresh);
        }
    }

    /// `work(database)` in one transaction, which is kept only when it returns no error and the commit succeeds.
    template <class Work>
    auto write(std::string_view doing, Work work) -> std::invoke_result_t<Work, SQLite::Database &>
    {
        if (!lock)
            return failure(ErrorCode::InvalidInput, "cannot write " + path.string() + ": it is open for reading only");
        if (broken)
            return failure(*broken);
        using Outcome = std::invoke_result_t<Work, SQLite::Database &>;
        SQLite::Database &database = *connection.database;
        bool diskFault = false;
        Outcome outcome = guarded(path, doing, database.getHandle(), [&]() -> Outcome {
            SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
            try {
                Outcome done = work(database);
                if (done)
                    transaction.commit();
                return done;
            } catch (const SQLite::Exception &exception) {
                const Error error = currentError(path, doing, database.getHandle()); // before the rollback hides it
                // a write refused for lack of room has spoilt nothing; after a failed sync nobody knows
                const bool refused =
                    error.code == ErrorCode::DiskFull && exception.getExtendedErrorCode() == SQLITE_IOERR_WRITE;
                diskFault = (exception.getErrorCode() & 0xff) == SQLITE_IOERR && !refused;
                return failure(error);
            }
        });
        if (!outcome && diskFault)
            broken = outcome.error();
        return outcome;
    }
};

// Shared by the parts of StudyFile. All throw SQLite::Exception, run inside State::read or State::write.

inline std::string textOf(SQLite::Statement &row, int column)
{
    return row.getColumn(column).getString();
}

/// Adds chunks behind those the run has; a column's unit, scale and kind must stay as they were.
[[nodiscard]] Status insertSamples(SQLite::Database &database, std::int64_t run,
                                   const std::vector<measure::Column> &columns);
[[nodiscard]] Status requireRunning(SQLite::Database &database, std::int64_t run);
[[nodiscard]] Status requireRun(SQLite::Database &database, std::int64_t run);

struct PointIdentity {
    std::string key, device;
};
/// The point a run of this key on this device belongs to: the same device, or one whose name was not known yet.
[[nodiscard]] std::optional<std::int64_t> findPoint(SQLite::Database &database, const PointIdentity &identity);

} // namespace assay::store
