#pragma once

#include <span>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "core/base/result.hpp"

namespace SQLite {
class Database;
}

namespace assay::store {

/// One step of the schema. `sql` takes a file of version `version - 1` to `version`; the step, the new user_version
/// and nothing else are one transaction.
struct Migration {
    int version;
    const char *sql;
};

/// All steps, from an empty file to kSchemaVersion. A released step is never edited: add one after it.
[[nodiscard]] std::span<const Migration> migrations();

/// Brings the database to the last of `steps`. A step that fails leaves the version before it, whole.
/// Throws SQLite::Exception.
void migrate(SQLite::Database &database, std::span<const Migration> steps);

[[nodiscard]] int schemaVersion(SQLite::Database &database);

/// Holds the file's schema against the one that `steps` make up to its version: every table and index of ours must be
/// there as written; triggers, views, virtual tables and unknown indexes, which would run somebody else's code inside
/// our queries, are refused. Unknown plain tables are left alone. Returns what is wrong, empty when nothing.
[[nodiscard]] std::string schemaObjection(SQLite::Database &database, std::span<const Migration> steps);

/// Tables whose rows belong to one run: first column `run`. `order` keeps the order in which rows were stored.
struct RunTable {
    const char *name;
    const char *order;
};
[[nodiscard]] std::span<const RunTable> runTables();

} // namespace assay::store
